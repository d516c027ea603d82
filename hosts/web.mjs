// Runs `src/bin/web.rs`, compiled to WebAssembly, under node: `node web.mjs web.wasm`.
//
// It ends with a line like that of a Rust test, and fails unless the program says that it has finished.

import { readFile } from "node:fs/promises";

let queued = 0;
let mostQueued = 0;
let passed = null;

const turn = () => {
  queued -= 1;
  instance.exports.wakeful_turn();
};

const wakeful = {
  queue_turn: (later) => {
    queued += 1;
    mostQueued = Math.max(mostQueued, queued);
    later ? setTimeout(turn) : queueMicrotask(turn);
  },
};

const page = {
  log: (text, len) => {
    const bytes = new Uint8Array(instance.exports.memory.buffer, text, len);
    console.log(new TextDecoder().decode(bytes));
  },
  set_timer: (milliseconds, id) => {
    setTimeout(() => instance.exports.fire(id), milliseconds);
  },
  most_queued: () => mostQueued,
  finish: (count) => {
    passed = count;
  },
};

// A trap in a turn ends up here, and so does a hang: nothing is left to do then.
process.on("exit", () => {
  const good = passed !== null && process.exitCode === undefined;
  const result = good ? `ok. ${passed} passed; 0 failed;` : "FAILED. 0 passed; 1 failed;";
  console.log(`\ntest result: ${result}`);
  process.exitCode = good ? 0 : 1;
});
process.on("uncaughtException", (error) => {
  console.error(error);
  process.exitCode = 1;
  process.exit();
});

const module = await WebAssembly.compile(await readFile(process.argv[2]));
const instance = await WebAssembly.instantiate(module, { wakeful, page });
instance.exports.main(0, 0);
