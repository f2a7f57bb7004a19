/** What leaves the transaction of automations: rows of the queues of mails, webhooks, alerts and the audit trail. */
import { message } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import { type NewAlert, raiseAlerts } from "../alerts/alerts.ts";
import type { NewAuditEntry } from "../audit/audit.ts";
import { jsonRows } from "../json-column.ts";
import { AUTOMATION_TYPE } from "../outgoing-webhooks/payload.ts";
import { wakeEndpoints } from "../outgoing-webhooks/wake.ts";

export interface Letter {
  readonly runId: string;
  readonly orderId: string | null;
  /** Null: the buyer. */
  readonly memberId: string | null;
  readonly subject: string;
  readonly body: string;
}

export interface Call {
  readonly endpointId: string;
  readonly runId: string;
  readonly automationId: string;
  readonly orderId: string | null;
  readonly productId: string | null;
}

export interface Outputs {
  readonly letters: Letter[];
  readonly calls: Call[];
  readonly alerts: NewAlert[];
}

export const noOutputs = (): Outputs => ({ letters: [], calls: [], alerts: [] });

export function addOutputs(to: Outputs, from: Outputs): void {
  to.letters.push(...from.letters);
  to.calls.push(...from.calls);
  to.alerts.push(...from.alerts);
}

/** Puts all of it into its queues. */
export async function sendOutputs(tx: Tx, { letters, calls, alerts }: Outputs, now: Date): Promise<void> {
  if (letters.length > 0)
    await tx.run(
      `insert into argosy.automation_mail (organization_id, id, run_id, order_id, member_id, subject, body, due_at,
         created_at)
       select argosy.tenant(), n.id, n."runId", n."orderId", n."memberId", n.subject, n.body, $2, $2
       from json_to_recordset($1) as n(id uuid, "runId" uuid, "orderId" uuid, "memberId" text, subject text,
         body text)`,
      [jsonRows(letters.map((letter) => ({ id: newId(now), ...letter }))), now],
    );
  if (calls.length > 0) await queueCalls(tx, calls, now);
  await raiseAlerts(tx, alerts);
}

async function queueCalls(tx: Tx, calls: readonly Call[], now: Date): Promise<void> {
  const rows = calls.map(({ endpointId, runId, automationId, orderId, productId }) => ({
    endpoint: endpointId,
    subject: { runId, automationId, ...(orderId !== null && { orderId }), ...(productId !== null && { productId }) },
  }));
  const queued = await tx.rows<{ endpoint: string }>(
    `insert into argosy.webhook_delivery (organization_id, endpoint_id, type, subject, happened_at, due_at, created_at)
     select argosy.tenant(), w.id, '${AUTOMATION_TYPE}', n.subject, $2, case when w.enabled then $2::timestamptz end, $2
     from json_to_recordset($1) as n(endpoint uuid, subject jsonb)
     join argosy.webhook_endpoint w on w.organization_id = argosy.tenant() and w.id = n.endpoint
     on conflict do nothing
     returning endpoint_id as endpoint`,
    [jsonRows(rows), now],
  );
  await wakeEndpoints(tx, [...new Set(queued.map(({ endpoint }) => endpoint))], now);
}

/** One entry for what one automation did about several orders or products. */
export function auditOf(acted: {
  readonly automation: { readonly id: string; readonly name: string; readonly version: number };
  readonly actions: readonly string[];
  readonly orderIds: readonly string[];
  readonly productIds: readonly string[];
  readonly now: Date;
}): NewAuditEntry {
  const { automation, actions, now } = acted;
  const [orderIds, productIds] = [new Set(acted.orderIds), new Set(acted.productIds)];
  return {
    actor: automationActor(automation),
    action: "automations.acted",
    targetKind: "automations",
    targetId: automation.id,
    details: {
      actions,
      ...(orderIds.size > 0 && { orders: orderIds.size }),
      ...(productIds.size > 0 && { products: productIds.size }),
      version: automation.version,
    },
    subjects: [
      ...[...orderIds].map((id) => ({ kind: "orders", id }) as const),
      ...[...productIds].map((id) => ({ kind: "products", id }) as const),
    ],
    now,
  };
}

export const automationActor = ({ id, name }: { readonly id: string; readonly name: string }) =>
  ({ kind: "automation", id, name }) as const;

const stoppedCause = (automationId: string): string => `automation_stopped:${automationId}`;

/** Tells people that an automation was stopped, why, and what to do. */
export const stoppedAlert = (
  automation: { readonly id: string; readonly name: string },
  because: "failing" | "per_day" | "per_subject" | "loop",
  { reason, now }: { readonly reason: string; readonly now: Date },
): NewAlert => ({
  kind: "automation_stopped",
  severity: "warning",
  cause: stoppedCause(automation.id),
  subject: { kind: "automation", id: automation.id },
  title: message("alert.automation_stopped.title", { automation: automation.name }),
  text: [message(`alert.automation_stopped.${because}`), reason, message("alert.automation_stopped.next")],
  action: { kind: "open_automation", automationId: automation.id },
  now,
});
