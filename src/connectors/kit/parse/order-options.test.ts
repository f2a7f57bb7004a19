import { expect, test } from "vitest";
import { codesOf, optionsOf } from "./order-options.ts";

test("options are what a person chose or typed: no hidden label, no object, nothing empty, none twice", () => {
  expect(
    optionsOf([
      ["size", "M"],
      ["Engraving", "<p>For Anna &amp; Ben, 12.5.</p>"],
      ["Gift wrap", true],
      ["Extras", ["Card", 2, ""]],
      ["_reduced_stock", "2"],
      ["pack", { parts: [1] }],
      ["Note", "  "],
      ["", "nobody's"],
      [undefined, "x"],
      ["size", "M"],
    ]),
  ).toEqual([
    { label: "size", value: "M" },
    { label: "Engraving", value: "For Anna & Ben, 12.5." },
    { label: "Gift wrap", value: "true" },
    { label: "Extras", value: "Card, 2" },
  ]);
});

test("options absurdly long or many are cut, the rest stays readable", () => {
  const many = Array.from({ length: 80 }, (_, index) => [`o${index}`, "x".repeat(5_000)] as const);
  const options = optionsOf(many);
  expect([options.length, options[0]?.value.length, options[0]?.value.endsWith("…")]).toEqual([50, 2_000, true]);
});

test("codes are told once each, without blanks", () => {
  expect(codesOf(["SAVE10 ", null, "", "VIP", "SAVE10"])).toEqual(["SAVE10", "VIP"]);
});
