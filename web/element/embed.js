// The page for iframes: one figure, which the query string asks for by the names of the element's attributes.
//
// How high it is, it tells the page around it, if that wants to know (embed-host.js is such a page's half):
//
//   here    says `here`, when it listens; there is nothing in it that anybody could not know
//   around  says `listen`; from then on the figure is only as high as it is told, so nothing of it scrolls
//   here    says `height`, with `height` in CSS pixels, whenever that is another
//
// Height follows from width alone, and width does not change by height as nothing scrolls: so this comes to an end.
// A scenario of one's own stands, as text, behind the `#` of the address, which no server is sent.
//
// With `origin=https://docs.example.org` in the query it speaks with pages from there alone.

import "./kafka-rebalance.js";

const NAME = "kafka-rebalance";
const query = new URLSearchParams(location.search);
const taken = (name) => {
  const value = query.get(name);
  query.delete(name);
  return value;
};

/** What an address says behind its `#`. */
const decoded = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const styles = new CSSStyleSheet();
styles.replaceSync("body { margin: 0; } html.told, html.told body { overflow: hidden; }");
document.adoptedStyleSheets = [styles];

const origin = taken("origin");
const figure = document.createElement(NAME);
for (const name of ["autoplay", "controls", "clock", "src", "theme", "lang"]) {
  const value = taken(name);
  if (value !== null) figure.setAttribute(name, value);
}
if (figure.lang) document.documentElement.lang = figure.lang;
figure.setAttribute("query", query.toString());
if (location.hash.length > 1) {
  const text = document.createElement("script");
  text.type = "text/plain";
  text.textContent = decoded(location.hash.slice(1));
  figure.append(text);
}
document.body.append(figure);

if (parent !== window) {
  let around;
  let told;
  const tell = () => {
    const height = Math.ceil(figure.getBoundingClientRect().height);
    if (around && height !== told) {
      told = height;
      parent.postMessage({ [NAME]: "height", height }, around);
    }
  };
  addEventListener("message", (event) => {
    const isAllowed = event.source === parent && (origin === null || event.origin === origin);
    if (!isAllowed || event.data?.[NAME] !== "listen") return;
    // A page that was opened as a file has no origin to name.
    around = event.origin === "null" ? "*" : event.origin;
    told = undefined;
    document.documentElement.classList.add("told");
    tell();
  });
  new ResizeObserver(tell).observe(figure);
  parent.postMessage({ [NAME]: "here" }, origin ?? "*");
}
