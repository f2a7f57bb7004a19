import { execFileSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { checkExpressions, evaluateAll, mapRecords } from "./expressions.ts";
import { createPool, PROCESS_RULES } from "./expressions-pool.ts";
import { fuzzExpressions } from "./testing-expressions.ts";

const scope = (bindings: Record<string, Json> = {}, owner = "one") => ({ owner, bindings });

const one = async (expression: string, input: Json = null, bindings = {}) =>
  (await evaluateAll([expression], input, scope(bindings), "the test"))[0];

describe("an expression", () => {
  test("an expression maps, and a list of one or none stays a list when it is wrapped", async () => {
    const map = { number: "no", lines: "[items.{ 'sku': s }]" };
    const reported = await mapRecords(
      map,
      [
        { no: "1", items: [{ s: "A" }] },
        { no: "2", items: [] },
      ],
      scope(),
    );
    expect(reported).toEqual([
      { value: { number: "1", lines: [{ sku: "A" }] } },
      { value: { number: "2", lines: [] } },
    ]);
  });

  test("an expression that fails on one record says where, and the others are mapped", async () => {
    const reported = await mapRecords(
      { id: "id", total: "$money(cents, 2)" },
      [
        { id: "1", cents: "x" },
        { id: "2", cents: 1250 },
      ],
      scope(),
    );
    expect(reported[0]).toEqual({ problem: expect.stringContaining("total: $money wants whole minor units") });
    expect(reported[1]).toEqual({ value: { id: "2", total: "12.50" } });
  });

  test("an expression reads the values the manifest binds", async () => {
    expect(
      await one("$lookup($statusMap.order, state)", { state: "ok" }, { statusMap: { order: { ok: "confirmed" } } }),
    ).toBe("confirmed");
  });

  test("an expression returns plain data, never a function", async () => {
    await expect(one("{ 'a': 1, 'f': function($x) { $x } }")).rejects.toThrow("holds a function");
  });

  test("an expression cannot make expressions of its own", async () => {
    await expect(one("$eval('1 + 1')")).rejects.toMatchObject({
      kind: "drift",
      message: textWith("$eval"),
    });
    await expect(one("($f := $eval; $f('1'))")).rejects.toThrow("$eval");
    await expect(one("$map(['1'], $eval)")).rejects.toThrow("$eval");
  });

  test("an expression reaches neither prototypes nor the process", async () => {
    for (const source of ["constructor", "__proto__", "$.constructor.constructor", "process", "$process", "$toString"])
      expect(await one(source, { a: 1 }), source).toBeUndefined();
  });

  test.each([
    ["endless recursion", "($f := function($x) { $f($x + 1) + 1 }; $f(1))"],
    ["an endless tail call", "($f := function($x) { $f($x + 1) }; $f(1))"],
    ["a list without end", "[1..10000000]"],
  ])("an expression with %s is stopped", async (_what, source) => {
    await expect(one(source)).rejects.toMatchObject({ kind: expect.stringMatching(/^(drift|rejected)$/) });
  });

  test("an expression with a pattern that explodes elsewhere takes linear time", async () => {
    // A backtracking engine never answers this.
    expect(await one("$contains($, /^(a+)+$/)", `${"a".repeat(5_000)}!`)).toBe(false);
    await expect(one("$match($, /(a)\\1/)", "aa")).rejects.toMatchObject({ kind: "drift" });
  });

  test("an expression matches, splits and replaces by patterns as elsewhere", async () => {
    expect(await one("$match($, /([A-Z]+)-(\\d+)/i).groups", "x mug-12 y")).toEqual(["mug", "12"]);
    expect(await one("$split($, /[,;]\\s*/)", "a, b;c")).toEqual(["a", "b", "c"]);
    expect(await one("$replace($, /\\s+/, ' ')", "a   b \n c")).toBe("a b c");
  });
});

test("an error in an expression is reported before it is saved", async () => {
  expect(await checkExpressions("one", ["a.b", "a.(", "[items.{'a': b}]"])).toEqual([
    { names: [] },
    { problem: expect.stringContaining("Expected") },
    { names: [] },
  ]);
});

test.each([
  ["more memory than there is", "($a := [1..9999]; $map($a, function($x) { $a }))"],
  ["a text of it all", "($a := [1..9999]; $string($map($a, function($x) { $a })))"],
])("a job with %s ends alone", async (_what, mapping) => {
  const job = { kind: "values", mappings: [mapping], input: null, bindings: {} } as const;
  const reported = await createPool()
    .run("one", job, 1_000)
    .catch((error: unknown) => [{ problem: String(error) }]);
  expect(reported).toEqual([{ problem: expect.stringMatching(/did not end|memory|too large/) }]);
});

test("a process nobody needs ends, and the next job finds another", async () => {
  const pool = createPool(10);
  const answer = () => pool.run("one", { kind: "values", mappings: ["1 + 1"], input: null, bindings: {} });
  expect(await answer()).toEqual([{ value: 2 }]);
  expect(pool.size()).toBeLessThanOrEqual(1);
  await expect.poll(() => pool.size(), { interval: 20, timeout: 60_000 }).toBe(0);
  expect(await answer()).toEqual([{ value: 2 }]);
});

test("a job beyond its deadline costs its process; the next job finds a new one, and the hub goes on meanwhile", async () => {
  const pool = createPool();
  let beats = 0;
  const heart = setInterval(() => {
    beats += 1;
  }, 10);
  const busy = "($f := function($x) { $f($x + 1) }; $f(1))";
  const slow = pool.run("one", { kind: "values", mappings: [busy], input: null, bindings: {} }, 200);
  await expect(slow).rejects.toThrow("did not end");
  clearInterval(heart);
  // Whoever works itself has one at most, when it is over.
  expect(beats).toBeGreaterThan(1);
  expect(await pool.run("one", { kind: "values", mappings: ["1 + 1"], input: null, bindings: {} })).toEqual([
    { value: 2 },
  ]);
});

describe("isolation between organizations", () => {
  const values = (mapping: string, input: Json = null) =>
    ({ kind: "values", mappings: [mapping], input, bindings: {} }) as const;

  test("an expression's effects on its process never reach another organization", async () => {
    const pool = createPool();
    // Rebinds a built-in in whatever surroundings a function shows; before, the transform operator did so for everybody.
    const attack = `($l := function($x) { $x }; $l.environment.bind("uppercase", function($s) { "TAKEN" });
      $l.environment.base.bind("uppercase", function($s) { "TAKEN" }); "armed")`;
    for (const source of [attack, '($o := $uppercase; $ ~> |$o|{"implementation": function($s) { "TAKEN" }}|)'])
      await pool.run("attacker", values(source));
    const reported = await pool.run("victim", values("$uppercase(email)", { email: "ana@shop.example" }));
    expect(reported).toEqual([{ value: "ANA@SHOP.EXAMPLE" }]);
    expect(await pool.run("attacker", values("$uppercase('x')"))).toEqual([{ value: "X" }]);
  });

  test("the operator that changes what it is given is refused before a description is kept", async () => {
    const inside = "{ 'a': [items ~> |$|{'b': 1}|], 'c': $map(x, function($v) { $v ~> |$|{}, ['p']| }) }";
    for (const source of ["$ ~> |$|{'a': 1}|", inside, "($f := |$|{'a': 1}|; $f($))"])
      expect(await checkExpressions("one", [source])).toEqual([
        { problem: expect.stringContaining("transform operator") },
      ]);
  });

  test("an organization that keeps its process busy holds up nobody else", async () => {
    const pool = createPool();
    await pool.run("victim", values("1"));
    const order: string[] = [];
    const burn = async () => {
      await expect(pool.run("attacker", values("($distinct([1..60000]); 1)"), 200)).rejects.toThrow("did not end");
      order.push("burnt");
    };
    const burning = Array.from({ length: 5 }, burn);
    await pool.run("victim", values("1 + 1"));
    order.push("mapped");
    await Promise.all(burning);
    // Not behind all that was in line before it.
    expect(order.at(-1)).toBe("burnt");
  });

  test("an organization with too much waiting gets its own report, and not what others have waiting", async () => {
    const pool = createPool();
    const many = Array.from({ length: 60 }, () =>
      pool.run("attacker", values("1")).catch((error: Error) => error.message),
    );
    expect(await pool.run("victim", values("2"))).toEqual([{ value: 2 }]);
    const answers = await Promise.all(many);
    expect(answers.filter((answer) => typeof answer === "string").length).toBeGreaterThan(0);
    expect(answers.filter((answer) => typeof answer !== "string").length).toBeGreaterThanOrEqual(50);
  });
});

test("the next job in the same process has the same state, whatever was written", async () => {
  const reported = await fuzzExpressions({ cases: 400, seed: 1 });
  expect(reported.changes).toEqual([]);
  expect(reported.answered).toBeGreaterThan(20);
});

test("a process reads the hub's code and nothing else: no key, no data, no environment, no other program", () => {
  const probe = `
    const fs = require("node:fs");
    const tried = (what) => { try { what(); return "done"; } catch (error) { return error.code; } };
    console.log(JSON.stringify({
      environment: Object.keys(process.env).filter((name) => !name.startsWith("__")),
      system: tried(() => fs.readFileSync("/etc/passwd")),
      hub: tried(() => fs.readdirSync(${JSON.stringify(process.cwd())})),
      code: tried(() => fs.readFileSync(${JSON.stringify(fileURLToPath(import.meta.url))})),
      writing: tried(() => fs.writeFileSync("/tmp/argosy-probe", "")),
      program: tried(() => require("node:child_process").spawnSync("true")),
      prototype: tried(() => { "use strict"; Array.prototype.map = 1; }),
    }));`;
  const reported = execFileSync(process.execPath, [...PROCESS_RULES, "-e", probe], { env: {}, encoding: "utf8" });
  expect(JSON.parse(reported)).toEqual({
    environment: [],
    system: "ERR_ACCESS_DENIED",
    hub: "ERR_ACCESS_DENIED",
    code: "done",
    writing: "ERR_ACCESS_DENIED",
    program: "ERR_ACCESS_DENIED",
    prototype: undefined,
  });
});
