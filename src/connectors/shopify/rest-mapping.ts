/**
 * Webhook bodies are REST-shaped. They are pings for us, but a whole one is read into the same nodes as
 * GraphQL answers, so that an order is not lost when Shopify lets us fetch nothing (allowlist, missing scope).
 */
import { z } from "zod";
import { formatDecimal, parseMoney, sumMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import { attributionOfPage } from "../kit/parse/attribution.ts";
import {
  anyJson,
  decimal,
  idText,
  listOf,
  optionalText,
  optionalTime,
  parseResponse,
  texts,
  time,
  wholeNumber,
  within,
} from "../kit/parse/parse.ts";
import { parseTolerantly } from "../kit/parse/tolerant.ts";
import { gid } from "./ids.ts";
import type { FulfilmentNode, LineNode, OrderNode, RefundNode } from "./nodes.ts";
import { currency } from "./nodes.ts";
import type { MappedOrder, WholeOrder } from "./order-mapping.ts";
import { mapOrder } from "./order-mapping.ts";

const restMoney = z.object({ amount: decimal, currency_code: currency });
const restBag = z.object({ shop_money: restMoney, presentment_money: restMoney.nullish() }).nullish();
const restAddress = z
  .object(
    texts(
      "name",
      "company",
      "address1",
      "address2",
      "city",
      "province",
      "province_code",
      "zip",
      "country_code",
      "phone",
    ),
  )
  .nullish();

const allocation = z.object({ amount: decimal, amount_set: restBag });
const taxLine = z.object({ price: decimal, price_set: restBag });

/** Line item properties and note attributes; plugins leave a value out, or write a number. */
const reported = listOf(z.object({ name: optionalText, value: anyJson.optional() }));

const restLine = z.object({
  id: idText,
  title: z.string(),
  variant_title: optionalText,
  sku: optionalText,
  properties: reported,
  quantity: wholeNumber,
  current_quantity: wholeNumber.nullish(),
  fulfillable_quantity: wholeNumber.nullish(),
  requires_shipping: z.boolean().nullish(),
  gift_card: z.boolean().nullish(),
  variant_id: idText.nullish(),
  product_id: idText.nullish(),
  price: decimal,
  price_set: restBag,
  discount_allocations: z.array(allocation).default([]),
  tax_lines: z.array(taxLine).default([]),
});

const restFulfilment = z.object({
  id: idText,
  status: z.string().nullish(),
  shipment_status: z.string().nullish(),
  created_at: optionalTime,
  tracking_company: optionalText,
  tracking_numbers: z.array(z.string()).default([]),
  tracking_url: optionalText,
  location_id: idText.nullish(),
  line_items: z.array(z.object({ id: idText, quantity: wholeNumber })).default([]),
});

const restRefund = z.object({
  id: idText,
  note: optionalText,
  created_at: time,
  processed_at: time.nullish(),
  transactions: z.array(z.object({ amount: decimal, kind: z.string(), status: z.string() })).default([]),
  refund_line_items: z
    .array(z.object({ line_item_id: idText, quantity: wholeNumber, restock_type: z.string() }))
    .default([]),
});

/** The fields used of a whole REST order; a shorter payload (`fields=`, `includeFields`) does not match. */
const restOrder = z.object({
  id: idText,
  name: z.string(),
  created_at: time,
  updated_at: time,
  cancelled_at: time.nullish(),
  closed_at: time.nullish(),
  note: optionalText,
  note_attributes: reported,
  discount_codes: listOf(z.object({ code: optionalText })),
  tags: z.string().default(""),
  test: z.boolean().nullish(),
  currency,
  presentment_currency: currency.nullish(),
  taxes_included: z.boolean(),
  duties_included: z.boolean().nullish(),
  financial_status: z.string().nullish(),
  fulfillment_status: z.string().nullish(),
  payment_gateway_names: z.array(z.string()).default([]),
  ...texts("email", "phone", "source_identifier", "landing_site"),
  customer: z
    .object({ id: idText, first_name: optionalText, last_name: optionalText, email: optionalText, phone: optionalText })
    .nullish(),
  shipping_address: restAddress,
  billing_address: restAddress,
  total_tax: decimal,
  total_tax_set: restBag,
  total_price: decimal,
  total_price_set: restBag,
  current_total_price: decimal.nullish(),
  current_total_price_set: restBag,
  total_tip_received: decimal.nullish(),
  original_total_duties_set: restBag,
  original_total_additional_fees_set: restBag,
  total_cash_rounding_payment_adjustment_set: restBag,
  shipping_lines: z
    .array(z.object({ price: decimal, price_set: restBag, discount_allocations: z.array(allocation).default([]) }))
    .default([]),
  line_items: z.array(restLine),
  fulfillments: z.array(restFulfilment).default([]),
  refunds: z.array(restRefund).default([]),
});
type RestOrder = z.output<typeof restOrder>;

/** As ESSENTIAL_OF_ORDER. */
const ESSENTIAL: readonly string[] = [
  ...["id", "name", "created_at", "updated_at", "cancelled_at", "closed_at", "currency", "taxes_included"],
  ...["financial_status", "fulfillment_status", "payment_gateway_names"],
  ...["total_tax", "total_tax_set.shop_money", "total_price", "total_price_set.shop_money"],
  ...within("shipping_lines.*", "price", "price_set.shop_money"),
  ...within("shipping_lines.*.discount_allocations.*", "amount", "amount_set.shop_money"),
  ...within("line_items.*", "id", "quantity", "current_quantity", "fulfillable_quantity", "requires_shipping"),
  ...within("line_items.*", "gift_card", "variant_id", "price", "price_set.shop_money"),
  ...within("line_items.*.discount_allocations.*", "amount", "amount_set.shop_money"),
  ...within("line_items.*.tax_lines.*", "price", "price_set.shop_money"),
  ...within("fulfillments.*", "id", "status", "line_items.*.id", "line_items.*.quantity"),
  ...within("refunds.*", "id", "created_at", "transactions.*"),
  ...within("refunds.*.refund_line_items.*", "line_item_id", "quantity", "restock_type"),
];

type Bag = NonNullable<z.output<typeof restBag>> | null | undefined;

/** True when a payload is a whole order: it has its lines and its total. */
export function isWholeRestOrder(payload: Json): boolean {
  return "data" in parseTolerantly(restOrder, payload, ESSENTIAL);
}

/** Maps a whole REST order (webhook body or sample). Throws ConnectorError drift when it is not whole. */
export function mapRestOrder(payload: Json): MappedOrder {
  const order = parseResponse(restOrder, payload, { what: "an order payload", essential: ESSENTIAL });
  return mapOrder(toWhole(order, payload));
}

function toWhole(order: RestOrder, raw: Json): WholeOrder {
  return {
    order: toOrderNode(order),
    lines: order.line_items.map((line) => toLine(line, order.currency)),
    fulfilments: order.fulfillments.map(toFulfilment),
    refunds: order.refunds.map((refund) => toRefund(refund, order.currency)),
    lineLocations: new Map(),
    complete: true,
    raw,
  };
}

function bag(amount: string, currency: string, set: Bag) {
  const shop = { amount: set?.shop_money.amount ?? amount, currencyCode: set?.shop_money.currency_code ?? currency };
  const reported = set?.presentment_money;
  const presentmentMoney = reported ? { amount: reported.amount, currencyCode: reported.currency_code } : null;
  return { shopMoney: shop, presentmentMoney };
}

function optionalBag(currency: string, set: Bag) {
  return set ? bag("0", currency, set) : null;
}

function upper(word: string): string {
  return word.toUpperCase();
}

function toOrderNode(order: RestOrder): OrderNode {
  const { currency } = order;
  return {
    id: gid("Order", order.id),
    name: order.name,
    createdAt: order.created_at,
    updatedAt: order.updated_at,
    cancelledAt: order.cancelled_at ?? null,
    closed: order.closed_at != null,
    note: order.note,
    customAttributes: attributesOf(order.note_attributes),
    discountCodes: order.discount_codes.flatMap(({ code }) => code ?? []),
    tags: order.tags
      .split(",")
      .map((tag) => tag.trim())
      .filter(Boolean),
    test: order.test ?? null,
    sourceName: undefined,
    customerJourneySummary: toJourney(order.landing_site),
    sourceIdentifier: order.source_identifier,
    currencyCode: currency,
    presentmentCurrencyCode: order.presentment_currency ?? currency,
    taxesIncluded: order.taxes_included,
    dutiesIncluded: order.duties_included ?? null,
    displayFinancialStatus: order.financial_status ? upper(order.financial_status) : null,
    displayFulfillmentStatus: restFulfilmentStatus(order.fulfillment_status ?? null),
    returnStatus: null,
    paymentGatewayNames: order.payment_gateway_names,
    email: order.email,
    phone: order.phone,
    customer: toCustomer(order.customer),
    shippingAddress: toAddress(order.shipping_address),
    billingAddress: toAddress(order.billing_address),
    ...orderFigures(order),
    fulfillments: order.fulfillments.map((fulfilment) => ({ id: gid("Fulfillment", fulfilment.id) })),
    refunds: order.refunds.map((refund) => ({ id: gid("Refund", refund.id) })),
    lineItems: { nodes: [], pageInfo: { hasNextPage: false } },
  };
}

const attributesOf = (rows: z.output<typeof reported>) => rows.map(({ name, value }) => ({ key: name, value }));

/** Webhook bodies tell the page the visit began on instead of the visit. */
function toJourney(landingSite: string | undefined): OrderNode["customerJourneySummary"] {
  const reported = landingSite === undefined ? undefined : attributionOfPage(landingSite);
  if (!reported) return null;
  const { source, medium, campaign } = reported;
  return { lastVisit: { source: undefined, utmParameters: { source, medium, campaign } } };
}

type Figures =
  | "totalTaxSet"
  | "totalPriceSet"
  | "currentTotalPriceSet"
  | "totalTipReceivedSet"
  | "originalTotalDutiesSet"
  | "originalTotalAdditionalFeesSet"
  | "totalCashRoundingAdjustment"
  | "shippingLines";

function orderFigures(order: RestOrder): Pick<OrderNode, Figures> {
  const { currency } = order;
  return {
    totalTaxSet: bag(order.total_tax, currency, order.total_tax_set),
    totalPriceSet: bag(order.total_price, currency, order.total_price_set),
    currentTotalPriceSet:
      order.current_total_price == null
        ? null
        : bag(order.current_total_price, currency, order.current_total_price_set),
    totalTipReceivedSet: bag(order.total_tip_received ?? "0", currency, null),
    originalTotalDutiesSet: optionalBag(currency, order.original_total_duties_set),
    originalTotalAdditionalFeesSet: optionalBag(currency, order.original_total_additional_fees_set),
    totalCashRoundingAdjustment: order.total_cash_rounding_payment_adjustment_set
      ? { paymentSet: bag("0", currency, order.total_cash_rounding_payment_adjustment_set) }
      : null,
    shippingLines: {
      nodes: order.shipping_lines.map((line) => ({
        originalPriceSet: bag(line.price, currency, line.price_set),
        discountAllocations: line.discount_allocations.map((entry) => ({
          allocatedAmountSet: bag(entry.amount, currency, entry.amount_set),
        })),
      })),
      pageInfo: { hasNextPage: false },
    },
  };
}

function toCustomer(customer: RestOrder["customer"]): OrderNode["customer"] {
  if (!customer) return null;
  const name = [customer.first_name, customer.last_name].filter(Boolean).join(" ");
  return {
    id: gid("Customer", customer.id),
    displayName: name || undefined,
    defaultEmailAddress: { emailAddress: customer.email },
    defaultPhoneNumber: { phoneNumber: customer.phone },
  };
}

/** REST words: null, partial, fulfilled, restocked. */
function restFulfilmentStatus(word: string | null): string {
  if (word === null) return "UNFULFILLED";
  return word === "partial" ? "PARTIALLY_FULFILLED" : upper(word);
}

function toAddress(address: z.output<typeof restAddress>): OrderNode["shippingAddress"] {
  if (!address) return null;
  const { country_code, province_code, ...same } = address;
  return { ...same, provinceCode: province_code, countryCodeV2: country_code };
}

function toLine(line: z.output<typeof restLine>, currency: string): LineNode {
  return {
    id: gid("LineItem", line.id),
    title: line.title,
    variantTitle: line.variant_title,
    sku: line.sku,
    customAttributes: attributesOf(line.properties),
    quantity: line.quantity,
    currentQuantity: line.current_quantity ?? line.quantity,
    unfulfilledQuantity: line.fulfillable_quantity ?? line.quantity,
    requiresShipping: line.requires_shipping ?? true,
    isGiftCard: line.gift_card ?? false,
    variant: line.variant_id ? { id: gid("ProductVariant", line.variant_id) } : null,
    product: line.product_id ? { id: gid("Product", line.product_id) } : null,
    originalUnitPriceSet: bag(line.price, currency, line.price_set),
    discountAllocations: line.discount_allocations.map((entry) => ({
      allocatedAmountSet: bag(entry.amount, currency, entry.amount_set),
    })),
    taxLines: line.tax_lines.map((tax) => ({ priceSet: bag(tax.price, currency, tax.price_set) })),
  };
}

function toFulfilment(fulfilment: z.output<typeof restFulfilment>): FulfilmentNode {
  const numbers = fulfilment.tracking_numbers.length > 0 ? fulfilment.tracking_numbers : [undefined];
  return {
    id: gid("Fulfillment", fulfilment.id),
    status: upper(fulfilment.status ?? "success"),
    displayStatus: fulfilment.shipment_status ? upper(fulfilment.shipment_status) : null,
    createdAt: fulfilment.created_at,
    trackingInfo: numbers.map((number) => ({
      company: fulfilment.tracking_company,
      number,
      url: fulfilment.tracking_url,
    })),
    location: fulfilment.location_id ? { id: gid("Location", fulfilment.location_id) } : null,
    fulfillmentLineItems: {
      nodes: fulfilment.line_items.map((line) => ({
        quantity: line.quantity,
        lineItem: { id: gid("LineItem", line.id) },
      })),
      pageInfo: { hasNextPage: false },
    },
  };
}

function toRefund(refund: z.output<typeof restRefund>, currency: string): RefundNode {
  const moved = refund.transactions.filter((entry) => entry.kind === "refund" && entry.status === "success");
  const amounts = moved.map((entry) => parseMoney(entry.amount, currency));
  return {
    id: gid("Refund", refund.id),
    note: refund.note,
    createdAt: refund.created_at,
    processedAt: refund.processed_at ?? refund.created_at,
    totalRefundedSet: bag(formatDecimal(sumMoney(amounts, currency)), currency, null),
    refundLineItems: {
      nodes: refund.refund_line_items.map((line) => ({
        quantity: line.quantity,
        restockType: upper(line.restock_type),
        restocked: line.restock_type !== "no_restock",
        lineItem: { id: gid("LineItem", line.line_item_id) },
      })),
      pageInfo: { hasNextPage: false },
    },
  };
}
