/** What a channel's own number moved by with the orders it reported: the number we expect there follows. */
import type { Tx } from "../../db/database.ts";
import type { Records, Work } from "./apply-rows.ts";
import { changeTime } from "./change-time.ts";
import { letGoOf, refundedOf, takesOf } from "./channel-takes.ts";
import { type ChannelTake, moveExpected } from "./expected-stock.ts";
import type { ApplyInput } from "./input.ts";
import type { StoredLine } from "./lines.ts";
import { linkedItems } from "./pack.ts";
import type { OrderStockResult } from "./settle.ts";
import { isSetAside } from "./unpaid.ts";

/** Lines of orders whose units the channel now sets aside, or no longer does. */
const asideOf = ({ before, after, lines }: Work): readonly StoredLine[] =>
  (before !== null && isSetAside(before)) === isSetAside(after) ? [] : lines;

/** Variants whose number on the channel moved but not our level: short, history, shipped elsewhere, set aside. */
export const unmovedBy = (works: readonly Work[], stockResult: OrderStockResult): string[] => [
  ...new Set(
    works
      .flatMap((work) => [...takesOf(work).flatMap(({ variantId }) => variantId ?? []), ...linkedItems(asideOf(work))])
      .filter((variantId) => !stockResult.movedVariants.has(variantId)),
  ),
];

/** The channel changed its own number with its sales: our expected number follows. */
export async function moveChannelStock(
  tx: Tx,
  input: ApplyInput,
  { works, stockResult, records }: { works: readonly Work[]; stockResult: OrderStockResult; records: Records },
): Promise<void> {
  const { now, compareAndSet, connection } = input;
  const refunds = new Set(records.refunds.flatMap(({ orderId, key, isNew }) => (isNew ? `${orderId}\n${key}` : [])));
  const takes = works.flatMap((work): ChannelTake[] => {
    const times = changeTime(work, input);
    const taken = takesOf(work).map(({ variantId: _, ...take }) => take);
    return [...taken, ...letGoOf(work), ...refundedOf(work, refunds)].map((take) => ({ ...take, ...times }));
  });
  // Compares the two again. Marks come before the channel's numbers, as in the fan-out, so that the two never wait for
  // each other in a circle.
  const unmoved = unmovedBy(works, stockResult);
  if (unmoved.length > 0) {
    // With the item of stock of those that share one: another of them may be the one that writes the number.
    const mark = `
      select argosy.mark_changed(array_agg(argosy.tenant()), array_agg(i), 'stock')
      from unnest($1::uuid[]) as w(v) cross join unnest(array[v, argosy.stock_item_of(argosy.tenant(), v)]) as i`;
    await tx.run(mark, [unmoved]);
  }
  await moveExpected(tx, { takes, compareAndSet, connectionId: connection.id, now });
}
