/** Which of several offers are the cheapest and the fastest. */

export type Mark = "cheapest" | "fastest";

interface Priced {
  readonly price: { readonly minor: number; readonly currency: string } | null;
  readonly days: number | null;
}

/** One list of marks an offer. A price of another currency is not compared, nor is an offer that stands alone. */
export function marksOf(offers: readonly Priced[]): readonly (readonly Mark[])[] {
  const prices = offers.flatMap(({ price }) => price ?? []);
  const isComparable = prices.length > 1 && new Set(prices.map(({ currency }) => currency)).size === 1;
  const lowest = isComparable ? Math.min(...prices.map(({ minor }) => minor)) : null;
  const days = offers.flatMap((offer) => offer.days ?? []);
  const fewest = days.length > 1 ? Math.min(...days) : null;
  return offers.map((offer) => [
    ...(lowest !== null && offer.price?.minor === lowest ? (["cheapest"] as const) : []),
    ...(fewest !== null && offer.days === fewest ? (["fastest"] as const) : []),
  ]);
}
