/** What is told, by the words in it: as text, as a sentence with its code, or as several of both. */
import { type Told, textOf } from "../../../commerce/sentence.ts";

/** Stands in an expected value where something is told: matches where the English holds or matches `words`. */
export const telling = (words: string | RegExp) => ({
  $$typeof: Symbol.for("jest.asymmetricMatcher"),
  asymmetricMatch: (told: Told) =>
    typeof words === "string" ? textOf(told).includes(words) : words.test(textOf(told)),
  toString: () => "Telling",
  toAsymmetricMatcher: () => `Telling<${words}>`,
});
