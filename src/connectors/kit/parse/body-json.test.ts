import { expect, test } from "vitest";
import { turnsOfOthers } from "../../../commerce/testing-slices.ts";
import { bodyJson, LONG_BODY, withBodyRead } from "./body-json.ts";

const rows = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: n, price: `${n}.50`, tags: ["a", "b"] }));
const bytesOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

test("a long body is read in turns before it is asked for, and once for all that ask [I1.3]", async () => {
  const reported = { id: 7, line_items: rows(40_000), note: "12.50" };
  const body = bytesOf(reported);
  expect(body.byteLength).toBeGreaterThan(6 * LONG_BODY);
  const rounds = await turnsOfOthers(() =>
    withBodyRead(body, async () => {
      expect(bodyJson(body)).toEqual(reported);
      expect(await withBodyRead(body, () => bodyJson(body))).toBe(bodyJson(body));
    }),
  );
  expect(rounds).toBeGreaterThan(5);
});

test("a body at hand is dropped behind the last that works with it", async () => {
  const body = bytesOf(rows(10_000));
  const still = Promise.withResolvers<void>();
  const values: unknown[] = [];
  const first = withBodyRead(body, async () => {
    await still.promise;
    values.push(bodyJson(body));
  });
  await withBodyRead(body, () => values.push(bodyJson(body)));
  still.resolve();
  await first;
  expect(values[0]).toBe(values[1]);
  expect(bodyJson(body)).not.toBe(values[0]);
});

test("a text that is no JSON is refused unchanged where it is read in one go", async () => {
  const long = " ".repeat(LONG_BODY);
  const bodies = [
    Buffer.from(`{"a":[1,2${long}`),
    Buffer.from(`[${"0,".repeat(500_001)}0]`),
    Buffer.concat([Buffer.from(`["${long}`), Buffer.from([0xff]), Buffer.from('"]')]),
    Buffer.from(`eyJ${"a".repeat(LONG_BODY)}.b.c`),
  ];
  for (const body of bodies) {
    let whole: unknown;
    try {
      bodyJson(body);
    } catch (error) {
      whole = error;
    }
    expect(whole).toBeInstanceOf(Error);
    await expect(withBodyRead(body, () => bodyJson(body))).rejects.toThrow(Object(whole).constructor);
  }
});
