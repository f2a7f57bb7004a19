/** Fields of a product's description that hub and channel may differ in. */
export const CONTENT_FIELDS = [
  "title",
  "description",
  "brand",
  "active",
  "images",
  "categories",
  "barcode",
  "weight",
  "dimensions",
] as const;
export type ContentField = (typeof CONTENT_FIELDS)[number];
