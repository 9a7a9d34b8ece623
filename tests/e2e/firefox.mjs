// Firefox by plain WebDriver (W3C), as far as the journeys need it: no library, only requests to
// geckodriver. Knows nothing about the page.

import { spawn } from "node:child_process";
import { createServer } from "node:net";

import { find } from "./browsers.mjs";
import { eventually, sizes, withQuery } from "./helpers.mjs";

/** Keys by their DOM names, as WebDriver encodes those that are no character. */
const KEYS = {
  Enter: "\uE007", Tab: "\uE004", Escape: "\uE00C", Space: " ", Backspace: "\uE003", Delete: "\uE017",
  ArrowLeft: "\uE012", ArrowUp: "\uE013", ArrowRight: "\uE014", ArrowDown: "\uE015",
  Home: "\uE011", End: "\uE010", PageUp: "\uE00E", PageDown: "\uE00F",
  Shift: "\uE008", Control: "\uE009", Alt: "\uE00A",
};

/** A line that the page caused. RSLoader is Firefox's own, which finds no network for its experiments. */
const OF_THE_PAGE = /^console\.\w+: (?!RSLoader)|^JavaScript (error|warning): http/;

/** What Firefox says of a script that runs while its window is closed, in the words for one that ran for too long. */
const OF_THE_CLOSING = /Script terminated by timeout/;

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** One geckodriver for all journeys; each gets a Firefox of its own. */
export async function start({ base }) {
  const port = await freePort();
  const driver = spawn(find("GECKODRIVER"), ["--port", String(port), "--binary", find("FIREFOX")], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, MOZ_HEADLESS: "1" },
  });
  // Firefox writes what the page's console says to its own output, which geckodriver passes on.
  const lines = [];
  for (const stream of [driver.stdout, driver.stderr]) {
    let rest = "";
    stream.setEncoding("utf8").on("data", (chunk) => {
      const parts = (rest + chunk).split("\n");
      rest = parts.pop();
      lines.push(...parts);
    });
  }
  const address = `http://127.0.0.1:${port}`;
  await eventually(() => send(address, "GET", "/status"), { timeoutMs: 20_000 });
  return {
    walk: (journey) => walk(address, base, lines, journey),
    stop: async () => {
      driver.kill();
      await new Promise((resolve) => (driver.exitCode === null ? driver.once("exit", resolve) : resolve()));
    },
  };
}

async function walk(address, base, lines, { options, walk: steps }) {
  const firefox = await Firefox.launch(address, options);
  const first = lines.length;
  let closed = first;
  try {
    const open = async (query) => {
      await firefox.open(withQuery(base, query));
      await firefox.until("return !document.querySelector('[data-skeleton]')");
    };
    await steps({ firefox, base, open });
  } finally {
    closed = lines.length;
    await firefox.close();
  }
  const faults = lines.slice(first).filter((line, i) => OF_THE_PAGE.test(line) && !(first + i >= closed && OF_THE_CLOSING.test(line)));
  if (faults.length > 0) throw new Error(`the page misbehaved on the way:\n  ${faults.join("\n  ")}`);
}

/** A Firefox with one window. */
export class Firefox {
  #session;

  static async launch(address, { size = sizes.laptop, theme = "dark", reducedMotion = false } = {}) {
    const firefox = new Firefox();
    const prefs = {
      "devtools.console.stdout.content": true,
      "devtools.console.stdout.chrome": false, // what Firefox itself says is not the page's
      "layout.css.prefers-color-scheme.content-override": theme === "dark" ? 0 : 1,
      "ui.prefersReducedMotion": reducedMotion ? 1 : 0,
      "intl.accept_languages": "en-US",
    };
    const capabilities = { alwaysMatch: { "moz:firefoxOptions": { args: ["-headless"], prefs } } };
    const { sessionId } = await send(address, "POST", "/session", { capabilities });
    firefox.#session = `${address}/session/${sessionId}`;
    await firefox.#post("/timeouts", { script: 60_000, pageLoad: 60_000 });
    await firefox.resize(size);
    return firefox;
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
        if (!value) throw new Error(`never came true in Firefox: ${script}`);
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
