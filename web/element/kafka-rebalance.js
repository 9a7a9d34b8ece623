// <kafka-rebalance>: a figure of a Kafka consumer group in anybody's page. docs/embed.md has what it takes and tells.
//
// This is all that a page loads at first. When the first figure comes near the viewport, the program is fetched, once for all
// figures: rebalance-web.js, kafka-rebalance.wasm and kafka-rebalance.css, all from where this file lies. What is
// shown is made there (web/src/figure); here is what concerns the page around it: attributes, events, theme, language, what
// is near and what is seen. Until the figure is drawn, and instead of it if it can't be, what stands inside the element is
// shown. Nothing global is made but the element's name.

const NAME = "kafka-rebalance";
const beside = (file) => new URL(file, import.meta.url).href;

// Attributes that are no part of what is shown, but of how.
const OWN = ["autoplay", "controls", "clock", "src", "query", "theme", "lang"];
// Figures are made when they are about to be scrolled into sight.
const NEAR = "600px 0px";
// Between two `time` events, ms.
const TIME_MS = 100;
// Steps at once: more than any narration has.
const STEPS = 1000;

// What stands in the shadow root before anything is fetched. The room that a figure takes is kept, so that nothing below
// moves when it comes: by how many lanes stand side by side (figure.css), and how high one of three members is.
const FRAME = `
:host { display: block; }
:host([hidden]) { display: none; }
.room { container-type: inline-size; }
.frame { position: relative; --rows: 1; --lane: 517px; --more: 122px; min-block-size: calc(var(--rows) * (var(--lane) + 12px) - 12px + var(--more)); }
.frame[data-controls="none"] { --more: 0px; }
.frame[data-state="failed"] { min-block-size: 0; }
.frame[data-state="ready"] > slot { display: none; }
/* It is laid out and measured before anybody sees it. */
.frame:not([data-state="ready"]) > .figure { position: absolute; inset: 0 0 auto; visibility: hidden; }
.problem { margin: 8px 0; white-space: pre-line; padding: 8px 12px; border-inline-start: 3px solid; font: 14px/1.45 system-ui, sans-serif; }
@container (max-width: 1350px) { .frame { --lane: 535px; } }
@container (max-width: 1250px) { .frame { --lane: 555px; } }
@container (max-width: 1150px) { .frame { --lane: 627px; } }
@container (max-width: 1055px) { .frame[data-lanes="3"] { --rows: 2; } }
@container (max-width: 780px) { .frame { --lane: 664px; } }
@container (max-width: 740px) { .frame { --lane: 612px; } }
@container (max-width: 691px) {
  .frame { --lane: 533px; --rows: 2; }
  .frame[data-lanes="1"] { --rows: 1; }
  .frame[data-lanes="3"] { --rows: 3; }
}
@container (max-width: 640px) { .frame { --lane: 551px; --more: 166px; } }
@container (max-width: 580px) { .frame { --lane: 640px; } }
@media print {
  .frame { min-block-size: 0; }
  .frame[data-storyboard] > slot { display: contents; }
  .frame[data-storyboard] > .figure { display: none; }
}`;

// One sentence in the reader's language where a figure can't be drawn.
const SENTENCES = {
  en: {
    missing: "The interactive figure needs WebAssembly, which this browser does not have.",
    refused:
      "The interactive figure can’t run here: WebAssembly is refused, by this site’s content security policy (script-src needs 'wasm-unsafe-eval') or by a setting of the browser.",
    unreachable: "The interactive figure can’t be shown: a part of it could not be loaded.",
    start: "The interactive figure can’t be shown: its program ended by a fault of its own.",
    source: "The figure’s scenario could not be loaded.",
  },
  ko: {
    missing: "이 브라우저에는 WebAssembly가 없어 대화형 그림을 표시할 수 없습니다.",
    refused:
      "여기서는 대화형 그림을 실행할 수 없습니다. 이 사이트의 콘텐츠 보안 정책(script-src에 'wasm-unsafe-eval' 필요)이나 브라우저 설정이 WebAssembly를 막고 있습니다.",
    unreachable: "대화형 그림의 일부를 불러오지 못해 표시할 수 없습니다.",
    start: "프로그램 오류로 대화형 그림을 표시할 수 없습니다.",
    source: "그림의 시나리오를 불러오지 못했습니다.",
  },
};

/** What can't be shown, and why: a word that programs can tell the cause by, and the place in a scenario, if it has one. */
class Problem extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

// ── The program, once for all figures

let program;

/** The program, ready; it is asked for again after it could not be had. */
const load = () =>
  (program ??= start().catch((error) => {
    program = undefined;
    throw error;
  }));

