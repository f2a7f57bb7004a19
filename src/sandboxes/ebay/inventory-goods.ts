/** Goods as the seller's own tools of the Inventory API keep them: items, groups and offers. */
import type { SandboxProduct } from "../../connectors/kit/sandbox/sandbox.ts";
import type { Goods } from "./goods.ts";
import {
  digits,
  minorOf,
  moneyOf,
  offersOf,
  ofMinor,
  type State,
  type StoredItem,
  type StoredOffer,
  shownOf,
} from "./state.ts";

export function inventoryGoods(state: State): Goods {
  const find = (sku: string): { readonly item: StoredItem; readonly offer: StoredOffer } => {
    const item = state.items.get(sku);
    const offer = offersOf(state, sku).find(({ site }) => site === state.site);
    if (!item || !offer) throw new RangeError(`The sandbox has no SKU "${sku}".`);
    return { item, offer };
  };
  return {
    addProduct: (product) => addProduct(state, product),
    removeProduct: (key) => removeProduct(state, key),
    blockProduct: (key) => {
      for (const sku of state.groups.get(key)?.skus ?? [key]) find(sku).offer.isOnHold = true;
    },
    stockOf: (sku) => shownOf(find(sku).item, find(sku).offer),
    setStock: (sku, quantity) => setStock(find(sku), quantity),
    priceOf: (sku) => find(sku).offer.price.value,
    setPrice: (sku, price) => void Object.assign(find(sku).offer, { price: moneyOf(state, price) }),
    titleOf: (sku) => headOf(state, find(sku).item).title,
    setTitle: (sku, title) => void Object.assign(headOf(state, find(sku).item), { title }),
    setDescription: (sku, description) => void Object.assign(headOf(state, find(sku).item), { description }),
    catalog: () => [state.items, state.groups, state.offers],
    skus: () => [...state.items.keys()],
    sell(sku, quantity) {
      const { item, offer } = find(sku);
      offer.sold += quantity;
      const cost = ofMinor(minorOf(offer.price) * BigInt(quantity), state.currency);
      return { title: headOf(state, item).title, cost, listingId: offer.listingId };
    },
  };
}

/** A group's title and text are its own. */
const headOf = (state: State, item: StoredItem): { title: string; description: string } =>
  (item.groupKey === null ? undefined : state.groups.get(item.groupKey)) ?? item;

function setStock({ item, offer }: { readonly item: StoredItem; readonly offer: StoredOffer }, quantity: number): void {
  item.quantity = quantity;
  if (offer.available !== null) offer.available = quantity;
}

function addProduct(state: State, input: SandboxProduct): ReturnType<Goods["addProduct"]> {
  const skus = input.variants.map(({ sku }) => sku);
  const isGroup = skus.length > 1 || input.variants.some(({ option }) => option !== undefined);
  const key = isGroup ? `G-${digits(state, 8)}` : (skus[0] ?? "");
  if (isGroup) state.groups.set(key, { key, title: input.title, description: "", skus });
  const listingId = digits(state, 12);
  for (const { sku, price, stock, barcode, option } of input.variants) {
    state.items.set(sku, {
      sku,
      quantity: stock,
      title: input.title,
      description: "",
      barcode: barcode ?? null,
      option: isGroup ? (option ?? sku) : null,
      groupKey: isGroup ? key : null,
    });
    const id = digits(state, 11);
    state.offers.set(id, {
      id,
      sku,
      site: state.site,
      price: moneyOf(state, price),
      available: null,
      status: input.status === "draft" ? "UNPUBLISHED" : "PUBLISHED",
      listingId,
      category: input.category ?? "11450",
      sold: 0,
      isOnHold: false,
    });
  }
  return { key, variantKeys: Object.fromEntries(skus.map((sku) => [sku, sku])) };
}

function removeProduct(state: State, key: string): void {
  const skus = state.groups.get(key)?.skus ?? [key];
  state.groups.delete(key);
  for (const sku of skus) {
    for (const { id } of offersOf(state, sku)) state.offers.delete(id);
    state.items.delete(sku);
  }
}
