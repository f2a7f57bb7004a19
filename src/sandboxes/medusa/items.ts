/** Stock items of variants: kits of several, and one that several variants are made of. */
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxSet } from "../../connectors/kit/sandbox/sets.ts";
import { createProduct, linkItem, variantsOf } from "./catalog.ts";
import type { State, StoredItem, StoredProduct, StoredVariant } from "./state.ts";

export function variantOf(state: State, sku: string): StoredVariant {
  return [...state.variants.values()].find((one) => one.sku === sku) ?? missing("SKU", sku);
}

export function itemOf(state: State, { links }: StoredVariant): StoredItem {
  const item = state.items.get(links[0]?.itemId ?? "");
  if (!item) throw new RangeError("The sandbox does not count this variant's stock.");
  return item;
}

export function productOf(state: State, sku: string): StoredProduct {
  return state.products.get(variantOf(state, sku).productId) ?? missing("product of", sku);
}

const isKit = ({ links }: StoredVariant): boolean => links.length > 1 || links.some(({ required }) => required !== 1);

const freeOf = ({ levels }: StoredItem): number =>
  levels.reduce((total, { stocked, reserved }) => total + stocked - reserved, 0);

/** A variant of several pieces: it gets no stock item of its own. */
function makeKit(state: State, { sku, price, parts }: SandboxSet): void {
  createProduct(state, {
    title: sku,
    handle: state.id("p"),
    status: "published",
    sales_channels: state.channels.slice(0, 1).map(({ id }) => ({ id })),
    options: [{ title: "Kind", values: ["Standard"] }],
    variants: [
      {
        title: "Standard",
        sku,
        options: { Kind: "Standard" },
        prices: [{ currency_code: state.currency, amount: Number(price) }],
        inventory_items: parts.map((part) => ({
          inventory_item_id: itemOf(state, variantOf(state, part.sku)).id,
          required_quantity: part.quantity,
        })),
      },
    ],
  });
}

export function itemControls(state: State) {
  return {
    // A kit has no number of its own.
    stockOf(sku: string): number {
      const variant = variantOf(state, sku);
      return isKit(variant) ? 0 : freeOf(itemOf(state, variant));
    },
    levelsOf(sku: string): ReadonlyMap<string, number> {
      const variant = variantOf(state, sku);
      const levels = isKit(variant) ? [] : itemOf(state, variant).levels;
      return new Map(levels.map(({ location, stocked, reserved }) => [location, stocked - reserved]));
    },
    leaveLocation(sku: string, location: string) {
      const { levels } = itemOf(state, variantOf(state, sku));
      const at = levels.findIndex((level) => level.location === location);
      if (at >= 0) levels.splice(at, 1);
    },
    setKinds: [{ name: "kit", takes: "parts" as const }],
    makeSet: (set: SandboxSet) => makeKit(state, set),
    shareStock(sku: string, quantity: number) {
      const [link] = variantOf(state, sku).links;
      for (const one of variantsOf(state, productOf(state, sku))) {
        for (const { itemId } of one.links.splice(0)) state.items.get(itemId)?.owners.delete(one.id);
        if (link) linkItem(state, one, link);
      }
      for (const level of itemOf(state, variantOf(state, sku)).levels.slice(0, 1))
        Object.assign(level, { stocked: quantity + level.reserved, updatedAt: state.now() });
    },
  };
}
