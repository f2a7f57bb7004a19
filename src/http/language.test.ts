import { expect, test } from "vitest";
import { saidOf, say } from "../commerce/sentence.ts";
import { connectors } from "../connectors/index.ts";
import { languageOf, partsIn } from "./language.ts";

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

test("a connector's sentence in a timeline is said by its code, beside the hub's and a platform's own words", () => {
  const told = [
    say("order.answer.says", { store: "Cairo" }),
    {
      code: "shippo:error.connectedToken",
      gaps: {},
      text: "Shippo is connected with a token, not by consent.",
    } as const,
    "Out of paper",
  ];
  const parts = partsIn(connectors, "ar", saidOf(told));
  expect(parts?.map(({ text }) => text)).toEqual([undefined, expect.stringMatching(/[\u0600-\u06ff]/), "Out of paper"]);
  expect(partsIn(connectors, "en", saidOf(told))).toEqual(saidOf(told));
  expect(partsIn(connectors, "ar", null)).toBeNull();
});
