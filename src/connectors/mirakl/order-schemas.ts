/** The fields of orders, shipments and returns that are used. Numbers may be text, as in the description's own samples. */
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
  time,
  wholeNumber,
  within,
} from "../kit/parse/parse.ts";

const currency = z.string().regex(/^[A-Z]{3}$/, { error: "not a currency code" });

export const orderPageSchema = z.object({ orders: z.array(anyJson), total_count: wholeNumber });

const tax = z.object({
  code: z.string(),
  amount: decimal,
  tax_calculation_rule: optionalText,
  // Told where the marketplace has the feature alone.
  amount_breakdown: z
    .object({ parts: listOf(z.object({ amount: decimal, payable_to_shop: z.boolean().nullish() })) })
    .nullish(),
});
const fee = z.object({ code: z.string(), amount: decimal });
export type Tax = z.output<typeof tax>;

const back = {
  id: idText,
  amount: optionalDecimal,
  shipping_amount: optionalDecimal,
  quantity: wholeNumber.nullish(),
  reason_code: optionalText,
  created_date: time,
  taxes: listOf(tax),
  shipping_taxes: listOf(tax),
  fees: listOf(fee),
};

const lineSchema = z.object({
  order_line_id: idText,
  order_line_state: z.string(),
  offer_sku: optionalText,
  product_title: z.string(),
  quantity: wholeNumber,
  price: decimal,
  price_unit: decimal,
  origin_unit_price: optionalDecimal,
  shipping_price: decimal,
  total_price: decimal,
  can_refund: z.boolean().nullish(),
  shipped_date: optionalTime,
  taxes: listOf(tax),
  shipping_taxes: listOf(tax),
  fees: listOf(fee),
  cancelations: listOf(z.object(back)),
  refunds: listOf(
    z.object({ ...back, order_refund_id: optionalText, refund_state: optionalText, state: optionalText }),
  ),
});

export type Line = z.output<typeof lineSchema>;

const person = z
  .object({
    ...texts("civility", "firstname", "lastname", "company", "company_2", "street_1", "street_2"),
    ...texts("additional_info", "zip_code", "city", "state", "country", "country_iso_code", "phone", "phone_secondary"),
  })
  .nullish();

export type OrderAddress = z.output<typeof person>;

export const orderSchema = z.object({
  order_id: idText,
  commercial_id: idText,
  order_state: z.string(),
  order_tax_mode: z.string(),
  currency_iso_code: currency,
  created_date: time,
  last_updated_date: time,
  total_price: decimal,
  customer_debited_date: optionalTime,
  customer_directly_pays_seller: z.boolean().nullish(),
  payment_workflow: optionalText,
  payment_type: optionalText,
  shipping_deadline: optionalTime,
  can_cancel: z.boolean().nullish(),
  can_shop_ship: z.boolean().nullish(),
  channel: z.object({ code: optionalText }).nullish(),
  promotions: z.object({ applied_promotions: listOf(z.object(texts("promo_code"))) }).nullish(),
  ...texts("customer_notification_email", "shipping_carrier_code", "shipping_company", "shipping_pudo_id"),
  ...texts("shipping_tracking", "shipping_tracking_url", "shipping_type_label", "shipping_type_code"),
  order_taxes: listOf(z.object({ code: z.string(), total_amount: decimal })),
  customer: z
    .object({
      ...texts("customer_id", "firstname", "lastname"),
      shipping_address: person,
      billing_address: person,
    })
    .nullish(),
  order_lines: z.array(lineSchema),
});

export type Order = z.output<typeof orderSchema>;

const taxParts = (path: string): readonly string[] => [
  ...within(path, "code", "amount"),
  ...within(`${path}.amount_breakdown.parts.*`, "amount", "payable_to_shop"),
];

/** Without these an order cannot be read; all its other fields may have any form. */
export const ESSENTIAL_OF_ORDER: readonly string[] = [
  ...["order_id", "order_state", "order_tax_mode", "currency_iso_code", "created_date", "last_updated_date"],
  ...["total_price", "payment_workflow", "customer_debited_date", "customer_directly_pays_seller"],
  ...within("order_lines.*", "order_line_id", "order_line_state", "offer_sku", "quantity", "price", "price_unit"),
  ...within("order_lines.*", "origin_unit_price", "shipping_price", "total_price", "shipped_date"),
  ...["taxes", "shipping_taxes"].flatMap((list) => taxParts(`order_lines.*.${list}.*`)),
  ...["refunds", "cancelations"].flatMap((list) => [
    ...within(`order_lines.*.${list}.*`, "id", "amount", "shipping_amount", "quantity", "created_date"),
    ...["taxes", "shipping_taxes"].flatMap((each) => taxParts(`order_lines.*.${list}.*.${each}.*`)),
    ...within(`order_lines.*.${list}.*.fees.*`, "code", "amount"),
  ]),
  ...within("order_lines.*.refunds.*", "order_refund_id", "refund_state", "state"),
];

export const shipmentPageSchema = z.object({ data: z.array(anyJson), next_page_token: optionalText });

export const shipmentSchema = z.object({
  id: idText,
  order_id: idText,
  status: z.string(),
  shipped_date: optionalTime,
  shipment_lines: z.array(z.object({ order_line_id: optionalText, quantity: wholeNumber })),
  tracking: z
    .object(texts("carrier_code", "carrier_name", "carrier_standard_code", "tracking_number", "tracking_url"))
    .nullish(),
});

export type Shipment = z.output<typeof shipmentSchema>;

/** Without these a parcel cannot be counted. */
export const ESSENTIAL_OF_SHIPMENT: readonly string[] = [
  ...["id", "order_id", "status", "shipped_date"],
  ...within("shipment_lines.*", "order_line_id", "quantity"),
];

/** Without these nobody knows what is on its way back. */
export const ESSENTIAL_OF_RETURN: readonly string[] = ["id", "order_id", "state", "last_updated"];

export const shipmentAnswerSchema = z.object({
  shipment_success: listOf(z.object({ id: idText })),
  shipment_errors: listOf(z.object({ message: optionalText })),
});

export const returnPageSchema = z.object({ data: z.array(anyJson), next_page_token: optionalText });

export const returnSchema = z.object({
  id: idText,
  order_id: idText,
  state: z.string(),
  last_updated: time,
  reason_code: optionalText,
  return_lines: listOf(z.object({ order_line_id: idText, quantity: wholeNumber, reason_code: optionalText })),
  tracking: z
    .object({
      // The description's sample writes some of these in another style (sheet section 11).
      ...texts("carrier_code", "carrier_name", "tracking_number", "tracking_url"),
      ...texts("carrierCode", "carrierName", "trackingNumber", "trackingUrl"),
    })
    .nullish(),
});

export type Return = z.output<typeof returnSchema>;
