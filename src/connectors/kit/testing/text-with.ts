/** What is told, by the words in it: as text, as a message with its code, or as several of both. */
import { type HubText, textOf } from "../../../commerce/message.ts";

/** Stands in an expected value where something is told: matches where the English holds or matches `words`. */
export const textWith = (words: string | RegExp) => ({
  $$typeof: Symbol.for("jest.asymmetricMatcher"),
  asymmetricMatch: (text: HubText) =>
    typeof words === "string" ? textOf(text).includes(words) : words.test(textOf(text)),
  toString: () => "Telling",
  toAsymmetricMatcher: () => `Telling<${words}>`,
});
