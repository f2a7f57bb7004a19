/** What holds for every text a connector shows to sellers: it has a code, words in each language, and the hub's terms. */

import { setupStepsOf } from "../../connect/messages.ts";
import { labelsOfFiles, labelsOfMeta } from "../../connect/translate.ts";
import { type Connector, LANGUAGES, type Language } from "../../contract/contract.ts";

type Texts = Pick<Connector, "reviewed" | "words" | "messages">;

/** Of a connector nobody has reviewed yet, only the languages it speaks are looked at. */
export const languagesOf = ({ reviewed, words }: Pick<Texts, "reviewed" | "words">): Language[] =>
  LANGUAGES.filter((language) => reviewed !== false || words?.[language] !== undefined);

const blank = { account: { externalId: "" }, facts: {}, settings: {} };

/** What forms, steps, topics and file lists show. */
function shownTexts({ meta, maximum, open }: Connector): Set<string> {
  const files = maximum.includes("files") ? open(blank).files : undefined;
  return new Set([...labelsOfMeta(meta), ...(files ? labelsOfFiles(files) : [])]);
}

/** Shown texts without words in the language. */
export function missingMessages(connector: Connector, language: Language): string[] {
  const table = connector.words?.[language] ?? {};
  return [...shownTexts(connector)].filter((english) => !Object.hasOwn(table, english));
}

const marks = (text: string) => [...text.matchAll(/\{\{[^}]*\}\}|\{\w+(?::[^}]*)?\}/g)].map(([mark]) => mark).sort();
const count = (text: string, sign: RegExp) => text.match(sign)?.length ?? 0;

/** Words in the language that lose a placeholder, or whose reading direction a screen would get wrong. */
export function malformedMessages({ meta, words }: Pick<Connector, "meta" | "words">, language: Language): string[] {
  return Object.entries(words?.[language] ?? {}).flatMap(([english, given]) => {
    if (marks(given).join() !== marks(english).join())
      return [`${english}: its placeholders are ${marks(english)}, and there ${marks(given)}`];
    // A name is stored as the store's; a platform's own word may stay as it is. A message may not.
    const isOwn =
      english === meta.name || (given.replaceAll(/[\u2066\u2069]/g, "") === english && !english.endsWith("."));
    // Its first letter says which way a message is read: a Latin name there needs a mark before it.
    const isRightToLeft = /^[^A-Za-z]*[\u200f\u0600-\u06ff]/.test(given.replaceAll(/\u2066[^\u2069]*\u2069/g, ""));
    if (!isOwn && !isRightToLeft) return [`${english}: does not begin with an Arabic letter`];
    const isEven = count(given, /\u2066/g) === count(given, /\u2069/g);
    return isEven ? [] : [`${english}: \\u2066 and \\u2069 are not as many`];
  });
}

/** A text written at the spot where a seller is told something: it has no code, and so words in no other language. */
export function messagesWithoutCode(source: string): string[] {
  const reported =
    /(?:\b(?:text|message|disables):|new ConnectorError\(\s*(?:\{[^}]*\}|\w+),|\b(?:rejected|unsupported|refuse|refused|done|fail)\((?:[^()"`]|"[a-z_.]*")*)\s*(?:"[A-Z][^"\n]* [^"\n]*\."|`[A-Z][^`]* [^`]*\.`)/g;
  return [...source.matchAll(reported)].map(([text]) => text);
}

/** Any sentence outside comments: a constant, a choice between two, an argument, the English of an error. */
export function sentencesIn(source: string): string[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const sentences = code.matchAll(/"[A-Z][^"\n]* [^"\n]*\."|`[A-Z][^`]* [^`]*\.`|\btext: \w+\.message\b/g);
  return [...sentences].map(([text]) => text);
}

/** Reasons of deliveries that change nothing, written at the spot. */
export const reasonsWithoutCode = (source: string): string[] =>
  [...source.matchAll(/as: "(?:nothing|access_ends)",\s*(?:reason|text):\s*["`][^"`]*["`]/g)].map(([text]) => text);

/** Codes of `words.ts` that no source says. `same`: connectors of one folder, which share their words. */
export function unusedCodes(same: readonly Connector[], source: string): string[] {
  const messages: Readonly<Record<string, string>> = same[0]?.messages ?? {};
  // Words that fill a gap, and messages put together of pieces, are found by their English.
  const steps = source.includes("setupStepsOf(catalog.messages)") ? setupStepsOf(messages).length : 0;
  const isStep = (code: string) =>
    Number(/^step\.(\d+)\.(?:title|text)$/.exec(code)?.[1] ?? Number.POSITIVE_INFINITY) <= steps;
  // What a form shows is found by the ids of its fields, and stands in the descriptor.
  const shown = new Set(same.flatMap((one) => [...shownTexts(one)]));
  const isShown = (code: string) => /^(?:field|option)\./.test(code) && shown.has(messages[code] ?? "");
  const isUsed = (code: string) =>
    /^(?:word|composed)\./.test(code) || isStep(code) || isShown(code) || source.includes(`("${code}"`);
  return Object.keys(messages).filter((code) => !isUsed(code));
}

/** What one thing has two words for: a connected account is a channel. */
export const DOUBLES = { en: /\b(?:stores?|shops?|pictures?)\b/i, ar: /متجر|متاجر/ } as const;
export const BANNED = /\b(?:stores?|shops?|pictures?|nobody|somebody|anew|paid back|is told)\b/i;
/** "The hub" is Argosy to a seller, and the program itself to whoever runs or calls it. */
export const BANNED_FOR_SELLERS = new RegExp(`${BANNED.source}|\\bthe hub\\b`, "i");

/** The platform's own terms, as a README declares them in a line like "Own terms: `shop` (what its admin says)." */
export function declaredTerms(readme: string): RegExp | undefined {
  const line = /^Own terms: .*$/m.exec(readme)?.[0];
  const terms = [...(line ?? "").matchAll(/`([a-z ]+)`/g)].map(([, term = ""]) => term);
  return terms.length === 0 ? undefined : new RegExp(`\\b(?:${terms.join("|")})s?\\b`, "gi");
}

/** Texts that call a channel something else, and whether the platform's own terms were needed. */
export function doubledTerms(
  { messages = {}, words }: Texts,
  terms: RegExp | undefined,
): { readonly found: readonly string[]; readonly isUsed: boolean } {
  let isUsed = false;
  const doubled = Object.entries(messages).flatMap(([code, text]) => {
    const plain = text.replaceAll(/\{[^}]*\}+|\S+\.(?:com|example)\S*/g, "");
    const left = terms ? plain.replaceAll(terms, "") : plain;
    isUsed ||= left !== plain;
    const [word] = BANNED_FOR_SELLERS.exec(left) ?? [];
    return word === undefined ? [] : [`"${word}" in ${code}: ${text}`];
  });
  // Arabic has one word for both, so it is a double only where the platform has neither.
  const arabic = terms ? [] : Object.values(words?.ar ?? {}).filter((text) => DOUBLES.ar.test(text));
  return { found: [...doubled, ...arabic], isUsed };
}
