/** At most so many of the cases, evenly, each piece of work once. */
export function spread<T extends { readonly what: string }>(cases: readonly T[], most: number): T[] {
  const each = [...new Map(cases.map((one) => [one.what, one])).values()];
  const step = Math.max(1, each.length / most);
  return each.filter((_, n) => Math.floor(n / step) !== Math.floor((n - 1) / step));
}
