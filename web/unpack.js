// Makes a module of what the build took apart (crates/xtask/src/page/split.rs has the format and the reason).
//
// The build puts this into the JavaScript that wasm-bindgen writes, so that whoever starts that needs to know nothing of
// it. The loops run some hundred thousand times before any compiler has seen them, so they are plain.

// How an operand is kept; any other number is its count of bytes.
const NUMBER = 0;
const BY_NEXT = 1;
const LIST = 2;
const TYPES = 3;
const RECENT = 5;
// The streams that the format itself names.
const [BEFORE, AFTER, TABLE, ORDER, GROUPS, COUNTS, KINDS] = [0, 1, 2, 3, 4, 5, 6];

// What the page's module imports and exports. To its exports come those of the parts that are fetched later.
let imported;
let exported;

/**
 * What wasm-bindgen's JavaScript wants of a response, or of bytes: an instance, and the module that it is of.
 *
 * Throws if the response is none of the wasm, and what the browser throws of a module that it does not take.
 */
export const load = async (source, imports) => {
  if (source instanceof Response && !source.ok) throw new Error(`${source.url}: HTTP ${source.status}`);
  const bytes = source instanceof Response ? await source.arrayBuffer() : source;
  const { instance, module } = await WebAssembly.instantiate(unpack(new Uint8Array(bytes)), imports);
  [imported, exported] = [imports, { ...instance.exports }];
  return { instance: { exports: exported }, module };
};

/** Adds a part, of which `fetched` promises a response (crates/xtask/src/page/lazy has what a part is). */
export const add = async (fetched) => {
  const bytes = new Uint8Array(await (await fetched()).arrayBuffer());
  const { instance } = await WebAssembly.instantiate(unpack(bytes), { ...imported, page: exported });
  Object.assign(exported, instance.exports);
};

/** The module in `bytes`, whose code lies in parts; other bytes as they are. */
export const unpack = (bytes) => {
  let from = 9;
  /** Reads a number in LEB128. */
  const number = () => {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = bytes[from++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };

  // The first section: custom, with its size and its name.
  number();
  if (bytes[8] !== 0 || String.fromCharCode(...bytes.subarray(from + 1, (from += 6))) !== "split") return bytes;
  const length = number();
  let functions = number();
  const sizes = Array.from({ length: number() }, number);
  // Where each stream is read next.
  const at = new Int32Array(sizes.length);
  sizes.forEach((size, stream) => {
    at[stream] = from;
    from += size;
  });

  // The instructions that a code stands for, each with what it begins with, how it moves the depth of blocks, its class,
  // its operands.
  const codes = [];
  for (from = at[TABLE]; from < at[ORDER]; ) {
    const size = bytes[from++];
    if (size === 0) {
      codes.push([...codes[bytes[from++]], ...codes[bytes[from++]]]);
      continue;
    }
    const opcode = bytes.slice(from, (from += size));
    const operands = bytes.slice(from + 3, from + 3 + 2 * bytes[from + 2]);
    codes.push([{ opcode, depth: bytes[from] - 1, kind: bytes[from + 1], operands }]);
    from += 3 + operands.length;
  }

  // The last function is written before its size, which takes up to five bytes, is known.
  const module = new Uint8Array(length + 5);
  let to = 0;
  const copy = (stream, count) => {
    module.set(bytes.subarray(at[stream], (at[stream] += count)), to);
    to += count;
  };
  const copyNumber = (stream) => {
    let read = at[stream];
    let value = bytes[read];
    module[to++] = value;
    if (value > 127) {
      value &= 127;
      for (let shift = 7, more = 128; more > 127; shift += 7) {
        more = module[to++] = bytes[++read];
        value |= (more & 127) << shift;
      }
    }
    at[stream] = read + 1;
    return value;
  };
  const writeNumber = (value) => {
    for (; value > 127; value >>>= 7) module[to++] = (value & 127) | 128;
    module[to++] = value;
  };
  // The locals of a function, of which there may be 50 000, the one that was used last before the others.
  const locals = new Uint32Array(5e4);
  let known;
  const copyLocal = (stream) => {
    from = at[stream];
    let place = number();
    at[stream] = from;
    while (known <= place) locals[known] = known++;
    const local = locals[place];
    for (; place > 0; place--) locals[place] = locals[place - 1];
    locals[0] = local;
    writeNumber(local);
  };
  const copyBody = () => {
    known = 0;
    for (let count = copyNumber(GROUPS); count > 0; count--) {
      copyNumber(COUNTS);
      copy(KINDS, 1);
    }
    for (let depth = 1, ahead = [], next = 0; depth > 0; ) {
      if (next === ahead.length) {
        ahead = codes[bytes[at[ORDER]++]];
        next = 0;
      }
      const { opcode, depth: change, operands } = ahead[next++];
      for (let i = 0; i < opcode.length; i++) module[to++] = opcode[i];
      for (let i = 0; i < operands.length; i += 2) {
        const how = operands[i];
        const stream = operands[i + 1];
        if (how === RECENT) copyLocal(stream);
        else if (how === NUMBER) copyNumber(stream);
        else if (how === BY_NEXT) copyNumber(stream + (ahead[next] ?? codes[bytes[at[ORDER]]][0]).kind);
        else if (how === LIST) for (let count = copyNumber(stream); count >= 0; count--) copyNumber(stream);
        else copy(stream, how === TYPES ? copyNumber(stream) : how);
      }
      depth += change;
    }
  };

  copy(BEFORE, sizes[BEFORE]);
  for (; functions > 0; functions--) {
    const start = to;
    to += 5;
    copyBody();
    const end = to;
    to = start;
    writeNumber(end - start - 5);
    module.copyWithin(to, start + 5, end);
    to += end - start - 5;
  }
  copy(AFTER, sizes[AFTER]);
  return module.subarray(0, length);
};
