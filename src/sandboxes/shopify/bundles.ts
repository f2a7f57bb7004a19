/** Fixed bundles: an order lists their components, each with its share of the money, and names the group they stand for. */
import { allocate, formatDecimal, money, parseMoney } from "../../commerce/money.ts";
import type { SandboxShop } from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxSet } from "../../connectors/kit/sandbox/sets.ts";
import { createProduct, createVariant, touchProduct } from "./catalog.ts";
import type { NewLine } from "./ordering.ts";
import { newId, type SandboxVariant, type ShopState, variantOfSku } from "./state.ts";
import { gid, type View } from "./view-base.ts";

const KINDS = [
  {
    name: "fixed bundle",
    takes: "parts",
    sendsParts: true,
    listsParts: true,
    untold: "what is in a bundle is another connection of each variant",
  },
] as const;

export function bundleControls(state: ShopState): Required<Pick<SandboxShop, "setKinds" | "makeSet">> {
  return { setKinds: KINDS, makeSet: (set) => makeBundle(state, set) };
}

function makeBundle(state: ShopState, { sku, price, parts }: SandboxSet): void {
  const product = createProduct(state, { title: sku });
  const options = [{ name: "Title", value: "Default Title" }];
  const bundle = createVariant(state, product, { sku, price, options });
  bundle.components = parts.flatMap((part) => {
    const variant = variantOfSku(state, part.sku);
    return variant ? [{ variantId: variant.id, quantity: part.quantity }] : [];
  });
  touchProduct(state, product, "products/create");
}

/** What an order lists where a buyer takes so many of an item. */
export function linesToBuy(state: ShopState, variant: SandboxVariant, quantity: number): NewLine[] {
  const parts = variant.components.flatMap((one) => {
    const part = state.variants.get(one.variantId);
    return part ? [{ part, quantity: one.quantity }] : [];
  });
  if (parts.length === 0) return [{ variantId: variant.id, quantity }];
  const { currency } = state;
  const whole = parseMoney(variant.price, currency).minor;
  const worth = parts.map((one) => parseMoney(one.part.price, currency).minor * BigInt(one.quantity));
  const shares = allocate(whole, worth);
  const units = parts.map((one, index) => (shares[index] ?? 0n) / BigInt(one.quantity));
  // Cents that no price of several units can hold go to one that is sold by the piece.
  const stored = parts.reduce((sum, one, index) => sum + (units[index] ?? 0n) * BigInt(one.quantity), 0n);
  const single = parts.findIndex((one) => one.quantity === 1);
  const group = { id: newId(state), variantId: variant.id, quantity };
  return parts.map(({ part, ...one }, index) => ({
    variantId: part.id,
    quantity: one.quantity * quantity,
    price: formatDecimal(money((units[index] ?? 0n) + (index === single ? whole - stored : 0n), currency)),
    group,
  }));
}

export function groupView(state: ShopState, { id, variantId, quantity }: NonNullable<NewLine["group"]>): View {
  const variant = state.variants.get(variantId);
  return {
    __typename: "LineItemGroup",
    id: gid("LineItemGroup", id),
    title: state.products.get(variant?.productId ?? "")?.title ?? "",
    quantity,
    customAttributes: [],
    productId: variant ? gid("Product", variant.productId) : null,
    variantId: gid("ProductVariant", variantId),
    variantSku: variant?.sku ?? null,
  };
}
