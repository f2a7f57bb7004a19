/** The captured shop's books and keys, its numbers before each call, and what the emulator answers otherwise. */
import type { Exchange } from "./fidelity-exchange.ts";
import type { PrestaShopSandbox } from "./index.ts";
import { orderFromCart } from "./orders.ts";
import { ownerOf } from "./products.ts";
import { FULL_KEY } from "./seed.ts";
import type { State } from "./state.ts";
import { find, insert, text, textsOf, where } from "./state.ts";
import { TABLES } from "./tables.ts";

/** Bodies the log names instead of holding them. */
export const SKIPPED =
  /(16 (bulk-patch|products-full|orders-full|too-large)|17 form-xml-field|18 order-put-own-get|07 upload-raw-body|10 cart-too-many-read)/;

const PICTURES = "this file was captured after the next one: the product had pictures by then";
const VOUCHER = "a voucher was put into the cart inside the captured shop's database; the Webservice has no way to";

export const ON_PURPOSE: Readonly<Record<string, string>> = {
  "9.1.4 01 languages": "the captured shop prints the second language's flags as text",
  "9.1.4 03 patch-id-mismatch": "the shop's demo product has variants and pictures",
  "9.1.4 06 patch-name-both-languages": PICTURES,
  "9.1.4 06 patch-name-one-language-with-language-param": PICTURES,
  "9.1.4 06 patch-name-plain": PICTURES,
  "9.1.4 08 guest-same-email": "a guest's default group comes as text, an account's as a number",
  "9.1.4 11 order-with-voucher": VOUCHER,
  "9.1.4 11 order_cart_rules": VOUCHER,
  "9.1.4 11 probe-giftlike": VOUCHER,
  "9.1.4 11 giftlike-rules-after-customer": VOUCHER,
  "9.1.4 14 patch-tracking": VOUCHER,
  "9.1.4 14 patch-tracking-sendemail": VOUCHER,
  "9.1.4 14 patch-same-tracking-sendemail": VOUCHER,
  "9.1.4 14 patch-order-shipping_number": VOUCHER,
  "9.1.4 17 dtd-body": "a document with entities of its own: refused here, never sent by the connector",
};

const KEYS: Readonly<Record<string, string>> = {
  full: FULL_KEY,
  restricted: "RESTRICTED0123456789ABCDEFGHIJKL",
  "no-permission": "NOPERMISSION0123456789ABCDEFGHIJ",
  "no-shop": "NOSHOP0123456789ABCDEFGHIJKLMNOP",
  inactive: "INACTIVE0123456789ABCDEFGHIJKLMN",
};

/** "Basic, full key as user, empty password", "Basic, user 'X' password ''", "none". */
export function authorizationOf(auth: string): { readonly authorization?: string } {
  if (auth === "none") return {};
  const named = /Basic, (.+) key as user/.exec(auth)?.[1];
  const [, user = "", password = ""] = /user '(.*)' password '(.*)'/.exec(auth) ?? [];
  const proof = named === undefined ? `${withKey(user)}:${withKey(password)}` : `${KEYS[named] ?? FULL_KEY}:`;
  return { authorization: `Basic ${Buffer.from(proof).toString("base64")}` };
}

export function withKey(text: string): string {
  return text.replace("{full key of this shop}", FULL_KEY);
}

export function prepare({ state }: PrestaShopSandbox, version: string): void {
  Object.assign(state, { version, vatPercent: 21 });
  const right = { isActive: true, hasShop: true };
  const ticks = { orders: ["GET"], products: ["GET"], stock_availables: ["GET", "PUT"] };
  state.keys.set(KEYS.restricted ?? "", { ...right, permissions: ticks });
  state.keys.set(KEYS["no-permission"] ?? "", { ...right, permissions: {} });
  state.keys.set(KEYS["no-shop"] ?? "", { ...right, permissions: null, hasShop: false });
  state.keys.set(KEYS.inactive ?? "", { ...right, permissions: null, isActive: false });
  places(state);
  demoProducts(state);
  demoOrders(state);
  state.nextId.set("images", version === "9.1.4" ? 29 : 24);
}

function places(state: State): void {
  for (const [id, iso] of [
    [13, "NL"],
    [21, "US"],
  ] as const) {
    state.nextId.set("countries", id);
    const flags = { contains_states: "1", need_zip_code: "1", display_tax_label: "1", active: "1" };
    insert(state, "countries", {
      ...flags,
      iso_code: iso,
      call_prefix: "31",
      zip_code_format: "NNNN LL",
      id_zone: "1",
      name: textsOf(state, iso),
    });
  }
}
function demoProducts(state: State): void {
  for (let number = 3; number <= 9; number += 1)
    insert(state, "categories", {
      name: textsOf(state, `Demo ${number}`),
      id_parent: number === 3 ? "2" : "3",
      active: "1",
    });
  insert(state, "tax_rules", { id_tax_rules_group: "1", id_country: "13", id_tax: "1" });
  for (let number = 1; number <= 4; number += 1) insert(state, "product_options", { group_type: "select" });
  insert(state, "manufacturers", { name: "Studio Design", active: "1" });

  for (let number = 1; number <= 19; number += 1) {
    const texts = { name: textsOf(state, `Mug ${number}`), link_rewrite: textsOf(state, "mug") };
    const values = {
      ...texts,
      reference: `demo_${number}`,
      price: "23.900000",
      active: "1",
      state: "1",
      type: "simple",
      product_type: "standard",
      ...DEMO_PRODUCT,
    };
    insert(state, "products", values, { categories: [{ id: "2" }] });
    insert(state, "stock_availables", {
      id_product: String(number),
      id_product_attribute: "0",
      id_shop: "1",
      quantity: "300",
      out_of_stock: "2",
    });
  }
}
const DEMO_PRODUCT = { id_manufacturer: "1", id_supplier: "1", id_category_default: "2", id_tax_rules_group: "1" };

