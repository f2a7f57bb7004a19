/** Orders of one merged parcel cost it once. */
export function parcelsOf<T extends { readonly mergeId: string | null }>(ready: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return ready.filter(({ mergeId }) => {
    const isSeen = mergeId !== null && seen.has(mergeId);
    if (mergeId !== null) seen.add(mergeId);
    return !isSeen;
  });
}
