import { expect, test } from "vitest";
import { codeForms, codeKey } from "./product-codes.ts";

test.each([
  ["012345678905", "0012345678905"],
  ["012345678905", "00012345678905"],
  ["4006381333931", "04006381333931"],
  ["96385074", "00000096385074"],
  ["0-306-40615-2", "9780306406157"],
  ["155404295X", "9781554042951"],
  ["ab-12", "AB-12 "],
])("%s and %s are one code", (one, other) => {
  expect(codeKey(one)).toBe(codeKey(other));
});

test.each([
  ["012345678905", "112345678905"],
  ["14006381333938", "4006381333931"],
  ["0306406153", "9780306406157"],
  ["12345", "012345"],
])("%s and %s are two codes", (one, other) => {
  expect(codeKey(one)).not.toBe(codeKey(other));
});

test("a code is looked for in each form somebody may have typed", () => {
  expect(codeForms("012345678905")).toEqual(["012345678905", "00012345678905", "0012345678905"]);
  expect(codeForms("9780306406157").toSorted()).toEqual(["0306406152", "09780306406157", "9780306406157"].toSorted());
  expect(codeForms("96385074")).toContain("000096385074");
  expect(codeForms(" ab-12")).toEqual(["ab-12"]);
});
