// The sites: how each is built, where its figures are, and how its own switch chooses a theme.

import { readFileSync } from "node:fs";

/** The fences of the document that all sites have. */
const fences = (file) => [...readFileSync(file, "utf8").matchAll(/```kafka-rebalance\n([^]*?)```/g)].map(([, text]) => text);

/** The HTML of the fences, for hosts that have no plugin. */
function figures(tools) {
  return fences(tools.figures).map((text, at) => {
    tools.write(`figure-${at}.txt`, text);
    return tools.draw(`${tools.folder}/figure-${at}.txt`, "--format", "element", "--id", `kr-${at + 1}`);
  });
}

const isChosen = (page) => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);

export const sites = {
  mdbook: {
    page: "figures.html",
    build(tools) {
      tools.take(tools.figures, "src/figures.md");
      tools.write("theme/storyboard.css", tools.draw("--format", "css"));
      tools.takeElement("src/kafka-rebalance");
      tools.run(tools.tool("MDBOOK"), ["build"]);
      return "book";
    },
    async choose(page, theme) {
      const choice = page.locator(`#mdbook-theme-${theme === "dark" ? "navy" : "light"}`);
      if (!(await choice.isVisible())) await page.locator("#mdbook-theme-toggle").click();
      await choice.click();
    },
  },

  mkdocs: {
    page: "",
    build(tools, port) {
      tools.take(tools.figures, "docs/index.md");
      tools.take("web/hosts/kafka_rebalance.py", "kafka_rebalance.py");
      tools.takeElement("docs/kafka-rebalance");
      tools.run(tools.tool("MKDOCS"), ["build", "--strict", "--quiet"], { REBALANCE: tools.rebalance, SITE_URL: `http://127.0.0.1:${port}/` });
      return "site";
    },
    async choose(page, theme) {
      const scheme = theme === "dark" ? "slate" : "default";
      const now = await page.locator("body").getAttribute("data-md-color-scheme");
      if (now !== scheme) await page.locator("form[data-md-component=palette] label:not([hidden])").click();
    },
    /** By the site's own navigation, which with instant loading leaves the document in place. */
    async elsewhere(page) {
      await page.locator("nav.md-nav--primary a", { hasText: "Another chapter" }).first().click();
      await page.locator("h1", { hasText: "Another chapter" }).waitFor();
      await page.locator("nav.md-nav--primary a", { hasText: "Rebalancing" }).first().click();
    },
  },

  docusaurus: {
    base: "/lab/",
    page: "",
    build(tools) {
      tools.write("docs/figures.md", `---\nslug: /\n---\n\n${readFileSync(tools.figures, "utf8")}`);
      tools.take("web/hosts/remark-kafka-rebalance.mjs", "remark-kafka-rebalance.mjs");
      tools.write("static/kafka-rebalance/storyboard.css", tools.draw("--format", "css"));
      tools.takeElement("static/kafka-rebalance");
      tools.link(`${tools.tool("DOCUSAURUS")}/node_modules`, "node_modules");
      tools.run("node", ["node_modules/@docusaurus/core/bin/docusaurus.mjs", "build", "--no-minify"], { DOCUSAURUS_NO_PERSISTENT_CACHE: "true", NODE_OPTIONS: "--preserve-symlinks" });
      return "build";
    },
    async choose(page, theme) {
      const now = () => page.evaluate(() => document.documentElement.dataset.theme);
      for (let turns = 0; turns < 3 && (await now()) !== theme; turns += 1) {
        await page.locator("button[aria-label*='dark and light mode' i]").first().click();
      }
    },
  },

  plain: {
    base: "/deep/down/",
    page: "",
    policy: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'",
    build(tools) {
      const drawn = figures(tools).join("\n");
      // axe comes with the site: the policy lets nothing into the page that does not.
      tools.take("tests/e2e/node_modules/axe-core/axe.min.js", "axe.js");
      const page = tools.read("index.html").replace("{{figures}}", () => drawn);
      tools.write("index.html", page.replace("</head>", '  <script src="axe.js"></script>\n</head>'));
      tools.write("kafka-rebalance/storyboard.css", tools.draw("--format", "css"));
      tools.takeElement("kafka-rebalance");
      return ".";
    },
    async choose(page, theme) {
      if ((await isChosen(page)) !== theme) await page.locator("#theme").click();
    },
  },

  rustdoc: {
    base: "/docs/",
    page: "rebalancing/index.html",
    build(tools) {
      tools.write("figures.html", figures(tools).join("\n\n"));
      const script = '<script type="module" src="/docs/kafka-rebalance/kafka-rebalance.js"></script>';
      tools.write("header.html", `<style>${tools.draw("--format", "css")}</style>\n${script}\n`);
      const args = ["src/lib.rs", "--crate-name", "rebalancing", "--edition", "2024", "--html-in-header", "header.html", "-o", "out"];
      tools.run(process.env.RUSTDOC ?? "rustdoc", args);
      tools.takeElement("out/kafka-rebalance");
      return "out";
    },
    async choose(page, theme) {
      const choice = page.locator(`label:has(#theme-${theme}), #theme-${theme}`).first();
      if (!(await choice.isVisible())) await page.locator("rustdoc-toolbar .settings-menu a").first().click();
      await choice.click();
      await page.keyboard.press("Escape");
    },
  },
};
