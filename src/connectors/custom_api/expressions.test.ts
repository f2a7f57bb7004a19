import { describe, expect, test } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { checkExpressions, createPool, evaluateAll, mapRecords } from "./expressions.ts";

const one = async (expression: string, input: Json = null, bindings = {}) =>
  (await evaluateAll([expression], input, bindings, "the test"))[0];

describe("an expression", () => {
  test("maps, and a list of one or none stays a list when it is wrapped", async () => {
    const map = { number: "no", lines: "[items.{ 'sku': s }]" };
    const told = await mapRecords(
      map,
      [
        { no: "1", items: [{ s: "A" }] },
        { no: "2", items: [] },
      ],
      {},
    );
    expect(told).toEqual([{ value: { number: "1", lines: [{ sku: "A" }] } }, { value: { number: "2", lines: [] } }]);
  });

  test("that fails on one record says where, and the others are mapped", async () => {
    const told = await mapRecords(
      { id: "id", total: "$money(cents, 2)" },
      [
        { id: "1", cents: "x" },
        { id: "2", cents: 1250 },
      ],
      {},
    );
    expect(told[0]).toEqual({ problem: expect.stringContaining("total: $money wants whole minor units") });
    expect(told[1]).toEqual({ value: { id: "2", total: "12.50" } });
  });

  test("reads the words the manifest binds", async () => {
    expect(
      await one("$lookup($statusMap.order, state)", { state: "ok" }, { statusMap: { order: { ok: "confirmed" } } }),
    ).toBe("confirmed");
  });

  test("answers plain data, never a function", async () => {
    await expect(one("{ 'a': 1, 'f': function($x) { $x } }")).rejects.toThrow("holds a function");
  });

  test("cannot make expressions of its own", async () => {
    await expect(one("$eval('1 + 1')")).rejects.toMatchObject({
      kind: "drift",
      message: expect.stringContaining("$eval"),
    });
    await expect(one("($f := $eval; $f('1'))")).rejects.toThrow("$eval");
    await expect(one("$map(['1'], $eval)")).rejects.toThrow("$eval");
  });

  test("reaches neither prototypes nor the process", async () => {
    for (const source of ["constructor", "__proto__", "$.constructor.constructor", "process", "$process", "$toString"])
      expect(await one(source, { a: 1 }), source).toBeUndefined();
    await one("$ ~> |$|{'__proto__': {'polluted': true}}|", { a: 1 }).catch(() => undefined);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test.each([
    ["endless recursion", "($f := function($x) { $f($x + 1) + 1 }; $f(1))"],
    ["an endless tail call", "($f := function($x) { $f($x + 1) }; $f(1))"],
    ["a list without end", "[1..10000000]"],
  ])("with %s is stopped", async (_what, source) => {
    await expect(one(source)).rejects.toMatchObject({ kind: expect.stringMatching(/^(drift|rejected)$/) });
  });

  test("with a pattern that explodes elsewhere takes linear time", async () => {
    // A backtracking engine never answers this.
    expect(await one("$contains($, /^(a+)+$/)", `${"a".repeat(5_000)}!`)).toBe(false);
    await expect(one("$match($, /(a)\\1/)", "aa")).rejects.toMatchObject({ kind: "drift" });
  });

  test("matches, splits and replaces by patterns as elsewhere", async () => {
    expect(await one("$match($, /([A-Z]+)-(\\d+)/i).groups", "x mug-12 y")).toEqual(["mug", "12"]);
    expect(await one("$split($, /[,;]\\s*/)", "a, b;c")).toEqual(["a", "b", "c"]);
    expect(await one("$replace($, /\\s+/, ' ')", "a   b \n c")).toBe("a b c");
  });
});

test("what is wrong with an expression is told before it is kept", async () => {
  expect(await checkExpressions(["a.b", "a.(", "[items.{'a': b}]"])).toEqual([
    null,
    expect.stringContaining("Expected"),
    null,
  ]);
});

test.each([
  ["more memory than there is", "($a := [1..9999]; $map($a, function($x) { $a }))"],
  ["a text of it all", "($a := [1..9999]; $string($map($a, function($x) { $a })))"],
])("a job with %s ends alone", async (_what, mapping) => {
  const job = { kind: "values", mappings: [mapping], input: null, bindings: {} } as const;
  const told = await createPool()
    .run(job, 1_000)
    .catch((error: unknown) => [{ problem: String(error) }]);
  expect(told).toEqual([{ problem: expect.stringMatching(/did not end|memory|too large/) }]);
});

test("a process nobody needs ends, and the next job finds another", async () => {
  const pool = createPool(10);
  const answer = () => pool.run({ kind: "values", mappings: ["1 + 1"], input: null, bindings: {} });
  expect(await answer()).toEqual([{ value: 2 }]);
  expect(pool.size()).toBeLessThanOrEqual(1);
  await expect.poll(() => pool.size(), { interval: 20, timeout: 5_000 }).toBe(0);
  expect(await answer()).toEqual([{ value: 2 }]);
});

test("a job beyond its deadline costs its process; the next job finds a new one, and the hub goes on meanwhile", async () => {
  const pool = createPool();
  let beats = 0;
  const heart = setInterval(() => {
    beats += 1;
  }, 10);
  const busy = "($f := function($x) { $f($x + 1) }; $f(1))";
  const slow = pool.run({ kind: "values", mappings: [busy], input: null, bindings: {} }, 200);
  await expect(slow).rejects.toThrow("did not end");
  clearInterval(heart);
  expect(beats).toBeGreaterThan(5);
  expect(await pool.run({ kind: "values", mappings: ["1 + 1"], input: null, bindings: {} })).toEqual([{ value: 2 }]);
});
