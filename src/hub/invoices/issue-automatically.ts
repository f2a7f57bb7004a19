/** Issues by itself what the settings ask for: an invoice when an order ships, a credit note when it is refunded. */
import { systemActor } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import type { Database, Tx } from "../../db/database.ts";
import { raiseAlert } from "../alerts/alerts.ts";
import { HubError } from "../errors.ts";
import { invoiceCause, invoicesOf, issueCreditNote, issueInvoice } from "./issue.ts";
import { refundsToCredit } from "./read.ts";
import { invoiceSettings } from "./settings.ts";

/** Orders of one look; each is a transaction of its own, so that one that cannot be invoiced keeps no other waiting. */
const AT_ONCE = 50;
/** After something unforeseen. */
const AGAIN_MS = 5 * 60_000;

/** Works off the orders of one look; answers how many there were. `failed` hears of what is nobody's fault but the program's. */
export async function issueDue(
  db: Database,
  organization: OrganizationId,
  { now, failed }: { readonly now: Date; failed(error: unknown, orderId: string): void },
): Promise<number> {
  const due = await db.tenant(organization, (tx) =>
    tx.rows<{ id: string }>(
      `select order_id as id
       from argosy.invoice_due
       where organization_id = argosy.tenant() and (retry_at is null or retry_at <= $1)
       order by order_id limit ${AT_ONCE}`,
      [now],
    ),
  );
  for (const { id } of due) {
    try {
      for (let isMore = true; isMore; ) isMore = await db.tenant(organization, (tx) => step(tx, id, now));
    } catch (error) {
      if (error instanceof HubError) await db.tenant(organization, (tx) => explain(tx, id, error, now));
      else {
        failed(error, id);
        await db.tenant(organization, (tx) => tryAgainLater(tx, id, now));
      }
    }
  }
  return due.length;
}

async function tryAgainLater(tx: Tx, orderId: string, now: Date): Promise<void> {
  await tx.run(
    "update argosy.invoice_due set retry_at = $2 where organization_id = argosy.tenant() and order_id = $1",
    [orderId, new Date(now.getTime() + AGAIN_MS)],
  );
}

/**
 * Issues one paper that is missing, or ends the work when none is; answers whether there may be more. A paper each, so that
 * a credit note nobody can make does not undo its invoice. Two processes at it wait for each other at the order.
 */
async function step(tx: Tx, orderId: string, now: Date): Promise<boolean> {
  const order = await tx.maybe<{ status: string; fulfilment: string; isSandbox: boolean }>(
    `select o.status, o.fulfilment, exists (select from argosy.sandbox_store s
       where s.organization_id = argosy.tenant() and s.connection_id = o.connection_id) as "isSandbox"
     from argosy.sales_order o where o.organization_id = argosy.tenant() and o.id = $1 for update`,
    [orderId],
  );
  if (order && !order.isSandbox) {
    const settings = await invoiceSettings(tx);
    const by = { orderId, actor: systemActor, now };
    const { invoices, standing, notes } = await invoicesOf(tx, orderId);
    const isRequested = order.status !== "cancelled" && order.fulfilment !== "unfulfilled";
    if (settings.issuesWhenShipped && isRequested && invoices.length === 0) {
      await issueInvoice(tx, by);
      return true;
    }
    const ofIt = notes.filter(({ invoiceId }) => invoiceId === standing?.id);
    const [refund] = standing && settings.creditsRefunds ? await refundsToCredit(tx, orderId, ofIt) : [];
    if (refund) {
      await issueCreditNote(tx, { ...by, refundKey: refund.key });
      return true;
    }
  }
  await takeDue(tx, orderId);
  return false;
}

async function takeDue(tx: Tx, orderId: string): Promise<boolean> {
  return (
    (await tx.run("delete from argosy.invoice_due where organization_id = argosy.tenant() and order_id = $1", [
      orderId,
    ])) > 0
  );
}

async function explain(tx: Tx, orderId: string, error: HubError, now: Date): Promise<void> {
  if (!(await takeDue(tx, orderId))) return;
  const order = await tx.maybe<{ number: string; storeId: string | null }>(
    `select number, connection_id as "storeId"
     from argosy.sales_order
     where organization_id = argosy.tenant() and id = $1`,
    [orderId],
  );
  if (!order) return;
  await raiseAlert(tx, {
    kind: "invoice_failed",
    severity: "warning",
    cause: invoiceCause(orderId),
    connectionId: order.storeId ?? undefined,
    subject: { kind: "order", id: orderId },
    title: message("alert.invoice_failed.title", { order: order.number }),
    text: error.said ?? error.message,
    action: { kind: "open_order", orderId },
    now,
  });
}
