/** Orders, parcels and returns as Mirakl tells them. */
import { formatDecimal } from "../../commerce/money.ts";
import { splitName } from "../../connectors/kit/parse/person-name.ts";
import {
  iso,
  type State,
  type StoredBack,
  type StoredLine,
  type StoredOrder,
  type StoredReturn,
  type StoredShipment,
  type Tax,
} from "./state.ts";

const UNANSWERED = new Set(["STAGING", "WAITING_ACCEPTANCE"]);

const numberOf = (state: State) => (minor: bigint) => Number(formatDecimal({ minor, currency: state.currency }));

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, one) => total + one, 0n);

const lineTotal = (line: StoredLine): bigint => line.unit * BigInt(line.quantity) + line.shipping;

const totalOf = (order: StoredOrder): bigint => sum(order.lines.map(lineTotal));

/** With the taxes that come on top. */
export function paidOf(order: StoredOrder, state: State): bigint {
  if (state.platform.taxMode === "TAX_INCLUDED") return totalOf(order);
  const taxes = order.lines.flatMap((line) => [...line.taxes, ...line.shippingTaxes]);
  return totalOf(order) + sum(taxes.map(({ amount }) => amount));
}

const part = (amount: number, isPaid = true) => ({
  ...{ amount, commissionable: isPaid, debitable_from_customer: true, payable_to_shop: isPaid },
});

/** Taxes as the order has them; the operator's features tell which of them it pays to the tax office. */
const taxViews = (list: readonly Tax[], state: State) => {
  const amount = numberOf(state);
  return list.map((tax) => ({
    amount: amount(tax.amount),
    amount_breakdown: { parts: [part(amount(tax.amount), !state.platform.remitsTaxes)] },
    code: tax.code,
  }));
};

/** A price with its tax in it has a part of what the operator remits. */
function priceParts(minor: bigint, taxes: readonly Tax[], state: State): object {
  const amount = numberOf(state);
  const remitted =
    state.platform.remitsTaxes && state.platform.taxMode === "TAX_INCLUDED" ? sum(taxes.map((tax) => tax.amount)) : 0n;
  return {
    parts: [part(amount(minor - remitted)), ...(remitted > 0n ? [part(amount(remitted), false)] : [])],
  };
}

/** Hidden until the seller has answered. */
function customerView(order: StoredOrder): object {
  const { first, last } = splitName(order.buyer?.name ?? "A buyer");
  const name = { firstname: first, lastname: last };
  const address = UNANSWERED.has(order.state)
    ? null
    : {
        ...name,
        city: "Paris",
        country: "France",
        country_iso_code: "FRA",
        ...(order.buyer?.phone === undefined ? {} : { phone: order.buyer.phone }),
        street_1: "12 rue de Rivoli",
        street_2: "2e étage",
        zip_code: "75001",
        state: "Île-de-France",
        company: "Analytical Engines",
        additional_info: "Ring twice",
      };
  const customer_id = `customer-${order.commercialId}`;
  return { ...name, customer_id, locale: "fr_FR", billing_address: address, shipping_address: address };
}

/** The courier as it was told, under the names an order has for it. */
function trackingView({ tracking: reported }: StoredOrder): object {
  const names = {
    carrier_code: "shipping_carrier_code",
    carrier_name: "shipping_company",
    tracking_number: "shipping_tracking",
    carrier_url: "shipping_tracking_url",
  };
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, shown]) => (reported[name] === undefined ? [] : [[shown, reported[name]]])),
  );
}

export function orderView(order: StoredOrder, state: State): object {
  const amount = numberOf(state);
  return {
    can_cancel: state.platform.canCancel && order.state === "SHIPPING",
    can_shop_ship: order.state === "SHIPPING",
    commercial_id: order.commercialId,
    created_date: iso(order.createdAt),
    currency_iso_code: state.currency,
    customer: customerView(order),
    ...(order.debitedAt === undefined ? {} : { customer_debited_date: iso(order.debitedAt) }),
    customer_directly_pays_seller: order.workflow === "PAY_ON_DELIVERY",
    customer_notification_email: `notification+${order.id.toLowerCase()}@notification.mirakl.net`,
    fulfillment: { center: { code: "DEFAULT" } },
    fully_refunded: false,
    has_customer_message: false,
    has_incident: order.lines.some(({ state: word }) => word === "INCIDENT_OPEN"),
    has_invoice: false,
    last_updated_date: iso(order.updatedAt),
    leadtime_to_ship: 2,
    order_additional_fields: [],
    order_id: order.id,
    order_lines: order.lines.map((line, index) => lineView(line, index, { order, state })),
    order_state: order.state,
    order_tax_mode: state.platform.taxMode,
    paymentType: "Visa",
    payment_type: "Visa",
    payment_workflow: order.workflow,
    price: amount(sum(order.lines.map((line) => line.unit * BigInt(line.quantity)))),
    promotions: { applied_promotions: [], total_deduced_amount: 0 },
    ...trackingView(order),
    shipping_deadline: iso(order.shipBy),
    shipping_price: amount(sum(order.lines.map((line) => line.shipping))),
    shipping_type_code: "STD",
    shipping_type_label: "Standard",
    shipping_zone_code: "FR",
    shipping_zone_label: "France",
    total_commission: 0,
    total_price: amount(totalOf(order)),
  };
}

