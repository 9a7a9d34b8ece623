// What axe-core says to the page and its dialogs, in both themes.

import { expectNoAxeViolations, journey, sizes } from "../harness.mjs";
import { openDialog, parts } from "./parts.mjs";

for (const theme of ["dark", "light"]) {
  journey(`axe-core finds nothing in the page (${theme})`, { theme }, async ({ page, open }) => {
    await open({ t: 0 });
    await expectNoAxeViolations(page);
    await page.keyboard.press("End");
    await expectNoAxeViolations(page);
  });

  journey(`axe-core finds nothing in the page on a phone (${theme})`, { theme, size: sizes.phone, touch: true }, async ({ page, open }) => {
    await open({ scenario: "crash", t: 20000 });
    await expectNoAxeViolations(page);
  });

  journey(`axe-core finds nothing in the load dialog (${theme})`, { theme }, async ({ page, open }) => {
    await open({ t: 0 });
    await openDialog(page, "#i-load");
    await expectNoAxeViolations(page);
  });

  journey(`axe-core finds nothing in the list of keys (${theme})`, { theme }, async ({ page, open }) => {
    await open({ t: 0 });
    await page.keyboard.press("?");
    await parts(page).dialog.locator(".keys").waitFor();
    await expectNoAxeViolations(page);
  });
}

journey("the button for colours changes the theme, and the page stays readable", async ({ page, open }) => {
  await open({ t: 0 });
  await page.locator('header button:has(use[href="#i-theme"])').click();
  await page.locator('html[data-theme="light"]').waitFor();
  await expectNoAxeViolations(page);
  await page.waitForURL(/theme=light/);
  await page.reload();
  await page.locator('html[data-theme="light"]').waitFor();
});
