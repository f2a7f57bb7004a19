import fc from "fast-check";
import { expect, test } from "vitest";
import { codeForms, codeKey, isBarcode, isSameCode, searchedForms, upcOf, upcTwins } from "./product-codes.ts";

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

test.each([
  ["01234565", "012345000065"],
  ["04252614", "042100005264"],
  ["01234531", "012300000451"],
  ["01234543", "012340000053"],
  ["04006386", "040063000086"],
  ["96385074", "96385074"],
])("the short UPC %s is %s", (short, long) => {
  expect(upcOf(short)).toBe(long);
});

const digits = (length: number, from = "0123456789") =>
  fc.string({ unit: fc.constantFrom(...from), minLength: length, maxLength: length });

/** GS1 General Specifications, figure 7.10-1: by the last of six digits, where the zeros of the long number stand. */
const RULES: readonly fc.Arbitrary<{ readonly body: string; readonly maker: string; readonly item: string }>[] = [
  fc
    .tuple(digits(2), digits(3), digits(1, "012"))
    .map(([a, b, last]) => ({ body: `${a}${b}${last}`, maker: `${a}${last}00`, item: `00${b}` })),
  fc.tuple(digits(3), digits(2)).map(([a, b]) => ({ body: `${a}${b}3`, maker: `${a}00`, item: `000${b}` })),
  fc.tuple(digits(4), digits(1)).map(([a, b]) => ({ body: `${a}${b}4`, maker: `${a}0`, item: `0000${b}` })),
  fc.tuple(digits(5), digits(1, "56789")).map(([a, last]) => ({ body: `${a}${last}`, maker: a, item: `0000${last}` })),
];

const upcs = fc.tuple(fc.constantFrom("0", "1"), fc.oneof(...RULES)).map(([system, { body, maker, item }]) => {
  const eleven = `${system}${maker}${item}`;
  const sum = [...eleven].reduce((all, digit, index) => all + Number(digit) * (index % 2 ? 1 : 3), 0);
  const check = String((10 - (sum % 10)) % 10);
  return { short: `${system}${body}${check}`, long: `${eleven}${check}` };
});

test("a UPC of eight digits finds the one of twelve in each of its forms, and the other way round", () => {
  fc.assert(
    fc.property(upcs, ({ short, long }) => {
      expect(upcOf(short)).toBe(long);
      expect(upcTwins(short)).toEqual([long]);
      for (const form of [long, `0${long}`, `00${long}`, `${long.slice(0, 6)} ${long.slice(6)}`]) {
        expect(upcTwins(form)).toContain(short);
        expect(searchedForms(form)).toContain(short);
        expect([isSameCode(form, short), isSameCode(short, form)]).toEqual([true, true]);
      }
      expect(searchedForms(short)).toEqual(expect.arrayContaining([short, long, `0${long}`, `00${long}`]));
      // By its digits alone it may be an EAN-8: it is no form of the long one, by which items are linked.
      expect(codeKey(short)).not.toBe(codeKey(long));
    }),
    { numRuns: 500 },
  );
});

test.each(["96385074", "01234566", "21234565", "4006381333931", "012345678905", "ab-12", ""])(
  "%s has no other length",
  (code) => {
    expect(upcTwins(code)).toEqual([]);
    expect(searchedForms(code)).toEqual(codeForms(code));
  },
);

test.each([
  ["4006381333931", true],
  ["012345678905", true],
  ["96385074", true],
  ["14006381333938", true],
  ["4006381333930", false],
  ["14006381333931", false],
  ["400638133393", false],
  ["AB-12", false],
])("%s is a barcode with its check digit: %s", (code, is) => {
  expect(isBarcode(code)).toBe(is);
});
