/** Goods that come back at a till: with the order they were bought by, or without a receipt. */
import type { By } from "../../commerce/actor.ts";
import type { Disposition } from "../../commerce/return-goods.ts";
import { sum } from "../../commerce/till/totals.ts";
import type { TillSale } from "../../commerce/till/types.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { type Movement, postMovements } from "../inventory/ledger.ts";
import { requestCommand } from "../orders/commands.ts";
import { partsOf } from "../orders/line-parts.ts";
import { loadLines, type StoredLine } from "../orders/lines.ts";
import { lockOrders } from "../orders/order-fields/order-rows.ts";
import { quoteRefund } from "../orders/refund-plan.ts";
import { openReturn, returnableUnits } from "../orders/returns/open-return.ts";
import { receiveReturn } from "../orders/returns/receive-return.ts";
import type { SoldLine } from "./sale-order.ts";

interface BackAtTill extends By {
  readonly sale: TillSale;
  readonly back: readonly SoldLine[];
  readonly locationId: string;
}

/** What is given back, positive. */
const refundOf = (back: readonly SoldLine[]): bigint => -sum(back.map(({ totals }) => totals.total));

export interface BookedReturn {
  /** The code it was refused with, nothing of it kept; absent: it is booked. */
  readonly refusal?: string;
  /** More was given back than the order still owes for these goods. */
  readonly tooMuch?: { readonly given: bigint; readonly owed: bigint };
}

/** Books a return on the order the goods were bought by, the money as given back at the till. */
export async function returnToOrder(tx: Tx, of: BackAtTill & { readonly orderId: string }): Promise<BookedReturn> {
  await tx.run("savepoint till_return");
  try {
    const { given, owed } = await bookReturn(tx, of);
    await tx.run("release savepoint till_return");
    // Taxes of lines are rounded one by one.
    return given > owed + BigInt(of.back.length) ? { tooMuch: { given, owed } } : {};
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    await tx.run("rollback to savepoint till_return");
    return { refusal: error.code };
  }
}

/** Answers what was given back, and what the order still owed for it. */
async function bookReturn(
  tx: Tx,
  of: BackAtTill & { readonly orderId: string },
): Promise<{ readonly given: bigint; readonly owed: bigint }> {
  const { sale, back, orderId, locationId, actor, now } = of;
  const [order] = await lockOrders(tx, [orderId]);
  if (!order || order.currency !== sale.currency)
    throw new HubError("ORDER_UNKNOWN", "not_found", "There is no such order in this currency.");
  const bought = await loadLines(tx, [orderId]);
  const units = unitsBack(back, bought, await returnableUnits(tx, bought));
  const gifts = units.filter(({ isGift }) => isGift);
  const lines = units.flatMap(({ isGift, lineKey, quantity, restock }) =>
    isGift ? [] : { lineKey, quantity, restock, locationId },
  );
  if (gifts.length > 0) await returnGifts(tx, of, gifts);
  const given = refundOf(back);
  // Nobody paid for gifts.
  if (lines.length === 0 && given === 0n) return { given, owed: 0n };
  // Units that were refunded and not put back into stock are in no return: they are refused here.
  const { suggestedMinor: owed } = await quoteRefund(tx, orderId, { lines });
  await requestCommand(tx, {
    orderId,
    command: {
      kind: "refund",
      amount: { minor: given, currency: sale.currency },
      lines,
      reason: reasonOf(back),
      moveMoney: false,
      isBack: true,
    },
    idempotencyKey: `till:${sale.id}`,
    actor,
    now,
  });
  return { given, owed };
}

const reasonOf = (back: readonly SoldLine[]): string | undefined =>
  back.map(({ line }) => line.reason ?? "").find((reason) => reason !== "");

interface UnitsBack {
  readonly lineKey: string;
  readonly quantity: number;
  readonly restock: boolean;
  readonly isGift: boolean;
}

/**
 * The order's lines that units which came back are of. Gifts of the same item come first where nothing is paid back, else
 * what was paid for.
 */
function unitsBack(
  back: readonly SoldLine[],
  bought: readonly StoredLine[],
  returnable: ReadonlyMap<string, number>,
): readonly UnitsBack[] {
  const free = new Map(returnable);
  const paidFirst = bought.toSorted((one, other) => Number(one.isGift) - Number(other.isGift));
  const giftsFirst = bought.toSorted((one, other) => Number(other.isGift) - Number(one.isGift));
  return back.flatMap(({ line, totals }) => {
    let left = -line.quantity;
    const taken = (totals.total === 0n ? giftsFirst : paidFirst).flatMap((own) => {
      const isSame = line.variantId === null ? own.title === line.title : own.variantId === line.variantId;
      const units = isSame ? Math.min(left, free.get(own.id) ?? 0) : 0;
      if (units === 0) return [];
      left -= units;
      free.set(own.id, (free.get(own.id) ?? 0) - units);
      return { lineKey: own.extKey, quantity: units, restock: line.restock ?? true, isGift: own.isGift };
    });
    if (left > 0) throw new HubError("RETURN_TOO_MANY", "conflict", "The order has fewer units that can come back.");
    return taken;
  });
}

/** Gifts are in no refund: their return is opened and received here. */
async function returnGifts(
  tx: Tx,
  { sale, back, orderId, locationId, actor, now }: BackAtTill & { readonly orderId: string },
  gifts: readonly UnitsBack[],
): Promise<void> {
  const by = { actor, now };
  const opened = await openReturn(tx, { orderId, lines: gifts, isApproved: true, reason: reasonOf(back), ...by });
  const lines = opened.lines.flatMap(({ id: lineId, lineKey }) =>
    gifts.flatMap(({ lineKey: key, quantity, restock }) => {
      const disposition: Disposition = restock ? "restock" : "scrap";
      return key === lineKey ? { lineId, quantity, disposition, locationId } : [];
    }),
  );
  await receiveReturn(tx, { returnId: opened.id, lines, key: `till:${sale.id}`, ...by });
}

/** Puts goods that came back without a receipt into stock, where they are for sale again. */
export async function restockBack(tx: Tx, of: BackAtTill & { readonly orderId: string }): Promise<void> {
  const items = of.back.filter(({ line }) => line.restock ?? true);
  const parts = await partsOf(
    tx,
    items.flatMap(({ line }) => line.variantId ?? []),
  );
  const movements = items.flatMap(({ line }) =>
    (parts.get(line.variantId ?? "") ?? []).map(
      (part): Movement => ({
        variantId: part.variantId,
        locationId: of.locationId,
        causeKind: "return",
        causeRef: `${of.sale.id}:${line.key}`,
        onHandDelta: -line.quantity * part.quantity,
        reservedDelta: 0,
        orderId: of.orderId,
        reference: of.sale.number,
      }),
    ),
  );
  await postMovements(tx, { movements, actor: of.actor, now: of.now });
}

/** A refund of goods nobody knows the order of, kept with the order made of the sale. */
export async function saveBlindRefund(
  tx: Tx,
  of: { readonly sale: TillSale; readonly back: readonly SoldLine[]; readonly orderId: string },
): Promise<void> {
  const { sale, back, orderId } = of;
  const lines = back.map(({ line }) => ({
    lineKey: line.key,
    quantity: -line.quantity,
    restocked: line.restock ?? true,
  }));
  await tx.run(
    `insert into argosy.order_refund (organization_id, order_id, ext_key, amount_minor, reason, refunded_at, lines)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6::jsonb)`,
    [orderId, `till:${sale.id}`, refundOf(back), reasonOf(back) ?? null, sale.soldAt, JSON.stringify(lines)],
  );
}
