/**
 * Accepts records a shop pushes in our own format: each is checked, stored like a delivery, and answered separately.
 */
import { stateAllows } from "../../commerce/connection-states.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Json } from "../../commerce/product.ts";
import type { PushedKind } from "../../connectors/kit/contract/inbound-port.ts";
import { pushedTopic } from "../../connectors/kit/hub-shapes/inbound.ts";
import type { Database } from "../../db/database.ts";
import { HubError } from "../../hub/errors.ts";
import { itemOf, unknownAmong } from "../../hub/listings/unknown-stock.ts";
import { storeNotFound } from "../../hub/stores/draft.ts";
import type { ConnectionRegistry } from "../connections/connection-registry.ts";
import type { WebhookReceiver } from "./webhook-receiver.ts";

export interface Push {
  readonly organization: OrganizationId;
  readonly connectionId: string;
  readonly kind: PushedKind;
  readonly items: readonly Json[];
}

export interface Pushed {
  /**
   * `duplicate`: the same record of the same version is here already. `unknown`: stock of an item the store does not have
   * yet; it is kept, and applied when there is one.
   */
  readonly outcome: "accepted" | "duplicate" | "unknown" | "rejected";
  readonly problems: readonly string[];
}

export interface PushDeps {
  readonly registry: ConnectionRegistry;
  readonly ingest: WebhookReceiver["storeQueueMessage"];
  readonly db: Pick<Database, "tenant">;
}

/**
 * One answer an item, in their order, once what was accepted is stored for good. Throws HubError STORE_NOT_FOUND and
 * INBOUND_NOT_TAKEN; what the database could not store is thrown, and the whole push may then be sent again.
 */
export async function push({ registry, ingest, db }: PushDeps, given: Push): Promise<Pushed[]> {
  const { organization, connectionId, kind } = given;
  const open = await registry.openNeeded(organization, connectionId);
  if (!open || !stateAllows(open.row.state, "shown")) throw storeNotFound();
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
  const results = await Promise.all(given.items.map(store));
  if (kind !== "stock") return results;
  const named = given.items.flatMap((item, index) =>
    results[index]?.outcome === "rejected" ? [] : nameOf(item, index),
  );
  const unknown = await db.tenant(organization, (tx) => unknownAmong(tx, connectionId, named));
  const names = new Map(unknown.map((one) => [one.index, itemOf(one)]));
  return results.map((result, index) => {
    const name = names.get(index);
    if (name === undefined) return result;
    return {
      outcome: "unknown",
      problems: [`The channel has no item "${name}" yet. The number is kept until it has.`],
    };
  });
}

/** How a record of stock names its item. */
function nameOf(item: Json, index: number) {
  const { variantId, sku } = item as Readonly<Record<string, Json>>;
  const key = (name: Json | undefined) => (name === undefined || name === null ? undefined : String(name));
  return variantId === undefined
    ? [{ index, inventoryKey: key(sku) }]
    : [{ index, variantKey: key(variantId), inventoryKey: undefined }];
}
