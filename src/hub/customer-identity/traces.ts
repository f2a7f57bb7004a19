import type { Address, Contact } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import { containing } from "../paging.ts";

/** The words by which a person can be recognised in free text. */
export interface Traces {
  /** E-mail addresses, phones, full names, street lines: they mean this person wherever they stand. */
  readonly certain: readonly string[];
  /** Single names: they mean this person only where it is about them anyway. */
  readonly likely: readonly string[];
}

/** What stands in the place of a trace. */
const ERASED_WORD = "[erased]";

/** Everything customers, contacts and addresses say that would give the person away. */
export function tracesOf(reported: {
  readonly texts: readonly (string | null | undefined)[];
  readonly contacts: readonly (Partial<Contact> | null)[];
  readonly addresses: readonly (Address | null)[];
}): Traces {
  const { texts, contacts, addresses } = reported;
  const terms = [
    ...texts,
    ...contacts.flatMap((contact) => [contact?.name, contact?.email, contact?.phone]),
    ...addresses.flatMap((each) => [each?.name, each?.line1, each?.line2, each?.phone]),
  ];
  const given = [...new Set(terms.flatMap((word) => word?.trim().toLowerCase() || []))];
  const isCertain = (word: string) => word.length >= 6 && /[\s\d@]/.test(word);
  const certain = given.filter(isCertain);
  const parts = given.flatMap((word) => (/[\d@]/.test(word) ? [word] : word.split(/\s+/)));
  const likely = new Set(parts.filter((word) => word.length >= 3 && !isCertain(word)));
  return { certain, likely: [...likely] };
}

/** Replaces the words, whole ones only and in any case; longer ones first. */
export function withoutTraces(text: string, terms: readonly string[]): string {
  const pattern = patternOf(terms);
  return pattern ? text.replace(pattern, ERASED_WORD) : text;
}

/** The same for every text of a document, keys of objects left alone. */
export function jsonWithoutTraces(json: Json, terms: readonly string[]): Json {
  const pattern = patternOf(terms);
  const clean = (value: Json): Json => {
    if (typeof value === "string") return pattern ? value.replace(pattern, ERASED_WORD) : value;
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, clean(each)]));
  };
  return clean(json);
}

function patternOf(terms: readonly string[]): RegExp | undefined {
  if (terms.length === 0) return undefined;
  const longestFirst = [...terms]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.join("|")})(?![\\p{L}\\p{N}])`, "giu");
}

/** LIKE patterns that find rows with these words, also inside the text of JSON, plain or with escaped letters. */
export function tracePatterns(terms: readonly string[]): string[] {
  const forms = terms.flatMap((word) => [word, JSON.stringify(word).slice(1, -1), asciiJson(word)]);
  return [...new Set(forms)].map((form) => containing(form.toLowerCase()));
}

/** The word as platforms write JSON that keep to ASCII: \u0646. */
function asciiJson(word: string): string {
  return JSON.stringify(word)
    .slice(1, -1)
    .replace(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
