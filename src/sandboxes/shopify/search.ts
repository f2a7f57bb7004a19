/** The part of Shopify's search syntax that integrations use. */

/** A field of a searched row: text (tokenised, case-insensitive) or a time. */
export type Searchable = Readonly<Record<string, string | null>>;

const TERM = /(\w+):(<=|>=|<|>)?('(?:\\.|[^'])*'|"(?:\\.|[^"])*"|\S+)/g;

/** True when a row matches a query such as `updated_at:>='2026-11-01T10:00:00Z'` or `sku:'A' OR sku:'B'`. */
export function matches(query: string | null | undefined, row: Searchable): boolean {
  if (!query) return true;
  return query.split(/\s+OR\s+/).some((part) => [...part.matchAll(TERM)].every((term) => matchesTerm(term, row)));
}

function matchesTerm(term: RegExpMatchArray, row: Searchable): boolean {
  const [, field = "", operator, raw = ""] = term;
  const quoted = /^['"]/.test(raw);
  const value = quoted ? raw.slice(1, -1).replace(/\\(.)/g, "$1") : raw;
  const found = row[field];
  // Shopify ignores filters it does not know.
  if (found === undefined) return true;
  if (found === null) return false;
  if (!/_at$/.test(field)) return includesTokens(found, value);
  // Unquoted, the time part is dropped and whole days remain.
  const from = quoted ? value : value.slice(0, 10);
  const at = quoted ? Date.parse(found) : Date.parse(found.slice(0, 10));
  const limit = Date.parse(from);
  if (operator === ">=") return at >= limit;
  if (operator === ">") return at > limit;
  if (operator === "<=") return at <= limit;
  if (operator === "<") return at < limit;
  return at === limit;
}

function includesTokens(text: string, value: string): boolean {
  const tokens = (text: string) =>
    text
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean);
  const requested = tokens(value);
  const present = tokens(text);
  if (requested.length === 0) return text.toLowerCase() === value.toLowerCase();
  return present.some((_token, at) => requested.every((token, offset) => present[at + offset] === token));
}
