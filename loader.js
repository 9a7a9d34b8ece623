// Starts the page: fetches the wasm and the JavaScript beside it at once, runs them when the
// document is there, and shows the failure card of index.html when any of that can't be done.
//
// A classic script in the head, not a module: modules do not run from a file: address, where the
// person most of all needs to be told what to do. Must know nothing about what the page shows.
(() => {
  "use strict";
  const here = document.currentScript.src;
  const beside = (file) => new URL(file, here).href;
  // Before the first paint: a link that names a theme is not to flash in the other.
  const query = new URLSearchParams(location.search);
  const theme = query.get("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;

  // A Korean browser opens in Korean where the address names no language, unless this tab was left in English. Where a
  // page may store nothing it opens in English.
  try {
    if (/^ko/.test(navigator.language)) {
      const kept = sessionStorage;
      addEventListener("pagehide", () => (kept.lang = document.documentElement.lang));
      if (kept.lang !== "en" && !query.has("lang")) {
        query.set("lang", "ko");
        history.replaceState(null, "", `?${query}${location.hash}`);
      }
    }
  } catch {}

  const documentReady = new Promise((resolve) => {
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", resolve, { once: true });
    else resolve();
  });

  // The smallest module there is: compiling it asks whether the policy lets anything compile.
  const isRefused = () => {
    try {
      new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
      return false;
    } catch {
      return true;
    }
  };

  const fail = async (cause, error) => {
    await documentReady;
    const card = document.getElementById("failure");
    card.querySelectorAll("[data-cause]").forEach((text) => {
      text.hidden = text.dataset.cause !== cause;
    });
    card.querySelector("code").textContent = error ?? "";
    card.hidden = false;
  };

  const fetched = async (file) => {
    const response = await fetch(beside(file));
    if (!response.ok) throw new Error(`${file}: HTTP ${response.status}`);
    return response;
  };

  let glue;
  const start = async () => {
    if (typeof WebAssembly !== "object") return fail("missing");
    if (isRefused()) return fail("refused");
    let wasm;
    try {
      [glue, wasm] = await Promise.all([
        import(beside("rebalance-web.js")),
        fetched("rebalance-web_bg.wasm"),
        documentReady,
      ]);
    } catch (error) {
      return fail(location.protocol === "file:" ? "file" : "unreachable", error.message);
    }
    try {
      await glue.default({ module_or_path: wasm });
      // A page that is to open in Korean does not open in English first; without the words it says so.
      if (/^ko/i.test(query.get("lang"))) await fetchPart("korean").catch(() => {});
      glue.part_page();
    } catch (error) {
      return fail("start", error.message);
    }
  };

  // For the page: its parts, which are fetched when they are first asked for, and again if they could not be had. A build
  // for development has none: all of it is there from the beginning.
  const parts = {};
  // What those parts draw has a style sheet of its own.
  const styles = (name) =>
    new Promise((resolve, reject) => {
      const link = document.createElement("link");
      Object.assign(link, { rel: "stylesheet", href: beside(`${name}.css`), onload: resolve, onerror: reject });
      document.head.append(link);
    });
  const part = async (name) => {
    await Promise.all([glue.add?.(() => fetched(`part-${name}.wasm`)), /views|crowd|reader|share|claims/.test(name) && styles(name)]);
    glue[`part_${name}`]();
  };
  globalThis.fetchPart = (name) =>
    (parts[name] ??= part(name).catch((error) => {
      delete parts[name];
      throw error;
    }));

  globalThis.fetchText = async (file) => (await fetched(file)).text();

  start();
})();
