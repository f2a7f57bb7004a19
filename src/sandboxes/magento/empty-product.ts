import type { State, StoredProduct } from "./state.ts";

/** A simple product of the default set, on sale and seen everywhere, without a name. */
export function emptyProduct(state: Pick<State, "id" | "now">): StoredProduct {
  const now = state.now();
  return {
    id: state.id("product"),
    sku: "",
    name: "",
    viewNames: new Map(),
    attributeSetId: 4,
    price: "0",
    status: 1,
    visibility: 4,
    typeId: "simple",
    weight: null,
    websiteIds: [1],
    categories: [],
    attributes: new Map(),
    options: [],
    links: [],
    media: [],
    special: null,
    ownPrices: new Map(),
    ownSpecials: new Map(),
    isInStock: false,
    createdAt: now,
    updatedAt: now,
  };
}
