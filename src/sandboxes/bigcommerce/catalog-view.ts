/** Products and variants as the catalog prints them. */
import { iso } from "./replies.ts";
import type { Product, State, Variant } from "./state.ts";
import { DEFAULT_LOCATION, numberOf, poolOf } from "./state.ts";

function baseVariant(product: Product): Variant | undefined {
  return product.options.length === 0 ? product.variants[0] : undefined;
}

/** Variants' images stand apart from the product's own. */
export const variantImage = ({ id, imageSource }: Variant): string =>
  imageSource === "" ? "" : `https://cdn11.bigcommerce.test/product_images/attribute_rule_images/${id}_source.png`;

/** The catalog shows the default location only. */
export function variantView(product: Product, variant: Variant): object {
  const calculated = variant.salePrice || variant.price || product.salePrice || product.price;
  return {
    id: variant.id,
    product_id: product.id,
    sku: variant.sku,
    sku_id: variant.id + 1,
    ...(variant.price === null ? { price: null } : { price: numberOf(variant.price) }),
    sale_price: variant.salePrice === null ? null : numberOf(variant.salePrice),
    retail_price: null,
    cost_price: variant.cost === null ? null : numberOf(variant.cost),
    weight: variant.weight,
    width: variant.size?.width ?? 0,
    depth: variant.size?.depth ?? 0,
    height: variant.size?.height ?? 0,
    purchasing_disabled: false,
    upc: variant.upc,
    image_url: variantImage(variant),
    inventory_level: poolOf(product, variant)?.get(DEFAULT_LOCATION) ?? 0,
    inventory_warning_level: 0,
    calculated_price: numberOf(calculated),
    option_values: variant.options.map(({ option, value }) => ({
      id: value.id,
      label: value.label,
      option_id: option.id,
      option_display_name: option.name,
    })),
  };
}

export function productView(state: State, product: Product, include: readonly string[]): object {
  const level = product.tracking === "product" ? (product.stock.get(DEFAULT_LOCATION) ?? 0) : 0;
  return {
    id: product.id,
    name: product.name,
    type: "physical",
    sku: product.sku,
    description: product.description,
    weight: product.weight,
    width: product.size?.width ?? 0,
    depth: product.size?.depth ?? 0,
    height: product.size?.height ?? 0,
    price: numberOf(product.price),
    cost_price: numberOf(product.cost),
    retail_price: numberOf(product.retailPrice),
    sale_price: numberOf(product.salePrice),
    calculated_price: numberOf(product.salePrice || product.price),
    categories: product.categories,
    brand_id: product.brandId,
    inventory_level: level,
    inventory_warning_level: 0,
    inventory_tracking: product.tracking,
    is_visible: product.visible,
    availability: product.availability ?? "available",
    condition: "New",
    upc: product.upc,
    gtin: "",
    mpn: "",
    custom_url: { url: `/item-${product.id}/`, is_customized: false },
    base_variant_id: baseVariant(product)?.id ?? null,
    date_created: iso(product.created),
    date_modified: iso(product.modified),
    ...(include.includes("variants") ? { variants: product.variants.map((one) => variantView(product, one)) } : {}),
    ...(include.includes("images") ? { images: product.images.map((image) => imageView(state, product, image)) } : {}),
  };
}

function imageView(state: State, product: Product, image: Product["images"][number]): object {
  // The store fetches a picture and shows it under an address of its own.
  return {
    id: image.id,
    product_id: product.id,
    is_thumbnail: image.isThumbnail,
    sort_order: image.order,
    description: image.description,
    url_standard: `https://cdn11.bigcommerce.test/s-${state.hash}/products/${product.id}/images/${image.id}.jpg`,
    date_modified: iso(product.modified),
  };
}
