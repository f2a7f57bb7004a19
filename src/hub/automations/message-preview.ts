/** What a message template would say of an order. */
import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import type { Answered } from "../answer-schemas.ts";
import { orderUnknown } from "../orders/detail.ts";
import { filledAction } from "./acts.ts";
import { factsOf } from "./facts.ts";
import { refusePlaceholders, type TemplateTexts } from "./message-templates.ts";

export const messagePreviewSchema = z
  .object({
    orderNumber: z.string().nullable().describe("of the order it was filled with; null: there is none"),
    subject: z.string(),
    text: z.string(),
  })
  .meta({ id: "MessagePreview" });
type MessagePreview = Answered<typeof messagePreviewSchema>;

/**
 * The texts filled with an order, else the newest; what only a shipment, return or refund knows is left out. Throws
 * HubError MESSAGE_TEMPLATE_INVALID, ORDER_UNKNOWN.
 */
export async function previewMessage(
  tx: Tx,
  { orderId, now, ...texts }: TemplateTexts & { readonly orderId?: string | undefined; readonly now: Date },
): Promise<MessagePreview> {
  refusePlaceholders(texts);
  const order = await tx.maybe<{ id: string; number: string }>(
    `select id, number
     from argosy.sales_order
     where organization_id = argosy.tenant() and ($1::uuid is null or id = $1)
     order by placed_at desc, id desc
     limit 1`,
    [orderId ?? null],
  );
  if (!order && orderId !== undefined) throw orderUnknown();
  const facts = order
    ? (
        await factsOf(tx, [
          { id: order.id, trigger: "order.received", subjectId: order.id, detail: null, happenedAt: now },
        ])
      ).get(order.id)
    : undefined;
  const { subject, text } = filledAction({ do: "mail_customer", ...texts }, facts ?? {});
  return { orderNumber: order?.number ?? null, subject: `${subject}`, text: `${text}` };
}
