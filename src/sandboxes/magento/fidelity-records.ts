/** The captured shop's orders, carts and parcels on the emulated one: each gets one of its own when it is first heard of. */
import type { Json } from "../../commerce/product.ts";
import type { Exchange } from "./fidelity-exchange.ts";
import type { MagentoSandbox } from "./index.ts";

/** Ids above belong to nobody in the captures. */
const HIGHEST = 900;

/** What each captured order holds; all others three mugs, as most of them do. */
const LINES: Readonly<Record<string, readonly { readonly sku: string; readonly quantity: number }[]>> = {
  "9": [{ sku: "TEE-RED-S", quantity: 1 }],
  "10": [{ sku: "TEE-RED-S", quantity: 1 }],
  "11": [{ sku: "MUG-RED", quantity: 2 }],
  "12": [{ sku: "MUG-RED", quantity: 50 }],
  "15": [{ sku: "MUG-RED", quantity: 2 }],
  "16": [{ sku: "MUG-RED", quantity: 1 }],
  "17": [{ sku: "MUG-RED", quantity: 1 }],
};

interface Records {
  readonly sandbox: MagentoSandbox;
  /** Our order by the captured one's id. */
  readonly orders: Map<string, string>;
  /** Our cart, shipment or invoice by the captured one's kind and id. */
  readonly others: Map<string, string>;
}

/** The captured shop was filled up between its lives of orders. */
function restock({ state }: MagentoSandbox, sku: string): void {
  const rows = new Map([
    ["ams_wh", { sku, quantity: 40, status: 1 }],
    ["cai_wh", { sku, quantity: 25, status: 1 }],
    ["default", { sku, quantity: 5, status: 1 }],
  ]);
  state.sourceItems.set(sku.toLowerCase(), rows);
  // Families made without units were put in stock by hand.
  for (const product of state.products.values()) if (product.typeId === "configurable") product.isInStock = true;
}

function orderFor({ sandbox, orders }: Records, id: string): string {
  const cached = orders.get(id);
  if (cached !== undefined) return cached;
  const customer = { name: "Noor Visser", email: "noor@example.test", phone: "+31612345678" };
  const lines = LINES[id] ?? [{ sku: "MUG-RED", quantity: 3 }];
  for (const { sku } of lines) restock(sandbox, sku);
  const key = sandbox.shop.placeOrder({ lines, payment: "pending", customer });
  orders.set(id, key);
  return key;
}

/** Item ids of a body: the parent row of our order, or for the child's id of a configurable product the child row. */
function itemsIn(
  text: string,
  { sandbox }: Records,
  order: { readonly key: string; readonly captured: string },
): string {
  const items = sandbox.state.orders.get(Number(order.key))?.items ?? [];
  return text.replaceAll(
    /"order_item_id":(\d+)|"return_to_stock_items":\[(\d+)\]/g,
    (whole, item?: string, returned?: string) => {
      const id = Number(item ?? returned);
      if (id > HIGHEST) return whole;
      const isChild = order.captured === "9" && id === 15;
      const own = items[isChild ? 1 : 0]?.id ?? 0;
      return item === undefined ? `"return_to_stock_items":[${own}]` : `"order_item_id":${own}`;
    },
  );
}

interface Sent {
  readonly path: string;
  readonly text: string;
}

function withOthers({ others }: Records, sent: Sent): Sent {
  let { path, text } = sent;
  for (const [captured, own] of others) {
    const [kind = "", id = ""] = captured.split(" ");
    if (kind === "cart") path = path.replaceAll(id, own);
    if (kind === "invoice") path = path.replace(new RegExp(`(/V1/invoice/)${id}/`), `$1${own}/`);
    if (kind !== "shipment") continue;
    path = path.replace(new RegExp(`(/V1/shipment/)${id}(?!\\d)`), `$1${own}`);
    text = text.replace(new RegExp(`"parent_id":"?${id}"?,`), `"parent_id":${own},`);
  }
  return { path, text };
}

function withOrders(records: Records, { path, text }: Sent): Sent {
  const { orders } = records;
  const [, captured] = /\/V1\/orders?\/(\d+)/.exec(path) ?? [];
  if (captured === undefined || Number(captured) > HIGHEST) {
    const ofOrder = text.replaceAll(/"order_id":(\d+)/g, (whole, id: string) =>
      orders.has(id) ? `"order_id":${orders.get(id)}` : whole,
    );
    if (!ofOrder.includes('"entity":')) return { path, text: ofOrder };
    const saved = ofOrder.replace(/"entity_id":(\d+)/, (whole, id: string) =>
      Number(id) <= HIGHEST ? `"entity_id":${orderFor(records, id)}` : whole,
    );
    return { path, text: saved };
  }
  const key = orderFor(records, captured);
  const moved = path.replace(/(\/V1\/orders?\/)\d+/, (_whole, start: string) => `${start}${key}`);
  return { path: moved, text: itemsIn(text, records, { key, captured }) };
}

export function ownRecords(sandbox: MagentoSandbox) {
  const records: Records = { sandbox, orders: new Map(), others: new Map() };
  const { orders, others } = records;
  return {
    /** The call as it has to be made here. */
    translated(exchange: Exchange): Exchange {
      const { body, ...request } = exchange.request;
      const captured = { path: request.path, text: JSON.stringify(body ?? null) };
      const { path, text } = withOthers(records, withOrders(records, captured));
      const own = text === "null" ? {} : { body: JSON.parse(text) as Json };
      return { ...exchange, request: { ...request, path, ...own } };
    },
    /** Remembers what the call made here and what it had made there. */
    learn({ request, response }: Exchange, body: Json): void {
      const [there, here] = [response.body, body].map((one) =>
        typeof one === "string" || typeof one === "number" ? String(one) : undefined,
      );
      if (there === undefined || here === undefined || response.status !== 200) return;
      if (request.path.endsWith("/guest-carts")) others.set(`cart ${there}`, here);
      else if (request.path.endsWith("/ship")) others.set(`shipment ${there}`, here);
      else if (request.path.endsWith("/invoice")) others.set(`invoice ${there}`, here);
      else if (/payment-information$/.test(request.path)) orders.set(there, here);
    },
  };
}
