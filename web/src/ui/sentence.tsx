/** A sentence of the hub or of a channel, in its own direction wherever it stands. */
import { languageShown } from "../i18n/language.ts";
import { sentenceDirection } from "../i18n/text-direction.ts";

export const Sentence = ({ text }: { readonly text: string }) => (
  <bdi dir={sentenceDirection(text, languageShown())}>{text}</bdi>
);
