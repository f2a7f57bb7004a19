import { expect, test } from "vitest";
import { folded, phoneTerms, queryTerms, termsOf } from "./terms.ts";

test("case, accents, vowel marks and foreign digits make no difference", () => {
  expect(folded("Crème BRÛLÉE")).toBe("creme brulee");
  expect(folded("Straße Łódź Øre")).toBe("strasse lodz ore");
  expect(folded("مُحَمَّد أحمد")).toBe("محمد احمد");
  expect(folded("١٢٣ ۴۵ ६७ １２")).toBe("123 45 67 12");
  expect(folded("हिन्दी")).toBe("हिन्दी".normalize("NFC"));
});

test("a code is found by every part that begins after a sign", () => {
  expect(termsOf("TSH-Red-M, #1001")).toEqual(["tsh-red-m", "red-m", "1001"]);
  expect(termsOf("ana.sami@shop.example")).toEqual(["ana.sami@shop.example", "sami@shop.example"]);
  expect(termsOf(" — % ")).toEqual([]);
});

test("a phone number is found as people dial it", () => {
  expect(phoneTerms("+201001234567")).toEqual(["201001234567", "1001234567", "01001234567"]);
  expect(queryTerms("+20 100 123 4567")).toEqual(["201001234567"]);
  expect(queryTerms("0020 100 123")).toEqual(["20100123"]);
  expect(queryTerms("0100 123-4567")).toEqual(["01001234567"]);
});

test("a question is a few different words", () => {
  expect(queryTerms("  Ana ana #1001! ")).toEqual(["ana", "1001"]);
  expect(queryTerms("ana@ (ana)")).toEqual(["ana@", "ana"]);
  expect(queryTerms("%")).toEqual([]);
  expect(queryTerms("a b c d e f g h i j")).toHaveLength(8);
});

test("a long run of signs inside a text is read once", () => {
  const text = `a${"!".repeat(500_000)}b`;
  expect(termsOf(text)).toHaveLength(1);
  expect(queryTerms(text)).toHaveLength(1);
  expect(termsOf(`!${"!".repeat(500_000)}`)).toEqual([]);
});
