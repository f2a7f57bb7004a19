/** The outboxes of this browser: one for each person and organization. */
import { body, hub, Problem } from "../data/hub.ts";
import { queryClient } from "../data/query-client.ts";
import { renewSubject } from "../data/renew-subject.ts";
import { problemText } from "../hub-messages/hub-messages.ts";
import { meaningOf, newOutbox, type Outbox, type Port } from "./outbox.ts";
import { packingStore } from "./packing-store.ts";
import { sentIn } from "./sent.ts";

const outboxes = new Map<string, Outbox>();

const portOf = (organizationId: string, userId: string): Port => ({
  isOwner: async () => (await body(hub.GET("/api/me"))).user?.id === userId,
  send: (packing) => body(hub.POST("/api/orders/{id}/packings", sentIn(organizationId, packing))),
  meaningOf: (error) => (error instanceof Problem ? meaningOf(error.code, error.retryable) : "later"),
  textOf: problemText,
  renew: () => renewSubject(queryClient, "pick-batches"),
});

export function outboxOf(organizationId: string, userId: string): Outbox {
  const whose = `${organizationId}.${userId}`;
  const outbox = outboxes.get(whose) ?? newOutbox(packingStore(localStorage, whose), portOf(organizationId, userId));
  outboxes.set(whose, outbox);
  return outbox;
}
