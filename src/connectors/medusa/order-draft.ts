/** A draft order: goods at the prices our buyer agreed to, buyer, address, shipping option. */

import { z } from "zod";
import { decimalText, divideRounded } from "../../commerce/decimal.ts";
import type { HubText } from "../../commerce/message.ts";
import { currencyExponent } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { OrderDraft, OrderForChannel } from "../kit/contract/ports.ts";
import { anyJson, idText, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { splitName } from "../kit/parse/person-name.ts";
import { amount, DECIMAL_PLACES, fixed, minorOf, withoutTax } from "./amounts.ts";
import { listAll, post, remove } from "./client.ts";
import { OUR_ORDER, toOrder } from "./order-mapping.ts";
import { WHOLE_ORDER } from "./order-read.ts";
import type { MedusaOrder } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { variantsBySku } from "./variants.ts";
import { message } from "./words.ts";

/** Made anew. */
export async function drafted(draft: OrderDraft, shop: ShopFacts, ctx: Context): Promise<MedusaOrder> {
  const { order } = draft;
  const email = checked(order, shop);
  const items = await itemsOf(order, shop, ctx);
  const regionId = shop.regionId || (await regionFor(order, ctx));
  const option = await optionFor(order, shop, ctx);
  const { note, discountCode } = order;
  const address = addressOf(order);
  const body = (shipping: string): Json => ({
    email,
    region_id: regionId,
    sales_channel_id: shop.channelId,
    items,
    shipping_address: address,
    billing_address: address,
    shipping_methods: [{ shipping_option_id: option.id, name: option.name, amount: shipping }],
    // The buyer heard of the order from whoever took it.
    no_notification_order: true,
    metadata: {
      [OUR_ORDER]: draft.key,
      ...(note && { argosy_note: note }),
      ...(discountCode && { argosy_discount_code: discountCode }),
    },
  });
  const requested = exactOf(order.shippingMinor, order.currency, 1);
  const first = await created(body(requested), ctx);
  const rate = shippingRate(first);
  if (order.shippingMinor === 0n || !order.taxIncluded || rate === 0n) return first;
  // The shop puts its tax on what is sent for shipping, whatever its prices contain, and tells the rate with the draft.
  await discard(first.id, ctx);
  const net = withoutTax(fixed(requested), rate);
  return created(body(decimalText({ digits: net, scale: DECIMAL_PLACES }, 0)), ctx);
}

const draftSchema = z.object({ draft_order: anyJson });

async function created(json: Json, ctx: Context): Promise<MedusaOrder> {
  const requested = { operation: "orders.draft", query: WHOLE_ORDER, json };
  const body = await post(ctx, "/admin/draft-orders", requested);
  return toOrder(parseResponse(draftSchema, body, { ctx, what: "draft" }).draft_order, ctx);
}

export function discard(id: string, ctx: Context): Promise<void> {
  return remove(ctx, `/admin/draft-orders/${encodeURIComponent(id)}`, "orders.draft.delete");
}

function shippingRate({ shipping_methods }: MedusaOrder): bigint {
  return shipping_methods.flatMap(({ tax_lines }) => tax_lines).reduce((sum, { rate }) => sum + fixed(rate), 0n);
}

function rejected(field: string, code: string, text: HubText): ConnectorError {
  return new ConnectorError({ kind: "rejected", field, code }, text);
}

/** What the shop makes no order of, or a wrong one: without an e-mail it takes that of any customer. */
function checked({ customer, currency, shippingAddress: to }: OrderForChannel, shop: ShopFacts): string {
  if (currency !== shop.currency)
    throw rejected("currency", "currency", message("refused.ordersMadeStoreCurrency", { currency: shop.currency }));
  if (!customer.email) throw rejected("email", "no_email", message("refused.makesNoOrderWithoutCustomer"));
  if (!to?.country) throw rejected("shippingAddress", "no_address", message("refused.makesNoOrderWithoutCountry"));
  return customer.email;
}

/** A total by so many units, in more decimals than the currency has. */
function exactOf(minor: bigint, currency: string, units: number): string {
  const scale = DECIMAL_PLACES - currencyExponent(currency);
  return decimalText({ digits: divideRounded(minor * 10n ** BigInt(scale), BigInt(units)), scale: DECIMAL_PLACES }, 0);
}

/** Where our prices contain tax and the shop's do not, or the other way, it takes its own: the total then tells. */
async function itemsOf({ lines, currency, taxIncluded }: OrderForChannel, shop: ShopFacts, ctx: Context) {
  const skus = lines.flatMap(({ variantKey, sku }) => (variantKey === undefined && sku ? [sku] : []));
  const found = skus.length === 0 ? [] : await variantsBySku(skus, ctx);
  return lines.map(({ variantKey, sku, title, quantity, totalMinor }) => {
    const variant_id = variantKey ?? found.find((variant) => sku && variant.sku === sku)?.id;
    if (variant_id === undefined)
      throw rejected(
        "lines",
        "line_unknown",
        message("refused.shopNoItemLinkFirst", { title, sku: sku ? ` (SKU ${sku})` : "" }),
      );
    return taxIncluded === shop.pricesIncludeTax
      ? { variant_id, quantity, unit_price: exactOf(totalMinor, currency, quantity) }
      : { variant_id, quantity };
  });
}

const regionSchema = z.object({
  id: idText,
  currency_code: z.string(),
  countries: z.array(z.object({ iso_2: z.string() })).nullish(),
});

/** The one that sells to the country in this currency, else any in the currency. */
async function regionFor({ currency, shippingAddress }: OrderForChannel, ctx: Context): Promise<string> {
  const query = [["fields", "id,currency_code,*countries"]] as const;
  const rows = await listAll(ctx, "/admin/regions", "regions", { operation: "regions.list", query });
  const regions = rows
    .map((row) => parseResponse(regionSchema, row, { ctx, what: "region" }))
    .filter(({ currency_code }) => currency_code.toUpperCase() === currency);
  const country = shippingAddress?.country?.toLowerCase();
  const region = regions.find(({ countries }) => countries?.some(({ iso_2 }) => iso_2 === country)) ?? regions[0];
  if (region) return region.id;
  throw rejected("currency", "no_region", message("refused.shopNoRegionSells", { currency }));
}

const optionSchema = z.object({
  id: idText,
  name: z.string(),
  rules: z.array(z.object({ attribute: z.string(), value: z.unknown() })).nullish(),
  prices: z.array(z.object({ amount, currency_code: optionalText })).nullish(),
  service_zone: z
    .object({
      geo_zones: z.array(z.object({ country_code: optionalText })).nullish(),
      fulfillment_set: z.object({ location: z.object({ id: idText }).nullish() }).nullish(),
    })
    .nullish(),
});
type Option = z.output<typeof optionSchema>;

const OPTION_FIELDS = "id,name,*rules,*prices,*service_zone.geo_zones,*service_zone.fulfillment_set.location";

/** The one that costs what the buyer was told, else the first; an order without one can never be shipped. */
async function optionFor(order: OrderForChannel, shop: ShopFacts, ctx: Context): Promise<Option> {
  // Its own filter for options of returns ends in an error 500.
  const requested = { operation: "shipping-options.list", query: [["fields", OPTION_FIELDS]] as const };
  const rows = await listAll(ctx, "/admin/shipping-options", "shipping_options", requested);
  const fitting = rows
    .map((row) => parseResponse(optionSchema, row, { ctx, what: "shipping option" }))
    .filter((option) => fits(option, order.shippingAddress?.country?.toLowerCase(), shop));
  const option = fitting.find((one) => costs(one, order)) ?? fitting[0];
  if (option) return option;
  throw rejected("shippingAddress", "no_shipping", message("refused.noShippingOptionCountry"));
}

function fits({ rules, service_zone }: Option, country: string | undefined, { locations }: ShopFacts): boolean {
  const isReturn = rules?.some(({ attribute, value }) => attribute === "is_return" && String(value) === "true");
  const location = service_zone?.fulfillment_set?.location?.id;
  const isOurs = location === undefined || locations.length === 0 || locations.includes(location);
  return !isReturn && isOurs && (service_zone?.geo_zones ?? []).some(({ country_code }) => country_code === country);
}

const costs = ({ prices }: Option, { currency, shippingMinor }: OrderForChannel): boolean =>
  prices?.some(
    ({ amount: reported, currency_code }) =>
      currency_code?.toUpperCase() === currency && minorOf(fixed(reported), currency) === shippingMinor,
  ) ?? false;

function addressOf({ shippingAddress: to, customer }: OrderForChannel): Json {
  const { first, last } = splitName(to?.name ?? customer.name);
  return {
    first_name: first,
    last_name: last,
    company: to?.company ?? null,
    address_1: to?.line1 ?? null,
    address_2: to?.line2 ?? null,
    city: to?.city ?? null,
    province: to?.region ?? null,
    postal_code: to?.postcode ?? null,
    country_code: to?.country?.toLowerCase() ?? null,
    phone: to?.phone ?? customer.phone ?? null,
  };
}
