/** Goods that come back at a till: with the order they were bought by, or without a receipt. */
import type { By } from "../../commerce/actor.ts";
import { sum } from "../../commerce/till/totals.ts";
import type { TillSale } from "../../commerce/till/types.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { type Movement, postMovements } from "../inventory/ledger.ts";
import { requestCommand } from "../orders/commands.ts";
import { partsOf } from "../orders/line-parts.ts";
import { loadLines } from "../orders/lines.ts";
import { lockOrders } from "../orders/order-rows.ts";
import { quoteRefund } from "../orders/refund-plan.ts";
import { returnableUnits } from "../orders/returns/open-return.ts";
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
  const free = new Map(await returnableUnits(tx, bought));
  const lines = back.flatMap(({ line }) => {
    let left = -line.quantity;
    return bought.flatMap((own) => {
      const isSame = line.variantId === null ? own.title === line.title : own.variantId === line.variantId;
      const units = isSame ? Math.min(left, free.get(own.id) ?? 0) : 0;
      if (units === 0) return [];
      left -= units;
      free.set(own.id, (free.get(own.id) ?? 0) - units);
      return { lineKey: own.extKey, quantity: units, restock: line.restock ?? true, locationId };
    });
  });
  const units = lines.reduce((all, { quantity }) => all + quantity, 0);
  if (units !== back.reduce((all, { line }) => all - line.quantity, 0))
    throw new HubError("RETURN_TOO_MANY", "conflict", "The order has fewer units that can come back.");
  // Units that were refunded and not put back into stock are in no return: they are refused here.
  const { suggestedMinor: owed } = await quoteRefund(tx, orderId, { lines });
  const given = refundOf(back);
  await requestCommand(tx, {
    orderId,
    command: {
      kind: "refund",
      amount: { minor: given, currency: sale.currency },
      lines,
      reason: back.map(({ line }) => line.reason ?? "").find((reason) => reason !== ""),
      moveMoney: false,
      isBack: true,
    },
    idempotencyKey: `till:${sale.id}`,
    actor,
    now,
  });
  return { given, owed };
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
    [
      orderId,
      `till:${sale.id}`,
      refundOf(back),
      back.map(({ line }) => line.reason ?? "").find((reason) => reason !== "") ?? null,
      sale.soldAt,
      JSON.stringify(lines),
    ],
  );
}
