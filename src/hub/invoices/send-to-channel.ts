/** Invoices and credit notes that the channel of their order is to have (decision 920). */
import type { By } from "../../commerce/actor.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { resolveAlerts } from "../alerts/alerts.ts";
import { requestCommand } from "../orders/commands.ts";
import { commandCause } from "../orders/obsolete-commands.ts";
import type { OrderCommandView } from "../orders/order-fields/order-schema.ts";
import { refusal } from "../refusals.ts";
import { readSettings } from "../stores/settings.ts";

interface Issued {
  readonly id: string;
  readonly number: string;
}

/**
 * The number in US-ASCII, which is all that some channels take. Numbers may differ in other characters alone, so the end
 * of the id stands behind it: a document that was sent is found by its name.
 */
export const fileNameOf = ({ id, number }: Issued): string =>
  `${[number.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^-|-$/g, ""), id.replaceAll("-", "").slice(-8)].filter(Boolean).join("-")}.pdf`;

/**
 * Requests that an order's channel gets its invoice or credit note. Throws HubError INVOICE_NOT_FOUND, ORDER_UNKNOWN,
 * ORDER_CHANNEL_NONE.
 */
export async function requestDocument(
  tx: Tx,
  {
    orderId,
    invoiceId,
    ...request
  }: By & { readonly orderId: string; readonly invoiceId: string; readonly idempotencyKey: string },
): Promise<OrderCommandView> {
  const issued = await tx.maybe<{ number: string }>(
    "select number from argosy.invoice_paper where organization_id = argosy.tenant() and id = $1 and order_id = $2",
    [invoiceId, orderId],
  );
  if (!issued) throw refusal("INVOICE_NOT_FOUND");
  await resolveEarlier(tx, { orderId, invoiceId, now: request.now, actor: request.actor });
  return requestCommand(tx, {
    ...request,
    orderId,
    command: { kind: "document", invoiceId, number: issued.number },
  });
}

/** Ends the alerts of its earlier commands that the channel refused: the new one tells how it goes now. */
async function resolveEarlier(
  tx: Tx,
  { orderId, invoiceId, now, actor }: By & { readonly orderId: string; readonly invoiceId: string },
): Promise<void> {
  const refused = await tx.rows<{ id: string }>(
    `select id from argosy.command
     where organization_id = argosy.tenant() and order_id = $1 and kind = 'document' and input ->> 'invoiceId' = $2
       and state not in ('waiting', 'running', 'done')`,
    [orderId, invoiceId],
  );
  const causes = refused.map(({ id }) => commandCause(id));
  if (causes.length > 0) await resolveAlerts(tx, causes, now, actor);
}

/** Requests it of what was just issued, where the channel's settings say so. */
export async function sendIssued(
  tx: Tx,
  { id, number }: Issued,
  { orderId, storeId, actor, now }: By & { readonly orderId: string; readonly storeId: string | null },
): Promise<void> {
  if (storeId === null) return;
  const store = await tx.maybe<{ settings: Readonly<Record<string, Json>> }>(
    `select settings from argosy.connection
     where organization_id = argosy.tenant() and id = $1 and state <> 'deleted' for key share`,
    [storeId],
  );
  if (!store || !readSettings(store.settings).orders.sendsInvoices) return;
  await requestCommand(tx, {
    orderId,
    command: { kind: "document", invoiceId: id, number },
    idempotencyKey: `document:${id}`,
    actor,
    now,
  });
}
