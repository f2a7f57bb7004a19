/** The fields of the platform's answers that are used; what else it sends is ignored and kept in `raw`. */
import { z } from "zod";
import {
  anyJson,
  decimal,
  idText,
  listOf,
  optionalDecimal,
  optionalText,
  optionalTime,
  texts,
  wholeNumber,
} from "../kit/parse/parse.ts";

const currency = z.string().regex(/^[A-Z]{3}$/, { error: "not a currency code" });

export const accountSchema = z.object({
  shop_id: idText,
  shop_name: z.string(),
  shop_state: z.string(),
  currency_iso_code: currency,
  model: optionalText,
});

export const configurationSchema = z.object({
  platform_name: z.string(),
  features: z.object({
    disable_seller_alternative_carrier: z.boolean(),
    order_workflows: z.object({ order_acceptance: z.string() }),
    pricing: z.object({ discount_period_required: z.boolean() }),
    returns: z.object({ marketplace: z.boolean().optional() }),
    shipment: z.object({ multi_shipment: z.boolean() }),
    catalog: z
      .object({ list_of_multiple_values_separator: optionalText, product_import_only_on_leaf: z.boolean().nullish() })
      .nullish(),
    tax_collection: z.object({ product_tax_code_mandatory: z.boolean().nullish() }).nullish(),
  }),
  modules: z.object({ mirakl_catalog_manager: z.boolean().nullish() }).nullish(),
});

/** A page by offset of the list under this name. */
export const offerPageSchema = z.object({ offers: z.array(anyJson), total_count: wholeNumber });

const context = z
  .object({
    channel_codes: listOf(z.string()),
    customer_group_ids: listOf(z.string()),
    customer_organization_ids: listOf(z.string()),
    ...texts("start_date", "end_date"),
  })
  .nullish();

const offerPrice = z.object({
  channel_code: optionalText,
  context,
  unit_origin_price: decimal,
  unit_discount_price: optionalDecimal,
  ...texts("discount_start_date", "discount_end_date"),
  volume_prices: listOf(
    z.object({ quantity_threshold: wholeNumber, unit_origin_price: decimal, unit_discount_price: optionalDecimal }),
  ),
});

export type OfferPrice = z.output<typeof offerPrice>;

export const offerSchema = z.object({
  shop_sku: idText,
  offer_id: idText,
  active: z.boolean(),
  quantity: wholeNumber,
  currency_iso_code: currency,
  all_prices: listOf(offerPrice),
  product_title: optionalText,
  product_brand: optionalText,
  product_description: optionalText,
  category_code: optionalText,
  internal_description: optionalText,
  inactivity_reasons: listOf(z.string()),
  product_references: listOf(z.object({ reference: idText, reference_type: z.string() })),
  warehouses: listOf(z.object({ code: z.string(), quantity: wholeNumber })),
});

export type Offer = z.output<typeof offerSchema>;

export const importedSchema = z
  .object({ import_id: optionalText, importId: optionalText })
  .transform((reported) => reported.import_id ?? reported.importId ?? "")
  .refine((id) => id !== "", { error: "names no import" });

export const importStateSchema = z.object({
  status: z.string(),
  has_error_report: z.boolean(),
  lines_in_error: wholeNumber.nullish(),
  date_created: optionalTime,
  reason_status: optionalText,
});

export const priceImportsSchema = z.object({ data: z.array(importStateSchema) });

export const carriersSchema = z.object({
  carriers: z.array(z.object({ code: z.string(), label: z.string(), standard_code: optionalText })),
});

export const reasonsSchema = z.object({
  reasons: z.array(z.object({ code: idText, label: z.string(), type: z.string(), is_shop_right: z.boolean() })),
});
