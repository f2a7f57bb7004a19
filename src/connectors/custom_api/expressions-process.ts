/**
 * The process in which expressions run. A tenant's program can keep it busy or fill its memory, never the hub's: a
 * thread would not do, because memory that runs out inside V8 (JSON of lists that hold each other) ends all threads.
 * Guarded by jsonata's own limits (time, depth, length), patterns of linear time, and the deadline of expressions.ts.
 */
import process from "node:process";
import jsonata from "jsonata";
import type { Json } from "../../commerce/product.ts";
import { announceStarted } from "../kit/fenced-process.ts";
import { type Answer, type Evaluated, type Job, LONGEST_ANSWER } from "./expressions-job.ts";
import { HELPERS } from "./helpers.ts";
import { LinearRegExp } from "./linear-regexp.ts";
import type { Mapping } from "./manifest-parts.ts";

const LIMITS = Object.freeze({
  timeout: 1_000,
  stack: 500,
  sequence: 100_000,
  // jsonata's type asks for the constructor of RegExp itself; of what it makes it uses what LinearRegExp has.
  RegexEngine: new Proxy(RegExp, { construct: (_regexp, [literal]) => new LinearRegExp(literal) }),
});
/** What a request's body is made over. */
const ROOTS = new Set(["input", "state", "conn"]);
const MAX_STORED = 2_000;
const LONGEST_RESULT = 10_000_000;
const compiled = new Map<string, jsonata.Expression>();

/** Compiled once; the text is the version. */
function compile(source: string): jsonata.Expression {
  const cached = compiled.get(source);
  if (cached) return cached;
  const expression = jsonata(source, LIMITS);
  refuseWriting(expression.ast());
  // An expression that makes expressions would escape the check at connecting.
  expression.registerFunction("eval", () => {
    throw new RangeError("$eval is not available.");
  });
  for (const [name, run] of Object.entries(HELPERS)) {
    const helper: (...given: (string | number | undefined)[]) => string | undefined = run as never;
    expression.registerFunction(name, (...given) => helper(...given));
  }
  if (compiled.size >= MAX_STORED) compiled.clear();
  compiled.set(source, expression);
  return expression;
}

/**
 * The transform operator (`~> |place|update|`) is the one thing in the language that changes what it is given, and it
 * takes more than data for its place: functions, their surroundings, the limits. Mappings make new records instead.
 */
function refuseWriting(ast: unknown, seen = new Set<unknown>()): void {
  if (ast === null || typeof ast !== "object" || seen.has(ast)) return;
  seen.add(ast);
  if ("type" in ast && ast.type === "transform")
    throw new RangeError(
      "The transform operator |...|...| is not available. Build the record anew: {...}, or $merge([$, {...}]).",
    );
  for (const inner of Object.values(ast)) refuseWriting(inner, seen);
}

/** Paths that begin with a root of a request's body: "input.sku", "page.after". */
function requestedNames(ast: unknown, found = new Set<string>(), seen = new Set<unknown>()): string[] {
  if (ast !== null && typeof ast === "object" && !seen.has(ast)) {
    seen.add(ast);
    if ("type" in ast && ast.type === "path" && "steps" in ast && Array.isArray(ast.steps)) {
      const names = ast.steps
        .slice(0, 2)
        .map((step: { type?: unknown; value?: unknown }) => (step.type === "name" ? String(step.value) : ""));
      if (ROOTS.has(names[0] ?? "")) found.add(names[1] ? names.join(".") : (names[0] ?? ""));
    }
    for (const inner of Object.values(ast)) requestedNames(inner, found, seen);
  }
  return [...found];
}

async function evaluate(
  source: string,
  input: Json,
  bindings: Readonly<Record<string, Json>>,
): Promise<Json | undefined> {
  const result: unknown = await compile(source).evaluate(input, bindings);
  const text = jsonOf(result);
  if (text !== undefined && text.length > LONGEST_RESULT) throw new RangeError("The result is too large.");
  return text === undefined ? undefined : (JSON.parse(text) as Json);
}

/** Plain JSON, without the marks jsonata puts on its lists. */
function jsonOf(result: unknown): string | undefined {
  try {
    return JSON.stringify(result);
  } catch {
    // jsonata's own functions hold their surroundings, which hold them.
    throw new RangeError("The result is no plain data: it holds a function.");
  }
}

async function map(
  mapping: Mapping,
  input: Json,
  bindings: Readonly<Record<string, Json>>,
  path: string,
): Promise<Json | undefined> {
  if (typeof mapping === "string") {
    try {
      return await evaluate(mapping, input, bindings);
    } catch (error) {
      throw new RangeError(path === "" ? textsOf(error) : `${path}: ${textsOf(error)}`);
    }
  }
  const fields: [string, Json][] = [];
  for (const [name, inner] of Object.entries(mapping)) {
    const value = await map(inner, input, bindings, path === "" ? name : `${path}.${name}`);
    if (value !== undefined) fields.push([name, value]);
  }
  return Object.fromEntries(fields);
}

function textsOf(error: unknown): string {
  const reported =
    error !== null && typeof error === "object" && "message" in error ? String(error.message) : String(error);
  return reported.slice(0, 300);
}

async function settle(work: () => Promise<Json | undefined>): Promise<Evaluated> {
  try {
    return { value: await work() };
  } catch (error) {
    return { problem: textsOf(error) };
  }
}

async function answer(job: Job): Promise<Answer> {
  switch (job.kind) {
    case "check":
      return Promise.all(
        job.expressions.map((source) =>
          settle(async () => {
            return requestedNames(compile(source).ast());
          }),
        ),
      );
    case "values": {
      const results: Evaluated[] = [];
      for (const mapping of job.mappings) results.push(await settle(() => map(mapping, job.input, job.bindings, "")));
      return results;
    }
    case "records": {
      const results: Evaluated[] = [];
      for (const record of job.records) results.push(await settle(() => map(job.mapping, record, job.bindings, "")));
      return results;
    }
  }
}

/** Answers as text: what crosses to the hub is data. */
function textOf(results: Answer): string {
  const text = JSON.stringify(results);
  return text.length > LONGEST_ANSWER
    ? JSON.stringify(results.map(() => ({ problem: "The results of this page are too large together." })))
    : text;
}

process.on("message", (job: Job) => {
  void answer(job).then((results) => process.send?.(textOf(results)));
});
// The hub has gone, whatever way: nobody is left to answer.
process.on("disconnect", () => process.exit(0));
announceStarted();
