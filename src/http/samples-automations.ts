import { newId } from "../commerce/new-id.ts";

/** An automation, what it did to an order, and a message template, for `world`. The first two have one id: addresses of both begin with its word. */
export async function automationSample(
  put: (table: string, row: Record<string, unknown>, key?: string) => Promise<string>,
  { order, marker }: { readonly order: string; readonly marker: string },
): Promise<Readonly<Record<"automations" | "message-templates", string>>> {
  const now = new Date("2026-11-20T07:00:00Z");
  const id = newId(now);
  const definition = JSON.stringify({
    name: marker,
    trigger: "order.received",
    channels: null,
    actions: [{ do: "add_tags", tags: [marker] }],
    stopHere: false,
    limits: { perDay: 1_000, perSubject: 10 },
  });
  await put("automation", {
    id,
    position: 1,
    name: marker,
    trigger: "order.received",
    definition,
    created_by: marker,
    created_at: now,
    updated_by: marker,
    updated_at: now,
  });
  await put(
    "automation_version",
    { automation_id: id, version: 1, definition, saved_by: marker, saved_at: now },
    "version",
  );
  await put("automation_run", {
    id,
    event_id: newId(now),
    automation_id: id,
    version: 1,
    name: marker,
    trigger: "order.received",
    subject_id: order,
    order_id: order,
    outcome: "acted",
    looked: "[]",
    acts: JSON.stringify([{ do: "add_tags", added: [marker] }]),
    happened_at: now,
    at: now,
  });
  const texts = { name: marker, subject: marker, body: marker };
  const template = await put("message_template", { ...texts, updated_by: marker, updated_at: now });
  return { automations: id, "message-templates": template };
}
