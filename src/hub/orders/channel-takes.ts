/** How a changed order changes the quantities its channel shows. */
import type { Work } from "./apply-rows.ts";

/** Changes of lines the channel took units for from its own numbers, or gave them back to them. */
export const takesOf = (work: Work) =>
  work.changes.flatMap(({ before, after }) => {
    const delta = after.took - (before?.took ?? 0);
    if (delta === 0) return [];
    // Of goods sold by measure less than a unit may be back: a number written meanwhile has no part of one.
    const { variantId, extLocation, pack, exactQuantity } = after;
    const isUnsure = delta < 0 && exactQuantity !== null;
    const own = (pack?.takesOwn ?? true) ? [{ listingId: after.listingId, variantId, quantity: 1 }] : [];
    return [...own, ...(pack?.parts ?? [])].flatMap(({ listingId, quantity, ...of }) =>
      listingId === null
        ? []
        : [{ variantId: of.variantId, listingId, extLocation, delta: delta * quantity, isUnsure }],
    );
  });

/**
 * Units refunded before they were shipped, where the channel does not report what became of them: it may have written
 * them off, and lowered its number, or not.
 */
export const letGoOf = ({ changes, parts }: Work) => {
  const unreported = new Set(
    parts
      .flatMap(({ part }) => part.refunds.flatMap(({ lines }) => lines.filter((one) => one.restocked === null)))
      .map(({ lineKey }) => lineKey),
  );
  return changes.flatMap(({ before, after: { extKey, listingId, extLocation, ...after } }) => {
    const units = before ? before.quantity - after.quantity : 0;
    const isLetGo = units > 0 && before?.took === after.took && listingId !== null && unreported.has(extKey);
    return isLetGo ? [{ listingId, extLocation, delta: units, isUnsure: true }] : [];
  });
};

/** Shipped units that are refunded now and not reported as restocked or not: the channel may have restocked them. */
export function refundedOf({ after, lines, parts }: Work, written: ReadonlySet<string>) {
  if (after.is_history) return [];
  const unreported = new Set(
    parts
      .flatMap(({ part }) => part.refunds.filter(({ key }) => written.has(`${after.id}\n${key}`)))
      .flatMap((refund) => refund.lines.flatMap(({ lineKey, restocked }) => (restocked === null ? lineKey : []))),
  );
  return lines.flatMap(({ extKey, listingId, extLocation, fulfilledQuantity, fulfilledBy, took }) =>
    listingId !== null && (fulfilledBy === "nobody" ? took : fulfilledQuantity) > 0 && unreported.has(extKey)
      ? [{ listingId, extLocation, delta: 0, mayBeBack: true }]
      : [],
  );
}
