/** Purchase orders: written as drafts, ordered, and closed by what arrives or by cancelling what does not. */
import { actorText, type By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { Tx } from "../../db/database.ts";
import { type Detail, HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { resolveStockItems } from "../inventory/stock-items.ts";
import { jsonRows } from "../json-column.ts";
import { linesRefused, unitsRefused } from "../stock-documents/lines-refused.ts";
import { requireLocation } from "../stock-documents/locations.ts";
import { nextDocumentNumber } from "../stock-documents/number.ts";
import { settlePurchaseOrder } from "../stock-documents/purchase-receipts.ts";
import { getPurchaseOrder, orderNotFound, type PurchaseOrder, type PurchaseOrderState } from "./read-orders.ts";
import { checkedCurrency, lockSupplier } from "./suppliers.ts";

/** A printed order of more pages is nobody's order. */
const MOST_LINES = 1_000;

export interface PurchaseLine {
  readonly variantId?: string | undefined;
  readonly sku?: string | undefined;
  readonly quantity: number;
  /** In the order's currency. */
  readonly unitCostMinor?: bigint | undefined;
  readonly note?: string | undefined;
}

type Fields = Optional<{
  supplierReference: string;
  /** YYYY-MM-DD; null: not known. */
  expectedOn: string | null;
  note: string;
}>;

export interface NewPurchaseOrder extends Fields, By {
  readonly supplierId: string;
  /** Where it is to arrive; absent: the default location. */
  readonly locationId?: string | undefined;
  /** Absent: the supplier's. */
  readonly currency?: string | undefined;
  readonly lines: readonly PurchaseLine[];
}

/** Writes a draft. Throws HubError SUPPLIER_NOT_FOUND, SUPPLIER_INACTIVE, PURCHASE_ORDER_LINES, INVENTORY_LOCATION_UNKNOWN. */
export async function createPurchaseOrder(tx: Tx, input: NewPurchaseOrder): Promise<PurchaseOrder> {
  const supplier = await requireSupplier(tx, input.supplierId);
  const locationId = await requireLocation(tx, input.locationId);
  const id = newId(input.now);
  await tx.run(
    `insert into argosy.purchase_order (organization_id, id, number, supplier_id, supplier_reference, location_id,
       currency, expected_on, note, created_at, created_by, updated_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9)`,
    [
      id,
      await nextDocumentNumber(tx, "purchase_order"),
      supplier.id,
      input.supplierReference ?? "",
      locationId,
      input.currency === undefined ? supplier.currency : checkedCurrency(input.currency),
      input.expectedOn ?? null,
      input.note ?? "",
      input.now,
      actorText(input.actor),
    ],
  );
  await insertLines(tx, { id, locationId }, input.lines);
  await announce(tx, "purchase_order.created", { id });
  return getPurchaseOrder(tx, id);
}

export interface PurchaseOrderPatch extends Fields {
  readonly id: string;
  readonly supplierId?: string | undefined;
  readonly locationId?: string | undefined;
  readonly currency?: string | undefined;
  /** In place of those there. */
  readonly lines?: readonly PurchaseLine[] | undefined;
  readonly now: Date;
}

/**
 * Changes a draft; of an order that was placed the expected day, the supplier's number and the note. Throws HubError
 * PURCHASE_ORDER_NOT_FOUND, PURCHASE_ORDER_PLACED and as `createPurchaseOrder`.
 */
export async function changePurchaseOrder(tx: Tx, patch: PurchaseOrderPatch): Promise<PurchaseOrder> {
  const order = await lockPurchaseOrder(tx, patch.id);
  const changesItems = [patch.supplierId, patch.locationId, patch.currency, patch.lines].some(
    (each) => each !== undefined,
  );
  if (order.state !== "draft" && changesItems)
    throw new HubError(
      "PURCHASE_ORDER_PLACED",
      "conflict",
      message("refused.purchasePlaced", { number: order.number }),
    );
  const supplier = patch.supplierId === undefined ? null : await requireSupplier(tx, patch.supplierId);
  const locationId = patch.locationId === undefined ? null : await requireLocation(tx, patch.locationId);
  const row = await tx.one<{ locationId: string }>(
    `update argosy.purchase_order set supplier_id = coalesce($2, supplier_id), location_id = coalesce($3, location_id),
       currency = coalesce($4, currency), supplier_reference = coalesce($5, supplier_reference),
       expected_on = case when $6 then $7::date else expected_on end, note = coalesce($8, note), updated_at = $9
     where organization_id = argosy.tenant() and id = $1 returning location_id as "locationId"`,
    [
      patch.id,
      supplier?.id ?? null,
      locationId,
      patch.currency === undefined ? null : checkedCurrency(patch.currency),
      patch.supplierReference ?? null,
      patch.expectedOn !== undefined,
      patch.expectedOn ?? null,
      patch.note ?? null,
      patch.now,
    ],
  );
  if (patch.lines) {
    await tx.run(
      "delete from argosy.purchase_order_line where organization_id = argosy.tenant() and purchase_order_id = $1",
      [patch.id],
    );
    await insertLines(tx, { id: patch.id, locationId: row.locationId }, patch.lines);
  }
  await announce(tx, "purchase_order.updated", { id: patch.id });
  return getPurchaseOrder(tx, patch.id);
}

/** Removes a draft; its number is not given again. Throws HubError PURCHASE_ORDER_NOT_FOUND, PURCHASE_ORDER_PLACED. */
export async function deletePurchaseOrder(tx: Tx, id: string): Promise<void> {
  const order = await lockPurchaseOrder(tx, id);
  if (order.state !== "draft")
    throw new HubError(
      "PURCHASE_ORDER_PLACED",
      "conflict",
      message("refused.purchasePlaced", { number: order.number }),
    );
  await tx.run("delete from argosy.purchase_order where organization_id = argosy.tenant() and id = $1", [id]);
  await announce(tx, "purchase_order.deleted", { id });
}

interface Act extends By {
  readonly id: string;
}

/**
 * The order was placed with its supplier: its units are incoming from now on. Without an expected day, the supplier's
 * lead time gives one. A second time changes nothing. Throws HubError PURCHASE_ORDER_NOT_FOUND, PURCHASE_ORDER_EMPTY,
 * PURCHASE_ORDER_STATE.
 */
export async function placePurchaseOrder(tx: Tx, { id, actor, now }: Act): Promise<PurchaseOrder> {
  const order = await lockPurchaseOrder(tx, id);
  if (order.state === "cancelled") throw wrongState(order);
  if (order.state !== "draft") return getPurchaseOrder(tx, id);
  const { lines } = await tx.one<{ lines: number }>(
    `select count(*)::int as lines from argosy.purchase_order_line
     where organization_id = argosy.tenant() and purchase_order_id = $1`,
    [id],
  );
  if (lines === 0)
    throw new HubError(
      "PURCHASE_ORDER_EMPTY",
      "validation",
      message("refused.purchaseEmpty", { number: order.number }),
      "lines",
    );
  const { leadDays } = await requireSupplier(tx, order.supplierId);
  await tx.run(
    `update argosy.purchase_order set state = 'ordered', ordered_at = $2, ordered_by = $3,
       expected_on = coalesce(expected_on, $2::timestamptz::date + $4::int)
     where organization_id = argosy.tenant() and id = $1`,
    [id, now, actorText(actor), leadDays],
  );
  await settlePurchaseOrder(tx, id, now);
  // What was never at this location is listed there from now on, with what comes.
  await tx.run(
    `insert into argosy.level (organization_id, variant_id, location_id, updated_at)
     select distinct argosy.tenant(), l.variant_id, $2::uuid, $3::timestamptz from argosy.purchase_order_line l
     where l.organization_id = argosy.tenant() and l.purchase_order_id = $1 order by 2
     on conflict do nothing`,
    [id, order.locationId, now],
  );
  await addNote(tx, id);
  return getPurchaseOrder(tx, id);
}

/**
 * Nothing more comes of the order; what arrived stays. A second time changes nothing. Throws HubError
 * PURCHASE_ORDER_NOT_FOUND, PURCHASE_ORDER_STATE.
 */
export async function cancelPurchaseOrder(tx: Tx, { id, actor, now }: Act): Promise<PurchaseOrder> {
  const order = await lockPurchaseOrder(tx, id);
  if (order.state === "cancelled") return getPurchaseOrder(tx, id);
  if (order.state === "draft" || order.state === "received") throw wrongState(order);
  await tx.run(
    `update argosy.purchase_order set state = 'cancelled', cancelled_at = $2, cancelled_by = $3
     where organization_id = argosy.tenant() and id = $1`,
    [id, now, actorText(actor)],
  );
  await settlePurchaseOrder(tx, id, now);
  await addNote(tx, id);
  return getPurchaseOrder(tx, id);
}

async function addNote(tx: Tx, id: string): Promise<void> {
  await announce(tx, "purchase_order.updated", { id });
}

export interface LockedPurchaseOrder {
  readonly id: string;
  readonly number: string;
  readonly state: PurchaseOrderState;
  readonly supplierId: string;
  readonly locationId: string;
  readonly currency: string;
}

/** The order, locked until the transaction ends; levels are locked after it. Throws HubError PURCHASE_ORDER_NOT_FOUND. */
export async function lockPurchaseOrder(tx: Tx, id: string): Promise<LockedPurchaseOrder> {
  const found = await tx.maybe<LockedPurchaseOrder>(
    `select id, number, state, supplier_id as "supplierId", location_id as "locationId", trim(currency) as currency
     from argosy.purchase_order where organization_id = argosy.tenant() and id = $1 for no key update`,
    [id],
  );
  if (!found) throw orderNotFound();
  return found;
}

export const wrongState = ({ number, state }: Pick<LockedPurchaseOrder, "number" | "state">) =>
  new HubError("PURCHASE_ORDER_STATE", "conflict", message(`refused.purchaseState.${state}`, { number }));

async function requireSupplier(tx: Tx, id: string) {
  const supplier = await lockSupplier(tx, id, "for key share");
  if (supplier.isActive) return supplier;
  throw new HubError(
    "SUPPLIER_INACTIVE",
    "conflict",
    message("refused.supplierInactive", { name: supplier.name }),
    "supplierId",
  );
}

async function insertLines(
  tx: Tx,
  order: { readonly id: string; readonly locationId: string },
  lines: readonly PurchaseLine[],
): Promise<void> {
  if (lines.length === 0) return;
  if (lines.length > MOST_LINES)
    throw new HubError("PURCHASE_ORDER_TOO_LONG", "limit", `At most ${MOST_LINES} lines in one order.`, "lines");
  const found = await resolveStockItems(
    tx,
    lines.map(({ variantId, sku }) => ({ variantId, sku, locationId: order.locationId })),
  );
  const wrong = lines.flatMap((line, n): Detail[] => {
    const item = found[n];
    const wrongUnits = unitsRefused(line.quantity);
    if (wrongUnits) return [{ field: `lines.${n}.quantity`, message: wrongUnits.text, said: wrongUnits }];
    return item?.ok ? [] : [{ field: `lines.${n}`, message: item?.error.message ?? "", code: item?.error.code }];
  });
  if (wrong.length > 0) throw linesRefused("PURCHASE_ORDER_LINES", wrong);
  const rows = lines.map((line, n) => {
    const item = found[n];
    return {
      line: n + 1,
      v: item?.ok ? item.variantId : null,
      sku: item?.sku ?? "",
      q: line.quantity,
      cost: line.unitCostMinor?.toString() ?? null,
      note: line.note ?? "",
    };
  });
  await tx.run(
    `insert into argosy.purchase_order_line (organization_id, purchase_order_id, line, variant_id, sku, quantity,
       unit_cost_minor, note)
     select argosy.tenant(), $1, line, v, sku, q, cost, note
     from json_to_recordset($2) as r(line int, v uuid, sku text, q int, cost bigint, note text)`,
    [order.id, jsonRows(rows)],
  );
}
