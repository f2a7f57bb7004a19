/** The fields read of Shopee's answers. Optional is what the documents leave out or samples print as null or "-". */
import { z } from "zod";
import {
  anyJson,
  decimal,
  each,
  idText,
  listOf,
  optionalText,
  texts,
  wholeNumber,
  within,
} from "../kit/parse/parse.ts";

/** Seconds since the epoch; 0 and null mean "not yet". */
const seconds = wholeNumber.refine((value) => value >= 0, { error: "not a time" });
const optionalSeconds = seconds.nullish().transform((value) => value || undefined);
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value === true);
const amount = decimal.nullish().transform((value) => value ?? undefined);
const count = wholeNumber.nullish().transform((value) => value ?? undefined);
/** An id whose 0 means none. */
const linkedId = idText.nullish().transform((value) => (value === "0" || value === null ? undefined : value));

export const tokenSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expire_in: wholeNumber,
  shop_id_list: listOf(idText),
});

export const shopSchema = z.object({
  shop_name: optionalText,
  region: z.string().min(2),
  status: z.string(),
  expire_time: optionalSeconds,
  is_cb: flag,
  is_upgraded_cbsc: flag,
  shop_fulfillment_flag: optionalText,
});

export const warehousesSchema = listOf(
  z.object({ location_id: optionalText, warehouse_name: optionalText, holiday_mode_state: count }),
);

const price = z.object({ currency: optionalText, original_price: decimal, current_price: amount });
const stockRow = z.object({ location_id: optionalText, stock: wholeNumber });
const stockInfo = z.object({
  summary_info: z.object({ total_available_stock: count, total_reserved_stock: count }).nullish(),
  seller_stock: listOf(stockRow),
});
export type StockInfo = z.output<typeof stockInfo>;

export const itemListSchema = z.object({
  item: listOf(z.object({ item_id: idText })),
  total_count: wholeNumber,
  has_next_page: z.boolean(),
  next_offset: count,
});

export const baseInfoList = z.object({ item_list: listOf(anyJson) });

const tag = z.object({ kit: flag }).nullish();
/** All that tells whether an item is a kit. */
export const taggedSchema = z.object({ item_id: idText, tag });

export const kitSchema = z.object({
  product_info: z.object({
    model_list: z.array(
      z.object({
        model_id: idText,
        component_list: z.array(
          z.object({ component_item_id: idText, component_model_id: linkedId, quantity: wholeNumber }),
        ),
      }),
    ),
  }),
});

export const itemSchema = z.object({
  item_id: idText,
  tag,
  item_name: z.string(),
  item_status: z.string(),
  update_time: seconds,
  has_model: z.boolean(),
  category_id: linkedId,
  description: optionalText,
  description_info: z
    .object({
      extended_description: z
        .object({ field_list: listOf(z.object({ field_type: optionalText, text: optionalText })) })
        .nullish(),
    })
    .nullish(),
  item_sku: optionalText,
  price_info: listOf(price),
  stock_info_v2: stockInfo.nullish(),
  weight: amount,
  dimension: z
    .object({ package_length: wholeNumber, package_width: wholeNumber, package_height: wholeNumber })
    .nullish()
    .catch(undefined),
  gtin_code: optionalText,
  is_fulfillment_by_shopee: flag,
  image: z.object({ image_url_list: listOf(z.string()), image_id_list: listOf(z.string()) }).nullish(),
  brand: z.object({ original_brand_name: optionalText }).nullish(),
});
export type Item = z.output<typeof itemSchema>;

const tier = z.object({
  name: z.string(),
  option_list: listOf(z.object({ option: z.string() })),
});
const standardTier = z.object({
  variation_id: linkedId,
  variation_group_id: linkedId,
  variation_name: optionalText,
  variation_option_list: listOf(
    z.object({ variation_option_id: linkedId, variation_option_name: optionalText, image_id: optionalText }),
  ),
});

const modelSchema = z.object({
  model_id: idText,
  tier_index: z.array(wholeNumber),
  model_sku: optionalText,
  price_info: listOf(price),
  stock_info_v2: stockInfo.nullish(),
  gtin_code: optionalText,
  weight: amount,
  is_fulfillment_by_shopee: flag,
});
export type Model = z.output<typeof modelSchema>;

export const modelListSchema = z.object({
  tier_variation: listOf(tier),
  standardise_tier_variation: listOf(standardTier),
  model: listOf(modelSchema),
});
export type ModelList = z.output<typeof modelListSchema>;

export const foundItems = z.object({ item_id_list: listOf(idText) });

/** Rows of unlist_item. */
export const unlistedSchema = z.object({ failure_list: listOf(z.object({ failed_reason: optionalText })) });

/** Rows of update_stock and update_price. */
export const rowsSchema = z.object({
  failure_list: listOf(z.object({ model_id: idText, failed_reason: optionalText })),
  success_list: listOf(
    z.object({
      model_id: idText,
      location_id: optionalText,
      stock: count,
      original_price: amount,
    }),
  ),
});

export const orderListSchema = z.object({
  order_list: listOf(z.object({ order_sn: z.string().min(1) })),
  more: z.boolean(),
  next_cursor: z.string().nullish(),
});

export const orderDetails = z.object({ order_list: listOf(anyJson) });

const locationId = z.union([z.string(), z.array(z.string())]).nullish();

const orderLine = z.object({
  item_id: idText,
  model_id: idText,
  order_item_id: linkedId,
  promotion_group_id: linkedId,
  item_name: z.string(),
  ...texts("item_sku", "model_name", "model_sku"),
  model_quantity_purchased: wholeNumber,
  model_original_price: decimal,
  model_discounted_price: decimal,
  promotion_type: optionalText,
  product_location_id: locationId,
  ...each(count, "cancelled_qty", "returned_qty", "return_requested_qty"),
});
export type Line = z.output<typeof orderLine>;

