import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hasMoreValues, parseJson } from "./json.ts";
import { hasMoreValuesLong, parseLongJson } from "./long-json.ts";

type Outcome = { readonly value: unknown } | { readonly isRefused: true };

async function outcomeOf(read: () => unknown): Promise<Outcome> {
  try {
    return { value: await read() };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { isRefused: true };
  }
}

/** Few letters a turn, so that short texts are cut everywhere. */
const sameAsWhole = async (text: string, sliceLength: number) =>
  expect(await outcomeOf(() => parseLongJson(text, sliceLength)), text).toEqual(await outcomeOf(() => parseJson(text)));

test("JSON cut into turns is what it is as a whole", async () => {
  const blank = fc.constantFrom("", " ", "\n", "\t\t");
  const value = fc.jsonValue({ maxDepth: 5 });
  await fc.assert(
    fc.asyncProperty(value, blank, fc.integer({ min: 1, max: 12 }), async (reported, space, sliceLength) => {
      await sameAsWhole(`${space}${JSON.stringify(reported, null, space)}${space}`, sliceLength);
    }),
    { numRuns: 300 },
  );
  for (const text of [
    '{"a":[1,2,3],"a":[4,5,6]}',
    '{"__proto__":[1,2,3],"b":{"c":[1.50,12345678901234567890]}}',
    '{"10":[1,2],"9":[3,4],"x":"\\u0000\\ud800","\\u0000":[[],{}]}',
    `[${" ".repeat(40)}]`,
    `{"a":${" ".repeat(40)}{}}`,
  ])
    for (const sliceLength of [1, 5, 9]) await sameAsWhole(text, sliceLength);
});

test("text that is no JSON is refused in turns as it is as a whole", async () => {
  const tokens = fc.constantFrom(
    ..."{}[],: \n",
    '"a"',
    "1.5",
    "-",
    "0",
    "12345678901234567890",
    "true",
    ".",
    '"',
    "\\",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(tokens, { maxLength: 24 }),
      fc.integer({ min: 1, max: 6 }),
      async (parts, sliceLength) => {
        await sameAsWhole(parts.join(""), sliceLength);
      },
    ),
    { numRuns: 2_000 },
  );
  for (const text of ["[1,2,3", "[1,2,3,]", "[1,2 3,4]", '{"a":1,"b"}', '{"a":1,}', "[1,2]]", '{"a":[1,2}', "[1,2] x"])
    await sameAsWhole(text, 2);
  await sameAsWhole("[".repeat(199) + "1".repeat(9) + "]".repeat(199), 4);
  await sameAsWhole("[".repeat(201) + "1".repeat(9) + "]".repeat(201), 4);
});

test("a long text lets others have the thread, and its values are counted in turns too", async () => {
  const rows = Array.from({ length: 5_000 }, (_, n) => ({
    id: n,
    name: `Mug ${n}`,
    variants: [{ sku: `M-${n}`, qty: n }],
  }));
  const text = JSON.stringify({ meta: { total: rows.length }, data: { rows } });
  const turnsOf = async (work: Promise<unknown>) => {
    let rounds = 0;
    let isOver = false;
    const counted = (async () => {
      for (; !isOver; rounds += 1) await setImmediate();
    })();
    await work;
    isOver = true;
    await counted;
    return rounds;
  };
  expect(await parseLongJson(text)).toEqual(JSON.parse(text));
  expect(await turnsOf(parseLongJson(text, 16 * 1024))).toBeGreaterThan(text.length / (2 * 16 * 1024));
  expect(await turnsOf(hasMoreValuesLong(text, 1_000_000))).toBeGreaterThanOrEqual(
    Math.floor(text.length / (256 * 1024)),
  );
  for (const most of [29_999, 30_006, 40_000])
    expect(await hasMoreValuesLong(text, most), `${most}`).toBe(hasMoreValues(text, most));
});
