import type { Abilities } from "../../commerce/abilities.ts";
import type { SaidPart } from "../../commerce/sentence.ts";
import { type Sentence, saidOf, say, textOf } from "../../commerce/sentence.ts";
import { CONTENT_FIELDS, type Policy, policyOf, type StoreSettings, syncsOwnStock } from "./settings.ts";

export type Direction = "to_channel" | "to_hub" | "both" | "none";

/** Which way one kind of thing flows between hub and store, and who wins when both have changed it. */
export interface FlowOf {
  readonly group: "orders" | "stock" | "price" | "content" | "products" | "customers";
  readonly direction: Direction;
  /** Null where nothing can differ. */
  readonly policy: Policy | null;
  /** A sentence to show, or some. */
  readonly text: string;
  /** What it is made of, for other languages. */
  readonly said: readonly SaidPart[] | null;
}

const EDITED: Readonly<Record<Policy, Direction>> = { hub: "to_channel", channel: "both", newest: "both", ask: "both" };

/** What flows between hub and store, in words: no "sync" without its direction, and none of what the channel cannot do. */
export function flowsOf(
  settings: StoreSettings,
  store: { readonly name: string; readonly abilities: Abilities },
): FlowOf[] {
  const { abilities } = store;
  const cannot = (group: FlowOf["group"], code: CannotCode): FlowOf => ({
    group,
    direction: "none",
    policy: null,
    ...told([say(code, { store: store.name })]),
  });
  return wished(settings).map((flow) => {
    if (flow.group === "stock" && !abilities.stock) return cannot("stock", "flow.stockCannot");
    if (flow.group === "price" && !abilities.prices) return cannot("price", "flow.pricesCannot");
    if (flow.group === "content" && !abilities.putProducts) return cannot("content", "flow.contentCannot");
    if (flow.group === "products" && !abilities.readProducts) return cannot("products", "flow.productsCannot");
    return flow;
  });
}

type CannotCode = "flow.stockCannot" | "flow.pricesCannot" | "flow.contentCannot" | "flow.productsCannot";

/** As the settings say it. */
function wished(settings: StoreSettings): FlowOf[] {
  const { orders, inventory, prices, listings, policy, publish } = settings;
  const sendsProducts = publish.products === "automatic";
  return [
    {
      group: "orders",
      direction: orders.enabled ? "both" : "none",
      policy: policy.order,
      ...told([orders.enabled ? say("flow.orders") : say("flow.ordersOff")]),
    },
    {
      group: "customers",
      direction: publish.customers ? "both" : orders.enabled ? "to_hub" : "none",
      policy: policy.customer,
      ...told([say(publish.customers ? "flow.customersOut" : "flow.customers")]),
    },
    {
      group: "stock",
      direction: stockDirection(settings),
      policy: policy.stock,
      ...told([syncsOwnStock(settings) ? say(`flow.stock.${policy.stock}`) : say(stockOffCode(inventory))]),
    },
    {
      group: "price",
      direction: prices.enabled ? EDITED[policy.price] : "none",
      policy: policy.price,
      ...told([prices.enabled ? say("flow.prices", { policy: policy.price }) : say("flow.pricesOff")]),
    },
    {
      group: "content",
      direction: EDITED[policy.content],
      policy: policy.content,
      ...told([
        say("flow.content", { policy: policy.content }),
        ...otherFields(settings),
        say(publish.content ? "flow.contentAll" : "flow.contentOn"),
      ]),
    },
    {
      group: "products",
      direction: sendsProducts ? (listings.enabled ? "both" : "to_channel") : listings.enabled ? "to_hub" : "none",
      policy: null,
      ...told([
        say(sendsProducts ? "flow.productsOut" : "flow.products"),
        ...(publish.categories ? [say("flow.categoriesOut")] : []),
      ]),
    },
  ];
}

function stockDirection(settings: StoreSettings): Direction {
  if (syncsOwnStock(settings)) return EDITED[settings.policy.stock];
  return settings.inventory.enabled ? "to_hub" : "none";
}

const stockOffCode = ({ enabled }: StoreSettings["inventory"]) =>
  enabled ? ("flow.stockMarketplace" as const) : ("flow.stockOff" as const);

const told = (sentences: readonly Sentence[]) => ({ text: textOf(sentences), said: saidOf(sentences) });

/** The content fields that have a policy of their own. */
const otherFields = (settings: StoreSettings): Sentence[] =>
  CONTENT_FIELDS.flatMap((field) => {
    const policy = policyOf(settings, field);
    return policy === settings.policy.content ? [] : [say("flow.contentField", { field, policy })];
  });
