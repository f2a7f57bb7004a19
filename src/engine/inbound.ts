/** Takes in records a shop pushes in our own shapes: each checked, stored like a delivery, and answered for itself. */
import type { OrganizationId } from "../commerce/ids.ts";
import type { Json } from "../commerce/product.ts";
import type { PushedKind } from "../connectors/kit/contract/inbound-port.ts";
import { pushedTopic } from "../connectors/kit/hub-shapes/inbound.ts";
import { HubError } from "../hub/errors.ts";
import { storeNotFound } from "../hub/stores/draft.ts";
import type { ConnectionRegistry } from "./connection-registry.ts";
import type { WebhookReceiver } from "./webhook-receiver.ts";

export interface Push {
  readonly organization: OrganizationId;
  readonly connectionId: string;
  readonly kind: PushedKind;
  readonly items: readonly Json[];
}

export interface Pushed {
  /** `duplicate`: the same record of the same version is here already. */
  readonly outcome: "accepted" | "duplicate" | "rejected";
  readonly problems: readonly string[];
}

export interface InboundDeps {
  readonly registry: ConnectionRegistry;
  readonly ingest: WebhookReceiver["ingest"];
}

/**
 * One answer an item, in their order, once what was accepted is stored for good. Throws HubError STORE_NOT_FOUND and
 * INBOUND_NOT_TAKEN; what the database could not store is thrown, and the whole push may then be sent again.
 */
export async function push({ registry, ingest }: InboundDeps, given: Push): Promise<Pushed[]> {
  const { organization, connectionId, kind } = given;
  const open = await registry.open(organization, connectionId);
  if (!open || open.row.state === "deleted" || open.row.state === "draft") throw storeNotFound();
  const { inbound, webhooks } = open.ports;
  if (!inbound || !webhooks)
    throw new HubError(
      "INBOUND_NOT_TAKEN",
      "conflict",
      `${open.row.name} takes no pushed records. Only a custom API channel does, where its description says "inbound": true.`,
    );
  const store = async (item: Json): Promise<Pushed> => {
    const problems = inbound.check(kind, item);
    if (problems.length > 0) return { outcome: "rejected", problems: problems.slice(0, 20) };
    const body = Buffer.from(JSON.stringify(item));
    const message = { receipt: "", headers: {}, topic: pushedTopic(kind), body };
    const isNew = await ingest({ organization, connection: connectionId, webhooks, message });
    return { outcome: isNew ? "accepted" : "duplicate", problems: [] };
  };
  // Together, so that they share one write.
  return Promise.all(given.items.map(store));
}
