/** What stands in the way of bookings: the same of many orders is told once. */

/** Where it is mended. */
export interface Mend {
  readonly kind: "order" | "product" | "location" | "courier" | "rules";
  readonly id: string;
}

export interface Trouble {
  readonly order: { readonly id: string; readonly number: string };
  /** In the reader's words, without the order's number. */
  readonly text: string;
  readonly mend: Mend;
}

export interface TroubleGroup {
  readonly text: string;
  readonly mend: Mend;
  readonly orders: readonly Trouble["order"][];
}

/** One a cause, most orders first. Where each order is mended itself, the place is that of the first. */
export function troubleGroups(troubles: readonly Trouble[]): readonly TroubleGroup[] {
  const placeOf = ({ kind, id }: Mend) => (kind === "order" ? kind : `${kind} ${id}`);
  const groups = Map.groupBy(troubles, ({ text, mend }) => `${text}\n${placeOf(mend)}`);
  return [...groups.values()]
    .flatMap((some) => {
      const [first] = some;
      const orders = [...new Map(some.map(({ order }) => [order.id, order])).values()];
      return first ? [{ text: first.text, mend: first.mend, orders }] : [];
    })
    .toSorted((a, b) => b.orders.length - a.orders.length);
}
