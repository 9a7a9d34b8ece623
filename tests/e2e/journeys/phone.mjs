// The page on a phone: nothing to scroll sideways, and the transport always at hand.

import assert from "node:assert/strict";

import { eventually, journey } from "../harness.mjs";
import { openDialog, parts, playhead } from "./parts.mjs";

for (const [width, height] of [
  [390, 844],
  [360, 740],
]) {
  for (const lang of ["en", "ko"]) {
    journey(`${width} × ${height} needs no scrolling sideways (${lang})`, { size: { width, height }, touch: true }, async ({ page, open }) => {
      const isNarrow = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
      const { forward, back, play, tabs } = parts(page);
      await open({ t: 0, lang });
      for (let index = 0; index < 4; index += 1) {
        await tabs.nth(index).tap();
        await eventually(async () => assert.equal(await tabs.nth(index).getAttribute("aria-current"), "true"));
        assert.ok(await isNarrow(), `scenario ${index + 1} is wider than the window`);
        for (const button of [back, play, forward]) {
          const box = await button.boundingBox();
          const isInside = box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
          assert.ok(isInside, `scenario ${index + 1}: a button of the transport is at ${JSON.stringify(box)}`);
        }
      }
      const dialog = await (await openDialog(page, "#i-load")).boundingBox();
      assert.ok(dialog.x >= 0 && dialog.x + dialog.width <= width, `the load dialog is at ${JSON.stringify(dialog)}`);
    });
  }
}

journey("a tap steps on a phone", { size: { width: 360, height: 740 }, touch: true }, async ({ page, open }) => {
  await open({ t: 0 });
  const { now } = await playhead(page);
  await parts(page).forward.tap();
  await eventually(async () => assert.ok((await playhead(page)).now > now));
});
