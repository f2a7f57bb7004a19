// Plain JavaScript for Node 18 and without dependencies: the launcher uses it before anything is installed.
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import process from "node:process";

const LOOKS_EVERY_MS = 250;
/** Longer than the process that made the file takes to write its number into it. */
const EMPTY_AT_MOST_MS = 5_000;

/** Whether its process is gone without giving it back. False where nobody holds it. */
function isAbandoned(lock) {
  try {
    const holder = Number(readFileSync(lock, "utf8"));
    return holder === 0 ? Date.now() - statSync(lock).mtimeMs > EMPTY_AT_MOST_MS : !isRunning(holder);
  } catch {
    return false;
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function takes(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    // Where nothing may be written, the work says so better.
    if (error.code !== "EEXIST") return true;
    if (isAbandoned(lock)) rmSync(lock, { force: true });
    return false;
  }
}

export function oneAtATime(lock, isDone, work, waits) {
  let isTold = false;
  while (!takes(lock)) {
    if (!isTold) waits?.();
    isTold = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOKS_EVERY_MS);
  }
  try {
    if (!isDone()) work();
  } finally {
    rmSync(lock, { force: true });
  }
}
