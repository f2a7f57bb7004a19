/** For tests and benchmarks: items as a register sells them, and what the hub set it up with. */
import type { CatalogItem } from "./catalog-item.ts";
import type { Setup } from "./setup.ts";

type Named = Pick<CatalogItem, "variantId" | "productId" | "title" | "sku" | "barcode">;

/** Five of it in stock for ten euros, but for what is said. */
export const catalogItem = (given: Named & Partial<CatalogItem>): CatalogItem => ({
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
  ...given,
});

/** The item of this number: its ids, SKU and barcode have it. */
export const numberedItem = (n: number, title: string, more: Partial<CatalogItem> = {}): CatalogItem =>
  catalogItem({
    variantId: `v${n}`,
    productId: `p${n}`,
    title,
    sku: `SKU-${n}`,
    barcode: `40000000000${n}`,
    ...more,
  });

/** A register with the prefix R1 that counts in whole cents. */
export const setup: Setup = {
  register: {
    id: "r",
    name: "Front",
    prefix: "R1",
    locationId: "l",
    locationName: "Shop",
    currency: "EUR",
    pricesIncludeTax: true,
    taxPer: "line",
    taxMode: "half_up",
    cashUnit: 1,
    cashMode: "half_up",
    paymentKinds: ["cash", "card"],
    receiptHeader: "",
    receiptFooter: "",
    lastRun: 0,
    discountLimit: 100,
    mayOverride: true,
    mayRefundWithoutReceipt: false,
  },
  seller: { name: "Shop", taxId: null },
  location: { address: {} },
  place: {},
  locations: [],
  staff: [],
  taxRates: [],
  denominations: [],
  session: null,
  promotions: [],
};
