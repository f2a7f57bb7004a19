import { actorText, type By } from "../../commerce/actor.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { Tx } from "../../db/database.ts";
import { type Detail, HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { MOST_ITEMS } from "../inventory/stock-changes.ts";
import { resolveStockItems } from "../inventory/stock-items.ts";
import { jsonRows } from "../json-column.ts";
import { refusal } from "../refusals.ts";
import { changeRefused, linesRefused, unitsRefused } from "./lines-refused.ts";
import { requireLocation } from "./locations.ts";
import { nextDocumentNumber } from "./number.ts";
import { type DocumentKind, type DocumentState, getDocument, type StockDocument } from "./read-documents.ts";

export interface DocumentLine {
  readonly variantId?: string | undefined;
  /** Instead of variantId; a draft may name one that does not exist yet. */
  readonly sku?: string | undefined;
  /** Of an adjustment with its sign; else from 1. */
  readonly quantity: number;
  /** Of a purchase invoice, in the variant's currency: posting makes it the variant's cost. */
  readonly unitCostMinor?: bigint | undefined;
  readonly note?: string | undefined;
  /** Of a receipt: the line of its purchase order. */
  readonly purchaseOrderLine?: number | undefined;
}

export type DocumentFields = Optional<{
  /** Where the units come in or go out; absent: the default location. */
  locationId: string;
  /** The supplier of a purchase, the buyer of a sale, and their own number for it. */
  partner: string;
  partnerReference: string;
  /** YYYY-MM-DD; absent: today. */
  date: string;
  reason: string;
  note: string;
}>;

export interface NewDocument extends DocumentFields, By {
  readonly kind: DocumentKind;
  readonly lines: readonly DocumentLine[];
  /** Of a receipt: the order it arrived by. */
  readonly purchaseOrderId?: string | undefined;
}

/**
 * Writes a draft; no stock moves. Throws HubError STOCK_DOCUMENT_LINES (every wrong line in its details) and
 * INVENTORY_LOCATION_UNKNOWN.
 */
export async function createDocument(tx: Tx, input: NewDocument): Promise<StockDocument> {
  checkLines(input.kind, input.lines);
  const locationId = await requireLocation(tx, input.locationId);
  const id = newId(input.now);
  await tx.run(
    `insert into stock_document (organization_id, id, kind, number, location_id, partner, partner_reference,
       document_date, reason, note, created_at, created_by, updated_at, purchase_order_id)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $10, $12)`,
    [
      id,
      input.kind,
      await nextDocumentNumber(tx, input.kind),
      locationId,
      input.partner ?? "",
      input.partnerReference ?? "",
      input.date ?? input.now.toISOString().slice(0, 10),
      input.reason ?? "",
      input.note ?? "",
      input.now,
      actorText(input.actor),
      input.purchaseOrderId ?? null,
    ],
  );
  await insertLines(tx, { id, locationId, first: 0 }, input.lines);
  await announce(tx, "stock_document.created", { id });
  return getDocument(tx, id);
}

export interface DocumentPatch extends DocumentFields {
  readonly id: string;
  /** In place of those there. */
  readonly lines?: readonly DocumentLine[] | undefined;
  /** After those there. */
  readonly addLines?: readonly DocumentLine[] | undefined;
  readonly now: Date;
}

/** Changes a draft. Throws HubError STOCK_DOCUMENT_NOT_FOUND, STOCK_DOCUMENT_NOT_DRAFT and as `createDocument`. */
export async function changeDocument(tx: Tx, patch: DocumentPatch): Promise<StockDocument> {
  const { id, kind } = await lockDraft(tx, patch.id);
  checkLines(kind, patch.lines ?? []);
  checkLines(kind, patch.addLines ?? [], "addLines");
  const locationId = patch.locationId === undefined ? null : await requireLocation(tx, patch.locationId);
  const row = await tx.one<{ locationId: string }>(
    `update stock_document set location_id = coalesce($2, location_id), partner = coalesce($3, partner),
       partner_reference = coalesce($4, partner_reference), document_date = coalesce($5::date, document_date),
       reason = coalesce($6, reason), note = coalesce($7, note), updated_at = $8
     where organization_id = argosy.tenant() and id = $1 returning location_id as "locationId"`,
    [
      id,
      locationId,
      patch.partner ?? null,
      patch.partnerReference ?? null,
      patch.date ?? null,
      patch.reason ?? null,
      patch.note ?? null,
      patch.now,
    ],
  );
  if (patch.lines)
    await tx.run("delete from stock_document_line where organization_id = argosy.tenant() and document_id = $1", [id]);
  const added = [...(patch.lines ?? []), ...(patch.addLines ?? [])];
  if (added.length > 0) {
    const { first } = await tx.one<{ first: number }>(
      `select coalesce(max(line), 0) as first from stock_document_line
       where organization_id = argosy.tenant() and document_id = $1`,
      [id],
    );
    await insertLines(tx, { id, locationId: row.locationId, first }, added);
  }
  await announce(tx, "stock_document.updated", { id });
  return getDocument(tx, id);
}

/** Removes a draft; its number is not given again. Throws HubError STOCK_DOCUMENT_NOT_FOUND, STOCK_DOCUMENT_NOT_DRAFT. */
export async function deleteDocument(tx: Tx, id: string): Promise<void> {
  await lockDraft(tx, id);
  await tx.run("delete from stock_document where organization_id = argosy.tenant() and id = $1", [id]);
  await announce(tx, "stock_document.deleted", { id });
}

async function lockDraft(tx: Tx, id: string): Promise<{ readonly id: string; readonly kind: DocumentKind }> {
  const document = await lockDocument(tx, id);
  if (document.state === "draft") return document;
  const message = `${document.number} is ${document.state}: only a draft can be changed or removed. Reverse it and write a new one.`;
  throw new HubError("STOCK_DOCUMENT_NOT_DRAFT", "conflict", message);
}

export interface LockedDocument {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly number: string;
  readonly state: DocumentState;
  readonly locationId: string;
  readonly partner: string;
  readonly reason: string;
  readonly purchaseOrderId: string | null;
}

/** The document, locked until the transaction ends; levels are locked after it. Throws HubError STOCK_DOCUMENT_NOT_FOUND. */
export async function lockDocument(tx: Tx, id: string): Promise<LockedDocument> {
  const found = await tx.maybe<LockedDocument>(
    `select id, kind, number, state, location_id as "locationId", partner, reason,
       purchase_order_id as "purchaseOrderId" from stock_document
     where organization_id = argosy.tenant() and id = $1 for update`,
    [id],
  );
  if (!found) throw refusal("STOCK_DOCUMENT_NOT_FOUND");
  return found;
}

function checkLines(kind: DocumentKind, lines: readonly DocumentLine[], field = "lines"): void {
  const wrong = lines.flatMap((line, n): Detail[] => {
    const at = `${field}.${n}`;
    if (!line.variantId && !line.sku) return [{ field: at, message: "A line names a variantId or a sku." }];
    const wrongUnits = kind === "adjustment" ? changeRefused(line.quantity) : unitsRefused(line.quantity);
    if (wrongUnits) return [{ field: `${at}.quantity`, message: wrongUnits.text, said: wrongUnits }];
    if (line.unitCostMinor !== undefined && (kind !== "purchase_invoice" || line.unitCostMinor < 0n))
      return [{ field: `${at}.unitCostMinor`, message: "A cost stands on a purchase invoice and is not negative." }];
    return [];
  });
  if (wrong.length > 0) throw linesRefused("STOCK_DOCUMENT_LINES", wrong);
}

async function insertLines(
  tx: Tx,
  to: { readonly id: string; readonly locationId: string; readonly first: number },
  lines: readonly DocumentLine[],
): Promise<void> {
  if (lines.length === 0) return;
  if (to.first + lines.length > MOST_ITEMS)
    throw new HubError("STOCK_DOCUMENT_TOO_LONG", "limit", `At most ${MOST_ITEMS} lines in one document.`, "lines");
  const found = await resolveStockItems(
    tx,
    lines.map(({ variantId, sku }) => ({ variantId, sku, locationId: to.locationId })),
  );
  const rows = lines.map((line, n) => {
    const item = found[n];
    return {
      line: to.first + n + 1,
      v: item?.variantId ?? null,
      sku: item?.sku ?? line.sku ?? line.variantId ?? "",
      q: line.quantity,
      cost: line.unitCostMinor?.toString() ?? null,
      note: line.note ?? "",
      po: line.purchaseOrderLine ?? null,
    };
  });
  await tx.run(
    `insert into stock_document_line (organization_id, document_id, line, variant_id, sku, quantity, unit_cost_minor,
       note, purchase_order_line)
     select argosy.tenant(), $1, line, v, sku, q, cost, note, po
     from json_to_recordset($2) as r(line int, v uuid, sku text, q int, cost bigint, note text, po int)`,
    [to.id, jsonRows(rows)],
  );
}