const fetched = async (file) => {
  const response = await fetch(beside(file));
  if (!response.ok) throw new Error(`${file}: HTTP ${response.status}`);
  return response;
};

const start = async () => {
  if (typeof WebAssembly !== "object") throw new Problem("missing", "WebAssembly is missing");
  try {
    // The smallest module there is: compiling it asks whether the policy lets anything compile.
    new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  } catch (error) {
    throw new Problem("refused", error.message);
  }
  let glue, wasm, styles;
  try {
    [glue, wasm, styles] = await Promise.all([
      import(beside("rebalance-web.js")),
      fetched("kafka-rebalance.wasm"),
      fetched("kafka-rebalance.css").then((response) => response.text()),
    ]);
  } catch (error) {
    throw new Problem("unreachable", error.message);
  }
  try {
    await glue.default({ module_or_path: wasm });
  } catch (error) {
    throw new Problem("start", error.message);
  }
  return { glue, sheet: sheet(styles) };
};

let text;

/** What reads a scenario that is text, once for all; a build for development has it from the beginning. */
const readText = (glue) =>
  (text ??= (async () => {
    try {
      await glue.add?.(() => fetched("part-text.wasm"));
    } catch (error) {
      text = undefined;
      throw new Problem("unreachable", error.message);
    }
    glue.part_text();
  })());

const sheet = (text) => {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
};

// ── What concerns all figures that are in the document

const figures = new Set();
/** Figures that show the same instant, by the name of their clock. */
const onClock = (name) => [...figures].filter((figure) => figure.getAttribute("clock") === name);
/** Of each clock the figure that was asked for something last: the others go where it is, and it goes where nobody else is. */
const leaders = new Map();

const watching = (options, heard) => {
  let observer;
  // Made when it is first needed: there is none where this module is only read, on a server.
  return () =>
    (observer ??= new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) heard(target, isIntersecting);
    }, options));
};

const DARK = /^(dark|slate|navy|coal|ayu|night|black)$/;
const LIGHT = /^(light|default|rust|day|white)$/;
/** What sites say on their root, or the body, of the theme that a reader has chosen there. */
const themeOf = (root) => {
  const named = ["data-theme", "data-md-color-scheme", "data-bs-theme", "data-color-mode", "data-color-scheme"];
  const words = [...named.map((name) => root.getAttribute(name)), ...root.classList].filter(Boolean);
  if (words.some((word) => DARK.test(word))) return "dark";
  return words.some((word) => LIGHT.test(word)) ? "light" : undefined;
};

/** Whether the page around `element` is dark: by what its root says, its color-scheme, its background, or the system. */
const themeAround = (element) => {
  const said = themeOf(document.body) ?? themeOf(document.documentElement);
  if (said) return said;
  const around = element.parentElement ?? element.getRootNode().host ?? document.body;
  const scheme = getComputedStyle(around).colorScheme.replace("only", "").trim();
  if (scheme === "dark" || scheme === "light") return scheme;
  for (let at = around; at; at = at.parentElement) {
    const [red, green, blue, alpha = 1] = (getComputedStyle(at).backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
    if (red !== undefined && alpha > 0.5) return 0.3 * red + 0.59 * green + 0.11 * blue < 128 ? "dark" : "light";
  }
  return matchMedia("(prefers-color-scheme: dark)").matches && scheme.includes("dark") ? "dark" : "light";
};

let around;
/** Follows the theme and the language of the page, as long as there is a figure. */
const followPage = () => {
  if (figures.size === 0) {
    around?.abort();
    around = undefined;
  } else if (!around) {
    around = new AbortController();
    const { signal } = around;
    const changed = () => figures.forEach((figure) => figure[page]());
    const observer = new MutationObserver(changed);
    for (const root of [document.documentElement, document.body]) observer.observe(root, { attributes: true });
    signal.addEventListener("abort", () => observer.disconnect());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed, { signal });
    // A background that changes slowly is the other one only at the end.
    document.addEventListener("transitionend", ({ target }) => contains(target) && changed(), { signal });
    // A fault of the program ends all figures. Wherever the browser called it from, this hears of it.
    addEventListener("error", ({ error }) => isOurs(error) && end(error), { signal });
    addEventListener("unhandledrejection", ({ reason }) => isOurs(reason) && end(reason), { signal });
  }
};
/** The program has ended: no figure can be made any more, before the page is loaded again. */
const end = (error) => {
  program = Promise.reject(new Problem("start", error.message));
  program.catch(() => {});
  figures.forEach((figure) => figure[fail]("start", error));
};
const contains = (target) => target === document.body || target === document.documentElement;
const isOurs = (error) => error instanceof WebAssembly.RuntimeError && String(error.stack).includes(beside("rebalance-web.js"));

