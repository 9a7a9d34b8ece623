// Browsers by plain WebDriver (W3C), as far as the journeys need it: no library, only requests to a driver. Knows
// nothing about the page.

import { spawn } from "node:child_process";
import { createServer } from "node:net";

import { eventually, sizes, withQuery } from "./helpers.mjs";

/** Keys by their DOM names, as WebDriver encodes those that are no character. */
const KEYS = {
  Enter: "\uE007", Tab: "\uE004", Escape: "\uE00C", Space: " ", Backspace: "\uE003", Delete: "\uE017",
  ArrowLeft: "\uE012", ArrowUp: "\uE013", ArrowRight: "\uE014", ArrowDown: "\uE015",
  Home: "\uE011", End: "\uE010", PageUp: "\uE00E", PageDown: "\uE00F",
  Shift: "\uE008", Control: "\uE009", Alt: "\uE00A",
};

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/**
 * A driver, started by `command`, which gets a free port and gives a program with its arguments and environment. What it
 * writes are its `lines`.
 */
export async function driver(command) {
  const port = await freePort();
  const [program, args, env] = command(String(port));
  const process_ = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  const lines = [];
  for (const stream of [process_.stdout, process_.stderr]) {
    let rest = "";
    stream.setEncoding("utf8").on("data", (chunk) => {
      const parts = (rest + chunk).split("\n");
      rest = parts.pop();
      lines.push(...parts);
    });
  }
  const address = `http://127.0.0.1:${port}`;
  await eventually(() => send(address, "GET", "/status"), { timeoutMs: 20_000 });
  return { address, lines, stop: () => stopped(process_) };
}

/** Ends a process, and waits until it has ended. */
export async function stopped(process_) {
  process_.kill();
  await new Promise((resolve) => (process_.exitCode === null && process_.signalCode === null ? process_.once("exit", resolve) : resolve()));
}

/** Walks a journey with a browser of its own. */
export async function walk(browser, base, steps) {
  const open = async (query) => {
    await browser.open(withQuery(base, query));
    await browser.until("return !document.querySelector('[data-skeleton]')");
  };
  await steps({ browser, base, open });
}

/** A browser with one window. */
export class Browser {
  #session;
  #title;

  /** Asks the driver at an address for a browser with these capabilities, called `title` where something goes wrong. */
  static async launch(address, title, capabilities, size = sizes.laptop) {
    const browser = new Browser();
    const { sessionId } = await send(address, "POST", "/session", { capabilities: { alwaysMatch: capabilities } });
    browser.#session = `${address}/session/${sessionId}`;
    browser.#title = title;
    await browser.#post("/timeouts", { script: 60_000, pageLoad: 60_000 });
    await browser.resize(size);
    return browser;
  }

  /** Goes to an address and waits for its load event. */
  open(url) {
    return this.#post("/url", { url });
  }

  /** The address shown. */
  address() {
    return send(this.#session, "GET", "/url");
  }

  /** Goes back in history. */
  back() {
    return this.#post("/back", {});
  }

  /** Runs the body of a function in the page; `arguments` holds `args`; what it returns comes back. */
  execute(script, ...args) {
    return this.#post("/execute/sync", { script, args });
  }

  /** Repeats a script until it returns something truthy, and returns that. */
  until(script, ...args) {
    return eventually(
      async () => {
        const value = await this.execute(script, ...args);
        if (!value) throw new Error(`never came true in ${this.#title}: ${script}`);
        return value;
      },
      { timeoutMs: 15_000 },
    );
  }

  /** The text of the first element that matches. */
  text(selector) {
    return this.execute("return document.querySelector(arguments[0])?.textContent ?? null", selector);
  }

  /** Clicks the first element that matches, where it is on the screen. */
  async click(selector) {
    const element = await this.#post("/element", { using: "css selector", value: selector });
    await this.#post(`/element/${element[ELEMENT]}/click`, {});
  }

  /** Presses keys in turn: `press("Space")`, `press("Shift+ArrowRight", "m")`. */
  async press(...chords) {
    for (const chord of chords) {
      const keys = (chord === "+" ? ["+"] : chord.split("+")).map((key) => KEYS[key] ?? key);
      const down = keys.map((value) => ({ type: "keyDown", value }));
      const up = keys.toReversed().map((value) => ({ type: "keyUp", value }));
      await this.#post("/actions", { actions: [{ type: "key", id: "keyboard", actions: [...down, ...up] }] });
    }
  }

  /** Gives the page this much room. */
  async resize({ width, height }) {
    const frame = await this.execute("return [outerWidth - innerWidth, outerHeight - innerHeight]");
    await this.#post("/window/rect", { width: width + frame[0], height: height + frame[1] });
  }

  close() {
    return send(this.#session, "DELETE", "");
  }

  #post(path, body) {
    return send(this.#session, "POST", path, body);
  }
}

async function send(address, method, path, body) {
  const response = await fetch(address + path, {
    method,
    headers: { "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`WebDriver ${method} ${path}: ${value.error}: ${value.message}`);
  return value;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
