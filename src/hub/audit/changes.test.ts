import { expect, test } from "vitest";
import { changesOf } from "./changes.ts";

const fingerprint = (value: string) => `f${value.length}`;

test("a record of changes has only named fields that differ, with both sides", () => {
  const before = { title: "Mug", brand: null, hidden: 1, priceMinor: 5n, tags: ["a"] };
  const after = { title: "Cup", brand: "Kiln", hidden: 2, priceMinor: 5n, tags: ["a"], note: "new" };
  expect(
    changesOf(["title", "brand", "priceMinor", "tags", "note"], { before, after }, { isTold: true, fingerprint }),
  ).toEqual({
    title: { before: "Mug", after: "Cup" },
    brand: { before: null, after: "Kiln" },
    note: { after: "new" },
  });
});

test("secrets, long values and what may be erased elsewhere are kept as fingerprints", () => {
  const sides = {
    before: { apiKeySecret: "old", html: "x" },
    after: { apiKeySecret: "newer", html: "y".repeat(2_000) },
  };
  expect(changesOf(["apiKeySecret", "html"], sides, { isTold: true, fingerprint })).toEqual({
    apiKeySecret: { before: { fingerprint: "f5" }, after: { fingerprint: "f7" } },
    html: { before: "x", after: { fingerprint: "f2002" } },
  });
  const nested = { before: undefined, after: { values: { a: [{ clientSecret: "s" }] } } };
  expect(changesOf(["values"], nested, { isTold: true, fingerprint })).toMatchObject({
    values: { after: { fingerprint: "f28" } },
  });
  const person = { before: { phone: "+201" }, after: { phone: "+202" } };
  expect(changesOf(["phone"], person, { isTold: false, fingerprint })).toEqual({
    phone: { before: { fingerprint: "f6" }, after: { fingerprint: "f6" } },
  });
});
