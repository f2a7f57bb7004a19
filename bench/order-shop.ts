/**
 * A shop with any number of orders, as a process of its own: a WooCommerce sandbox whose order pages are made on the fly
 * from one of its own orders, so that neither memory nor time of the emulated platform limits what is measured.
 * Prints its address and credentials as JSON; POST /window {from, to} says which orders it has.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import process from "node:process";
import { buffer } from "node:stream/consumers";
import { request } from "undici";
import { seededRandom } from "../src/connectors/kit/sandbox/seeded-random.ts";
import { renderOrder } from "../src/sandboxes/woocommerce/order-view.ts";
import { ITEM_METHODS } from "../src/sandboxes/woocommerce/rest.ts";
import type { OrderWindow } from "./b2-import.ts";
import { shopWith, sku } from "./shops.ts";

const PRODUCTS = 200;
const CUSTOMERS_PER_ORDER = 0.4;
const FIRST_ID = 100_000;
/** One order every second from here on. */
const START = Date.UTC(2026, 0, 1);

const sandbox = await shopWith({ products: PRODUCTS, stock: 10_000_000, seed: Number(process.argv[2] ?? 1) });
const products = Array.from({ length: PRODUCTS }, (_, index) => productOf(index));
let range: OrderWindow = { from: 0, to: 0 };

function productOf(index: number): { id: number; name: string; sku: string } {
  const found = [...sandbox.state.products.values()].find((product) => product.sku === sku(index));
  if (!found) throw new Error(`The shop lost ${sku(index)}.`);
  return { id: found.id, name: found.name, sku: found.sku };
}

/** The shape of an order: one the sandbox itself made, two lines, paid by card. */
function templateOrder(): Record<string, unknown> & {
  billing: object;
  shipping: object;
  line_items: Record<string, unknown>[];
} {
  const { shop, state } = sandbox;
  const key = shop.placeOrder({
    lines: [
      { sku: sku(0), quantity: 1 },
      { sku: sku(1), quantity: 2 },
    ],
    customer: { name: "Anna de Vries", email: "a@mail.example", phone: "+31612345678" },
  });
  const order = state.orders.get(Number(key));
  if (!order) throw new Error("The order was lost.");
  const shown = renderOrder({ shop: state, origin: state.url, context: "view", allow: ITEM_METHODS }, order);
  state.orders.delete(Number(key));
  return JSON.parse(JSON.stringify(shown));
}

const template = templateOrder();

function orderAt(index: number): object {
  const random = seededRandom(index + 1);
  const id = FIRST_ID + index;
  const customer = Math.floor(random() * Math.max(1, Math.ceil((index + 1) * CUSTOMERS_PER_ORDER)));
  const time = new Date(START + index * 1000).toISOString().slice(0, 19);
  const person = {
    first_name: "Kim",
    last_name: `Customer ${customer}`,
    phone: `+316${String(10_000_000 + customer)}`,
  };
  return {
    ...template,
    id,
    number: String(id),
    order_key: `wc_order_${id}`,
    date_created: time,
    date_created_gmt: time,
    date_modified: time,
    date_modified_gmt: time,
    date_paid: time,
    date_paid_gmt: time,
    billing: { ...template.billing, ...person, email: `customer${customer}@mail.example` },
    shipping: { ...template.shipping, ...person },
    line_items: template.line_items.map((line, number) => {
      const product = products[Math.floor(random() * PRODUCTS)];
      if (!product) throw new Error("The shop lost a product.");
      return { ...line, id: id * 10 + number, product_id: product.id, name: product.name, sku: product.sku };
    }),
  };
}

/** GET /orders: oldest change first, changed after a time (exclusive), pages of per_page. */
function orderPage(query: URLSearchParams): { rows: object[]; total: number; pages: number } {
  const after = query.get("modified_after");
  const size = Number(query.get("per_page") ?? 10);
  const first = after === null ? 0 : Math.floor((Date.parse(`${after}Z`) - START) / 1000) + 1;
  const from = Math.max(range.from, first);
  const total = Math.max(0, range.to - from);
  const start = from + (Number(query.get("page") ?? 1) - 1) * size;
  const length = Math.max(0, Math.min(size, range.to - start));
  return { rows: Array.from({ length }, (_, at) => orderAt(start + at)), total, pages: Math.ceil(total / size) };
}

async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const body = await buffer(incoming);
  const { host: _host, connection: _connection, "content-length": _length, ...headers } = incoming.headers;
  const answer = await request(`${inner}${incoming.url}`, {
    method: (incoming.method ?? "GET") as "GET",
    headers,
    ...(body.length > 0 && { body }),
  });
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  for (const [name, value] of Object.entries(answer.headers))
    if (value !== undefined && !["transfer-encoding", "connection", "content-length"].includes(name))
      outgoing.setHeader(name, value);
  outgoing.writeHead(answer.statusCode).end(bytes);
}

async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const url = new URL(incoming.url ?? "/", "http://shop");
  if (url.pathname === "/window") {
    range = JSON.parse((await buffer(incoming)).toString()) as OrderWindow;
    outgoing.writeHead(204).end();
  } else if (
    incoming.method === "GET" &&
    url.pathname === "/wp-json/wc/v3/orders" &&
    !url.searchParams.has("include")
  ) {
    const { rows, total, pages } = orderPage(url.searchParams);
    outgoing
      .writeHead(200, {
        "content-type": "application/json; charset=UTF-8",
        "x-wp-total": total,
        "x-wp-totalpages": pages,
      })
      .end(JSON.stringify(rows));
  } else await pass(incoming, outgoing);
}

const inner = sandbox.url;
const server = createServer((incoming, outgoing) => {
  serve(incoming, outgoing).catch((error: unknown) => outgoing.writeHead(500).end(String(error)));
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  // Signatures cover the address the caller used.
  sandbox.state.url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  process.stdout.write(`${JSON.stringify({ url: sandbox.state.url, credentials: sandbox.shop.credentials() })}\n`);
});
process.once("SIGTERM", () => process.exit(0));
