// Where the parts of the page are, for all journeys; declares none itself. Names what a person
// finds by role and attribute, so that a new wording changes as little as possible here.

/** The parts of the open page. */
export function parts(page) {
  return {
    back: page.locator(".transport button").nth(0),
    play: page.locator(".transport button.play"),
    forward: page.locator(".transport button").nth(2),
    tabs: page.locator("nav.scenarios button"),
    lanes: page.locator("section.lane"),
    axes: page.locator("section.lane .chart[role=slider]"),
    narration: page.locator("section.say p[aria-live]"),
    notices: page.locator(".notices[role=status] .notice"),
    acts: page.locator(".acts[role=group]"),
    strip: page.locator(".strip"),
    pins: page.locator(".pin"),
    own: page.locator(".pin[data-own]"),
    dialog: page.locator("dialog[open]"),
    sessionTimeout: page.locator("[id='knob-session.timeout.ms']"),
  };
}

/** Whether time runs, by what the play button shows. */
export async function isPlaying(page) {
  return (await page.locator(".transport button.play use").getAttribute("href")) === "#i-pause";
}

/** Where the playhead of the first lane is, in ms of the group's time, and where its axis begins and ends. */
export async function playhead(page) {
  const axis = parts(page).axes.first();
  const [now, from, end] = await Promise.all(
    ["aria-valuenow", "aria-valuemin", "aria-valuemax"].map(async (name) => Number(await axis.getAttribute(name))),
  );
  return { now, from, end };
}

/** The parts that this page asks for from now on. */
export function partRequests(page) {
  const asked = [];
  page.on("request", (request) => {
    const file = new URL(request.url()).pathname.split("/").at(-1);
    if (file.startsWith("part-")) asked.push(file);
  });
  return asked;
}

/** What a server may answer that has no part, or none of this page. */
export const NO_PART = {
  "cannot be had": { status: 404, body: "gone" },
  "is not the page's": { status: 200, contentType: "application/wasm", body: "of another version" },
};

/** Opens the dialog behind the button of the header with this icon, and returns it. */
export async function openDialog(page, icon) {
  await page.locator(`header button:has(use[href="${icon}"])`).click();
  const { dialog } = parts(page);
  await dialog.waitFor();
  return dialog;
}
