import { expect, test } from "vitest";
import { addTexts, textOf } from "./texts.ts";

test("a text is found in the form its count and context ask for", () => {
  addTexts("ar", "try", {
    rows_zero: "none",
    rows_two: "two",
    rows_few: "{{count}} few",
    rows_other: "{{count}} others",
  });
  const given = [0, 2, 5, 100].map((count) => textOf("ar", "try", "rows", { count }));
  expect(given).toEqual(["none", "two", "5 few", "100 others"]);
  addTexts("en", "try", {
    plan: { link_one: "Link it", link_other: "Link {{count}}", link_field_other: "Set {{field}}" },
  });
  const gaps = { count: 3, field: "price" };
  expect(textOf("en", "try", "plan.link", gaps)).toBe("Link 3");
  expect(textOf("en", "try", "plan.link", { ...gaps, context: "field" })).toBe("Set price");
  expect(textOf("en", "try", "plan.link", { count: 1, context: "field" })).toBe("Link it");
  expect(textOf("en", "try", "plan.unlink", gaps)).toBeUndefined();
  expect(textOf("en", "try", "plan.constructor", gaps)).toBeUndefined();
});

test("a value that fills a gap is never read for gaps itself", () => {
  addTexts("en", "try", {
    "order.sent": "{{store}}: $t(status.{{to}})",
    "status.paid": "Paid",
  });
  const said = (store: string, to: string) => textOf("en", "try", "order.sent", { store, to });
  expect(said("{{to}} $t(status.{{to}}) & co", "paid")).toBe("{{to}} $t(status.{{to}}) & co: Paid");
  expect(said("Cairo", "on_hold")).toBe("Cairo: on hold");
});

test("a name that ends in marks keeps them on its own side in text that runs the other way", () => {
  addTexts("ar", "sides", { answered: "ردّ {{name}}.", state: "$t(word.{{name}})", word: { "a!": "أ" } });
  const said = (name: string) => textOf("ar", "sides", "answered", { name });
  expect(said("Cup (2)")).toBe("ردّ \u2068Cup (2)\u2069.");
  expect(said("7-Up")).toBe("ردّ \u20687-Up\u2069.");
  for (const plain of ["Cup 2", "Nile & Sons", "متجر النيل (2)", "12.50", "\u2068Cup!\u2069"])
    expect(said(plain)).toBe(`ردّ ${plain}.`);
  expect(textOf("ar", "sides", "state", { name: "a!" })).toBe("أ");
  addTexts("en", "sides", { answered: "{{name}} answered" });
  expect(textOf("en", "sides", "answered", { name: "Cup (2)" })).toBe("Cup (2) answered");
});
