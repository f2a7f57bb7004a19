/** No regular expression of the hub takes longer than linear time for what somebody else wrote. */
import { expect, test } from "vitest";
import { ALLOWED, expressionsIn, expressionsOfHub, verified } from "./linear-expressions.ts";

test("expressions that repeat are found wherever they stand", () => {
  const text = `const a = /x+y/g; const b = text.replace(/a|b/, "+"); z.string().regex(/^(\\d{2,})$/); // /c*/`;
  expect(expressionsIn("a.ts", text)).toEqual(["/x+y/g", "/^(\\d{2,})$/"]);
});

test("every expression of the hub was found linear, or says why its time has a bound", () => {
  const found = expressionsOfHub();
  expect(found.size).toBeGreaterThan(150);
  const existing = new Set([...verified(), ...Object.keys(ALLOWED)]);
  const unknown = [...found].filter(([literal]) => !existing.has(literal));
  expect(unknown, "npm run expressions checks them").toEqual([]);
});

test("the lists name no expression that is gone, and none twice", () => {
  const found = expressionsOfHub();
  const named = [...verified(), ...Object.keys(ALLOWED)];
  expect(named.filter((literal) => !found.has(literal))).toEqual([]);
  expect(named.filter((literal, index) => named.indexOf(literal) !== index)).toEqual([]);
});
