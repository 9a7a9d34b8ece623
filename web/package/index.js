// The lab without a page: in browsers, their workers, and bundlers. Node has node.js.
//
// The program is fetched when something is first asked of it, from beside this file.

import init, * as program from "./rebalance.js";
import { asked } from "./program.js";

export * from "./errors.js";
export const { assign, fingerprint, parse, simulate, version } = asked(program, () =>
  init({ module_or_path: new URL("./rebalance_bg.wasm", import.meta.url) }),
);
