/** The catalog itself, whichever API shows it. */
import type { Option, Product, State, Variant } from "./state.ts";
import { defaultLocation, iso, levelKey } from "./state.ts";

export const ONLY_VARIANT = "00000000-0000-0000-0000-000000000000";

export interface NewVariant {
  readonly sku: string;
  readonly price: string;
  /** Name and value of each option. */
  readonly choices: readonly (readonly [string, string])[];
  readonly barcode?: string | undefined;
}

export function newProduct(state: State, name: string, slug: string): Product {
  const now = state.clock.now();
  const product: Product = {
    id: state.guid(),
    revision: 1,
    name,
    slug,
    description: "",
    visible: true,
    brand: "",
    media: [],
    options: [],
    variants: [],
    categoryIds: [],
    created: now,
    updated: now,
  };
  state.products.set(product.id, product);
  return product;
}

/** The option's choice of this name, made where it is new. */
export function choiceOf(state: State, product: Product, name: string, value: string) {
  let option: Option | undefined = product.options.find((one) => one.name === name);
  if (option === undefined) {
    option = { id: state.guid(), name, choices: [] };
    product.options.push(option);
  }
  let choice = option.choices.find((one) => one.name === value);
  if (choice === undefined) {
    choice = { id: state.guid(), name: value, mediaIds: [] };
    option.choices.push(choice);
  }
  return { optionId: option.id, choiceId: choice.id };
}

export function newVariant(state: State, product: Product, input: NewVariant): Variant {
  const variant: Variant = {
    id: state.guid(),
    sku: input.sku,
    barcode: input.barcode ?? "",
    visible: true,
    price: input.price,
    compareAt: null,
    cost: null,
    weight: null,
    box: null,
    choices: input.choices.map(([name, value]) => choiceOf(state, product, name, value)),
  };
  product.variants.push(variant);
  return variant;
}

/** A record of stock at a place; quantity null sells without counting. */
export function count(state: State, product: Product, variant: Variant, quantity: number | null, locationId?: string) {
  const place = locationId ?? defaultLocation(state);
  const key = levelKey(variant.id, place);
  const existing = state.inventory.get(key);
  if (existing) {
    existing.quantity = quantity;
    existing.revision += 1;
    existing.updated = state.clock.now();
  } else {
    const item = { id: state.guid(), revision: 1, variantId: variant.id, productId: product.id, locationId: place };
    state.inventory.set(key, { ...item, quantity, updated: state.clock.now() });
  }
  notifyStock(state, product, variant, quantity, place);
}

function notifyStock(state: State, product: Product, variant: Variant, quantity: number | null, locationId: string) {
  if (state.catalog === "V1") {
    // In this catalog the product's own time moves with its stock.
    product.updated = state.clock.now();
    state.emit("com.wix.ecommerce.inventory.api.v1.InventoryVariantsChanged", {
      flat: { inventoryItemId: product.id, productId: product.id, variants: [{ id: variantIdV1(product, variant) }] },
    });
    return;
  }
  const item = state.inventory.get(levelKey(variant.id, locationId));
  if (!item) return;
  state.emit("wix.stores.catalog.v3.inventory_item_updated", {
    entityId: item.id,
    inner: {
      updatedEvent: {
        currentEntity: {
          id: item.id,
          revision: String(item.revision),
          variantId: variant.id,
          productId: product.id,
          locationId,
          ...(quantity === null ? { inStock: true, trackQuantity: false } : { quantity, trackQuantity: true }),
          updatedDate: iso(item.updated),
        },
        modifiedFields: {},
      },
    },
  });
}

export function move(state: State, product: Product, variant: Variant, by: number): void {
  const item = state.inventory.get(levelKey(variant.id, defaultLocation(state)));
  if (item && item.quantity !== null) count(state, product, variant, item.quantity + by);
}

export function stockOf(state: State, variant: Variant): number {
  return state.locations.reduce(
    (sum, { id }) => sum + (state.inventory.get(levelKey(variant.id, id))?.quantity ?? 0),
    0,
  );
}

export function changed(state: State, product: Product, what: "created" | "updated"): void {
  product.updated = state.clock.now();
  if (what === "updated") product.revision += 1;
  if (state.catalog === "V1") {
    const name = what === "created" ? "ProductCreated" : "ProductChanged";
    state.emit(`com.wix.ecommerce.catalog.api.v1.${name}`, { flat: { productId: product.id } });
    return;
  }
  const entity = { id: product.id, revision: String(product.revision), name: product.name };
  state.emit(`wix.stores.catalog.v3.product_${what}`, {
    entityId: product.id,
    inner: what === "created" ? { createdEvent: { entity } } : { updatedEvent: { currentEntity: entity } },
  });
}

export function removeProduct(state: State, id: string): boolean {
  const product = state.products.get(id);
  if (!product) return false;
  state.products.delete(id);
  for (const { id: variantId } of product.variants)
    for (const { id: place } of state.locations) state.inventory.delete(levelKey(variantId, place));
  if (state.catalog === "V1")
    state.emit("com.wix.ecommerce.catalog.api.v1.ProductDeleted", { flat: { productId: id } });
  else
    state.emit("wix.stores.catalog.v3.product_deleted", {
      entityId: id,
      inner: { deletedEvent: { deletedEntity: { id } } },
    });
  return true;
}

/** Catalog V1's id of an item: the one item of a product without options has the id of nobody. */
export function variantIdV1(product: Product, variant: Variant): string {
  return product.options.length === 0 ? ONLY_VARIANT : variant.id;
}

export function variantByV1(product: Product, id: string): Variant | undefined {
  return product.options.length === 0
    ? product.variants.find(() => id === ONLY_VARIANT)
    : product.variants.find((one) => one.id === id);
}
