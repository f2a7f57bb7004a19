/** What is only read: warehouses, carriers, categories, brands, coupons, statements; and webhooks. */
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { ok, refusal } from "./replies.ts";
import type { State } from "./state.ts";
import { now } from "./state.ts";

export function listShops(state: State): SandboxReply {
  const all = [state, ...state.otherShops].map(({ shop }) => shop);
  const shops = all.map(({ id, name, region, sellerType, cipher, code }) => ({
    id,
    name,
    region,
    seller_type: sellerType,
    cipher,
    code,
  }));
  return ok({ shops });
}

export function listWarehouses(state: State): SandboxReply {
  return ok({
    warehouses: state.warehouses.map(({ id, name, type, status, isDefault }) => ({
      id,
      name,
      effect_status: status,
      type,
      sub_type: "DOMESTIC_WAREHOUSE",
      is_default: isDefault,
      address: { region_code: state.shop.region, distict: "" },
    })),
  });
}

export const listProviders = (state: State): SandboxReply => ok({ shipping_providers: state.providers });

export function searchCoupons(state: State): SandboxReply {
  const coupons = state.coupons.map((one) => ({
    id: one.id,
    title: `Coupon ${one.code}`,
    status: one.status,
    display_type: "REGULAR",
    create_time: now(state),
    update_time: now(state),
    redemption_duration: { type: "ABSOLUTE", start_time: now(state) - 86_400, end_time: now(state) + 86_400 },
    promo_code: one.code,
    target_buyer_segment: "ALL",
    discount:
      one.percent === null
        ? { type: "AMOUNT_OFF", reduction_amount: { amount: one.amount, currency: state.currency } }
        : { type: "PERCENT_OFF", percentage: one.percent },
    threshold:
      one.minimum === null
        ? { type: "NONE" }
        : { type: "MIN_SPEND", min_spend: { amount: one.minimum, currency: state.currency } },
    product_scope: "FULL_SHOP",
    creation_source: "SELLER_CENTER",
  }));
  return ok({ total_count: coupons.length, next_page_token: "", coupons });
}

export function listStatements(request: SandboxRequest, state: State): SandboxReply {
  if (request.query.get("sort_field") !== "statement_time")
    return refusal(36009004, "Invalid parameter: sort_field", 400);
  const from = Number(request.query.get("statement_time_ge") ?? 0);
  const statements = state.statements
    .filter(({ time }) => time >= from)
    .map(({ id, time, transactions }) => ({
      id,
      statement_time: time,
      currency: state.currency,
      settlement_amount: total(transactions.flatMap(partsOf), state),
      revenue_amount: total(
        transactions.map(({ revenue }) => revenue),
        state,
      ),
      fee_amount: total(
        transactions.flatMap(({ fees }) => Object.values(fees)),
        state,
      ),
      payment_status: "PAID",
      payment_id: paymentId(id),
    }));
  return ok({ next_page_token: "", statements });
}

const paymentId = (statement: string): string => `${statement}1`;

/** Every statement is paid out at once; into another currency where the shop has `bank`. */
export function listPayments(request: SandboxRequest, state: State): SandboxReply {
  if (request.query.get("sort_field") !== "create_time") return refusal(36009004, "Invalid parameter: sort_field", 400);
  const from = Number(request.query.get("create_time_ge") ?? 0);
  const { currency } = state;
  const bank = state.bank ?? { currency, rate: "1.000000" };
  const payments = state.statements
    .filter(({ time }) => time >= from)
    .map(({ id, time, transactions }) => {
      const value = total(transactions.flatMap(partsOf), state);
      return {
        ...{ id: paymentId(id), create_time: time, status: "PAID", paid_time: time, bank_account: "***1234" },
        ...{
          exchange_rate: bank.rate,
          settlement_amount: { value, currency },
          reserve_amount: { value: "0", currency },
        },
        payment_amount_before_exchange: { value, currency },
        amount: { value: (Number(value) * Number(bank.rate)).toFixed(2), currency: bank.currency },
      };
    });
  return ok({ next_page_token: "", payments });
}

type StatementEntry = State["statements"][number]["transactions"][number];

const partsOf = ({ revenue, shipping, fees }: StatementEntry) => [revenue, shipping, ...Object.values(fees)];

const total = (amounts: readonly string[], { currency }: State): string =>
  formatDecimal({ minor: amounts.reduce((sum, one) => sum + parseMoney(one, currency).minor, 0n), currency });

export function listTransactions(id: string, request: SandboxRequest, state: State): SandboxReply {
  if (request.query.get("sort_field") !== "order_create_time")
    return refusal(36009004, "Invalid parameter: sort_field", 400);
  const statement = state.statements.find((one) => one.id === id);
  const transactions = (statement?.transactions ?? []).map((one) => ({
    id: one.id,
    type: "ORDER",
    order_id: one.orderId,
    order_create_time: statement?.time ?? 0,
    settlement_amount: total(partsOf(one), state),
    revenue_amount: one.revenue,
    shipping_cost_amount: one.shipping,
    shipping_cost_breakdown: { customer_paid_shipping_fee_amount: one.paidShipping },
    fee_tax_breakdown: { fee: one.fees, tax: { vat_amount: "0" } },
    adjustment_amount: "0",
  }));
  return ok({
    id,
    status: "SETTLED",
    currency: state.currency,
    total_count: transactions.length,
    next_page_token: "",
    transactions,
  });
}

export function listWebhooks(state: State): SandboxReply {
  const webhooks = [...state.hooks].map(([event_type, { address, createdAt }]) => ({
    event_type,
    address,
    create_time: createdAt,
    update_time: createdAt,
  }));
  return ok({ webhooks, total_count: webhooks.length });
}

/** The platform wants https and a domain name; tests deliver to this machine. */
export function setWebhook(request: SandboxRequest, state: State): SandboxReply {
  const { address = "", event_type = "" } = (request.json() ?? {}) as { address?: string; event_type?: string };
  const url = URL.parse(address);
  const isHere = url?.hostname === "127.0.0.1";
  if (!url || address.length > 255 || (!isHere && (url.protocol !== "https:" || url.port !== "")))
    return refusal(36009004, "Invalid parameter: address", 400);
  state.hooks.set(event_type, { address, createdAt: now(state) });
  return ok({});
}

export function deleteWebhook(request: SandboxRequest, state: State): SandboxReply {
  const { event_type = "" } = (request.json() ?? {}) as { event_type?: string };
  state.hooks.delete(event_type);
  return ok({});
}
