/** Which of a channel's orders its settings let in. */
import type { OrderPart } from "../commerce/order.ts";
import { inOwnWords } from "../commerce/own-words.ts";
import type { InboundChange, InboundEvent } from "../connectors/kit/contract/webhooks.ts";
import { isPushed } from "../connectors/kit/hub-shapes/inbound.ts";
import type { Tx } from "../db/database.ts";
import { readSettings, type StoreSettings, type WebhookSubject } from "../hub/stores/settings.ts";
import type { OpenConnection } from "./connection-registry.ts";

/** Why an order stays on the channel. */
export type LeftOut = "off" | "status" | "fulfilledBy";

export interface LetIn {
  readonly parts: readonly OrderPart[];
  /** Those left out, by the channel's key of the order. */
  readonly leftOut: ReadonlyMap<string, LeftOut>;
}

/** Whether deliveries of the store are taken up at all: those of inactive ones wait. */
export const isLetIn = ({ row }: Pick<OpenConnection, "row">): boolean =>
  ["active", "paused", "error", "needs_reauth"].includes(row.state);

/** Orders that are here already are kept up whatever the settings say: their stock and money stay true. */
export async function letIn(tx: Tx, { row }: Pick<OpenConnection, "row">, parts: readonly OrderPart[]): Promise<LetIn> {
  const { orders } = readSettings(row.settings);
  const leftOut = new Map<string, LeftOut>();
  for (const [orderKey, some] of Map.groupBy(parts, (part) => part.orderKey)) {
    const why = whyLeftOut(some, orders);
    if (why !== null) leftOut.set(orderKey, why);
  }
  if (leftOut.size === 0) return { parts, leftOut };
  const known = await tx.rows<{ key: string }>(
    `select ext_key as key
     from argosy.sales_order
     where organization_id = argosy.tenant() and connection_id = $1 and ext_key = any ($2::text[])`,
    [row.id, [...leftOut.keys()]],
  );
  for (const { key } of known) leftOut.delete(key);
  return { parts: parts.filter(({ orderKey }) => !leftOut.has(orderKey)), leftOut };
}

/** What a delivery of this kind is about; null where it is about access, people's rights, or what only the connector knows. */
const SUBJECT: Readonly<Record<InboundEvent["kind"], WebhookSubject | null>> = {
  order: "orders",
  order_status: "orders",
  order_deleted: "orders",
  product: "products",
  product_deleted: "products",
  category: "products",
  stock: "stock",
  customer: "customers",
  tracking: null,
  uninstalled: null,
  privacy: null,
  other: null,
};

/** Of a store without a webhook handler. Left pending it would be due at once for ever, and its lane never rest. */
export const READ_BY_NOBODY: InboundChange = { as: "nothing", reason: "This channel tells nothing by deliveries." };

/** Why a delivery of the channel is not looked at; null when it is. What a shop pushes through our own interface always is. */
export function unheard(
  { row }: Pick<OpenConnection, "row">,
  event: { readonly kind: InboundEvent["kind"]; readonly topic: string; readonly source: string },
): InboundChange | null {
  const subject = SUBJECT[event.kind];
  if (subject === null) return null;
  const { webhooks, listings } = readSettings(row.settings);
  const nothing = (reason: string): InboundChange => ({ as: "nothing", reason });
  if (event.kind === "product" && !listings.enabled) return nothing("Products are not read from this channel.");
  if (event.source !== "webhook" || isPushed(event.topic)) return null;
  if (!webhooks.enabled) return nothing("Webhooks are switched off for this channel.");
  if (webhooks.topics.length > 0 && !webhooks.topics.includes(subject))
    return nothing(`Webhooks about ${subject} are switched off for this channel.`);
  return null;
}

function whyLeftOut(parts: readonly OrderPart[], input: StoreSettings["orders"]): LeftOut | null {
  if (!input.enabled) return "off";
  const { statuses, fulfilledBy } = input;
  const isWanted = (part: OrderPart) => statuses.includes(inOwnWords(part, input.statusMap).status);
  if (statuses.length > 0 && !parts.some(isWanted)) return "status";
  const isMarketplaces = parts.some(({ lines }) => lines.some((line) => line.fulfilledBy === "marketplace"));
  const isSellers = !isMarketplaces || parts.some(({ lines }) => lines.some((line) => line.fulfilledBy === "merchant"));
  const isTheirs = { all: true, merchant: isSellers, marketplace: isMarketplaces }[fulfilledBy];
  return isTheirs ? null : "fulfilledBy";
}
