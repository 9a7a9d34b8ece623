// The lab without a page, in Node and its worker threads: as index.js, with the program read from beside this file.

import { readFile } from "node:fs/promises";

import init, * as program from "./rebalance.js";
import { asked } from "./program.js";

export * from "./errors.js";
export const { assign, fingerprint, parse, simulate, version } = asked(program, async () =>
  init({ module_or_path: await readFile(new URL("./rebalance_bg.wasm", import.meta.url)) }),
);
