// A remark plugin: fences called `kafka-rebalance` become <kafka-rebalance> with the storyboard in it.
//
//   remark().use(kafkaRebalance, { output: "mdx", lang: "en", command: "rebalance" })
//
// `output` is "html" for Markdown that may have HTML in it, "mdx" for MDX, as Docusaurus has it. The figures are drawn by
// the command line `rebalance`; a fence with a mistake fails the build, with file, line and column.

import { execFileSync } from "node:child_process";

const INFO = "kafka-rebalance";

export default function kafkaRebalance({ output = "html", lang = "en", command = "rebalance" } = {}) {
  return (tree, file) => {
    let number = 0;
    const walk = (parent) => {
      for (const [at, node] of (parent.children ?? []).entries()) {
        if (node.type === "code" && node.lang === INFO) {
          number += 1;
          const html = drawn(node, file, { number, lang, command });
          parent.children[at] = output === "mdx" ? element(html) : { type: "html", value: html };
        } else {
          walk(node);
        }
      }
    };
    walk(tree);
  };
}

/** The HTML of a fence. */
function drawn(node, file, { number, lang, command }) {
  const args = ["storyboard", "-", "--format", "element", "--id", `kr-${number}`, "--lang", lang];
  try {
    const stdio = ["pipe", "pipe", "pipe"];
    return execFileSync(command, args, { input: node.value, encoding: "utf8", maxBuffer: 1 << 26, stdio }).trim();
  } catch (error) {
    if (error.code === "ENOENT") throw new Error(`${command} is not there: the figures are drawn by it`);
    // "rebalance: standard input:LINE:COLUMN: what"; the fence's own line is the one before its first.
    const [, line, column, what] = /:(\d+):(\d+): (.*)/.exec(error.stderr ?? "") ?? [0, 1, 1, error.stderr || error.message];
    const at = { line: node.position.start.line + Number(line), column: Number(column) };
    file.fail(`${INFO}: ${what}`, at);
  }
}

/** The same as an element of MDX, whose inside is left alone by React. */
function element(html) {
  const [, attributes, inside] = /^<kafka-rebalance([^>]*)>\n([^]*)\n<\/kafka-rebalance>$/.exec(html);
  const pairs = [...attributes.matchAll(/ ([a-z-]+)="([^"]*)"/g)];
  const value = { type: "Literal", value: inside, raw: JSON.stringify(inside) };
  const property = {
    type: "Property", kind: "init", method: false, shorthand: false, computed: false,
    key: { type: "Identifier", name: "__html" }, value,
  };
  const expression = { type: "ObjectExpression", properties: [property] };
  const estree = { type: "Program", sourceType: "module", comments: [], body: [{ type: "ExpressionStatement", expression }] };
  return {
    type: "mdxJsxFlowElement",
    name: INFO,
    children: [],
    attributes: [
      ...pairs.map(([, name, value]) => ({ type: "mdxJsxAttribute", name, value })),
      {
        type: "mdxJsxAttribute",
        name: "dangerouslySetInnerHTML",
        value: { type: "mdxJsxAttributeValueExpression", value: `{__html: ${value.raw}}`, data: { estree } },
      },
    ],
  };
}
