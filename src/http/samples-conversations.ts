/** A message of a buyer, and a reply that was refused. */
export async function conversationSample(
  put: (table: string, row: Record<string, unknown>, key?: string) => Promise<string>,
  of: { readonly marker: string; readonly order: string; readonly connection: string },
): Promise<Readonly<Record<"conversations" | "replyId", string>>> {
  const at = new Date("2026-11-20T07:00:00Z");
  const { marker } = of;
  const conversation = await put("conversation", {
    ...{ connection_id: of.connection, order_id: of.order, account: marker, ext_key: marker, kind: "message" },
    ...{ subject: marker, buyer: marker, state: "waiting_for_seller", can_reply: true, opened_at: at, changed_at: at },
    messages: JSON.stringify([
      { key: marker, at: at.toISOString(), from: "buyer", author: marker, text: marker, attachments: [] },
    ]),
  });
  const reply = await put("conversation_reply", {
    ...{ conversation_id: conversation, order_id: of.order, text: marker, state: "refused" },
    ...{ requested_by: marker, requested_at: at },
  });
  return { conversations: conversation, replyId: reply };
}
