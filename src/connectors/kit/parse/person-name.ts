/**
 * First and last name for platforms that ask for both: what stands before the first space, and the rest. Names of one
 * word have no last name.
 */
export function splitName(name: string | undefined): { readonly first: string; readonly last: string } {
  const [first = "", ...rest] = (name ?? "").trim().split(/\s+/);
  return { first, last: rest.join(" ") };
}

/** First and last name as one; undefined where the platform tells neither. */
export const joinedName = (...parts: readonly (string | null | undefined)[]): string | undefined =>
  parts.filter(Boolean).join(" ") || undefined;
