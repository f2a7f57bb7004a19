/**
 * A platform's regular expressions. Whoever runs the platform wrote them, so they run in RE2, which takes linear time, and
 * only where they are small and mean one thing in every dialect; others (look-around, back-references, thousands of
 * repetitions, `\Q`, classes in classes) are left to the platform.
 */
import { createRequire } from "node:module";

/** Ours: none takes more than some tens of milliseconds. Each letter of a value may take each step of the program. */
const LONGEST = 500;
const MOST_STEPS = 1_000;
const MOST_WORK = 250_000;
const MAX_STORED = 500;

interface Pattern {
  /** Of its program, as RE2 counts. */
  readonly steps: number;
  matches(text: string): boolean;
}

const require = createRequire(import.meta.url);
const compiled = new Map<string, Pattern | null>();

/** Whether the hub can check it. */
export const isCheckable = (pattern: string): boolean => compile(pattern) !== null;

/** The whole text; whatever the hub cannot check, or not in time, fits. */
export function fits(text: string, pattern: string): boolean {
  const program = compile(pattern);
  if (program === null || program.steps * text.length > MOST_WORK) return true;
  return program.matches(text);
}

function compile(pattern: string): Pattern | null {
  const cached = compiled.get(pattern);
  if (cached !== undefined) return cached;
  if (compiled.size >= MAX_STORED) compiled.clear();
  const made = pattern.length > LONGEST || isLong(pattern) ? null : toPattern(pattern);
  compiled.set(pattern, made);
  return made;
}

/** Loaded where a pattern is checked: few hubs have any. */
function toPattern(pattern: string): Pattern | null {
  const { RE2JS, RE2JSException } = require("re2js") as typeof import("re2js");
  try {
    const program = RE2JS.compile(pattern);
    return { steps: program.programSize(), matches: (text) => program.matches(text) };
  } catch (error) {
    if (error instanceof RE2JSException) return null;
    throw error;
  }
}

const REPEATED = /^\{(\d{1,6})(?:,(\d{0,6}))?\}/;

/** Before it is compiled, which takes time as well. */
function isLong(pattern: string): boolean {
  const steps = stepsOf(pattern);
  return steps === null || steps > MOST_STEPS;
}

/** Dialects differ: RE2 reads signs behind `\Q` as letters, and Java reads a line's end in `\v`. */
const DIFFERS = new Set(["Q", "v"]);

/** How long it is with each repetition written out; null: dialects read it differently. */
export function stepsOf(pattern: string): number | null {
  const outer: { total: number; last: number }[] = [];
  let [total, last] = [0, 0];
  for (let at = 0; at < pattern.length; at += 1) {
    const sign = pattern[at];
    const repeated = sign === "{" ? REPEATED.exec(pattern.slice(at, at + 20)) : null;
    if (repeated) {
      const times = Math.max(Number(repeated[1]), Number(repeated[2] ?? 0));
      total += last * Math.max(0, times - 1);
      at += repeated[0].length - 1;
    } else if (sign === "(") {
      outer.push({ total, last });
      total = 0;
    } else if (sign === ")") {
      const group = total;
      total = (outer.pop()?.total ?? 0) + group;
      last = group;
    } else {
      const end = sign === "[" ? endOfClass(pattern, at) : sign === "\\" ? at + 1 : at;
      if (end === null || (sign === "\\" && DIFFERS.has(pattern[end] ?? ""))) return null;
      at = end;
      total += 1;
      last = 1;
    }
  }
  return total;
}

/** Of "[a-z]", where its bracket closes; null: it holds a class, or what two classes share. */
function endOfClass(pattern: string, start: number): number | null {
  let at = pattern[start + 1] === "^" ? start + 2 : start + 1;
  // A bracket in the first place stands for itself.
  if (pattern[at] === "]") at += 1;
  for (; at < pattern.length && pattern[at] !== "]"; at += 1) {
    if (pattern[at] === "[" || pattern.startsWith("&&", at)) return null;
    if (pattern[at] !== "\\") continue;
    at += 1;
    if (DIFFERS.has(pattern[at] ?? "")) return null;
  }
  return at;
}
