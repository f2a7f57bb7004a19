/** From the shop's order and what belongs to it to our order part; pure. */

import type { z } from "zod";
import { compareDecimal, decimalText, parseDecimal, plusDecimal } from "../../commerce/decimal.ts";
import { parseMoney } from "../../commerce/money.ts";
import type {
  Address,
  Contact,
  OrderFulfilment,
  OrderLine,
  OrderPart,
  OrderRefund,
  OrderTransaction,
  Pack,
  PaymentKind,
} from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { FinancialStatus } from "../../commerce/statuses.ts";
import { instantMicros } from "../../commerce/version.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { LocalTime } from "../kit/parse/local-time.ts";
import type { LineMoney } from "../kit/parse/order-money.ts";
import { codesOf } from "../kit/parse/order-options.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import { keyIn } from "./order-alias.ts";
import { moneyOf, refundedOfItems, type Slip } from "./order-money.ts";
import type { ChosenInOrders } from "./order-options.ts";
import type { UnitState } from "./order-units.ts";
import { unitsOf, wentBack } from "./order-units.ts";
import type * as schemas from "./schemas.ts";
import type { Detail, Order, ShopAddress, ShopCustomer } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { variantKey } from "./shop.ts";
import type { Kind, StateFlags } from "./statuses.ts";
import { hasMeaning, isShipping, kindOf, statusesOf, tookUnits } from "./statuses.ts";

type HistoryRow = z.output<typeof schemas.historySchema>;
type CarrierRow = z.output<typeof schemas.carrierRowSchema>;
type Rule = z.output<typeof schemas.orderRuleSchema>;
type Payment = z.output<typeof schemas.paymentSchema>;
type ByOrder<T> = ReadonlyMap<string, readonly T[]>;

/** Everything around a page of orders. */
export interface Around {
  readonly details: ByOrder<Detail>;
  readonly histories: ByOrder<HistoryRow>;
  readonly carriers: ByOrder<CarrierRow>;
  readonly slips: ByOrder<Slip>;
  readonly rules: ByOrder<Rule>;
  /** Each order's part of what was paid. */
  readonly payments: ReadonlyMap<string, readonly Payment[]>;
  readonly addresses: ReadonlyMap<string, ShopAddress>;
  readonly customers: ReadonlyMap<string, ShopCustomer>;
  readonly chosen: ChosenInOrders;
}

export interface WholeOrder {
  readonly order: Order;
  readonly raw: Json;
  readonly details: readonly Detail[];
  readonly histories: readonly HistoryRow[];
  readonly carriers: readonly CarrierRow[];
  readonly slips: readonly Slip[];
  readonly rules: readonly Rule[];
  readonly payments: readonly Payment[];
  readonly customer: ShopCustomer | undefined;
  readonly delivery: ShopAddress | undefined;
  readonly invoice: ShopAddress | undefined;
  readonly chosen: ChosenInOrders;
}

type Names = ReadonlyMap<string, string>;

export interface Reading {
  readonly shop: ShopFacts;
  readonly time: LocalTime;
  readonly ctx: Pick<Context, "drift">;
  readonly states: ReadonlyMap<string, StateFlags>;
  readonly countries: Names;
  readonly regions: Names;
  readonly carriers: Names;
  readonly currencies: Names;
  /** By product. */
  readonly packs: ReadonlyMap<string, Pack>;
}

/** Between several numbers in the one field the shop has. */
export const TRACKING_SEPARATOR = " / ";

/** Of a state nobody has given a meaning: the order waits, and its goods are where they were. */
const UNKNOWN = {
  here: { status: "on_hold", fulfilment: "unfulfilled" },
  left: { status: "on_hold", fulfilment: "in_transit" },
} as const;

