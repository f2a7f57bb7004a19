/** For tests and benchmarks: an item as a register sells it. */
import type { CatalogItem } from "./catalog-item.ts";

type Named = Pick<CatalogItem, "variantId" | "productId" | "title" | "sku" | "barcode">;

/** Five of it in stock for ten euros, but for what is said. */
export const catalogItem = (said: Named & Partial<CatalogItem>): CatalogItem => ({
  variantTitle: "",
  brand: null,
  currency: "EUR",
  priceMinor: 1000,
  compareAtMinor: null,
  taxClass: null,
  categoryIds: [],
  kind: "goods",
  isGiftCard: false,
  imageUrl: null,
  stock: 5,
  isFavourite: false,
  ...said,
});
