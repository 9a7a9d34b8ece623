// Where the browsers are. `cargo xtask test` says it in the environment; started by hand, the
// usual names on PATH are tried.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const names = {
  CHROMIUM: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
  FIREFOX: ["firefox-esr", "firefox"],
  GECKODRIVER: ["geckodriver"],
  WEBKITDRIVER: ["WebKitWebDriver"],
  XVFB: ["Xvfb"],
};

/** The executable that the variable names, or the first of its usual names on PATH. */
export function find(variable) {
  const given = process.env[variable];
  if (given) return given;
  for (const dir of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of names[variable]) {
      try {
        accessSync(join(dir, name), constants.X_OK);
        return join(dir, name);
      } catch {
        // Not here: the next folder may have it.
      }
    }
  }
  throw new Error(`no ${names[variable][0]} on PATH: run \`cargo xtask setup\`, or set ${variable} to its file`);
}

/** What Chromium is started with: no sandbox (root may not have it), nothing that goes out by itself. */
export const chromiumArguments = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];
