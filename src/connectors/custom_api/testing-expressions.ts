/** Expressions as somebody would write them who wants out: generated from the grammar, with the names that matter. */
import process from "node:process";
import fc from "fast-check";
import type { Json } from "../../commerce/product.ts";
import type { Evaluated } from "./expressions-job.ts";
import { createPool } from "./expressions-pool.ts";

const INPUT: Json = { a: 1, email: "ana@shop.example", items: [{ sku: "A", qty: 2 }, { sku: "B" }], no: "12.50" };

/** What another job asks: built-ins, helpers, patterns, the limits. None of it may ever answer otherwise. */
const CANARIES = [
  "$uppercase(email)",
  "items.{ 'sku': sku, 'n': $string(qty) }",
  "$money(1250, 'EUR')",
  "$decimal('1.234,50', ',')",
  "$sum(items.qty) & $join($map(items, function($i) { $i.sku }), '-')",
  "$match(email, /([a-z]+)@/).groups",
  "$sort([3, 1, 2])",
  "$keys($merge([$, { 'b': 2 }]))",
  "$exists($stolen) or $exists($constructor)",
  "$reduce([1..50], function($p, $n) { $p + $n })",
];

const NAMES = [
  ...["environment", "base", "options", "bind", "lookup", "body", "arguments", "input", "signature", "implementation"],
  ...[
    "_jsonata_lambda",
    "_jsonata_function",
    "__proto__",
    "constructor",
    "prototype",
    "global",
    "ancestry",
    "createSequence",
  ],
  ...["guardrails", "RegexEngine", "timeout", "stack", "sequence", "thunk", "push", "a", "items", "email", "toString"],
];
const BUILT_IN = [
  "uppercase",
  "string",
  "sum",
  "map",
  "merge",
  "sort",
  "append",
  "lookup",
  "each",
  "sift",
  "spread",
  "zip",
];
const MORE = [
  "clone",
  "eval",
  "now",
  "money",
  "decimal",
  "phone",
  "match",
  "replace",
  "reduce",
  "type",
  "assert",
  "error",
];

const field = fc.constantFrom(...NAMES).map((name) => `\`${name}\``);
const variable = fc.constantFrom("", "$", "l", "o", "stolen", ...BUILT_IN, ...MORE).map((name) => `$${name}`);
const literal = fc.oneof(
  fc.constantFrom("1", "0", "-1", "null", "true", "''", "[]", "{}", "[1..9]", "/a+/", "/(a|b)*c/i"),
  fc.constantFrom(...NAMES).map((name) => `"${name}"`),
);

const { expression } = fc.letrec<{ expression: string; small: string }>((tie) => ({
  small: fc.oneof(field, variable, literal),
  expression: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    tie("small"),
    fc.tuple(tie("expression"), field).map(([on, name]) => `${on}.${name}`),
    fc.tuple(tie("expression"), tie("expression")).map(([on, index]) => `${on}[${index}]`),
    fc
      .tuple(variable, fc.array(tie("expression"), { maxLength: 3 }))
      .map(([of, given]) => `${of}(${given.join(", ")})`),
    fc
      .tuple(tie("expression"), field, fc.array(tie("expression"), { maxLength: 2 }))
      .map(([on, name, given]) => `${on}.${name}(${given.join(", ")})`),
    fc.tuple(variable, tie("expression"), tie("expression")).map(([of, is, then]) => `(${of} := ${is}; ${then})`),
    tie("expression").map((body) => `function($l, $o) { ${body} }`),
    fc.tuple(tie("expression"), tie("expression")).map(([from, to]) => `(${from} ~> ${to})`),
    fc.tuple(tie("expression"), tie("expression")).map(([at, update]) => `($ ~> |${at}|${update}|)`),
    fc.tuple(tie("expression"), tie("expression")).map(([name, value]) => `{ ${name}: ${value} }`),
    fc.tuple(tie("expression"), tie("expression")).map(([one, other]) => `[${one}, ${other}]`),
    fc.tuple(tie("expression"), tie("expression")).map(([one, other]) => `(${one} & ${other})`),
    fc.tuple(tie("expression"), tie("expression"), tie("expression")).map(([is, a, b]) => `(${is} ? ${a} : ${b})`),
    fc.tuple(tie("expression"), tie("expression")).map(([list, by]) => `${list}^(${by})`),
  ),
}));

export interface Fuzzed {
  readonly cases: number;
  readonly compiled: number;
  readonly answered: number;
  /** Processes that a limit ended; the jobs after them had a new one. */
  readonly stopped: number;
  /** Processor time the hub's own thread spent on a page, waiting for its process not counted. */
  readonly slowestMs: number;
  /** Expressions of a page after which a job in the same process answered otherwise. */
  readonly changes: readonly string[];
}

const PAGE = 50;

/** Evaluates `cases` generated expressions and asks between pages of them what another job would see. */
export async function fuzzExpressions(input: { readonly cases: number; readonly seed: number }): Promise<Fuzzed> {
  const pool = createPool();
  const canary = async () =>
    JSON.stringify(await pool.run("one", { kind: "values", mappings: CANARIES, input: INPUT, bindings: {} }));
  const before = await canary();
  const reported = { cases: 0, compiled: 0, answered: 0, stopped: 0, slowestMs: 0 };
  const changes: string[] = [];
  for (let page = 0; reported.cases < input.cases; page += 1) {
    const size = Math.min(PAGE, input.cases - reported.cases);
    const mappings = fc.sample(expression, { numRuns: size, seed: input.seed * 1_000_003 + page });
    reported.cases += size;
    let answers: readonly Evaluated[] = [];
    const began = process.threadCpuUsage();
    try {
      const checked = await pool.run("one", { kind: "check", expressions: mappings });
      reported.compiled += checked.filter((one) => "value" in one).length;
      answers = await pool.run("one", { kind: "values", mappings, input: INPUT, bindings: {} });
    } catch {
      reported.stopped += 1;
    }
    const { user, system } = process.threadCpuUsage(began);
    reported.slowestMs = Math.max(reported.slowestMs, (user + system) / 1_000);
    reported.answered += answers.filter((one) => "value" in one).length;
    if ((await canary()) !== before) changes.push(mappings.join("\n"));
  }
  return { ...reported, changes };
}
