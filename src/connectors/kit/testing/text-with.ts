/** What is told, by the words in it: as text, as a message with its code, or as several of both. */
import { type HubText, textOf } from "../../../commerce/message.ts";

/** Stands in an expected value where something is told: matches where the English holds or matches `texts`. */
export const textWith = (texts: string | RegExp) => ({
  $$typeof: Symbol.for("jest.asymmetricMatcher"),
  asymmetricMatch: (text: HubText) =>
    typeof texts === "string" ? textOf(text).includes(texts) : texts.test(textOf(text)),
  toString: () => "Telling",
  toAsymmetricMatcher: () => `Telling<${texts}>`,
});
