/** A variant as GET /api/pos/catalog tells it. */
export interface CatalogItem {
  readonly variantId: string;
  readonly productId: string;
  readonly title: string;
  readonly variantTitle: string;
  readonly brand: string | null;
  readonly sku: string;
  readonly barcode: string | null;
  readonly currency: string;
  readonly priceMinor: number | null;
  readonly compareAtMinor: number | null;
  readonly taxClass: string | null;
  readonly categoryIds: readonly string[];
  readonly kind: "goods" | "virtual";
  readonly isGiftCard: boolean;
  readonly imageUrl: string | null;
  readonly stock: number | null;
  readonly isFavourite: boolean;
}
