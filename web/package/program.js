// What can be asked of the program: each function starts it if nobody has, and throws errors of errors.js.

import { named } from "./errors.js";

const NAMES = ["assign", "fingerprint", "parse", "simulate", "version"];

/** The functions of `program`, which `start` starts. */
export const asked = (program, start) => {
  let started;
  const ask = (name) => async (...given) => {
    started ??= start().catch((error) => {
      started = undefined;
      throw error;
    });
    await started;
    try {
      return program[name](...given);
    } catch (error) {
      throw named(error);
    }
  };
  return Object.fromEntries(NAMES.map((name) => [name, ask(name)]));
};
