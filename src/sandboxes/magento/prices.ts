/** The plural price routes: 200 with the refused rows, the good ones are kept. */
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import type { Doc } from "./replies.ts";
import { bodyDoc, docsIn, listIn, numberIn, ok, refuse, textIn } from "./replies.ts";
import type { State, StoredProduct } from "./state.ts";
import { productBySku } from "./state.ts";

type RowError = { readonly message: string; readonly parameters: readonly Json[] };

const INVALID = "Invalid attribute %fieldName = %fieldValue.";

function plural(
  state: State,
  request: SandboxRequest,
  apply: (product: StoredProduct, row: Doc) => RowError | null,
): SandboxReply {
  const rows = docsIn(bodyDoc(request), "prices");
  requireFew(state, rows.length);
  const errors = rows.flatMap((row) => {
    const sku = textIn(row, "sku") ?? "";
    const product = productBySku(state, sku);
    if (!product || product.typeId === "configurable") return [{ message: INVALID, parameters: ["SKU", sku] }];
    const store = numberIn(row, "store_id") ?? 0;
    if (store !== 0 && !state.views.some((view) => view.id === store))
      return [
        {
          message: `Requested store is not found. Row ID: SKU = ${sku}, Store ID: ${store}.`,
          parameters: [sku, String(store)],
        },
      ];
    return apply(product, row) ?? [];
  });
  return ok(errors);
}

/** Stores a row is kept for: with prices per website all views of its website; none: it is for all. */
function storesOf(state: State, row: Doc): readonly number[] {
  const view = state.views.find(({ id }) => id === (numberIn(row, "store_id") ?? 0));
  if (!view) return [];
  if (!state.hasWebsitePrices) return [view.id];
  return state.views.filter(({ websiteId }) => websiteId === view.websiteId).map(({ id }) => id);
}

function requireFew(state: State, count: number): void {
  const most = state.limits.items;
  if (most !== null && count > most)
    throw refuse(400, 'Maximum items of type "%type" is %max', { type: "string", max: most });
}

/** The time of change stays. */
export function setBasePrices(state: State, request: SandboxRequest): SandboxReply {
  return plural(state, request, (product, row) => {
    const price = numberIn(row, "price");
    if (price === undefined || price < 0) return { message: INVALID, parameters: ["Price", String(row.price ?? "")] };
    const stores = storesOf(state, row);
    for (const store of stores) product.ownPrices.set(store, String(price));
    if (stores.length === 0) product.price = String(price);
    return null;
  });
}

function named(state: State, request: SandboxRequest): StoredProduct[] {
  const skus = listIn(bodyDoc(request), "skus").map(String);
  requireFew(state, skus.length);
  return skus.flatMap((sku) => productBySku(state, sku) ?? []);
}

export function readBasePrices(state: State, request: SandboxRequest): SandboxReply {
  const products = named(state, request).filter((product) => product.typeId !== "configurable");
  return ok(
    products.flatMap(({ sku, price, ownPrices }) =>
      [[0, price] as const, ...ownPrices].map(([store_id, text]) => ({ price: Number(text), store_id, sku })),
    ),
  );
}

const LOCAL = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;

export function setSpecialPrices(state: State, request: SandboxRequest): SandboxReply {
  return plural(state, request, (product, row) => {
    const [from, to] = [textIn(row, "price_from"), textIn(row, "price_to")];
    for (const [name, value] of [
      ["Price From", from],
      ["Price To", to],
    ] as const)
      if (value !== undefined && !LOCAL.test(value))
        return {
          message: `Invalid attribute ${name} = . Row ID: SKU = ${product.sku}, Store ID: 0, Price From: ${from ?? ""}, Price To: ${to ?? ""}.`,
          parameters: [name, product.sku, "0", value, null],
        };
    const special = { price: String(numberIn(row, "price") ?? 0), from: from ?? null, to: to ?? null };
    const stores = storesOf(state, row);
    for (const store of stores) product.ownSpecials.set(store, special);
    if (stores.length === 0) product.special = special;
    return null;
  });
}

export function readSpecialPrices(state: State, request: SandboxRequest): SandboxReply {
  return ok(
    named(state, request).flatMap(({ sku, special, ownSpecials }) =>
      [...(special ? [[0, special] as const] : []), ...ownSpecials].map(([store_id, { price, from, to }]) => ({
        price: Number(price),
        store_id,
        sku,
        price_from: from,
        price_to: to,
      })),
    ),
  );
}

/** Only the row as it stands is removed. */
export function deleteSpecialPrices(state: State, request: SandboxRequest): SandboxReply {
  return plural(state, request, (product, row) => {
    const stores = storesOf(state, row);
    const special = stores.length === 0 ? product.special : product.ownSpecials.get(stores[0] ?? 0);
    const isSame =
      special != null &&
      Number(special.price) === numberIn(row, "price") &&
      special.from === (textIn(row, "price_from") ?? null) &&
      special.to === (textIn(row, "price_to") ?? null);
    if (isSame && stores.length === 0) product.special = null;
    if (isSame) for (const store of stores) product.ownSpecials.delete(store);
    return null;
  });
}
