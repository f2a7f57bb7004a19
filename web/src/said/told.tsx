import { use } from "react";
import { LanguageShown } from "../i18n/translation.ts";
import { toldText } from "./wording.ts";

/** What went wrong, as it was kept: the hub's words in the language shown, a platform's as they are, turned its own way. */
export function Told({ text }: { readonly text: string }) {
  use(LanguageShown);
  return <bdi>{toldText(text)}</bdi>;
}
