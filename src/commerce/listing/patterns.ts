/**
 * A platform's regular expressions. Whoever runs the platform wrote them, so they run in RE2, which takes linear time, and
 * only where they are small; others (look-around, back-references, thousands of repetitions) are left to the platform.
 */
import { createRequire } from "node:module";

/** Ours. A value of 5,000 letters takes at most some tens of milliseconds. */
const LONGEST = 500;
const MOST_STEPS = 1_000;
const MAX_STORED = 500;

interface Pattern {
  matches(text: string): boolean;
}

const require = createRequire(import.meta.url);
const compiled = new Map<string, Pattern | null>();

/** Whether the hub can check it. */
export const isCheckable = (pattern: string): boolean => compile(pattern) !== null;

/** The whole text; whatever the hub cannot check fits. */
export const fits = (text: string, pattern: string): boolean => compile(pattern)?.matches(text) ?? true;

function compile(pattern: string): Pattern | null {
  const cached = compiled.get(pattern);
  if (cached !== undefined) return cached;
  if (compiled.size >= MAX_STORED) compiled.clear();
  const made = pattern.length > LONGEST || stepsOf(pattern) > MOST_STEPS ? null : toPattern(pattern);
  compiled.set(pattern, made);
  return made;
}

/** Loaded where a pattern is checked: few hubs have any. */
function toPattern(pattern: string): Pattern | null {
  const { RE2JS, RE2JSException } = require("re2js") as typeof import("re2js");
  try {
    const program = RE2JS.compile(pattern);
    return { matches: (text) => program.matches(text) };
  } catch (error) {
    if (error instanceof RE2JSException) return null;
    throw error;
  }
}

const REPEATED = /^\{(\d{1,6})(?:,(\d{0,6}))?\}/;

/** How long it is with each repetition written out. */
export function stepsOf(pattern: string): number {
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
      if (sign === "\\") at += 1;
      else if (sign === "[") at = endOfClass(pattern, at);
      total += 1;
      last = 1;
    }
  }
  return total;
}

/** Of "[a-z]", where its bracket closes. */
function endOfClass(pattern: string, start: number): number {
  let at = pattern[start + 1] === "^" ? start + 2 : start + 1;
  // A bracket in the first place stands for itself.
  if (pattern[at] === "]") at += 1;
  for (; at < pattern.length && pattern[at] !== "]"; at += 1) if (pattern[at] === "\\") at += 1;
  return at;
}
