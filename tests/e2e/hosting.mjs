// Other people's pages, in the middle of the folder that is served, under the same policy.

import { readFileSync } from "node:fs";

/** What the server says of every page, as `crates/xtask/src/server.rs` has it. */
const POLICY = (() => {
  const source = readFileSync(new URL("../../crates/xtask/src/server.rs", import.meta.url), "utf8");
  return source.match(/POLICY: &str = "([^"]*)"/)[1].replace(/\\\n\s*/g, "");
})();

/**
 * Opens a page with `body` that loads the element; `html` is the attributes of its root, `head` what stands in its head,
 * `files` further files beside it, by name.
 */
export async function openHost(page, base, body, { html = 'lang="en"', head = "", files = {}, policy = POLICY, script = true } = {}) {
  const element = script ? '<script type="module" src="kafka-rebalance.js"></script>' : "";
  const text = `<!doctype html><html ${html}><head><meta charset="utf-8"><title>A host</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,">${element}${head}</head><body><main><h1>A host’s page</h1>${body}</main></body></html>`;
  const answers = { "host.html": text, ...files };
  for (const [name, answer] of Object.entries(answers)) {
    const type = { css: "text/css", js: "text/javascript", json: "application/json", html: "text/html" }[name.split(".").at(-1)];
    await page.route(new URL(name, base).href, (route) =>
      route.fulfill({ body: answer, headers: { "content-type": `${type}; charset=utf-8`, "content-security-policy": policy } }),
    );
  }
  await page.goto(new URL("host.html", base).href);
}

/** Waits until all figures of the page that are near are drawn. */
export async function allReady(page, selector = "kafka-rebalance") {
  await page.waitForFunction((all) => [...document.querySelectorAll(all)].every((figure) => figure.ready), selector);
}

/** The files that this page asks for from now on, by their names. */
export function requests(page) {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname.split("/").at(-1)));
  return asked;
}
