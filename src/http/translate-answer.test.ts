import { expect, test } from "vitest";
import { answerFields, message } from "../commerce/message.ts";
import { connectors } from "../connectors/index.ts";
import { translateAnswer } from "./translate-answer.ts";

const refusal = message("platform.auth_expired", { platform: "Cairo" });
const ofConnector = { code: "shippo:error.connectedToken", gaps: {}, text: "Connected with a token." } as const;
const ARABIC = /[\u0600-\u06ff]/;

function answer() {
  const stored = answerFields([refusal, "Out of paper."]);
  return {
    items: [
      { id: "1", lastError: stored.text, lastErrorTold: stored.textTold, at: new Date(0) },
      { id: "2", lastError: null, lastErrorTold: null, at: new Date(0) },
      { id: "3", lastError: "Kept before there were codes.", lastErrorTold: null, at: new Date(0) },
    ],
    warnings: ["Connected with a token.", "Said by the shop."],
    warningsTold: [answerFields(ofConnector).textTold, null],
    plain: { text: "x", isTold: true },
  };
}

test("English texts appear as they are stored, without their parts", () => {
  expect(translateAnswer(connectors, "en", answer())).toEqual({
    items: [
      { id: "1", lastError: `${refusal.text} Out of paper.`, at: new Date(0) },
      { id: "2", lastError: null, at: new Date(0) },
      { id: "3", lastError: "Kept before there were codes.", at: new Date(0) },
    ],
    warnings: ["Connected with a token.", "Said by the shop."],
    plain: { text: "x", isTold: true },
  });
});

test("each sentence is translated by its code, and one without a code appears as it is", () => {
  const { items, warnings } = translateAnswer(connectors, "ar", answer());
  expect(items[0]?.lastError).toMatch(ARABIC);
  expect(items[0]?.lastError).toContain("Out of paper.");
  expect(items[2]?.lastError).toBe("Kept before there were codes.");
  expect(warnings).toEqual([expect.stringMatching(ARABIC), "Said by the shop."]);
});