// ── The element

// What the functions above call, and a page has no name for.
const page = Symbol("the page is otherwise");
const fail = Symbol("it can't be shown");
const comesNear = Symbol("it is near");
const isSeen = Symbol("it is seen, or not any more");
const follow = Symbol("another figure of its clock is elsewhere");

const near = watching({ rootMargin: NEAR }, (figure, is) => is && figure[comesNear]());
const seen = watching({}, (figure, is) => figure[isSeen](is));

/** The class of the element; in its place, where there is no document, one that can be named but not made. */
export class KafkaRebalance extends (globalThis.HTMLElement ?? class {}) {
  #frame = document.createElement("div");
  /** What the figure is in, while there is one. */
  #figure;
  #attributes = new MutationObserver((changes) => this.#changed(changes));
  #glue;
  /** Number of the figure that is drawn, once it is. */
  #number;
  #shownLang;
  #isNear = false;
  #isReady = false;
  #isOnScreen = true;
  #state = { playing: false, t: 0 };
  /** What was loaded, instead of what the attributes name: the `text` of a scenario, or the `name` of a built-in one. */
  #loaded;
  /** What was asked before the figure was there. */
  #waiting = [];
  #request;
  #told = -Infinity;
  /** Counts what was asked to be shown: an answer to an earlier question is too late. */
  #turn = 0;
  /** Whether what is asked for next moves the playhead too, until it is drawn. */
  #moves = false;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    const room = document.createElement("div");
    room.className = "room";
    this.#frame.className = "frame";
    this.#frame.append(document.createElement("slot"));
    for (const kind of ["pointerdown", "keydown"]) this.#frame.addEventListener(kind, () => this.#lead());
    room.append(this.#frame);
    root.append(room);
    root.adoptedStyleSheets = [(KafkaRebalance.#sheet ??= sheet(FRAME))];
  }

  static #sheet;

  connectedCallback() {
    figures.add(this);
    followPage();
    this.#keepRoom();
    this.#attributes.observe(this, { attributes: true });
    if (this.#number === undefined) near().observe(this);
    seen().observe(this);
  }

  disconnectedCallback() {
    // One that is moved is back at once, and goes on.
    queueMicrotask(() => this.isConnected || this.#end());
  }

  // ── What a page can ask

  /** Lets time run; from the beginning, at the end. */
  play() {
    this.#ask("play");
  }

  /** Lets time stand still. */
  pause() {
    this.#ask("pause");
  }

  /** Goes `steps` steps of the narration on, or back. */
  step(steps = 1) {
    const count = Math.min(Math.abs(Math.trunc(steps)), STEPS);
    for (let i = count; i > 0; i--) this.#ask(steps < 0 ? "back" : "step");
  }

  /** Goes to an instant of the group's time, ms. */
  seek(ms) {
    this.#ask("seek", Number(ms));
  }

  /** Shows another scenario: the name of a built-in one, or one of your own, as an object or as text. */
  load(scenario) {
    // Attributes that were set just before are not to undo it when their change is heard of.
    const changes = this.#attributes.takeRecords();
    if (changes.length > 0) this.#changed(changes);
    const text = typeof scenario === "string" ? scenario.trim() : JSON.stringify(scenario);
    this.#loaded = /^[\w-]*$/.test(text) ? { name: text } : { text };
    if (this.#isNear) this.#show(true);
  }

  /** The runs that are shown, a recording a lane; none before the figure is ready. */
  trace() {
    return this.#number === undefined ? [] : (this.#glue.part_figure_trace(this.#number) ?? []);
  }

  /** Whether time runs. */
  get playing() {
    return this.#state.playing;
  }

  /** The instant that is shown, ms. */
  get time() {
    return this.#now() ?? this.#state.t;
  }

  /** Whether the figure is drawn. */
  get ready() {
    return this.#isReady;
  }

  // ── What happens to it

  async [comesNear]() {
    near().unobserve(this);
    if (this.#isNear) return;
    this.#isNear = true;
    await this.#show(true);
  }

  [isSeen](is) {
    if (this.#isOnScreen === is) return;
    this.#isOnScreen = is;
    this.#do(is ? "see" : "leave");
    this.#run();
  }

  [page]() {
    if (this.#number !== undefined) {
      this.#figure.dataset.theme = this.#theme();
      if (this.#shownLang !== this.#lang()) this.#show(false);
    }
  }

  [fail](code, error) {
    if (code === "start") {
      // The program is gone, and with it all that could take the figure away in order.
      this.#number = undefined;
      this.#figure?.remove();
      this.#isReady = false;
      this.#stop();
    }
    // A figure that is there stays, where only something else could not be shown.
    if (this.#number === undefined) this.#frame.dataset.state = "failed";
    const problem = document.createElement("p");
    problem.className = "problem";
    problem.part = "problem";
    problem.setAttribute("role", "status");
    const sentence = SENTENCES[this.#lang()][code];
    // What the reader of scenarios says is English.
    problem.lang = sentence ? this.#lang() : "en";
    problem.textContent = sentence ?? error.message;
    this.#frame.querySelector(".problem")?.remove();
    this.#frame.append(problem);
    this.#say("error", { code, message: error.message, ...(error.where && { where: error.where }) });
  }

  [follow](t) {
    if (this.#number !== undefined) this.#glue.part_figure_do(this.#number, "seek", t);
  }

  #changed(changes) {
    const names = new Set(changes.map(({ attributeName }) => attributeName));
    this.#keepRoom();
    if (names.has("scenario") || names.has("src")) this.#loaded = undefined;
    if (names.has("t")) this.#lead();
    if (names.has("autoplay") && this.hasAttribute("autoplay")) this.play();
    if (names.has("controls")) this.#remake();
    else if (this.#isNear) this.#show(["t", "scenario", "src", "query"].some((name) => names.has(name)));
  }

  #keepRoom() {
    const own = /^\s*lanes\s+([^\s#].*?)\s*(?:#.*)?$/m.exec(this.#inside() ?? "")?.[1].replace(/\s+/g, ",");
    const lanes = this.getAttribute("lanes") ?? this.#query().get("lanes") ?? own ?? "eager,cooperative";
    this.#frame.dataset.lanes = lanes.split(",").length;
    this.#frame.dataset.controls = this.getAttribute("controls") ?? "";
  }

  /** Draws what the attributes ask for, or draws it anew; at the instant that is shown, unless it `moves`. */
  async #show(moves) {
    const turn = ++this.#turn;
    this.#moves ||= moves;
    try {
      const [{ glue, sheet }, scenario] = await Promise.all([load(), this.#scenario()]);
      if (scenario && !/^\s*[{[]/.test(scenario)) await readText(glue);
      if (turn !== this.#turn || !this.isConnected) return;
      this.#glue = glue;
      this.#shownLang = this.#lang();
      if (this.#number === undefined) this.#make(glue, sheet, scenario);
      else glue.part_figure_read(this.#number, this.#asked(), scenario, this.#moves);
      this.#moves = false;
      this.#figure.dataset.theme = this.#theme();
      this.#frame.querySelector(".problem")?.remove();
    } catch (error) {
      if (turn === this.#turn) this[fail](error.code ?? "start", error);
    }
  }

  #make(glue, sheet, scenario) {
    this.shadowRoot.adoptedStyleSheets = [KafkaRebalance.#sheet, sheet];
    const tell = (name, detail) => queueMicrotask(() => this.#heard(name, detail));
    const [plays, hasControls] = [this.hasAttribute("autoplay"), this.getAttribute("controls") !== "none"];
    this.#number = glue.part_figure(this.#asked(), scenario, plays, hasControls, tell);
    this.#figure = glue.part_figure_root(this.#number);
    this.#figure.className = "figure";
    this.#figure.part = "figure";
    this.#frame.append(this.#figure);
  }

  #heard(name, detail) {
    if (this.#number === undefined) return;
    if (name === "ready") {
      this.#isReady = true;
      this.#frame.dataset.state = "ready";
      this.#frame.toggleAttribute("data-storyboard", this.querySelector(":scope > :not(script)") !== null);
      if (!this.#isOnScreen) this.#do("leave");
      for (const [what, t] of this.#waiting.splice(0)) this.#do(what, t);
    }
    if (name === "state") {
      const { playing, t } = detail;
      this.#state = { playing, t };
      if (playing && !leaders.get(this.getAttribute("clock"))?.playing) this.#lead();
      // Who follows is moved every frame.
      if (this.#leads() || performance.now() - this.#told >= TIME_MS) this.#tellTime();
      this.#run();
    } else {
      this.#say(name, detail);
    }
  }

  /** Takes the figure away, with all that it holds. */
  #end() {
    figures.delete(this);
    followPage();
    this.#attributes.disconnect();
    near().unobserve(this);
    seen().unobserve(this);
    for (const [name, leader] of leaders) if (leader === this) leaders.delete(name);
    this.#take();
    this.#waiting = [];
    this.#isNear = false;
  }

  #take() {
    this.#turn++;
    this.#stop();
    if (this.#number !== undefined) this.#glue.part_figure_end(this.#number);
    this.#number = this.#figure = undefined;
    this.#isReady = false;
    delete this.#frame.dataset.state;
    this.shadowRoot.adoptedStyleSheets = [KafkaRebalance.#sheet];
  }

  #remake() {
    if (!this.#isNear) return;
    this.#take();
    this.#show(true);
  }

  // ── What it asks the program

  #ask(what, t = 0) {
    this.#lead();
    if (this.#isReady) return this.#do(what, t);
    // Of instants, and of playing or not, the last that was asked for counts.
    const like = [["seek"], ["play", "pause"]].find((kinds) => kinds.includes(what)) ?? [];
    this.#waiting = [...this.#waiting.filter(([other]) => !like.includes(other)), [what, t]];
  }

  #do(what, t = 0) {
    if (this.#number !== undefined) this.#glue.part_figure_do(this.#number, what, t);
  }

  #now() {
    return this.#number === undefined ? undefined : this.#glue.part_figure_now(this.#number);
  }

  /** Text of a scenario that is the host's own: loaded, by an address, or inside the element. */
  async #scenario() {
    if (this.#loaded) return this.#loaded.text;
    const src = this.getAttribute("src");
    if (src !== null) {
      try {
        const response = await fetch(new URL(src, this.ownerDocument.baseURI));
        if (!response.ok) throw new Error(`${src}: HTTP ${response.status}`);
        return await response.text();
      } catch (error) {
        throw new Problem("source", error.message);
      }
    }
    return this.#inside();
  }

  /** Text of the scenario that stands inside, in either form. */
  #inside() {
    return this.querySelector(':scope > :is(script[type="application/json"], script[type="text/plain"])')?.textContent;
  }

  /** What the attribute `query` says, as an address of the page would. */
  #query() {
    return new URLSearchParams(this.getAttribute("query") ?? "");
  }

  /** Everything that the attributes say of what is shown, as a query with a pair an attribute; they go before `query`. */
  #asked() {
    const pairs = new Map([...this.attributes].filter(({ name }) => !OWN.includes(name)).map(({ name, value }) => [name, value]));
    if (this.#loaded?.name) pairs.set("scenario", this.#loaded.name);
    if (this.hasAttribute("theme")) pairs.set("theme", this.getAttribute("theme"));
    const asked = new URLSearchParams([...pairs.set("lang", this.#lang())]);
    const query = this.#query();
    for (const name of pairs.keys()) query.delete(name);
    return [query, asked].map(String).filter(Boolean).join("&");
  }

  #lang() {
    const lang = this.getAttribute("lang") ?? this.#query().get("lang") ?? this.closest("[lang]")?.lang ?? "";
    return /^ko\b/i.test(lang) ? "ko" : "en";
  }

  #theme() {
    const theme = this.getAttribute("theme") ?? this.#query().get("theme");
    return theme === "dark" || theme === "light" ? theme : themeAround(this);
  }

  // ── Time

  /** While time runs and somebody sees it: tells the time now and then, and the figures of its clock every frame. */
  #run() {
    const runs = this.#state.playing && this.#isOnScreen && this.#number !== undefined;
    if (!runs) this.#stop();
    else if (this.#request === undefined) this.#request = requestAnimationFrame((stamp) => this.#frameOf(stamp));
  }

  #stop() {
    if (this.#request !== undefined) cancelAnimationFrame(this.#request);
    this.#request = undefined;
  }

  #frameOf() {
    this.#request = undefined;
    if (performance.now() - this.#told >= TIME_MS) this.#tellTime();
    else this.#leadClock();
    this.#run();
  }

  #tellTime() {
    this.#told = performance.now();
    this.#say("time", { t: this.time, playing: this.#state.playing });
    this.#leadClock();
  }

  /** It leads the figures of its clock from now on. */
  #lead() {
    const name = this.getAttribute("clock");
    if (name) leaders.set(name, this);
  }

  #leads() {
    const name = this.getAttribute("clock");
    return !name || leaders.get(name) === this;
  }

  /** Figures of its clock go where it is, as far as their runs go. */
  #leadClock() {
    const name = this.getAttribute("clock");
    if (!name || !this.#leads()) return;
    for (const other of onClock(name)) {
      if (other !== this && !other.#state.playing && Math.abs(other.time - this.time) >= 0.001) other[follow](this.time);
    }
  }

  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

if (globalThis.customElements && !customElements.get(NAME)) customElements.define(NAME, KafkaRebalance);
