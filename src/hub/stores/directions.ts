import { z } from "zod";
import type { Abilities } from "../../commerce/abilities.ts";
import { CONTENT_FIELDS } from "../../commerce/content-fields.ts";
import { type Message, message, messageParts, textOf } from "../../commerce/message.ts";
import { type Answered, partsSchema } from "../answer-schemas.ts";
import { POLICIES, type Policy, policyOf, type StoreSettings, syncsOwnStock } from "./settings.ts";

export type Direction = "to_channel" | "to_hub" | "both" | "none";

/** Which way one kind of thing flows between hub and store, and who wins when both have changed it. */
export const flowOfSchema = z.object({
  group: z.enum(["orders", "customers", "stock", "price", "content", "products"]),
  direction: z.enum(["to_channel", "to_hub", "both", "none"]),
  /** Null where nothing can differ. */
  policy: z.enum(POLICIES).nullable(),
  /** A message to show, or some. */
  text: z.string(),
  /** What it is made of, for other languages. */
  said: partsSchema,
});

export type FlowOf = Answered<typeof flowOfSchema>;

const EDITED: Readonly<Record<Policy, Direction>> = { hub: "to_channel", channel: "both", newest: "both", ask: "both" };

/** What flows between hub and store, in words: no "sync" without its direction, and none of what the channel cannot do. */
export function flowsOf(
  settings: StoreSettings,
  store: { readonly name: string; readonly abilities: Abilities; readonly sendsPrices: boolean },
): FlowOf[] {
  const { abilities } = store;
  const cannot = (group: FlowOf["group"], code: CannotCode): FlowOf => ({
    group,
    direction: "none",
    policy: null,
    ...textWithParts([message(code, { store: store.name })]),
  });
  return desiredFlows(settings, store).map((flow) => {
    if (flow.group === "stock" && !abilities.stock) return cannot("stock", "flow.stockCannot");
    if (flow.group === "price" && !abilities.prices) return cannot("price", "flow.pricesCannot");
    if (flow.group === "content" && !abilities.putProducts) return cannot("content", "flow.contentCannot");
    if (flow.group === "products" && !abilities.readProducts) return cannot("products", "flow.productsCannot");
    return flow;
  });
}

type CannotCode = "flow.stockCannot" | "flow.pricesCannot" | "flow.contentCannot" | "flow.productsCannot";

/** As the settings say it. */
function desiredFlows(settings: StoreSettings, { sendsPrices }: { readonly sendsPrices: boolean }): FlowOf[] {
  const { orders, inventory, listings, policy, publish } = settings;
  const sendsProducts = publish.products === "automatic";
  return [
    {
      group: "orders",
      direction: orders.enabled ? "both" : "none",
      policy: policy.order,
      ...textWithParts([orders.enabled ? message("flow.orders") : message("flow.ordersOff")]),
    },
    {
      group: "customers",
      direction: publish.customers ? "both" : orders.enabled ? "to_hub" : "none",
      policy: policy.customer,
      ...textWithParts([message(publish.customers ? "flow.customersOut" : "flow.customers")]),
    },
    {
      group: "stock",
      direction: stockDirection(settings),
      policy: policy.stock,
      ...textWithParts([
        syncsOwnStock(settings) ? message(`flow.stock.${policy.stock}`) : message(stockOffCode(inventory)),
      ]),
    },
    {
      group: "price",
      direction: sendsPrices ? EDITED[policy.price] : "none",
      policy: policy.price,
      ...textWithParts(pricesOf(settings, sendsPrices)),
    },
    {
      group: "content",
      direction: EDITED[policy.content],
      policy: policy.content,
      ...textWithParts([
        message("flow.content", { policy: policy.content }),
        ...otherFields(settings),
        message(publish.content ? "flow.contentAll" : "flow.contentOn"),
      ]),
    },
    {
      group: "products",
      direction: sendsProducts ? (listings.enabled ? "both" : "to_channel") : listings.enabled ? "to_hub" : "none",
      policy: null,
      ...textWithParts([
        message(sendsProducts ? "flow.productsOut" : "flow.products"),
        ...(publish.categories ? [message("flow.categoriesOut")] : []),
      ]),
    },
  ];
}

/** Each item's own switch decides; the setting is about items to come. */
function pricesOf({ prices, policy }: StoreSettings, sendsPrices: boolean): Message[] {
  return [
    sendsPrices ? message("flow.prices", { policy: policy.price }) : message("flow.pricesOff"),
    message(prices.newItems ? "flow.pricesOfNew" : "flow.pricesNotOfNew"),
  ];
}

function stockDirection(settings: StoreSettings): Direction {
  if (syncsOwnStock(settings)) return EDITED[settings.policy.stock];
  return settings.inventory.enabled ? "to_hub" : "none";
}

const stockOffCode = ({ enabled }: StoreSettings["inventory"]) =>
  enabled ? ("flow.stockMarketplace" as const) : ("flow.stockOff" as const);

const textWithParts = (messages: readonly Message[]) => ({ text: textOf(messages), said: messageParts(messages) });

/** The content fields that have a policy of their own. */
const otherFields = (settings: StoreSettings): Message[] =>
  CONTENT_FIELDS.flatMap((field) => {
    const policy = policyOf(settings, field);
    return policy === settings.policy.content ? [] : [message("flow.contentField", { field, policy })];
  });
