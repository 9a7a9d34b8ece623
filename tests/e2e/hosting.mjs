// Other people's pages, in the middle of the folder that is served, under the same policy.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";

/** What the server says of every page, as `crates/xtask/src/server.rs` has it. */
const POLICY = (() => {
  const source = readFileSync(new URL("../../crates/xtask/src/server.rs", import.meta.url), "utf8");
  return source.match(/POLICY: &str = "([^"]*)"/)[1].replace(/\\\n\s*/g, "");
})();

/**
 * Opens a page with `body` that loads the element; `html` is the attributes of its root, `head` what stands in its head,
 * `files` further files beside it, by name.
 */
export async function openHost(page, base, body, options) {
  for (const [name, answer] of Object.entries(answers(body, options))) {
    await page.route(new URL(name, base).href, (route) => route.fulfill(answer));
  }
  await page.goto(new URL("host.html", base).href);
}

/**
 * The same page for a browser whose requests nobody can answer in its place: it comes from a server of its own, in the middle
 * of what `base` serves. Calls `visit` with its address.
 */
export async function withHost(base, body, options, visit) {
  const own = answers(body, options);
  const server = createServer(async (request, response) => {
    const path = request.url.slice(1);
    const known = own[path.split("?")[0]];
    if (known) return response.writeHead(200, known.headers).end(known.body);
    const served = await fetch(new URL(path, base));
    const headers = { "content-type": served.headers.get("content-type") ?? "text/plain" };
    // A frame is under the policy of its host, as every page is that the server of dist sends.
    if (served.headers.has("content-security-policy")) headers["content-security-policy"] = served.headers.get("content-security-policy");
    response.writeHead(served.status, headers).end(Buffer.from(await served.arrayBuffer()));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  try {
    await visit(`http://127.0.0.1:${server.address().port}/host.html`);
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}

/** The page, and the files beside it, by their names. */
function answers(body, { html = 'lang="en"', head = "", files = {}, policy = POLICY, script = true } = {}) {
  const element = script ? '<script type="module" src="kafka-rebalance.js"></script>' : "";
  const text = `<!doctype html><html ${html}><head><meta charset="utf-8"><title>A host</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,">${element}${head}</head><body><main><h1>A host’s page</h1>${body}</main></body></html>`;
  const answer = ([name, content]) => {
    const type = { css: "text/css", js: "text/javascript", json: "application/json", html: "text/html" }[name.split(".").at(-1)];
    return [name, { body: content, headers: { "content-type": `${type}; charset=utf-8`, "content-security-policy": policy } }];
  };
  return Object.fromEntries(Object.entries({ "host.html": text, ...files }).map(answer));
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
