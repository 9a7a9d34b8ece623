/** How fences become figures. */
export interface Options {
  /** "html" for Markdown that may have HTML in it (the default), "mdx" for MDX, as Docusaurus has it. */
  output?: "html" | "mdx";
  /** Language of the figures; English by default. */
  lang?: "en" | "ko";
  /** The command line `rebalance`, which draws them: its name, or where it is. */
  command?: string;
}

/** A remark plugin: fences called `kafka-rebalance` become `<kafka-rebalance>` with the storyboard in it. */
export default function kafkaRebalance(options?: Options): (tree: unknown, file: unknown) => void;