const packageSchema = z.object({
  package_number: z.string().nullish(),
  logistics_status: z.string(),
  shipping_carrier: optionalText,
  logistics_channel_id: linkedId,
  item_list: listOf(
    z.object({
      item_id: idText,
      model_id: idText,
      model_quantity: wholeNumber,
      order_item_id: linkedId,
      promotion_group_id: linkedId,
    }),
  ),
});
export type Package = z.output<typeof packageSchema>;

export const orderSchema = z.object({
  order_sn: idText,
  region: optionalText,
  currency: z.string().length(3),
  cod: z.boolean(),
  order_status: z.string(),
  create_time: seconds,
  update_time: seconds,
  ...each(optionalSeconds, "pay_time", "ship_by_date", "pickup_done_time"),
  total_amount: amount,
  ...texts("payment_method", "shipping_carrier", "message_to_seller", "note"),
  buyer_user_id: linkedId,
  buyer_username: optionalText,
  fulfillment_flag: optionalText,
  advance_package: flag,
  pending_terms: listOf(z.string()),
  cancel_by: optionalText,
  cancel_reason: optionalText,
  item_list: z.array(orderLine),
  package_list: listOf(packageSchema),
  recipient_address: z
    .object(texts("name", "phone", "town", "district", "city", "state", "region", "zipcode", "full_address"))
    .nullish(),
});
export type Order = z.output<typeof orderSchema>;

const DEAL = ["item_id", "model_id", "order_item_id", "promotion_group_id"];

/** Without these an order cannot be read. */
export const ESSENTIAL_OF_ORDER: readonly string[] = [
  ...["order_sn", "currency", "cod", "order_status", "create_time", "update_time", "pay_time", "total_amount"],
  ...["fulfillment_flag"],
  ...within("item_list.*", ...DEAL, "model_quantity_purchased", "model_original_price", "model_discounted_price"),
  ...within("item_list.*", "promotion_type", "cancelled_qty", "returned_qty", "return_requested_qty"),
  ...within("package_list.*", "package_number", "logistics_status"),
  ...within("package_list.*.item_list.*", ...DEAL, "model_quantity"),
];

export const trackingList = z.object({
  success_list: listOf(z.object({ package_number: z.string(), tracking_number: optionalText })),
});

const needed = z
  .array(z.string())
  .nullish()
  .transform((fields) => fields ?? undefined);

export const shippingParameter = z.object({
  info_needed: z.object({ pickup: needed, dropoff: needed, non_integrated: needed }),
  pickup: z
    .object({
      address_list: listOf(
        z.object({
          address_id: idText,
          address_flag: listOf(z.string()),
          time_slot_list: listOf(
            z.object({ pickup_time_id: z.string(), date: optionalSeconds, flags: listOf(z.string()) }),
          ),
        }),
      ),
    })
    .nullish(),
  dropoff: z
    .object({
      branch_list: listOf(z.object({ branch_id: idText })),
      slug_list: listOf(z.object({ slug: z.string() })),
    })
    .nullish(),
});
export type ShippingParameter = z.output<typeof shippingParameter>;

export const returnSchema = z.object({
  return_sn: idText,
  order_sn: idText,
  status: z.string(),
  refund_amount: decimal,
  currency: z.string().length(3),
  update_time: seconds,
  ...texts("reason", "text_reason", "tracking_number", "reverse_logistics_channel_name"),
  return_solution: wholeNumber.nullish(),
  item: listOf(z.object({ item_id: idText, model_id: idText, amount: wholeNumber })),
});
export type Return = z.output<typeof returnSchema>;

/** As `ESSENTIAL_OF_ORDER`; which returns an order has, its settlement tells. */
export const ESSENTIAL_OF_RETURN: readonly string[] = [
  ...["order_sn", "return_sn", "status", "refund_amount", "currency", "update_time", "return_solution"],
  ...within("item.*", "item_id", "model_id", "amount"),
];
export const ESSENTIAL_OF_SETTLEMENT: readonly string[] = ["order_sn", "return_order_sn_list"];

export const escrowList = z.object({
  escrow_list: listOf(z.object({ order_sn: z.string().min(1), escrow_release_time: seconds })),
  more: z.boolean(),
});

export const escrowDetail = z.object({
  order_sn: idText,
  return_order_sn_list: listOf(idText),
  order_income: z.record(z.string(), anyJson),
});

export const categoryList = z.object({
  category_list: listOf(
    z.object({
      category_id: idText,
      parent_category_id: linkedId,
      original_category_name: optionalText,
      display_category_name: optionalText,
      has_children: flag,
    }),
  ),
});

export const recommendedCategories = z.object({ category_id: listOf(idText) });

export const channelList = z.object({
  logistics_channel_list: listOf(
    z.object({
      logistics_channel_id: idText,
      logistics_channel_name: optionalText,
      enabled: flag,
      mask_channel_id: linkedId,
      fee_type: optionalText,
      size_list: listOf(z.object({ size_id: idText, name: optionalText })),
    }),
  ),
});

export const collectionList = z.object({
  shop_categorys: listOf(z.object({ shop_category_id: idText, name: z.string(), status: wholeNumber })),
  more: z.boolean(),
});

export const pushConfig = z.object({
  callback_url: optionalText,
  live_push_status: optionalText,
  blocked_shop_id: listOf(idText),
  push_config_on_list: listOf(wholeNumber),
});
