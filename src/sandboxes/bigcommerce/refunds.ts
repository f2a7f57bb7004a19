/** The V3 refund routes: a quote, then a refund that must match it. */
import { currencyExponent } from "../../commerce/money.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { bookRefund } from "./order-life.ts";
import { refundedOf, totalOf } from "./order-view.ts";
import { asRows, asTree, idsIn, iso, v3Error, v3One, v3Page } from "./replies.ts";
import type { Line, Order, Refund, RefundItem, State } from "./state.ts";
import { amountOf, numberOf } from "./state.ts";

interface RequestInput {
  readonly items: readonly RefundItem[];
  readonly amount: bigint;
}

/** Units at their price, less their share of the order's discount. */
function paidFor(order: Order, line: Line, { quantity, currency }: { quantity: number; currency: string }): bigint {
  const price = line.price * BigInt(quantity);
  const itemsTotal = order.lines.reduce((sum, one) => sum + one.price * BigInt(one.quantity), 0n);
  const smallest = 10n ** BigInt(4 - currencyExponent(currency));
  return itemsTotal === 0n ? price : price - ((order.discount * price) / itemsTotal / smallest) * smallest;
}

/** What the items come to, or the words they are refused with. */
function worth({ currency }: State, order: Order, request: SandboxRequest): RequestInput | string {
  const rows = asRows(asTree(request.json())["items"]).map(asTree);
  if (rows.length === 0) return "items are required";
  const items: RefundItem[] = [];
  for (const row of rows) {
    const [type, id, quantity] = [String(row["item_type"]), Number(row["item_id"]), Number(row["quantity"] ?? 0)];
    const adjusted = asRows(row["adjustments"]).reduce<bigint>(
      (sum, one) => sum + amountOf(String(asTree(one)["amount"] ?? 0)),
      0n,
    );
    const reason = typeof row["reason"] === "string" ? row["reason"] : "";
    if (type !== "PRODUCT") {
      items.push({ type, id, quantity: 0, amount: amountOf(String(row["amount"] ?? 0)), reason });
      continue;
    }
    const line = order.lines.find((one) => one.id === id);
    if (!line || quantity < 1 || quantity > line.quantity - line.refunded) return `Item ${id} cannot be refunded`;
    items.push({ type, id, quantity, amount: paidFor(order, line, { quantity, currency }) + adjusted, reason });
  }
  const amount = items.reduce((sum, item) => sum + item.amount, 0n);
  if (amount <= 0n || amount > totalOf(order) - refundedOf(order))
    return "The refund amount exceeds what can be refunded";
  return { items, amount };
}

/** Ways to pay back: outside, and by the provider for orders paid there. */
function methodsOf(order: Order, amount: bigint): object[][] {
  const value = numberOf(amount);
  const outside = [
    {
      provider_id: "custom",
      provider_description: "Custom",
      amount: value,
      offline: true,
      offline_provider: true,
      offline_reason: "",
    },
  ];
  const inside = [
    {
      provider_id: "braintree",
      provider_description: "Braintree",
      amount: value,
      offline: false,
      offline_provider: false,
      offline_reason: "",
    },
  ];
  return order.method === "Credit Card" ? [inside, outside] : [outside];
}

export function quoteRefund(state: State, id: number, request: SandboxRequest): SandboxReply {
  const order = state.orders.get(id);
  if (!order) return v3Error(404, "Order not found");
  const requested = worth(state, order, request);
  if (typeof requested === "string") return v3Error(422, requested);
  const amount = numberOf(requested.amount);
  return v3One(
    {
      order_id: id,
      total_refund_amount: amount,
      total_refund_tax_amount: 0,
      order_level_refund_amount: 0,
      rounding: 0,
      adjustment: 0,
      tax_inclusive: false,
      refund_methods: methodsOf(order, requested.amount),
    },
    201,
  );
}

export function createRefund(state: State, id: number, request: SandboxRequest): SandboxReply {
  const order = state.orders.get(id);
  if (!order) return v3Error(404, "Order not found");
  const requested = worth(state, order, request);
  if (typeof requested === "string") return v3Error(422, requested);
  const payments = asRows(asTree(request.json())["payments"])
    .map(asTree)
    .map((one) => ({
      provider_id: String(one["provider_id"]),
      amount: Number(one["amount"]),
      offline: one["offline"] === true,
    }));
  const paid = payments.reduce((sum, one) => sum + amountOf(one.amount), 0n);
  if (paid !== requested.amount) return v3Error(422, "The payments do not match the refund quote");
  return v3One(refundView(order, bookRefund(state, order, requested.items, requested.amount, payments)), 201);
}

function refundView(order: Order, refund: Refund): object {
  return {
    id: refund.id,
    order_id: order.id,
    user_id: 0,
    created: iso(refund.created),
    reason: refund.items[0]?.reason ?? "",
    total_amount: numberOf(refund.amount),
    total_tax: 0,
    uses_merchant_override_values: false,
    items: refund.items.map((item) => ({
      item_type: item.type,
      item_id: item.id,
      quantity: item.quantity,
      requested_amount: numberOf(item.amount),
      reason: item.reason,
    })),
    payments: refund.payments.map((payment, index) => ({
      id: index + 1,
      ...payment,
      is_declined: false,
      declined_message: "",
    })),
  };
}

export function listRefunds(state: State, request: SandboxRequest): SandboxReply {
  const ids = idsIn(request, "order_id:in");
  const all = [...state.orders.values()]
    .filter((order) => ids?.has(order.id) ?? true)
    .flatMap((order) => order.refunds.map((refund) => ({ order, refund })));
  return v3Page(request, all, ({ order, refund }) => refundView(order, refund));
}
