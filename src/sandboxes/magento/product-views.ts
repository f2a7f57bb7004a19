import type { Json } from "../../commerce/product.ts";
import type { State, StoredProduct } from "./state.ts";
import { dateText, skuKey } from "./state.ts";

const TYPES = ["simple", "virtual", "configurable", "bundle", "grouped", "downloadable", "giftcard"];

/** A product as lists print it; a single read has its `stock_item` besides. */
export function productView(state: State, product: StoredProduct, view: string, isSingle: boolean): Json {
  const isFamily = product.typeId === "configurable";
  // A product of a type nobody knows is taken, and shown without its price.
  const exists = TYPES.includes(product.typeId);
  return {
    id: product.id,
    sku: product.sku,
    name: product.viewNames.get(view) ?? product.name,
    attribute_set_id: product.attributeSetId,
    ...(exists ? { price: Number(product.price) } : {}),
    status: product.status,
    visibility: product.visibility,
    type_id: product.typeId,
    created_at: dateText(product.createdAt),
    updated_at: dateText(product.updatedAt),
    ...(product.weight === null || !exists ? {} : { weight: product.weight }),
    extension_attributes: {
      website_ids: product.websiteIds,
      ...(product.categories.length > 0
        ? { category_links: product.categories.map((category_id, position) => ({ position, category_id })) }
        : {}),
      ...(isSingle ? { stock_item: stockItemView(state, product) } : {}),
      ...(isFamily
        ? { configurable_product_options: optionsView(product), configurable_product_links: product.links }
        : {}),
    },
    product_links: [],
    options: [],
    media_gallery_entries: product.media.map(mediaView),
    tier_prices: [],
    custom_attributes: customAttributes(product),
  };
}

function optionsView(product: StoredProduct): Json {
  return product.options.map(({ id, attributeId, label, position, values }) => ({
    id,
    attribute_id: attributeId,
    label,
    position,
    values: values.map((value_index) => ({ value_index })),
    product_id: product.id,
  }));
}

function mediaView({ id, label, position, types, file }: StoredProduct["media"][number]): Json {
  return { id, media_type: "image", label, position, disabled: false, types, file };
}

function customAttributes(product: StoredProduct): Json {
  const images = product.media.length > 0 ? (product.media[0]?.file ?? "") : null;
  const { special } = product;
  const all: readonly (readonly [string, Json | null])[] = [
    ["image", images],
    ["special_price", special ? Number(special.price).toFixed(6) : null],
    ["special_from_date", special?.from ?? null],
    ["special_to_date", special?.to ?? null],
    ["options_container", "container2"],
    ["msrp_display_actual_price_type", "0"],
    ["required_options", "0"],
    ["has_options", "0"],
    ...product.attributes,
    ["category_ids", product.categories],
  ];
  return all.flatMap(([attribute_code, value]) => (value === null ? [] : [{ attribute_code, value }]));
}

/** The number of source "default", which is all these old routes know. */
function stockItemView(state: State, product: StoredProduct): Json {
  const row = state.sourceItems.get(skuKey(product.sku))?.get("default");
  const qty = row?.quantity ?? null;
  return {
    item_id: product.id,
    product_id: product.id,
    stock_id: 1,
    qty,
    is_in_stock: product.typeId === "configurable" ? product.isInStock : row?.status === 1,
    is_qty_decimal: false,
    show_default_notification_message: false,
    use_config_min_qty: true,
    min_qty: 0,
    use_config_min_sale_qty: 1,
    min_sale_qty: 1,
    use_config_max_sale_qty: true,
    max_sale_qty: 10000,
    use_config_backorders: true,
    backorders: 0,
    use_config_notify_stock_qty: true,
    notify_stock_qty: 1,
    use_config_qty_increments: true,
    qty_increments: 0,
    use_config_enable_qty_inc: true,
    enable_qty_increments: false,
    use_config_manage_stock: true,
    manage_stock: true,
    low_stock_date: null,
    is_decimal_divided: false,
    stock_status_changed_auto: 0,
  };
}
