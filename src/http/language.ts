/** In which language connectors' words are answered. */

import type { KeptText, SaidPart } from "../commerce/sentence.ts";
import { partIn, saidBy, textIn } from "../connectors/kit/connect/translate.ts";
import { folderOf } from "../connectors/kit/contract/another-name.ts";
import { type Connector, LANGUAGES, type Language } from "../connectors/kit/contract/contract.ts";

/** The language asked for by Accept-Language, as far as there are words in it: the most wished for first, else English. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wishes = (acceptLanguage ?? "").split(",").map((input) => {
    const [tag = "", ...parameters] = input.split(";").map((part) => part.trim());
    const quality = parameters.find((parameter) => parameter.startsWith("q="));
    return { language: tag.toLowerCase().split("-")[0], weight: quality === undefined ? 1 : Number(quality.slice(2)) };
  });
  const byWish = wishes.filter(({ weight }) => weight > 0).toSorted((a, b) => b.weight - a.weight);
  for (const { language } of byWish) {
    if (language === "en") return "en";
    const known = LANGUAGES.find((each) => each === language);
    if (known) return known;
  }
  return "en";
}

/** What a provider's connector says, in a language; of one nobody knows any more, as it was said. */
export function wordsOf(
  connectors: ReadonlyMap<string, Connector>,
  { provider, language }: { readonly provider: string; readonly language: Language },
): (english: string) => string {
  const connector = connectors.get(provider);
  return (english) => (connector ? textIn(connector, language, english) : english);
}

/** What something is made of, each connector's sentence by the words of the one whose code it is. */
export function partsIn(
  connectors: ReadonlyMap<string, Connector>,
  language: Language,
  parts: readonly SaidPart[] | null,
): readonly SaidPart[] | null {
  if (language === "en" || parts === null) return parts;
  return parts.map((part) => {
    const folder = part.code?.split(":")[0];
    const connector = [...connectors.values()].find((one) => folderOf(one) === folder);
    return connector === undefined ? part : partIn(connector, language, part);
  });
}

/** Says what is kept with its codes, in a language; what has none stands as it is. */
export function tellerOf(connectors: ReadonlyMap<string, Connector>, language: Language): (told: KeptText) => string {
  const inLanguage = (part: SaidPart) => partsIn(connectors, language, [part])?.[0] ?? part;
  return (told) => saidBy(inLanguage, language, told);
}
