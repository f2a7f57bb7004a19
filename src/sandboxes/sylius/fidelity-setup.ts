/** The captured shop's books before each file, its orders by name, and what the emulator answers otherwise. */

import type { SyliusSandbox } from "./index.ts";
import { logIn } from "./login.ts";
import type { State } from "./state.ts";
import { LOCALE } from "./state.ts";

const JSON_ONLY = "asks for plain JSON; the connector always asks for JSON-LD, and only that is emulated";
const DESCRIBED = "the log describes the body instead of holding it";

/** Calls the emulator answers otherwise, knowingly. */
export const ON_PURPOSE: Readonly<Record<string, string>> = {
  "01 login-form-urlencoded": "a login that is not JSON; the connector sends JSON",
  "01 login-by-GET": "the login's address read like a resource; the connector posts",
  "02 create-plain-application-json": JSON_ONLY,
  "03 get-variant-accept-json": JSON_ONLY,
  "03 list-products-accept-json": JSON_ONLY,
  "04 product-taxon-put-position": "positions and links are not changed by the connector",
  "04 product-taxon-delete": "positions and links are not changed by the connector",
  "11 validation-json": JSON_ONLY,
  "11 notfound-json": JSON_ONLY,
  "11 problem-json-asked": "asks for a form of answers the shop does not have",
  "11 post-method-override": "a PATCH dressed as POST; the connector patches",
  "11 body-of-11MB-accepted": DESCRIBED,
  "11 name-256": DESCRIBED,
  "11 name-255": DESCRIBED,
  "11 description-70k": DESCRIBED,
  "11 channel-delete": "channels are only read",
  "11 order-of-cart-payment": "carts are not emulated: they have no order an administrator may read",
};

/** Fills the shop and answers the tokens the log calls by name. */
export function prepare({ state, shop }: SyliusSandbox, file: string): Record<string, string> {
  state.channels.push({ code: "B2B", name: "B2B Store", currency: "USD", hostname: "b2b.localhost" });
  const common = { password: "owner-pass", hasApiRole: false, enabled: true, lastLogin: null };
  state.administrators.push({ ...common, id: 1, email: "owner@example.test", username: "owner" });
  state.administrators.push({ ...common, id: 3, email: "old@example.test", username: "old", enabled: false });
  for (const admin of state.administrators) if (admin.id === 2) Object.assign(admin, { password: "hub-pass" });
  for (const code of ["CATALOG", "KITCHEN", "CLOTHING"]) taxon(state, code);
  if (file > "03") {
    for (const code of ["MUGS", "SHIRTS", "HOME"]) taxon(state, code);
    option(state, "size", ["size_s", "size_m"]);
    option(state, "colour", ["red", "blue"]);
  }
  state.menuTaxon = "CATALOG";
  if (file > "04") catalog(state, shop);
  const tokens = {
    "admin token": tokenOf(state, "hub", "hub-pass"),
    "owner token": tokenOf(state, "owner", "owner-pass"),
  };
  const expired = tokenOf(state, "hub", "hub-pass");
  const existing = state.tokens.get(expired);
  if (existing) existing.endsAt = 0;
  return { ...tokens, "expired token": expired, "shop token": "", "": "" };
}

function taxon(state: State, code: string): void {
  const text = { name: code, slug: code.toLowerCase(), description: null };
  const id = state.id("taxon");
  state.taxons.set(code, { id, code, parent: null, position: state.taxons.size, texts: new Map([[LOCALE, text]]) });
}

function option(state: State, code: string, values: readonly string[]): void {
  state.options.set(code, { code, name: code, values: values.map((one) => ({ code: one, value: one })) });
}

/** MUG and TSHIRT as file 03 leaves them. */
function catalog(state: State, shop: SyliusSandbox["shop"]): void {
  const made = (code: string, skus: readonly string[], options: readonly string[]) => {
    const { key } = shop.addProduct({
      title: code,
      variants: skus.map((sku) => ({ sku, price: "15.00", stock: 1000 })),
    });
    const product = state.products.get(key);
    if (!product) return;
    state.products.delete(key);
    state.products.set(code, { ...product, code, options: [...options] });
    for (const sku of skus) {
      const variant = state.variants.get(sku);
      if (variant) state.variants.set(sku, { ...variant, product: code });
    }
  };
  made("MUG", ["MUG-1", "MUG-2", "MUG-UF", "MUG-ON"], []);
  made("TSHIRT", ["TS-S-RED", "TS-M-RED", "TS-S-BLUE"], ["size", "colour"]);
  made("HTML", ["HTML-1"], []);
}

function tokenOf(state: State, email: string, password: string): string {
  const text = JSON.stringify({ email, password });
  const reply = logIn(state, {
    method: "POST",
    path: "",
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.from(text),
    text,
    json: () => ({ email, password }),
  });
  const json: unknown = reply.json;
  return json !== null && typeof json === "object" && "token" in json ? String(json.token) : "";
}

/**
 * The path of a logged call on this shop's own orders: calls on orders are named by the order's letter ("A-pay"), and
 * each letter gets an order when it is first heard. Null for calls that cannot be placed.
 */
export function replayedOrders({ shop, state }: SyliusSandbox, file: string) {
  const made = new Map<string, string>();
  return (name: string, path: string): string | null => {
    const [, kind, rest = ""] = /^\/api\/v2\/admin\/(orders|payments|shipments)\/[^/?]+(.*)$/.exec(path) ?? [];
    if (kind === undefined) return path;
    if (/\/(NOPE|99999)\b/.test(path)) return path;
    const letter = file.startsWith("08") ? /^([A-F])-/.exec(name)?.[1] : name;
    if (letter === undefined) return null;
    const key = made.get(letter) ?? shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 2 }], payment: "pending" });
    made.set(letter, key);
    const order = state.orders.get(key);
    const id = kind === "orders" ? key : kind === "payments" ? order?.payment.id : order?.shipment.id;
    return `/api/v2/admin/${kind}/${id}${rest}`;
  };
}
