/** Decides which of a channel's orders a store's settings import. */
import { stateAllows } from "../../commerce/connection-states.ts";
import { type Message, message } from "../../commerce/message.ts";
import type { OrderPart } from "../../commerce/order.ts";
import { withMappedStatus } from "../../commerce/status-mapping.ts";
import type { InboundChange, InboundEvent } from "../../connectors/kit/contract/webhooks.ts";
import { isPushed } from "../../connectors/kit/hub-shapes/inbound.ts";
import type { Tx } from "../../db/database.ts";
import { readSettings, type StoreSettings, type WebhookSubject } from "../../hub/stores/settings.ts";
import type { OpenConnection } from "../connections/connection-registry.ts";

/** Why an order stays on the channel. */
export type FilterReason = "off" | "status" | "fulfilledBy";

export interface FilteredOrders {
  readonly parts: readonly OrderPart[];
  /** Those left out, by the channel's key of the order. */
  readonly leftOut: ReadonlyMap<string, FilterReason>;
}

/** Whether deliveries of the store are taken up at all: those of inactive ones wait. */
export const acceptsDeliveries = ({ row }: Pick<OpenConnection, "row">): boolean => stateAllows(row.state, "sells");

/** Existing orders are updated whatever the settings say, so that their stock and money stay correct. */
export async function filterOrders(
  tx: Tx,
  { row }: Pick<OpenConnection, "row">,
  parts: readonly OrderPart[],
): Promise<FilteredOrders> {
  const { orders } = readSettings(row.settings);
  const leftOut = new Map<string, FilterReason>();
  for (const [orderKey, some] of Map.groupBy(parts, (part) => part.orderKey)) {
    const why = whyLeftOut(some, orders);
    if (why !== null) leftOut.set(orderKey, why);
  }
  if (leftOut.size === 0) return { parts, leftOut };
  const existing = await tx.rows<{ key: string }>(
    `select ext_key as key
     from argosy.sales_order
     where organization_id = argosy.tenant() and connection_id = $1 and ext_key = any ($2::text[])`,
    [row.id, [...leftOut.keys()]],
  );
  for (const { key } of existing) leftOut.delete(key);
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
export const NO_WEBHOOK_HANDLER: InboundChange = { as: "nothing", reason: message("platform.noDeliveries") };

/** Why a delivery of the channel is not looked at; null when it is. What a shop pushes through our own interface always is. */
export function ignoredBecause(
  { row }: Pick<OpenConnection, "row">,
  event: { readonly kind: InboundEvent["kind"]; readonly topic: string; readonly source: string },
): InboundChange | null {
  const subject = SUBJECT[event.kind];
  if (subject === null) return null;
  const { webhooks, listings } = readSettings(row.settings);
  const nothing = (reason: Message): InboundChange => ({ as: "nothing", reason });
  if (event.kind === "product" && !listings.enabled) return nothing(message("platform.productsNotRead"));
  if (event.source !== "webhook" || isPushed(event.topic)) return null;
  if (!webhooks.enabled) return nothing(message("platform.webhooksOff"));
  if (webhooks.topics.length > 0 && !webhooks.topics.includes(subject))
    return nothing(message("platform.webhooksOff.topic", { topic: subject }));
  return null;
}

function whyLeftOut(parts: readonly OrderPart[], input: StoreSettings["orders"]): FilterReason | null {
  if (!input.enabled) return "off";
  const { statuses, fulfilledBy } = input;
  const hasStatus = (part: OrderPart) => statuses.includes(withMappedStatus(part, input.statusMap).status);
  if (statuses.length > 0 && !parts.some(hasStatus)) return "status";
  const isMarketplaces = parts.some(({ lines }) => lines.some((line) => line.fulfilledBy === "marketplace"));
  const isSellers = !isMarketplaces || parts.some(({ lines }) => lines.some((line) => line.fulfilledBy === "merchant"));
  const isTheirs = { all: true, merchant: isSellers, marketplace: isMarketplaces }[fulfilledBy];
  return isTheirs ? null : "fulfilledBy";
}