export function toOrderPart(whole: WholeOrder, reading: Reading): OrderPart {
  const { order, rules, details, raw } = whole;
  const { shop, time } = reading;
  const currency = reading.currencies.get(order.id_currency) ?? shop.currency;
  const state = stateOf(whole, reading);
  const figures = moneyOf(
    order,
    details,
    currency,
    rules.some((rule) => rule.free_shipping && !rule.deleted),
  );
  const statuses = statusesOf(state.kind, state.isPaid, state);
  const took = tookUnits(state.path, (id) => reading.states.get(id)?.logable ?? false, shop.takesBackAlways);
  const delivery = addressOf(whole.delivery, reading);
  const current = order.current_state ?? "0";
  const platformStatus = `${current} ${reading.states.get(current)?.name ?? ""}`.trim();
  return {
    orderKey: order.id,
    ourKey: keyIn(whole.delivery?.alias),
    partKey: "",
    version: { kind: "time", value: instantMicros(time.toUtc(order.date_upd)) },
    complete: details.length > 0,
    number: order.reference || order.id,
    placedAt: time.toUtc(order.date_add),
    ...statuses,
    ...(state.isKnown ? {} : UNKNOWN[state.wasShipped ? "left" : "here"]),
    financial: afterSlips(statuses.financial, whole),
    platformStatus,
    unknownStatus: state.isKnown ? undefined : platformStatus,
    payment: { kind: paymentKind(whole, state), paymentMethod: order.module },
    totals: figures.totals,
    quality: figures.quality,
    lines: details.map((detail) =>
      toLine(detail, whole, { figures: figures.lines, units: unitState(state, took), packs: reading.packs }),
    ),
    fulfilments: fulfilmentsOf(whole, state, unitState(state, took), reading),
    refunds: refundsOf(whole, currency, time),
    transactions: transactionsOf(whole, currency, time),
    contact: contactOf(whole, delivery),
    shippingAddress: delivery,
    billingAddress: addressOf(whole.invoice, reading),
    buyerNote: order.gift_message,
    discountCodes: codesOf(rules.map((rule) => whole.chosen.codes.get(rule.id_cart_rule ?? ""))),
    tags: [],
    site: order.id_shop,
    raw,
  };
}

interface OrderState {
  readonly kind: Kind;
  readonly isKnown: boolean;
  readonly isPaid: boolean;
  readonly isCod: boolean;
  readonly wasPaid: boolean;
  readonly wasShipped: boolean;
  /** Ids of the states gone through, the present one last. */
  readonly path: readonly string[];
  /** In the shop's local time. */
  readonly shippedAt: string | undefined;
}

function stateOf({ order, histories }: WholeOrder, reading: Reading): OrderState {
  const { shop, states, ctx } = reading;
  const current = order.current_state ?? "0";
  const flags = states.get(current);
  if (!flags) ctx.drift({ path: "current_state", problem: "a state the shop does not list", value: current });
  const gone = histories.map((line) => line.id_order_state ?? "0");
  const path = gone.at(-1) === current ? gone : [...gone, current];
  const shippedLine = histories.find((line) => isShipping(states.get(line.id_order_state ?? ""), shop.stateMap));
  const isCod = shop.codModules.includes(order.module ?? "");
  return {
    kind: flags ? kindOf(flags, shop.stateMap) : "on_hold",
    isKnown: flags !== undefined && hasMeaning(flags, shop.stateMap),
    isPaid: flags?.paid ?? false,
    isCod,
    wasPaid: Number(order.total_paid_real) > 0,
    wasShipped: shippedLine !== undefined || isShipping(flags, shop.stateMap),
    path,
    shippedAt: shippedLine?.date_add,
  };
}

/** Modules whose money comes before the goods, paid or not. */
const PREPAID_MODULES = ["ps_wirepayment", "ps_checkpayment"];

function paymentKind({ order }: WholeOrder, { isCod, isPaid, kind }: OrderState): PaymentKind {
  if (isCod || kind === "cod") return "cod";
  return isPaid || PREPAID_MODULES.includes(order.module ?? "") ? "prepaid" : "unknown";
}

/** Slips say what was given back; the shop's own state does not move with them. */
function afterSlips(financial: FinancialStatus, { slips, order }: WholeOrder): FinancialStatus {
  if (financial !== "paid" || slips.length === 0) return financial;
  const sum = slips.reduce(
    (total, slip) =>
      plusDecimal(plusDecimal(total, parseDecimal(refundedOfItems(slip))), parseDecimal(slip.total_shipping_tax_incl)),
    parseDecimal("0"),
  );
  return compareDecimal(sum, parseDecimal(order.total_paid_tax_incl)) < 0 ? "partially_refunded" : "refunded";
}

interface LineReading {
  readonly figures: ReadonlyMap<string, LineMoney>;
  readonly units: UnitState;
  readonly packs: Reading["packs"];
}

function unitState({ kind, wasShipped, shippedAt }: OrderState, took: boolean): UnitState {
  const isOver = kind === "cancelled" || kind === "refunded";
  return { isCancelled: kind === "cancelled", isOver, hasLeft: wasShipped, shippedAt, took };
}

