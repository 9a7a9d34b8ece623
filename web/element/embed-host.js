// For a page with embed.html in an iframe: makes that as high as its figure. embed.js has the other half of what is said.

(() => {
  "use strict";
  const NAME = "kafka-rebalance";
  // Higher than any figure; what a frame says is not to hide the rest of the page.
  const MOST = 6000;
  const originOf = (frame) => new URL(frame.src, document.baseURI).origin;

  addEventListener("message", ({ data, origin, source }) => {
    const said = data?.[NAME];
    if (said !== "here" && said !== "height") return;
    const frame = [...document.querySelectorAll("iframe")].find(({ contentWindow }) => contentWindow === source);
    if (!frame || originOf(frame) !== origin) return;
    if (said === "here") source.postMessage({ [NAME]: "listen" }, origin);
    else if (Number.isFinite(data.height)) frame.style.height = `${Math.min(Math.max(data.height, 0), MOST)}px`;
  });

  // Frames that said so before this was here. Where one has not arrived yet, nobody hears it.
  for (const frame of document.querySelectorAll("iframe[src*='embed.html']")) {
    frame.contentWindow?.postMessage({ [NAME]: "listen" }, "*");
  }
})();
