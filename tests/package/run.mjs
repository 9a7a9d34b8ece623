// Uses the npm package as a stranger would: node tests/package/run.mjs TARBALL FOLDER
//
// Installs it into a fresh project, compiles that strictly, and runs what came out: in Node, in a worker thread, and in a
// module worker of a browser under the strict policy. Prints `N passed, N failed`.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

const [tarball, folder] = process.argv.slice(2).map((path) => resolve(path));
const e2e = createRequire(new URL("../e2e/run.mjs", import.meta.url));
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

let passed = 0;
let failed = 0;
const check = async (name, run) => {
  try {
    await run();
    passed += 1;
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n  ${error.stdout ?? ""}${error.stack}`);
  }
};

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
cpSync(here("project"), folder, { recursive: true });
writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "a-project", private: true, type: "module" }));
execFileSync("npm", ["install", "--no-audit", "--no-fund", "--offline", tarball], { cwd: folder, stdio: "pipe" });

const tsc = e2e.resolve("typescript/bin/tsc");
const types = join(e2e.resolve("@types/node/package.json"), "../..");
await check("a strict TypeScript project compiles against it", () =>
  execFileSync("node", [tsc, "-p", folder, "--typeRoots", types], { stdio: "pipe", encoding: "utf8" }),
);
await check("what TypeScript is to refuse, it refuses", () => {
  const wrong = ["variant: \"lazy\"", "topics: 6", "colour: \"red\""].map((part, i) => [`wrong${i}.ts`, part]);
  for (const [file, part] of wrong) {
    const scenario = part.startsWith("variant") ? "{ topics: { a: 1 }, members: { c: {} }, script: [], duration_ms: 1 }" : `{ ${part}, members: { c: {} }, script: [], duration_ms: 1 }`;
    const options = part.startsWith("variant") ? `, { ${part} }` : "";
    writeFileSync(join(folder, file), `import { simulate } from "kafka-rebalance";\nawait simulate(${scenario}${options});\n`);
    const compile = () => execFileSync("node", [tsc, "--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", file], { cwd: folder, stdio: "pipe", encoding: "utf8" });
    assert.throws(compile, (error) => /error TS/.test(error.stdout), part);
    rmSync(join(folder, file));
  }
});
await check("it runs in Node", () => {
  const said = execFileSync("node", ["out/main.js"], { cwd: folder, encoding: "utf8" });
  assert.match(said, /^all well\n$/);
});
await check("it runs in a worker of Node", async () => {
  const answer = await new Promise((resolve, reject) => {
    const worker = new Worker(new URL(`file://${join(folder, "out/worker.js")}`));
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  assert.deepEqual(answer, { format: "kafka-group-recording/1", revoked: true });
});
await check("it can be imported where there is no document", () =>
  execFileSync("node", ["--input-type=module", "-e", "await import('kafka-rebalance/element')"], { cwd: folder, stdio: "pipe" }),
);

await check("the remark plugin is in it, reads fences only, and says what it lacks", async () => {
  const script = `
    import assert from "node:assert/strict";
    import { readFileSync } from "node:fs";
    import kafkaRebalance from "kafka-rebalance/remark";
    const prose = { type: "root", children: [{ type: "code", lang: "js", value: "1" }] };
    kafkaRebalance()(prose, {});
    assert.equal(prose.children[0].lang, "js");
    const fence = { type: "root", children: [{ type: "code", lang: "kafka-rebalance", value: "scenario crash" }] };
    assert.throws(() => kafkaRebalance({ command: "no-such-program" })(fence, {}), /no-such-program is not there: the figures are drawn by it/);
    const hook = new URL(import.meta.resolve("kafka-rebalance/hosts/kafka_rebalance.py"));
    assert.match(readFileSync(hook, "utf8"), /def on_config/);`;
  execFileSync("node", ["--input-type=module", "-e", script], { cwd: folder, stdio: "pipe", encoding: "utf8" });
});

const policy = readFileSync(here("../../crates/xtask/src/server.rs"), "utf8").match(/POLICY: &str = "([^"]*)"/)[1].replace(/\\\n\s*/g, "");
const mime = { ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".html": "text/html", ".svg": "image/svg+xml" };
const server = createServer((request, response) => {
  const path = new URL(request.url, "http://x").pathname;
  try {
    const body = readFileSync(join(folder, path));
    response.writeHead(200, { "content-type": mime[extname(path)] ?? "text/plain", "content-security-policy": policy });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const { chromium } = e2e("playwright-core");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage();
const faults = [];
page.on("pageerror", (error) => faults.push(error.message));
page.on("console", (message) => faults.push(message.text()));
await check("it runs in a browser’s worker, and its element on a page, under the strict policy", async () => {
  await page.goto(`http://127.0.0.1:${server.address().port}/page.html`);
  await page.waitForFunction(() => document.querySelector("output").textContent !== "");
  assert.equal(await page.textContent("output"), "kafka-group-recording/1");
  await page.waitForFunction(() => document.querySelector("kafka-rebalance").ready);
  assert.deepEqual(faults, []);
});
await browser.close();
server.close();

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
