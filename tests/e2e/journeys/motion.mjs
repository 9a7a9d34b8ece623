// The page rests when nothing moves, and moves nothing for who wants less motion.

import assert from "node:assert/strict";

import { eventually, journey } from "../harness.mjs";
import { isPlaying, parts, playhead } from "./parts.mjs";

/** Long enough for thirty frames. */
const WATCHED_MS = 500;

/** Counts the frames that the page asks for, from the start. */
const countFrames = (page) =>
  page.addInitScript(() => {
    const request = globalThis.requestAnimationFrame.bind(globalThis);
    globalThis.framesAsked = 0;
    globalThis.requestAnimationFrame = (callback) => {
      globalThis.framesAsked += 1;
      return request(callback);
    };
  });

/** How many frames the page asks for within `WATCHED_MS`. Polls by timer: the default would ask for frames itself. */
async function framesAsked(page) {
  const start = await page.evaluate(() => ({ at: performance.now(), frames: globalThis.framesAsked }));
  await page.waitForFunction(([at, ms]) => performance.now() - at >= ms, [start.at, WATCHED_MS], { polling: 50 });
  return (await page.evaluate(() => globalThis.framesAsked)) - start.frames;
}

/** Until nothing is asked for any more: the last drawing after a change may take a frame. */
const expectRest = (page) => eventually(async () => assert.equal(await framesAsked(page), 0));

journey("while it pauses, the page asks for no frame", async ({ page, open }) => {
  await countFrames(page);
  await open({ t: 0 });
  await expectRest(page);
  await parts(page).play.click();
  await eventually(async () => assert.equal(await isPlaying(page), true));
  assert.ok((await framesAsked(page)) > 0, "playing asks for none either: the count counts nothing");
  await parts(page).play.click();
  await eventually(async () => assert.equal(await isPlaying(page), false));
  await expectRest(page);
});

journey("with less motion wanted nothing plays by itself, and steps lead on", { reducedMotion: true }, async ({ page, open }) => {
  await countFrames(page);
  await open();
  assert.equal(await isPlaying(page), false);
  const { now: start } = await playhead(page);
  await expectRest(page);
  assert.equal((await playhead(page)).now, start);

  const { forward, narration } = parts(page);
  for (let step = 0; step < 3; step += 1) {
    const [before, said] = [(await playhead(page)).now, await narration.textContent()];
    await forward.click();
    await eventually(async () => assert.ok((await playhead(page)).now > before));
    assert.notEqual(await narration.textContent(), said);
  }
  await expectRest(page);
});

journey("with less motion wanted no message is drawn on its way", { reducedMotion: true }, async ({ page, open }) => {
  await open({ t: 0 });
  const { forward, narration } = parts(page);
  const onTheWay = page.locator('.tokens > .token:not([data-is="parked"]):visible');
  const parked = page.locator('.tokens > .token[data-is="parked"]:visible');
  let waiting = 0;
  while (await forward.isEnabled()) {
    const { now, end } = await playhead(page);
    await forward.click();
    await eventually(async () => assert.ok((await playhead(page)).now > now));
    assert.deepEqual(await onTheWay.allTextContents(), [], `at ${(await playhead(page)).now} of ${end} ms: ${await narration.textContent()}`);
    waiting += await parked.count();
  }
  assert.ok(waiting > 0, "requests that wait at the coordinator are shown all the same");
});

journey("with less motion wanted, playing goes from step to step without a frame", { reducedMotion: true }, async ({ page, open }) => {
  await countFrames(page);
  await open();
  const { now: start } = await playhead(page);
  await parts(page).play.click();
  await eventually(async () => assert.ok((await playhead(page)).now > start), { timeoutMs: 15_000 });
  assert.equal(await framesAsked(page), 0);
});
