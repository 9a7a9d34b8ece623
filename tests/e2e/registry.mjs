// The journeys that were declared, in order. Knows nothing of browsers.

/** @type {{name: string, browser: "chromium" | "firefox" | "webkit", options: object, walk: Function, file: string}[]} */
export const journeys = [];

let currentFile = "";

/** Says which file the next declarations come from. */
export function declaring(file) {
  currentFile = file;
}

/** Declares a journey in Chromium. */
export function journey(name, options, walk) {
  declare("chromium", name, options, walk);
}

/** Declares a journey in the other browsers, one in each. */
export function everywhere(name, options, walk) {
  declare("firefox", name, options, walk);
  declare("webkit", name, options, walk);
}

function declare(browser, name, options, walk) {
  const [given, steps] = typeof options === "function" ? [{}, options] : [options, walk];
  if (journeys.some((other) => other.name === name && other.browser === browser)) {
    throw new Error(`there are two journeys named "${name}" in ${browser}`);
  }
  journeys.push({ name, browser, options: given, walk: steps, file: currentFile });
}
