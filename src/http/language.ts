/** In which language connectors' words are answered. */

import type { MessagePart, StoredText } from "../commerce/message.ts";
import { translateLabel, translatePart, translateParts } from "../connectors/kit/connect/translate.ts";
import { folderOf } from "../connectors/kit/contract/another-name.ts";
import { type Connector, LANGUAGES, type Language } from "../connectors/kit/contract/contract.ts";

/** The language asked for by Accept-Language, as far as there are words in it: the most preferred first, else English. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const preferences = (acceptLanguage ?? "").split(",").map((input) => {
    const [tag = "", ...parameters] = input.split(";").map((part) => part.trim());
    const quality = parameters.find((parameter) => parameter.startsWith("q="));
    return { language: tag.toLowerCase().split("-")[0], weight: quality === undefined ? 1 : Number(quality.slice(2)) };
  });
  const byPreference = preferences.filter(({ weight }) => weight > 0).toSorted((a, b) => b.weight - a.weight);
  for (const { language } of byPreference) {
    if (language === "en") return "en";
    const existing = LANGUAGES.find((each) => each === language);
    if (existing) return existing;
  }
  return "en";
}

/** What a provider's connector says, in a language; of one nobody knows any more, as it was said. */
export function messagesFor(
  connectors: ReadonlyMap<string, Connector>,
  { provider, language }: { readonly provider: string; readonly language: Language },
): (english: string) => string {
  const connector = connectors.get(provider);
  return (english) => (connector ? translateLabel(connector, language, english) : english);
}

/** What something is made of, each connector's message by the words of the one whose code it is. */
export function translateEach(
  connectors: ReadonlyMap<string, Connector>,
  language: Language,
  parts: readonly MessagePart[] | null,
): readonly MessagePart[] | null {
  if (language === "en" || parts === null) return parts;
  return parts.map((part) => {
    const folder = part.code?.split(":")[0];
    const connector = [...connectors.values()].find((one) => folderOf(one) === folder);
    return connector === undefined ? part : translatePart(connector, language, part);
  });
}

/** Says what is kept with its codes, in a language; what has none stands as it is. */
export function translatorOf(
  connectors: ReadonlyMap<string, Connector>,
  language: Language,
): (stored: StoredText) => string {
  const inLanguage = (part: MessagePart) => translateEach(connectors, language, [part])?.[0] ?? part;
  return (stored) => translateParts(inLanguage, language, stored);
}