interface Of {
  readonly order: StoredOrder;
  readonly state: State;
}

function lineView(line: StoredLine, index: number, { order, state }: Of): object {
  const amount = numberOf(state);
  const taxes = (list: readonly Tax[]) =>
    taxViews(list, state).map((tax) => ({ ...tax, rate: 20, tax_calculation_rule: "NONE" }));
  const items = line.unit * BigInt(line.quantity);
  return {
    can_refund: order.debitedAt !== undefined && line.state !== "CANCELED",
    cancelations: line.cancelations.map((one) => backView(one, state)),
    category_code: "MUGS",
    category_label: "Mugs",
    commission_fee: 0,
    commission_rate_vat: 0,
    commission_taxes: [],
    commission_vat: 0,
    created_date: iso(order.createdAt),
    description: "",
    fees: [],
    last_updated_date: iso(order.updatedAt),
    offer_id: line.offer.id,
    offer_sku: line.offer.sku,
    offer_state_code: "11",
    order_line_additional_fields: [],
    order_line_id: line.id,
    order_line_index: index + 1,
    order_line_state: line.state,
    ...(line.state === "INCIDENT_OPEN"
      ? { order_line_state_reason_code: "13", order_line_state_reason_label: "Item not received" }
      : {}),
    origin_unit_price: amount(line.origin),
    price: amount(items),
    price_amount_breakdown: priceParts(items, line.taxes, state),
    price_unit: amount(line.unit),
    product_medias: [],
    product_sku: `MKP${line.offer.id}`,
    product_title: line.offer.title,
    promotions: [],
    quantity: line.quantity,
    refunds: line.refunds.map((one) => backView(one, state)),
    ...(line.shippedAt === undefined ? {} : { shipped_date: iso(line.shippedAt) }),
    shipping_price: amount(line.shipping),
    shipping_taxes: taxes(line.shippingTaxes),
    taxes: taxes(line.taxes),
    total_commission: 0,
    total_price: amount(lineTotal(line)),
  };
}

function backView(one: StoredBack, state: State): object {
  const amount = numberOf(state);
  const taxes = (list: readonly Tax[]) => taxViews(list, state);
  return {
    amount: amount(one.amount),
    commission_amount: 0,
    commission_tax_amount: 0,
    commission_taxes: [],
    commission_total_amount: 0,
    created_date: iso(one.at),
    fees: [],
    id: one.id,
    order_refund_id: one.group,
    quantity: one.quantity,
    reason_code: one.reason,
    refund_state: one.state,
    shipping_amount: amount(one.shipping),
    shipping_taxes: taxes(one.shippingTaxes),
    // The older field knows no newer states.
    state: one.state === "REFUNDED" ? "REFUNDED" : "WAITING_REFUND",
    taxes: taxes(one.taxes),
  };
}

export function shipmentView(one: StoredShipment): object {
  return {
    created_date: iso(one.at),
    id: one.id,
    last_updated_date: iso(one.updatedAt),
    order_id: one.orderId,
    shipment_lines: one.lines.map(({ lineId, quantity }) => ({ order_line_id: lineId, quantity })),
    shipped_date: iso(one.at),
    status: one.state,
    status_customer_debit: "NO_DEBIT",
    tracking: { ...one.tracking },
  };
}

export function returnView(one: StoredReturn): object {
  return {
    date_created: iso(one.createdAt),
    id: one.id,
    last_updated: iso(one.updatedAt),
    method_code: "RETURN_METHOD_BY_MAIL",
    order_commercial_id: one.order.commercialId,
    order_id: one.order.id,
    reason_code: "RETURN_CHANGED_MIND",
    return_address: { city: "Lyon", country_iso_code: "FRA", street1: "1 place Bellecour", zip_code: "69002" },
    return_lines: one.lines.map(({ lineId, quantity }) => ({
      order_line_id: lineId,
      quantity,
      reason_code: "RETURN_CHANGED_MIND",
    })),
    state: one.state,
  };
}