function toLine(detail: Detail, { slips, chosen }: WholeOrder, { figures, units, packs }: LineReading): OrderLine {
  const combination = detail.product_attribute_id ?? "0";
  return {
    key: detail.id,
    variantKey: detail.product_id === undefined ? undefined : variantKey(detail.product_id, combination),
    productKey: detail.product_id,
    sku: detail.product_reference,
    title: detail.product_name,
    options: chosen.options.get(detail.id),
    pack: packs.get(detail.product_id ?? ""),
    ...unitsOf(detail, slips, units),
    unitPrice: decimalText(parseDecimal(detail.unit_price_tax_incl)),
    ...(figures.get(detail.id) ?? { discountMinor: 0n, taxMinor: 0n, totalMinor: 0n }),
    fulfilledBy: "merchant",
  };
}

/** One parcel an order carrier. A number may stand there before the order has left. */
function fulfilmentsOf(
  whole: WholeOrder,
  state: OrderState,
  units: UnitState,
  { carriers, time }: Reading,
): OrderFulfilment[] {
  const lines = whole.details
    .map((detail) => ({ lineKey: detail.id, quantity: unitsOf(detail, whole.slips, units).fulfilledQuantity }))
    .filter(({ quantity }) => quantity > 0);
  const status = state.kind === "delivered" ? "delivered" : "in_transit";
  return whole.carriers.flatMap((row, index) => {
    const numbers = (row.tracking_number ?? "").split(TRACKING_SEPARATOR).filter((one) => one !== "");
    if (!state.wasShipped) return [];
    return [
      {
        key: row.id,
        status,
        carrier: row.id_carrier === undefined ? undefined : carriers.get(row.id_carrier),
        trackingNumbers: numbers,
        shippedAt: state.shippedAt === undefined ? undefined : time.toUtc(state.shippedAt),
        lines: index === 0 ? lines : [],
      },
    ];
  });
}

/** Credit slips. An order the shop calls refunded without one is refunded as its status says. */
function refundsOf({ slips, details, order }: WholeOrder, currency: string, time: LocalTime): OrderRefund[] {
  const minor = (text: string) => parseMoney(text, currency).minor;
  return slips.map((slip) => ({
    key: slip.id,
    amountMinor: minor(refundedOfItems(slip)) + minor(slip.total_shipping_tax_incl),
    at: time.toUtc(slip.date_add ?? order.date_upd),
    lines: slip.associations.map((one) => ({
      lineKey: one.id_order_detail,
      quantity: one.product_quantity,
      restocked: wentBack(details.find((detail) => detail.id === one.id_order_detail)),
    })),
  }));
}

/** Payments of 0.00 are the shop's note of an order whose total was not right. */
function transactionsOf({ payments, order }: WholeOrder, currency: string, time: LocalTime): OrderTransaction[] {
  return payments
    .map((payment) => ({ payment, amountMinor: parseMoney(payment.amount, currency).minor }))
    .filter(({ amountMinor }) => amountMinor !== 0n)
    .map(({ payment, amountMinor }) => ({
      key: payment.id,
      kind: amountMinor < 0n ? "refund" : "sale",
      status: "success",
      gateway: payment.payment_method,
      amountMinor: amountMinor < 0n ? -amountMinor : amountMinor,
      at: time.toUtc(payment.date_add ?? order.date_upd),
    }));
}

function contactOf({ customer, delivery }: WholeOrder, address: Address | undefined): Contact {
  const phone = address?.phone;
  const email = customer?.email;
  const name = nameOf(delivery) ?? nameOf(customer);
  return { key: customer?.id, name, email, phone, quality: email || phone ? "real" : "absent" };
}

function nameOf(
  person: { readonly firstname?: string | undefined; readonly lastname?: string | undefined } | undefined,
) {
  const { firstname, lastname } = person ?? {};
  // A name of one word stands twice: the shop asks for both.
  const parts = firstname === lastname ? [firstname] : [firstname, lastname];
  return parts.filter((part) => part).join(" ") || undefined;
}

function addressOf(address: ShopAddress | undefined, { countries, regions }: Reading): Address | undefined {
  if (!address) return undefined;
  const country = address.id_country === undefined ? undefined : countries.get(address.id_country);
  const phone = address.phone_mobile ?? address.phone;
  return {
    name: nameOf(address),
    company: address.company,
    line1: address.address1,
    line2: address.address2,
    city: address.city,
    region: address.id_state === undefined ? undefined : regions.get(address.id_state),
    postcode: address.postcode,
    country,
    phone: normalisePhone(phone, country) ?? phone,
  };
}
