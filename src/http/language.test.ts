import { expect, test } from "vitest";
import { message, messageParts } from "../commerce/message.ts";
import { connectors } from "../connectors/index.ts";
import { languageOf, translateEach } from "./language.ts";

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
])("%s is answered in %s", (requested, language) => {
  expect(languageOf(requested)).toBe(language);
});

test("a connector's sentence in a timeline is said by its code, beside the hub's and a platform's own words", () => {
  const text = [
    message("order.answer.says", { store: "Cairo" }),
    {
      code: "shippo:error.connectedToken",
      gaps: {},
      text: "Shippo is connected with a token, not by consent.",
    } as const,
    "Out of paper",
  ];
  const parts = translateEach(connectors, "ar", messageParts(text));
  expect(parts?.map(({ text }) => text)).toEqual([undefined, expect.stringMatching(/[\u0600-\u06ff]/), "Out of paper"]);
  expect(translateEach(connectors, "en", messageParts(text))).toEqual(messageParts(text));
  expect(translateEach(connectors, "ar", null)).toBeNull();
});
