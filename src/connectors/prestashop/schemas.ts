/** The fields we read. Numbers come as numbers or text, flags as text, "none" as 0, "" or null. */
import { z } from "zod";
import { decimal, each, optionalDecimal, optionalTime, wholeNumber, within } from "../kit/parse/parse.ts";

export const id = z.union([z.string().regex(/^\d+$/), z.number().int()]).transform((value) => String(value));

/** An id or number as text; "0" where nothing stands. */
export const decimalId = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => String(value || "0"));

/** An id that may be none. */
export const idOrNone = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .transform((value) => {
    const text = String(value ?? "");
    return /^\d+$/.test(text) && Number(text) !== 0 ? text : undefined;
  });

export const flag = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .transform((value) => value === true || value === 1 || value === "1");

/** Text; blank, false and null are none. */
export const translatedText = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .transform((value) => (typeof value === "boolean" ? undefined : String(value ?? "").trim() || undefined));

/** One text with one language, a list with several. */
export const texts = z
  .union([z.string(), z.array(z.object({ id, value: z.string().nullish() }))])
  .nullish()
  .transform((value): Texts => {
    if (Array.isArray(value)) return { byLanguage: new Map(value.map((one) => [one.id, one.value ?? ""])) };
    return { byLanguage: new Map(), only: value ?? "" };
  });

export interface Texts {
  readonly byLanguage: ReadonlyMap<string, string>;
  /** The shop has one language. */
  readonly only?: string | undefined;
}

/** The text in a language, else in any. */
export function textIn({ byLanguage, only }: Texts, idLang: string): string {
  if (only !== undefined) return only;
  return byLanguage.get(idLang) || ([...byLanguage.values()].find((text) => text !== "") ?? "");
}

/** The text in this very language: where it may be empty, another language's is none. */
export function ownTextIn({ byLanguage, only }: Texts, idLang: string): string {
  return only ?? byLanguage.get(idLang) ?? "";
}

const links = z
  .array(z.object({ id }))
  .nullish()
  .transform((list) => (list ?? []).map((one) => one.id));

const contents = z
  .array(z.object({ id, id_product_attribute: idOrNone, quantity: wholeNumber }))
  .nullish()
  .transform((list) => list ?? []);

export const productSchema = z.object({
  id,
  ...each(translatedText, "reference", "ean13", "upc"),
  name: texts,
  description: texts,
  description_short: texts,
  link_rewrite: texts,
  price: decimal,
  product_type: translatedText,
  cache_is_pack: flag,
  pack_stock_type: translatedText,
  active: flag,
  state: translatedText,
  ...each(decimal.nullish(), "weight", "width", "height", "depth", "wholesale_price", "ecotax"),
  manufacturer_name: translatedText,
  id_manufacturer: idOrNone,
  id_category_default: idOrNone,
  id_tax_rules_group: idOrNone,
  date_upd: z.string(),
  associations: z
    .object({ categories: links, images: links, combinations: links, product_bundle: contents })
    .nullish()
    .transform((value) => value ?? { categories: [], images: [], combinations: [], product_bundle: [] }),
});
export type Product = z.output<typeof productSchema>;

export const combinationSchema = z.object({
  id,
  id_product: id,
  ...each(translatedText, "reference", "ean13", "upc"),
  price: decimal,
  weight: decimal.nullish(),
  ...each(decimal.nullish(), "wholesale_price", "ecotax"),
  default_on: flag,
  associations: z
    .object({ product_option_values: links, images: links })
    .nullish()
    .transform((value) => value ?? { product_option_values: [], images: [] }),
});
export type Combination = z.output<typeof combinationSchema>;

export const stockSchema = z.object({
  id,
  ...each(id, "id_product", "id_product_attribute"),
  ...each(translatedText, "id_shop", "id_shop_group"),
  quantity: wholeNumber,
  ...each(translatedText, "depends_on_stock", "out_of_stock"),
});
export type StockRow = z.output<typeof stockSchema>;

export const optionSchema = z.object({ id, name: texts, public_name: texts });
export const optionValueSchema = z.object({ id, id_attribute_group: id, name: texts });
export const categorySchema = z.object({
  id,
  id_parent: idOrNone,
  is_root_category: flag,
  name: texts,
  link_rewrite: texts,
});
export const namedSchema = z.object({ id, name: z.string() });

