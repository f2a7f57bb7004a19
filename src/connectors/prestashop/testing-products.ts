/** For tests: products of ours on their way to the shop. */
import type { ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import type { OpenShop } from "./testing.ts";

export const variant = (sku: string, more: Partial<VariantForChannel> = {}): VariantForChannel => ({
  id: `ours-${sku}`,
  sku,
  options: [],
  price: "20.00",
  levels: [{ location: "", available: 4 }],
  ...more,
});
export const product = (more: Partial<ProductForChannel> = {}): ProductForChannel => ({
  title: "Mug",
  descriptionHtml: "<p>A <b>mug</b> & more.</p>",
  active: true,
  categoryKeys: [],
  images: [],
  variants: [variant("PUT-1")],
  ...more,
});
export const sized = (sku: string, size: string, price: string, more: Partial<VariantForChannel> = {}) =>
  variant(sku, { options: [{ name: "Size", value: size }], price, ...more });

export async function put(open: OpenShop, input: ProductForChannel, key: string | null = null) {
  const made = await open.products.put?.({ key, product: input, idempotencyKey: "k" }, open.ctx);
  if (!made) throw new Error("no product");
  return made;
}
