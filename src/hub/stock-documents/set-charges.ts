import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { type DocumentCharge, writeCharges } from "../costs/charges.ts";
import { restatePurchase } from "../costs/purchase-costs.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { lockDocument } from "./documents.ts";
import { getDocument, type StockDocument } from "./read-documents.ts";

export interface NewCharges {
  readonly id: string;
  readonly charges: readonly DocumentCharge[];
  readonly now: Date;
}

/**
 * What else a purchase cost, in the place of what stood there; freight is often billed after the goods came. Of a posted
 * one its layers and the costs that follow from it change; what was sold keeps what was taken. Throws HubError
 * STOCK_DOCUMENT_CHARGES and STOCK_DOCUMENT_NOT_FOUND.
 */
export async function setCharges(tx: Tx, { id, charges, now }: NewCharges): Promise<StockDocument> {
  const { kind, state, number } = await lockDocument(tx, id);
  if (kind !== "purchase_invoice")
    throw new HubError("STOCK_DOCUMENT_CHARGES", "conflict", message("refused.chargesPurchase", { number }));
  if (state === "reversed")
    throw new HubError("STOCK_DOCUMENT_CHARGES", "conflict", message("refused.chargesReversed", { number }));
  await writeCharges(tx, id, charges);
  await tx.run("update argosy.stock_document set updated_at = $2 where organization_id = argosy.tenant() and id = $1", [
    id,
    now,
  ]);
  if (state === "posted") await restatePurchase(tx, { id, now });
  await announce(tx, "stock_document.updated", { id });
  return getDocument(tx, id);
}
