/** How a sentence is drawn that may begin with a foreign name. */
import { directionOf } from "./languages.ts";

const LETTERS = { ltr: /\p{Script=Latin}/u, rtl: /\p{Script=Arabic}/u } as const;

/**
 * The direction of the page's language for a sentence in it, though a channel's name of a field stands first; "auto"
 * for one in another script. For the attribute `dir`.
 */
export function sentenceDirection(text: string, language: string): "ltr" | "rtl" | "auto" {
  const direction = directionOf(language);
  return LETTERS[direction].test(text) ? direction : "auto";
}