export const orderSchema = z.object({
  id,
  reference: translatedText.transform((text) => text ?? ""),
  id_customer: idOrNone,
  id_address_delivery: idOrNone,
  id_address_invoice: idOrNone,
  id_currency: id,
  id_carrier: idOrNone,
  id_shop: translatedText,
  id_cart: idOrNone,
  ...each(translatedText, "current_state", "module", "payment"),
  note: z.string().nullish(),
  date_add: z.string(),
  date_upd: z.string(),
  delivery_date: translatedText,
  ...each(
    decimal,
    "total_paid_tax_incl",
    "total_paid_tax_excl",
    "total_paid_real",
    "total_products_wt",
    "total_discounts_tax_incl",
    "total_shipping_tax_incl",
    "total_wrapping_tax_incl",
  ),
  gift_message: translatedText,
});
export type Order = z.output<typeof orderSchema>;

export const detailSchema = z.object({
  id,
  id_order: id,
  product_id: idOrNone,
  product_attribute_id: translatedText,
  id_customization: idOrNone,
  product_name: z.string(),
  product_reference: translatedText,
  product_quantity: wholeNumber,
  ...each(wholeNumber.nullish(), "product_quantity_refunded", "product_quantity_return", "product_quantity_reinjected"),
  ...each(decimal, "unit_price_tax_incl", "total_price_tax_incl", "total_price_tax_excl"),
});
export type Detail = z.output<typeof detailSchema>;

export const historySchema = z.object({ id, id_order: id, id_order_state: translatedText, date_add: optionalTime });
export const carrierRowSchema = z.object({ id, id_order: id, id_carrier: idOrNone, tracking_number: translatedText });
export const paymentSchema = z.object({
  id,
  order_reference: translatedText,
  amount: decimal,
  payment_method: translatedText,
  date_add: optionalTime,
});
export const slipSchema = z.object({
  id,
  id_order: id,
  total_products_tax_incl: decimal,
  total_shipping_tax_incl: decimal,
  ...each(optionalDecimal, "total_products_tax_excl", "amount"),
  order_slip_type: translatedText,
  partial: flag,
  date_add: optionalTime,
  date_upd: z.string(),
  associations: z
    .object({
      order_slip_details: z.array(z.object({ id_order_detail: id, product_quantity: wholeNumber })).nullish(),
    })
    .nullish()
    .transform((value) => value?.order_slip_details ?? []),
});
export const orderRuleSchema = z.object({
  id,
  id_order: id,
  id_cart_rule: idOrNone,
  free_shipping: flag,
  deleted: flag,
});

/**
 * What cannot be missing of an order and of each kind of row around it, by the list they stand in: modules of shops write
 * anything into all other fields.
 */
export const ESSENTIAL = {
  orders: [
    ...["id", "id_currency", "current_state", "module", "date_add", "date_upd"],
    ...["total_paid_tax_incl", "total_paid_tax_excl", "total_paid_real", "total_products_wt"],
    ...["total_discounts_tax_incl", "total_shipping_tax_incl", "total_wrapping_tax_incl"],
  ],
  order_details: [
    ...["id", "id_order", "product_id", "product_attribute_id", "product_quantity"],
    ...["product_quantity_refunded", "product_quantity_return", "product_quantity_reinjected"],
    ...["unit_price_tax_incl", "total_price_tax_incl", "total_price_tax_excl"],
  ],
  order_histories: ["id", "id_order", "id_order_state"],
  order_carriers: ["id", "id_order"],
  order_slips: [
    ...["id", "id_order", "total_products_tax_incl", "total_shipping_tax_incl"],
    ...within("associations.order_slip_details.*", "id_order_detail", "product_quantity"),
  ],
  order_cart_rules: ["id", "id_order", "free_shipping", "deleted"],
  order_payments: ["id", "order_reference", "amount"],
  addresses: [],
  customers: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export const addressSchema = z.object({
  id,
  ...each(translatedText, "alias", "firstname", "lastname", "company", "address1", "address2", "postcode", "city"),
  id_country: idOrNone,
  id_state: idOrNone,
  ...each(translatedText, "phone", "phone_mobile"),
});
export type ShopAddress = z.output<typeof addressSchema>;
export const customerSchema = z.object({
  id,
  firstname: translatedText,
  lastname: translatedText,
  email: translatedText,
});
export type ShopCustomer = z.output<typeof customerSchema>;

export const stateSchema = z.object({
  id,
  name: texts,
  ...each(flag, "paid", "shipped", "delivery", "logable", "send_email", "deleted", "hidden"),
});
export const isoSchema = z.object({ id, iso_code: z.string() });
export const currencySchema = z.object({
  id,
  iso_code: z.string(),
  conversion_rate: decimal,
  active: flag,
  deleted: flag,
});
export const languageSchema = z.object({ id, iso_code: translatedText, active: flag });
export const shopSchema = z.object({
  id,
  name: translatedText,
  active: flag,
  deleted: flag,
  id_category: idOrNone,
  id_shop_group: idOrNone,
});
export const shopGroupSchema = z.object({ id, share_stock: flag });
export const configurationSchema = z.object({ name: z.string(), value: z.string().nullish() });
