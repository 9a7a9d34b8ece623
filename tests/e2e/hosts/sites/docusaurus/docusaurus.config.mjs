import kafkaRebalance from "./remark-kafka-rebalance.mjs";

export default {
  title: "Rebalancing",
  url: "https://example.org",
  baseUrl: "/lab/",
  presets: [["classic", {
    docs: { routeBasePath: "/", remarkPlugins: [[kafkaRebalance, { output: "mdx" }]] },
    blog: false,
  }]],
  stylesheets: ["/lab/kafka-rebalance/storyboard.css"],
  scripts: [{ src: "/lab/kafka-rebalance/kafka-rebalance.js", type: "module" }],
};
