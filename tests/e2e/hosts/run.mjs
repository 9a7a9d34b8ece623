// Figures in other people's sites: each built by the real tool, served, and opened in Chromium in both of its themes.
//
//   node tests/e2e/hosts/run.mjs [SITE…]      without one: mdbook, mkdocs, plain, rustdoc
//
// The environment names the tools: REBALANCE, MDBOOK, MKDOCS, DOCUSAURUS (a folder with node_modules); and ELEMENT, a
// folder with the files of the element, without which the figures stand still. `cargo xtask test hosts` sets all of it up.

import { createServer } from "node:http";
import { cpSync, mkdirSync, readFileSync, rmSync, existsSync, symlinkSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { dirname, extname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { strict as assert } from "node:assert";

import { chromium } from "playwright-core";

import { chromiumArguments, find } from "../browsers.mjs";
import { eventually, standsStill } from "../helpers.mjs";
import { sites } from "./sites.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../../..");
const axe = readFileSync(join(here, "../node_modules/axe-core/axe.min.js"), "utf8");

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript",
  ".json": "application/json", ".svg": "image/svg+xml", ".wasm": "application/wasm", ".xml": "application/xml",
  ".woff2": "font/woff2", ".png": "image/png", ".ico": "image/x-icon",
};

/** Serves a folder below a path, under a policy if there is one. */
function serve(folder, base, policy) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://h").pathname);
    if (path === "/favicon.ico") {
      response.writeHead(204).end();
      return;
    }
    let file = resolve(folder, `.${path.startsWith(base) ? `/${path.slice(base.length)}` : "/no such file"}`);
    if (path.endsWith("/")) file = join(file, "index.html");
    if (!extname(file) && existsSync(`${file}.html`)) file = `${file}.html`;
    if (!extname(file) && existsSync(join(file, "index.html"))) file = join(file, "index.html");
    if (!file.startsWith(resolve(folder) + sep) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const headers = { "content-type": TYPES[extname(file)] ?? "application/octet-stream" };
    if (policy) headers["content-security-policy"] = policy;
    response.writeHead(200, headers).end(readFileSync(file));
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

/** What a site is built with. */
function bench(name) {
  const folder = join(process.env.HOSTS_DIR ?? join(root, "target/hosts"), name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(here, "sites", name), folder, { recursive: true });
  const rebalance = process.env.REBALANCE ?? join(root, "target/debug/rebalance");
  const element = process.env.ELEMENT;
  return {
    folder, root, rebalance, element,
    figures: join(here, "figures.md"),
    read: (path) => readFileSync(join(folder, path), "utf8"),
    write(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    /** Puts a file of the repository into the site. */
    take: (from, to) => cpSync(from.startsWith("/") ? from : join(root, from), join(folder, to), { recursive: true }),
    link: (from, to) => symlinkSync(from, join(folder, to)),
    /** Puts what the element needs into a folder of the site, if it is there. */
    takeElement(to) {
      if (element) cpSync(element, join(folder, to), { recursive: true });
    },
    draw: (...args) => execFileSync(rebalance, ["storyboard", ...args], { encoding: "utf8", maxBuffer: 1 << 26 }),
    run(command, args, env = {}) {
      const path = `${dirname(rebalance)}:${process.env.PATH}`;
      try {
        execFileSync(command, args, { cwd: folder, env: { ...process.env, PATH: path, ...env }, encoding: "utf8", stdio: "pipe" });
      } catch (error) {
        throw new Error(`${command}: ${error.stdout ?? ""}${error.stderr ?? error.message}`);
      }
    },
    tool(variable) {
      const given = process.env[variable];
      assert(given, `${variable} is not set: run cargo xtask test hosts`);
      return given;
    },
  };
}

/** How long something may take on a slow machine. */
const SLOW = { timeoutMs: 20_000 };

const DARK = "rgb(20, 25, 32)";
const LIGHT = "rgb(255, 255, 255)";

/** That both figures show a theme: the element says which it has, the storyboard has it on its panel. */
async function shows(page, theme, withElement) {
  const colour = theme === "dark" ? DARK : LIGHT;
  const seen = () => page.evaluate((withElement) => [...document.querySelectorAll("kafka-rebalance")].map((element) => {
    if (withElement) return element.shadowRoot.querySelector(".figure").dataset.theme;
    const shown = [...element.querySelectorAll("svg[role=img]")].find((svg) => svg.getBoundingClientRect().width > 0);
    return shown && getComputedStyle(shown.querySelector(":scope > rect.kr-f-panel")).fill;
  }), withElement);
  const wanted = withElement ? theme : colour;
  await eventually(async () => {
    const last = await seen();
    assert.ok(last.every((one) => one === wanted), `in the ${theme} theme the figures show ${last}`);
  }, SLOW);
}

/** That both storyboards are drawn, each once. */
async function drawn(page) {
  const figures = page.locator(".kr-storyboard");
  for (const at of [0, 1]) {
    const widths = await figures.nth(at).locator("svg[role=img]").evaluateAll((all) => all.map((svg) => svg.getBoundingClientRect().width));
    assert.equal(widths.filter((width) => width > 300).length, 1, `one drawing of figure ${at + 1} is seen: ${widths}`);
    assert.ok((await figures.nth(at).locator("tbody tr").count()) > 3, "its events are there");
  }
}

/** That both elements are ready, and stand in the place of their storyboards. */
async function ready(page) {
  for (const at of [0, 1]) {
    const element = page.locator("kafka-rebalance").nth(at);
    await element.scrollIntoViewIfNeeded();
    await element.locator(".frame[data-state=ready]").waitFor({ timeout: 20_000 });
    assert.equal(await element.locator(".kr-storyboard").isVisible(), false, "the storyboard makes room");
    assert.ok((await element.locator(".frame .figure").boundingBox()).height > 300, "the figure is seen");
  }
}

async function opened(browser, site, address, { withElement, policy }) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: "light", locale: "en-US" });
  const page = await context.newPage();
  const said = [];
  page.on("console", (message) => {
    // Without the element its script is a file that is not there, which is how a site without it looks too.
    const isAbsent = !withElement && /404/.test(message.text()) && /kafka-rebalance\.js/.test(message.location().url);
    if (message.type() === "error" && !isAbsent) said.push(message.text());
  });
  page.on("pageerror", (error) => said.push(error.message));
  await page.goto(address, { waitUntil: "load" });
  const figures = page.locator(".kr-storyboard");
  await figures.first().waitFor({ state: "attached" });
  assert.equal(await figures.count(), 2, "two figures on the page");
  assert.equal(await page.locator("kafka-rebalance > .kr-storyboard").count(), 2, "each in an element of its own");
  await (withElement ? ready(page) : drawn(page));
  for (const theme of ["light", "dark", "light"]) {
    await site.choose(page, theme);
    await shows(page, theme, withElement);
    // The policy refuses a script that is put into the page; there axe has to come with the site.
    if (!policy) await page.evaluate(axe);
    await standsStill(page);
    const found = await page.evaluate(() => window.axe.run({ include: [["kafka-rebalance"]] }, { resultTypes: ["violations"] }));
    const wrong = found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" ").slice(0, 300)}`);
    assert.deepEqual(wrong, [], `axe in the ${theme} theme`);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.reload();
  await figures.first().waitFor({ state: "attached" });
  if (withElement) await ready(page);
  else {
    const widths = await figures.first().locator("svg[role=img]").evaluateAll((all) => all.map((svg) => svg.getBoundingClientRect().width));
    assert.ok(widths[0] === 0 && widths[1] > 250, `on a phone the drawing for one: ${widths}`);
  }
  const beyond = await page.locator("kafka-rebalance").first().evaluate((element) => element.getBoundingClientRect().right - innerWidth);
  assert.ok(beyond <= 0, `on a phone it sticks out by ${beyond}`);
  if (site.elsewhere) {
    await page.setViewportSize({ width: 1280, height: 900 });
    await site.elsewhere(page);
    // Instant loading puts a page's elements into the document one after the other.
    await eventually(async () => assert.equal(await figures.count(), 2, "two figures after going to another page and back"), SLOW);
    await (withElement ? ready(page) : drawn(page));
  }
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${site.name}.png`), fullPage: true });
  assert.deepEqual(said, [], "nothing is complained of in the console");
  await context.close();
}

const names = process.argv.slice(2).length > 0 ? process.argv.slice(2) : ["mdbook", "mkdocs", "plain", "rustdoc"];
const browser = await chromium.launch({ executablePath: find("CHROMIUM"), args: chromiumArguments });
let [passed, failed] = [0, 0];
for (const name of names) {
  const site = { name, ...sites[name] };
  let server;
  try {
    const begun = Date.now();
    const tools = bench(name);
    server = await serve(tools.folder, "/", site.policy);
    const { port } = server.address();
    const built = join(tools.folder, await site.build(tools, port));
    server.close();
    const base = site.base ?? "/";
    server = await serve(built, base, site.policy);
    const address = `http://127.0.0.1:${server.address().port}${base}${site.page}`;
    const took = Date.now() - begun;
    await opened(browser, site, address, { withElement: Boolean(tools.element), policy: site.policy });
    passed += 1;
    console.log(`ok ${name} (built in ${(took / 1000).toFixed(1)} s, looked at in ${((Date.now() - begun - took) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}: ${error.stack ?? error}`);
  } finally {
    server?.closeAllConnections();
    server?.close();
  }
}
await browser.close();
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
