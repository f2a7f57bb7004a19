/** What a change was from and became, as the audit trail keeps it for ever. */
import { isDeepStrictEqual } from "node:util";
import type { Json } from "../../commerce/product.ts";

/** Tells whether two values are the same without telling them; of this organization and installation alone. */
export type Fingerprint = (value: string) => string;

type Side = Json | { readonly fingerprint: string };
export type Changes = Readonly<Record<string, { readonly before?: Side; readonly after?: Side }>>;

export interface Sides {
  readonly before: Readonly<Record<string, unknown>> | undefined;
  readonly after: Readonly<Record<string, unknown>> | undefined;
}

// Longer values would make the trail a second catalog.
const MAX_REPORTED = 1_000;
const SECRET = /secret|password|token|credential|private|^key$/i;

/**
 * The named fields that differ, each with both sides. `isTold`: the values themselves may stand in a trail nobody can
 * erase anything from; else their fingerprints do, as of long values and whatever is named like a secret.
 */
export function changesOf(
  fields: readonly string[],
  { before, after }: Sides,
  how: { readonly isTold: boolean; readonly fingerprint: Fingerprint },
): Changes {
  const told = (name: string, sides: Sides["before"]): Side | undefined => {
    const value = plain(sides?.[name]);
    if (value === undefined || value === null) return value;
    const text = JSON.stringify(value);
    const isOpen = how.isTold && text.length <= MAX_REPORTED && !SECRET.test(name) && !hasSecret(value);
    return isOpen ? value : { fingerprint: how.fingerprint(text) };
  };
  return Object.fromEntries(
    fields.flatMap((name) => {
      if (isDeepStrictEqual(plain(before?.[name]), plain(after?.[name]))) return [];
      const sides = { before: told(name, before), after: told(name, after) };
      return [[name, Object.fromEntries(Object.entries(sides).filter(([, side]) => side !== undefined))]];
    }),
  );
}

function hasSecret(value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(hasSecret);
  return Object.entries(value).some(([name, inner]) => SECRET.test(name) || hasSecret(inner));
}

/** As it is in an answer; undefined where it is absent. */
function plain(value: unknown): Json | undefined {
  if (value === undefined) return undefined;
  return JSON.parse(JSON.stringify(value, (_name, inner) => (typeof inner === "bigint" ? String(inner) : inner)));
}
