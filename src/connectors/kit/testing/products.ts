/** Products as the hub sends them, for connectors' tests. */
import {
  type ChannelProduct,
  isOnSale,
  type ProductForChannel,
  type VariantForChannel,
} from "../../../commerce/product.ts";

/** A product on sale; what matters to a test is told in `more`. */
export const productSent = (more: Partial<ProductForChannel>): ProductForChannel => ({
  title: "Mug",
  descriptionHtml: "<p>Good</p>",
  active: true,
  categoryKeys: [],
  images: [],
  variants: [],
  ...more,
});

/** A variant with four units in a shop that has one number for its stock. */
export const variantSent = (sku: string, more: Partial<VariantForChannel> = {}): VariantForChannel => ({
  id: `v-${sku}`,
  sku,
  options: [],
  price: "20.00",
  levels: [{ location: "", available: 4 }],
  ...more,
});

/** As `variantSent`, one of several sizes: its SKU is the family's and the size. */
export const sizeSent = (family: string, size: string, more: Partial<VariantForChannel> = {}): VariantForChannel =>
  variantSent(`${family}-${size}`, { id: size, options: [{ name: "Size", value: size }], ...more });

/** What the hub sends of a product it knows from the shop: all as it was told, without stock. */
export const sentAgain = (product: ChannelProduct, more: Partial<ProductForChannel> = {}): ProductForChannel => ({
  title: product.title,
  descriptionHtml: product.descriptionHtml ?? "",
  active: isOnSale(product),
  categoryKeys: product.categoryKeys,
  images: product.images,
  variants: product.variants.map((variant) => ({
    id: variant.key,
    key: variant.key,
    sku: variant.sku ?? `MADE-${variant.key}`,
    barcode: variant.barcode,
    options: variant.options,
    price: variant.price,
    compareAtPrice: variant.compareAtPrice,
    weightGrams: variant.weightGrams,
    levels: [],
  })),
  ...more,
});
