import { expect, test } from "vitest";
import { languageOf } from "./language.ts";

test.each([
  [undefined, "en"],
  ["", "en"],
  ["*", "en"],
  ["ar", "ar"],
  ["AR-eg", "ar"],
  ["fr, ar;q=0.8, en;q=0.7", "ar"],
  ["ar;q=0.5, en-GB;q=0.9", "en"],
  ["ar;q=0, de", "en"],
  ["ar;q=often", "en"],
])("%s is answered in %s", (asked, language) => {
  expect(languageOf(asked)).toBe(language);
});
