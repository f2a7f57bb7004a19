/** The merchant's and the customers' side of the emulated shop. */
import { missing } from "../../src/connectors/kit/sandbox/missing.ts";
import type { SandboxProduct, SandboxShop } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { account } from "./sandbox-access.ts";
import { orderControls } from "./sandbox-orders.ts";
import {
  changed, // #if webhooks
  findVariant,
  type State,
} from "./sandbox-state.ts";

/** Calls the platform's page on limits allows: a burst, then so many a second. */
export const LIMIT = { perSecond: 5, burst: 10 } as const;

export function createShop(state: State): SandboxShop {
  const find = (sku: string) => findVariant(state, sku) ?? missing("SKU", sku);
  const edit = (sku: string, change: (found: ReturnType<typeof find>) => void) => {
    const found = find(sku);
    change(found);
    found.product.updated_at = state.now();
    changed(state, "product.updated", "product", found.product); // #if webhooks
  };
  return {
    ...account(state.access),
    ...orderControls(state, find),
    published: { calls: LIMIT.burst + LIMIT.perSecond, perMs: 1_000 },
    addProduct: (product) => addProduct(state, product),
    removeProduct(key) {
      const product = state.products.get(key); // #if webhooks
      state.products.delete(key);
      if (product) changed(state, "product.deleted", "product", { id: product.id }); // #if webhooks
    },
    stockOf: (sku) => find(sku).variant.stock,
    setStock: (sku, quantity) => edit(sku, ({ variant }) => Object.assign(variant, { stock: quantity })),
    priceOf: (sku) => find(sku).variant.price,
    setPrice: (sku, price) => edit(sku, ({ variant }) => Object.assign(variant, { price })),
    titleOf: (sku) => find(sku).product.title,
    setTitle: (sku, title) => edit(sku, ({ product }) => Object.assign(product, { title })),
    skus: () => [...state.products.values()].flatMap((product) => product.variants.map((variant) => variant.sku)),
  };
}

function addProduct(state: State, input: SandboxProduct): ReturnType<SandboxShop["addProduct"]> {
  const variants = input.variants.map(({ sku, price, stock, barcode = null, option = null }) => ({
    id: state.id(),
    sku,
    price,
    stock,
    barcode,
    option: option ?? (input.variants.length > 1 ? sku : "Standard"),
  }));
  const product = {
    id: state.id(),
    title: input.title,
    description: "",
    status: input.status ?? "active",
    updated_at: state.now(),
    variants,
  };
  state.products.set(product.id, product);
  changed(state, "product.created", "product", product); // #if webhooks
  return { key: product.id, variantKeys: Object.fromEntries(variants.map(({ sku, id }) => [sku, id])) };
}
