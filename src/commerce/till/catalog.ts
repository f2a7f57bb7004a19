/** What a register is told of the catalog. */

/** A variant as a register sells it; amounts are minor units, as the server or a device holds them. */
export interface CatalogItem<Minor extends bigint | number = bigint> {
  readonly variantId: string;
  readonly productId: string;
  readonly title: string;
  /** Empty where the product has one variant without a name. */
  readonly variantTitle: string;
  readonly brand: string | null;
  readonly sku: string;
  readonly barcode: string | null;
  readonly currency: string;
  /** Null: asked at the till. */
  readonly priceMinor: Minor | null;
  /** What it cost before, where it is reduced. */
  readonly compareAtMinor: Minor | null;
  readonly taxClass: string | null;
  readonly categoryIds: readonly string[];
  readonly kind: "goods" | "virtual";
  /** Money for money: no discount takes anything off it. */
  readonly isGiftCard: boolean;
  readonly imageUrl: string | null;
  /** Available at the register's location; of a bundle, what its parts make. Null where stock is not counted. */
  readonly stock: number | null;
  readonly isFavourite: boolean;
}

export interface CatalogPage<Minor extends bigint | number = bigint> {
  readonly items: readonly CatalogItem<Minor>[];
  /** Variants that are not sold any more. */
  readonly gone: readonly string[];
  /** Where to go on: to be kept with the items. */
  readonly cursor: string;
  /** There is more now; otherwise ask again when something may have changed. */
  readonly more: boolean;
  /** The first page of all of it: what a device kept before is not to be trusted. */
  readonly restart: boolean;
}