function demoOrders(state: State): void {
  for (let number = 1; number <= 5; number += 1) {
    const order = insert(state, "orders", {
      current_state: "1",
      reference: `DEMO${number}`,
      module: "ps_checkpayment",
      id_currency: "1",
    });
    insert(state, "order_details", { id_order: String(order.id), product_id: "1", product_quantity: "1" });
  }
  for (let number = 1; number <= 2; number += 1) insert(state, "customers", { email: `demo${number}@example.test` });
  for (let number = 1; number <= 6; number += 1) insert(state, "addresses", { alias: "Anonymous", id_country: "13" });
}

type Doc = Readonly<Record<string, unknown>>;

function docOf(value: unknown): Doc {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Doc) : {};
}

function firstOf(value: unknown): Doc {
  return docOf(Array.isArray(value) ? value[0] : value);
}

/** Things made get the numbers they had there, and orders the references; what was done beside the log is done. */
export function before(sandbox: PrestaShopSandbox, exchange: Exchange): void {
  const { state } = sandbox;
  if (/-order-created$/.test(exchange.name) && exchange.id !== undefined) createdBeside(sandbox, exchange);
  if (exchange.name === "patch-current_state-3") createdBeside(sandbox, { name: "paid", id: 23 });
  if (/^webservice-o/.test(exchange.name)) state.isWebserviceOn = false;
  else state.isWebserviceOn = true;
  const { request, response } = exchange;
  const body = docOf(response?.body);
  const seen = firstOf(body.orders ?? body.order);
  if (typeof seen.reference === "string" && seen.reference !== "") rename(state, String(seen.id), seen.reference);
  if (request?.method === "POST" && response?.status === 201)
    number(state, request.path, body, String(request.body ?? ""));
}

function number(state: State, path: string, body: Doc, sent: string): void {
  const resource = /^\/api\/(\w+)/.exec(path)?.[1] ?? "";
  const made = docOf(body[TABLES.get(resource)?.node ?? ""]);
  const id = Number(made.id);
  if (!Number.isInteger(id)) return;
  // Of several made at once the answer tells the last.
  const count = sent.split(`</${TABLES.get(resource)?.node}>`).length - 1;
  state.nextId.set(resource, id - Math.max(0, count - 1));
  const inside = docOf(made.associations);
  const [stock, row] = [firstOf(inside.stock_availables), firstOf(inside.order_rows)];
  if ("id" in stock) state.nextId.set("stock_availables", Number(stock.id));
  if ("id" in row) state.nextId.set("order_details", Number(row.id));
  if (resource === "orders") state.nextId.set("order_carriers", id);
}

function rename(state: State, id: string, reference: string): void {
  const order = find(state, "orders", id);
  if (!order) return;
  for (const payment of where(state, "order_payments", { order_reference: text(order, "reference") }))
    payment.values.order_reference = reference;
  order.values.reference = reference;
}

/** Two mugs and a shirt, with carrier 2; paid, or with a wrong total. */
function createdBeside({ state }: PrestaShopSandbox, { id = 0, name }: Exchange): void {
  const sizes = ["HUB-MUG-1", "HUB-SHIRT-M-RED"].map((sku) => ownerOf(state, sku));
  const rows = sizes.map(({ product, combination }, index) => ({
    id_product: String(product.id),
    id_product_attribute: String(combination?.id ?? 0),
    quantity: String(2 - index),
  }));
  const cart = insert(state, "carts", { delivery_option: '{"7": "2,"}' }, { cart_rows: rows });
  state.nextId.set("orders", id);
  state.nextId.set("order_carriers", id);
  const order = insert(state, "orders", {
    id_cart: String(cart.id),
    id_customer: "3",
    id_address_delivery: "7",
    id_currency: "1",
    module: name.startsWith("cod") ? "ps_cashondelivery" : "ps_wirepayment",
    total_paid: name.startsWith("paid") ? "66.550000" : "0.000000",
  });
  orderFromCart(state, order);
}

const MAGIC: Readonly<Record<string, string>> = {
  jpg: "ffd8ffe000104a46",
  png: "89504e470d0a1a0a",
  webp: "5249464600000000",
  gif: "4749463839610000",
};

/** Pictures the log does not hold: one of the same kind. */
export function uploadOf({ name, request }: Exchange): {
  readonly body?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
} {
  if (request?.method !== "POST" || !request.path.includes("/images/products/") || /no-file|raw/.test(name)) return {};
  const magic = Object.entries(MAGIC).find(([kind]) => name.includes(`-${kind}`) && !name.includes("text"))?.[1];
  const bytes = magic
    ? Buffer.from(magic, "hex")
    : /replace|image|unknown|field/.test(name)
      ? Buffer.from(MAGIC.jpg ?? "", "hex")
      : Buffer.from("text");
  const type = name.includes("mime") ? "text/plain" : "image/jpeg";
  const field = name.includes("field") ? "picture" : "image";
  const head = `--b\r\nContent-Disposition: form-data; name="${field}"; filename="a.jpg"\r\nContent-Type: ${type}\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from("\r\n--b--\r\n")]);
  const { authorization = "" } = authorizationOf(request.auth ?? "");
  return { body, headers: { authorization, "content-type": "multipart/form-data; boundary=b" } };
}
