/** The webhook handler of an app: one address for all its sites; every delivery is a token that names its site. */

import { message as hubMessage } from "../../commerce/message.ts";
import type { ConnectionInfo, Context, HttpReply } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type {
  Delivery,
  InboundChange,
  InboundEvent,
  StoredEvent,
  WebhookHandler,
  WebhookVerification,
} from "../kit/contract/webhooks.ts";
import { eventIn, kindOf, readAhead, refOf, type WixEvent } from "./events.ts";
import { isSigned } from "./jwt.ts";
import { fetchOrder } from "./order-read.ts";
import { catalogOf } from "./shop.ts";
import { fetchProduct as fetchV1 } from "./v1/product-read.ts";
import { fetchProduct as fetchV3 } from "./v3/product-read.ts";

/** Clocks of two houses differ. */
const LEEWAY_MS = 5 * 60_000;

const refused = (reason: string): WebhookVerification => ({ outcome: "refused", reason });

/** Pure and quick: Wix waits 1.25 seconds. Only the app's public key proves anything. */
function verify(delivery: Delivery, keys: readonly string[], instanceId = ""): WebhookVerification {
  if (delivery.method !== "POST") return refused("Wix delivers by POST");
  if (!isSigned(delivery.body, keys)) return refused("the token is not signed by the app's key");
  const event = readOrNull(delivery);
  if (event === null) return { outcome: "signed" };
  if (event.expiresAt !== undefined && event.expiresAt * 1000 + LEEWAY_MS < delivery.receivedAt.getTime())
    return refused("the token has expired");
  if (instanceId !== "" && event.instanceId !== undefined && event.instanceId !== instanceId)
    return refused("the delivery is for another site");
  return { outcome: "signed" };
}

function readOrNull({ body }: Delivery): WixEvent | null {
  try {
    return eventIn(body);
  } catch (error) {
    if (isConnectorError(error)) return null;
    throw error;
  }
}

function read({ body }: Delivery): readonly InboundEvent[] {
  const event = eventIn(body);
  const kind = kindOf(event.type);
  const ref = refOf(kind, event);
  return [
    {
      kind: ref === undefined && kind !== "uninstalled" ? "other" : kind,
      ref: ref ?? event.type,
      topic: event.type,
      // Flat events of Catalog V1 have no id: they are only hints.
      ...(event.id === undefined ? {} : { deliveryId: event.id }),
    },
  ];
}

const reply = (outcome: "stored" | "duplicate" | "refused"): HttpReply => ({
  status: outcome === "refused" ? 401 : 200,
  body: "",
});

/** A retry carries the state of its first try, and payments and parcels stand elsewhere: the record is always fetched. */
async function interpret(event: StoredEvent, ctx: Context): Promise<InboundChange> {
  switch (event.kind) {
    case "uninstalled":
      return { as: "uninstalled" };
    case "order":
    case "order_status":
    case "order_deleted": {
      const found = await fetchOrder(event.ref, ctx);
      return found ? { as: "orders", parts: [found.part] } : { as: "gone", what: "order", key: event.ref };
    }
    case "product":
    case "product_deleted":
    case "stock": {
      const fetch = catalogOf(ctx.connection) === "V1" ? fetchV1 : fetchV3;
      const product = await fetch(event.ref, ctx);
      return product ? { as: "products", products: [product] } : { as: "gone", what: "product", key: event.ref };
    }
    default:
      return { as: "nothing", reason: hubMessage("platform.changesNothing", { platform: "Wix", topic: event.topic }) };
  }
}

/** The webhook handler of one connection: for its own site only. */
export function webhooksOf(connection: ConnectionInfo): WebhookHandler {
  const instanceId = connection.account.externalId.toLowerCase();
  return {
    readAhead,
    secrets: () => ["appPublicKey"],
    verify: (delivery, keys) => verify(delivery, keys, instanceId),
    read,
    reply,
    interpret,
  };
}

/** The one address of the app: the site is named inside the token. */
export const appWebhooks: WebhookHandler = {
  readAhead,
  secrets: () => ["appPublicKey"],
  verify,
  read,
  accounts: (delivery) => [readOrNull(delivery)?.instanceId ?? []].flat(),
  reply,
  interpret,
};
