import { newId } from "../commerce/new-id.ts";

/** A browser of a member that is notified, for `world`. Answers its id. */
export const pushDeviceSample = (
  put: (table: string, row: Record<string, unknown>, key?: string) => Promise<string>,
  marker: string,
  userId: string,
): Promise<string> =>
  put("push_device", {
    id: newId(new Date()),
    ...{ user_id: userId, endpoint: `https://${marker}.example.test/`, p256dh: "", auth: "", name: marker },
    ...{ alerts: true, new_orders: true, orders_after: "00000000-0000-7000-8000-000000000000" },
    created_at: new Date(),
  });

/** An endpoint that is told what happens, and what it was told, for `world`. Answers the endpoint's and the delivery's id. */
export async function webhookEndpointSamples(
  put: (table: string, row: Record<string, unknown>, key?: string) => Promise<string>,
  marker: string,
): Promise<{ readonly endpoint: string; readonly delivery: string }> {
  const now = new Date();
  const endpoint = await put("webhook_endpoint", {
    url: `https://${marker}.example.test/`,
    description: marker,
    event_types: ["order.created"],
    last_error: marker,
    created_by: marker,
    created_at: now,
  });
  await put("webhook_event", { type: "order.created", subject: JSON.stringify({ id: marker }) });
  const delivery = await put("webhook_delivery", {
    endpoint_id: endpoint,
    type: "test",
    subject: JSON.stringify({ of: marker }),
    happened_at: now,
    last_error: marker,
    created_at: now,
  });
  const attempt = { delivery_id: delivery, number: 1, at: now, duration_ms: 7, error: marker };
  await put("webhook_attempt", attempt, "number");
  return { endpoint, delivery };
}
