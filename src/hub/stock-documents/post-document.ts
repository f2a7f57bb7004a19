import { actorText, type By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { giveBackPurchaseCosts, takePurchaseCosts } from "../costs/purchase-costs.ts";
import { type Detail, HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { adjustStock, type StockItemResult } from "../inventory/stock-changes.ts";
import { jsonRows } from "../json-column.ts";
import { type LockedDocument, lockDocument } from "./documents.ts";
import { lockReceivedOrder, settlePurchaseOrder } from "./purchase-receipts.ts";
import { type DocumentKind, getDocument, type StockDocument } from "./read-documents.ts";

interface Act extends By {
  readonly id: string;
}

const SIGN: Readonly<Record<DocumentKind, 1 | -1>> = { purchase_invoice: 1, sales_invoice: -1, adjustment: 1 };
const NAME: Readonly<Record<DocumentKind, string>> = {
  purchase_invoice: "Purchase invoice",
  sales_invoice: "Sales invoice",
  adjustment: "Adjustment",
};

/**
 * Moves the stock of a draft, all of it or none; what is posted already stays as it is. Throws HubError
 * STOCK_DOCUMENT_REFUSED with every line that cannot be posted in its details, STOCK_DOCUMENT_EMPTY,
 * STOCK_DOCUMENT_CHARGES, STOCK_DOCUMENT_REVERSED and STOCK_DOCUMENT_NOT_FOUND.
 */
export async function postDocument(tx: Tx, act: Act): Promise<StockDocument> {
  const document = await lockDocument(tx, act.id);
  if (document.state === "posted") return getDocument(tx, act.id);
  if (document.state === "reversed")
    throw new HubError(
      "STOCK_DOCUMENT_REVERSED",
      "conflict",
      message("refused.documentReversed", { number: document.number }),
    );
  await lockReceivedOrder(tx, document.purchaseOrderId);
  const results = await moveStock(tx, document, { ...act, sign: SIGN[document.kind], suffix: "" });
  const rows = results.flatMap(({ line, changes: [change] }) =>
    change ? [{ line, v: change.variantId, sku: change.sku }] : [],
  );
  await tx.run(
    `update stock_document_line l set variant_id = r.v, sku = r.sku
     from json_to_recordset($2) as r(line int, v uuid, sku text)
     where l.organization_id = argosy.tenant() and l.document_id = $1 and l.line = r.line`,
    [act.id, jsonRows(rows)],
  );
  await tx.run(
    `update stock_document set state = 'posted', posted_at = $2, posted_by = $3, updated_at = $2
     where organization_id = argosy.tenant() and id = $1`,
    [act.id, act.now, actorText(act.actor)],
  );
  if (document.kind === "purchase_invoice") await takePurchaseCosts(tx, { ...act, by: actorText(act.actor) });
  await notifyChanged(tx, document, act);
  return getDocument(tx, act.id);
}

/**
 * Takes a posted document back by movements against its own; once. Throws HubError STOCK_DOCUMENT_REFUSED (what it
 * brought is not there any more), STOCK_DOCUMENT_DRAFT and STOCK_DOCUMENT_NOT_FOUND.
 */
export async function reverseDocument(tx: Tx, act: Act): Promise<StockDocument> {
  const document = await lockDocument(tx, act.id);
  if (document.state === "reversed") return getDocument(tx, act.id);
  if (document.state === "draft")
    throw new HubError("STOCK_DOCUMENT_DRAFT", "conflict", `${document.number} is a draft: change or remove it.`);
  await lockReceivedOrder(tx, document.purchaseOrderId);
  await moveStock(tx, document, { ...act, sign: SIGN[document.kind] === 1 ? -1 : 1, suffix: ":reversed" });
  if (document.kind === "purchase_invoice") await giveBackPurchaseCosts(tx, act);
  await tx.run(
    `update stock_document set state = 'reversed', reversed_at = $2, reversed_by = $3, updated_at = $2
     where organization_id = argosy.tenant() and id = $1`,
    [act.id, act.now, actorText(act.actor)],
  );
  await notifyChanged(tx, document, act);
  return getDocument(tx, act.id);
}

async function notifyChanged(tx: Tx, { id, purchaseOrderId }: LockedDocument, { now }: Act): Promise<void> {
  await announce(tx, "stock_document.updated", { id });
  if (purchaseOrderId === null) return;
  await settlePurchaseOrder(tx, purchaseOrderId, now);
  await announce(tx, "purchase_order.updated", { id: purchaseOrderId });
}

type Moved = Extract<StockItemResult, { ok: true }> & { readonly line: number };

async function moveStock(
  tx: Tx,
  document: LockedDocument,
  how: Act & { readonly sign: 1 | -1; readonly suffix: string },
): Promise<Moved[]> {
  const { id, number, locationId } = document;
  const lines = await tx.rows<{ line: number; variantId: string | null; sku: string; quantity: number }>(
    `select line, variant_id as "variantId", sku, quantity from stock_document_line
     where organization_id = argosy.tenant() and document_id = $1 order by line`,
    [id],
  );
  if (lines.length === 0)
    throw new HubError("STOCK_DOCUMENT_EMPTY", "validation", message("refused.documentEmpty", { number }), "lines");
  // Movements are never rewritten: whoever bought or sold is named by the document alone, where it can be erased.
  const reported = [`${how.suffix ? "Reversal of " : ""}${NAME[document.kind]}`, document.reason];
  const results = await adjustStock(tx, {
    items: lines.map(({ variantId, sku, quantity }) => ({
      variantId: variantId ?? undefined,
      sku,
      locationId,
      delta: how.sign * quantity,
    })),
    causeKind: "document",
    reference: `${id}${how.suffix}`,
    displayReference: number,
    note: reported.filter(Boolean).join(", "),
    actor: how.actor,
    now: how.now,
  });
  const moved: Moved[] = [];
  const problems: Detail[] = [];
  for (const [n, line] of lines.entries()) {
    const result = results[n];
    if (result?.ok) moved.push({ ...result, line: line.line });
    else if (result) problems.push({ ...result.error, field: `lines.${n}` });
  }
  if (problems.length === 0) return moved;
  const text = `${problems.length} of ${lines.length} lines stand against it; nothing was moved. First: ${problems[0]?.message}`;
  throw new HubError("STOCK_DOCUMENT_REFUSED", "validation", text, problems);
}
