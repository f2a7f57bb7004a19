/** A seller reads what a draft lacks in the page's direction, also where the field has a foreign name. */
import { expect, test } from "vitest";
import { sentenceDirection } from "./text-direction.ts";

test("a sentence keeps the page's direction behind a foreign name, and a channel's own words have theirs", () => {
  const sentences = ["Bullet Point: القيمة مفقودة.", "العنوان: too long.", "Add a photo.", "أضف صورة."];
  expect(sentences.map((text) => sentenceDirection(text, "ar"))).toEqual(["rtl", "rtl", "auto", "rtl"]);
  expect(sentences.map((text) => sentenceDirection(text, "en"))).toEqual(["ltr", "ltr", "ltr", "auto"]);
});
