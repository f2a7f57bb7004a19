/** Sales of registers as they are read, and voided while their session is open. */

import { z } from "zod";
import type { By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { BREACHES } from "../../commerce/till/limits.ts";
import type { TillSale } from "../../commerce/till/types.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, time, typed } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { loadLines, writeLines } from "../orders/lines.ts";
import { withdrawFromPlatform } from "../orders/obsolete-commands.ts";
import { lockOrders } from "../orders/order-fields/order-rows.ts";
import { reconcileOrders } from "../orders/resettle.ts";
import { returnableUnits } from "../orders/returns/open-return.ts";
import type { Page, PageRequest } from "../paging.ts";
import { refusal } from "../refusals.ts";
import { byAge, type MadeWithin, type Placed, sortedPage, timeWithin, unplaced } from "../sorting.ts";
import { writeJournal } from "./journal.ts";
import { lockRegister } from "./registers.ts";
import { countedSaleSchema, storedSale, storedTotals } from "./sale-input.ts";
import { shortUnitsSchema } from "./sale-writes.ts";

export const saleRowSchema = z.object({
  id,
  registerId: id,
  registerName: z.string(),
  sessionId: id,
  staffId: id,
  staffName: z.string(),
  number: z.string(),
  soldAt: time,
  currency: z.string(),
  totalMinor: minorUnits.describe("minor units"),
  orderId: id.nullable().describe("null: goods came back alone, to the order they were bought by"),
  orderNumber: z.string().nullable(),
  returnOrderId: id.nullable(),
  short: z.array(shortUnitsSchema).describe("units sold that the location did not have"),
  differences: z
    .array(
      z.object({
        figure: z.string(),
        shown: typed<number | string>(z.union([z.int(), z.string()])),
        counted: typed<number | string>(z.union([z.int(), z.string()])),
      }),
    )
    .describe("what the device showed otherwise than the server counted"),
  breaches: z.array(z.enum(BREACHES)).describe("what the register does not allow whoever sold"),
  isOffline: z.boolean(),
  isLate: z.boolean(),
  voidedAt: time.nullable(),
  receivedAt: time,
});

export type SaleRow = Answered<typeof saleRowSchema>;

export const saleViewSchema = saleRowSchema
  .extend({
    sale: typed<TillSale>(z.record(z.string(), z.unknown())).describe("as the register sent it"),
    totals: countedSaleSchema,
    gifts: z
      .array(z.object({ variantId: id, sku: z.string().nullable(), title: z.string(), units: z.int() }))
      .describe("gifts packed with its order that can come back, by item"),
  })
  .meta({ id: "RegisterSaleDetail", description: "A sale with its lines, payments and totals" });

export type SaleView = Answered<typeof saleViewSchema>;

const COLUMNS = `
  p.id, p.register_id as "registerId", r.name as "registerName", ${columns("p", "sessionId staffId")},
  f.name as "staffName", ${columns("p", "number soldAt currency totalMinor orderId")},
    o.number as "orderNumber",
    ${columns("p", "returnOrderId short differences breaches isOffline isLate voidedAt receivedAt")}`;
const FROM = `
  from argosy.pos_sale p
  join argosy.pos_register r on r.organization_id = argosy.tenant() and r.id = p.register_id
  join argosy.pos_staff f on f.organization_id = argosy.tenant() and f.id = p.staff_id
  left join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = p.order_id
  where p.organization_id = argosy.tenant()`;

const SORTS = byAge(["p.sold_at", "timestamptz"], ["p.id", "uuid"]);

/** Sales, the last first. */
export async function listSales(
  tx: Tx,
  filter: PageRequest &
    MadeWithin & {
      readonly registerId?: string | undefined;
      readonly sessionId?: string | undefined;
      readonly number?: string | undefined;
    },
): Promise<Page<SaleRow>> {
  const params: unknown[] = [];
  const columns = { registerId: "register_id", sessionId: "session_id", number: "number" } as const;
  const requested = (["registerId", "sessionId", "number"] as const).flatMap((name) => {
    if (filter[name] === undefined) return [];
    params.push(filter[name]);
    return `and p.${columns[name]} = $${params.length}`;
  });
  const sold = timeWithin("p.sold_at", filter, params);
  const by = sortedPage(SORTS.newest, filter, params);
  const rows = await by.rows<Placed<SaleRow>>(
    tx,
    `select ${by.place}, ${COLUMNS} ${FROM} ${requested.join(" ")} ${sold} ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

/** A sale as lists show it. Throws HubError POS_SALE_NOT_FOUND. */
export async function readRow(tx: Tx, id: string): Promise<SaleRow> {
  const found = await tx.maybe<SaleRow>(`select ${COLUMNS} ${FROM} and p.id = $1`, [id]);
  if (!found) throw notFound();
  return found;
}

const notFound = () => new HubError("POS_SALE_NOT_FOUND", "not_found", "There is no such sale.");

/** Throws HubError POS_SALE_NOT_FOUND. */
export async function readSale(tx: Tx, id: string): Promise<SaleView> {
  const found = await tx.maybe<SaleRow & { sale: unknown; totals: unknown }>(
    `select ${COLUMNS}, p.sale, p.totals ${FROM} and p.id = $1`,
    [id],
  );
  if (!found) throw notFound();
  const gifts = await returnableGifts(tx, found.orderId);
  return { ...found, sale: storedSale(found.sale), totals: storedTotals(found.totals), gifts };
}

/** By item: a register returns units of an item, whichever gift they are of. */
async function returnableGifts(tx: Tx, orderId: string | null): Promise<SaleView["gifts"]> {
  if (orderId === null) return [];
  const gifts = (await loadLines(tx, [orderId])).filter(({ isGift }) => isGift);
  if (gifts.length === 0) return [];
  const free = await returnableUnits(tx, gifts);
  const sent = gifts.flatMap(({ id: lineId, variantId, sku, title }) => {
    const units = free.get(lineId) ?? 0;
    return variantId !== null && units > 0 ? { variantId, sku, title, units } : [];
  });
  return [...Map.groupBy(sent, ({ variantId }) => variantId).values()].flatMap(([first, ...others]) =>
    first ? { ...first, units: others.reduce((sum, { units }) => sum + units, first.units) } : [],
  );
}

/**
 * Takes a sale of the open session back as if it had not been: its order is cancelled and its units lie in stock again.
 * Voided again it answers the same. Throws HubError POS_SALE_NOT_FOUND, POS_SESSION_CLOSED, POS_SALE_RETURNED.
 */
export async function voidSale(
  tx: Tx,
  act: By & {
    readonly id: string;
    readonly staffId: string;
    readonly reason: string;
  },
): Promise<SaleView> {
  const { registerId } = await readSale(tx, act.id);
  const register = await lockRegister(tx, registerId);
  const sale = await readSale(tx, act.id);
  if (sale.voidedAt !== null) return sale;
  if (register.openSessionId !== sale.sessionId)
    throw new HubError("POS_SESSION_CLOSED", "conflict", "The sale's session is closed. Take the goods back instead.");
  if (sale.orderId === null || sale.sale.lines.some(({ quantity }) => quantity < 0))
    throw new HubError("POS_SALE_RETURNED", "conflict", "Goods came back in this sale. It cannot be voided.");
  if (sale.sale.payments.some(({ kind }) => kind === "deposit"))
    throw new HubError("POS_SALE_RETURNED", "conflict", "The sale was paid by a deposit. Take the goods back instead.");
  await undoOrder(tx, { ...act, orderId: sale.orderId, number: sale.number });
  await tx.run(
    `update argosy.pos_sale set voided_at = $2, void_reason = $3 where organization_id = argosy.tenant() and id = $1`,
    [act.id, act.now, act.reason],
  );
  const data = { saleId: act.id, number: sale.number, staffId: act.staffId, total: Number(sale.totalMinor) };
  await writeJournal(tx, { registerId, kind: "void", at: act.now, data });
  return readSale(tx, act.id);
}

/** Refunded, or on its way to be. */
async function isRefunded(tx: Tx, orderId: string): Promise<boolean> {
  const found = await tx.maybe(
    `select 1 where exists (select from argosy.order_refund
         where organization_id = argosy.tenant() and order_id = $1)
       or exists (select from argosy.command where organization_id = argosy.tenant() and order_id = $1
         and kind = 'refund' and state not in ('rejected', 'cancelled', 'unsupported'))`,
    [orderId],
  );
  return found !== undefined;
}

async function undoOrder(tx: Tx, act: By & { readonly orderId: string; readonly number: string }): Promise<void> {
  const { orderId, actor, now } = act;
  const [order] = await lockOrders(tx, [orderId]);
  if (!order) throw refusal("ORDER_UNKNOWN");
  if (await isRefunded(tx, orderId))
    throw new HubError("POS_SALE_RETURNED", "conflict", "Money of this sale was given back. It cannot be voided.");
  const isHere = order.connection_id === null || (await withdrawFromPlatform(tx, orderId, { actor, now }));
  if (!isHere)
    throw new HubError("POS_SALE_PUSHED", "conflict", "The sale is on its channel already. Refund the order instead.");
  const lines = await loadLines(tx, [orderId]);
  if (lines.some((line) => line.returnReceived > 0))
    throw new HubError("POS_SALE_RETURNED", "conflict", "Goods of this sale came back. It cannot be voided.");
  const undone = lines.map((line) => ({ ...line, quantity: 0, fulfilledQuantity: 0 }));
  await writeLines(
    tx,
    undone.map((after, n) => ({ before: lines[n] ?? null, after })),
  );
  const text = message("pos.voided", { number: act.number });
  await reconcileOrders(tx, {
    orders: [{ ...order, status: "cancelled", financial: "voided", fulfilment: "unfulfilled" }],
    lines: undone,
    entries: [{ orderId, kind: "status", text }],
    actor,
    now,
  });
}
