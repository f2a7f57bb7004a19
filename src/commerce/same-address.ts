/** Whether two orders go to one person at one address, so that they may share a parcel (decision 680). */
import type { Address } from "./order.ts";

/** like: they differ in case, spacing, punctuation or one of ABBREVIATIONS. */
export type AddressMatch = "exact" | "like";

/** Where an order goes to, and to whom. */
export interface Destination {
  readonly address: Address | null;
  /** Of the buyer, where the address names nobody. */
  readonly contactName: string | null;
}

/** A closed list: what is not in it is another word. Both sides are in the form of `words`. */
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map(
  [
    ["street", "st", "str", "strasse"],
    ["road", "rd"],
    ["avenue", "ave", "av"],
    ["boulevard", "blvd"],
    ["drive", "dr"],
    ["lane", "ln"],
    ["court", "ct"],
    ["square", "sq"],
    ["place", "pl"],
    ["highway", "hwy"],
    ["apartment", "apt", "appt"],
    ["building", "bldg", "blg"],
    ["floor", "fl"],
    ["suite", "ste"],
    ["number", "no", "nr"],
    ["north", "n"],
    ["south", "s"],
    ["east", "e"],
    ["west", "w"],
    ["شارع", "ش"],
  ].flatMap(([word = "", ...short]) => short.map((form) => [form, word] as const)),
);

const plain = (text: string | null | undefined): string => (text ?? "").normalize("NFKC").toLowerCase();

/** Letters and digits of a text, word by word. */
const words = (text: string | null | undefined): readonly string[] =>
  plain(text)
    .replaceAll("ß", "ss")
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(Boolean);

const joined = (text: string | null | undefined): string => words(text).join("");

/** "Musterstrasse" and "Musterstr." are one word each. */
const spelledOut = (word: string): string => {
  const cached = ABBREVIATIONS.get(word);
  if (cached !== undefined) return cached;
  return word.endsWith("strasse") && word.length > 9 ? word.slice(0, -"asse".length) : word;
};

const street = ({ company, line1, line2 }: Address): string =>
  [company, line1, line2].flatMap(words).map(spelledOut).join(" ");

const nameOf = ({ address, contactName }: Destination): string => joined(address?.name ?? contactName);

/** Whether both name the same recipient; a nameless one is nobody's. */
export function isSameRecipient(one: Destination, other: Destination): boolean {
  const name = nameOf(one);
  return name !== "" && name === nameOf(other);
}

/**
 * What orders that may go to one address have in common, and few others: recipient, country and postcode, or the city where
 * there is no postcode. Null: no recipient, street or country is known.
 */
export function addressTerms(to: Destination): readonly string[] | null {
  const { address } = to;
  const name = nameOf(to);
  if (!address?.country || name === "" || street(address) === "") return null;
  const place = joined(address.postcode) || joined(address.city);
  return [name, joined(address.country), place];
}

const FIELDS = ["company", "line1", "line2", "city", "region", "postcode", "country"] as const;

/** Whether both go to one address, whoever receives it there. */
export function compareAddresses(one: Address | null, other: Address | null): AddressMatch | null {
  if (one === null || other === null) return null;
  if (!one.country || !other.country || street(one) === "") return null;
  const isEqual = (field: (typeof FIELDS)[number]) => (one[field]?.trim() ?? "") === (other[field]?.trim() ?? "");
  if (FIELDS.every(isEqual)) return "exact";
  const isLike = (field: (typeof FIELDS)[number]) => joined(one[field]) === joined(other[field]);
  // A postcode names the place; a city that one of them leaves out is not another.
  const isOneCity = isLike("city") || (joined(one.postcode) !== "" && (!joined(one.city) || !joined(other.city)));
  const isOneRegion = isLike("region") || joined(one.postcode) !== "" || !joined(one.region) || !joined(other.region);
  const isOnePlace = isLike("country") && isLike("postcode") && isOneCity && isOneRegion;
  return isOnePlace && street(one) === street(other) ? "like" : null;
}
