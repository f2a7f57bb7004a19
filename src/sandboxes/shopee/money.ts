/** Settlements and returns. */
import { formatDecimal, money, parseMoney } from "../../commerce/money.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { move, netOf, totalOf } from "./orders.ts";
import { badParam, bodyOf, failure, ok, text, window } from "./replies.ts";
import type { State, StoredOrder, StoredReturn } from "./state.ts";
import { seconds } from "./state.ts";

const FIFTEEN_DAYS = 15 * 86_400;

export function escrowList(request: SandboxRequest, state: State): SandboxReply {
  const span = window(request, ["release_time_from", "release_time_to"], FIFTEEN_DAYS);
  if (typeof span === "string") return badParam(span);
  const size = Number(request.query.get("page_size") ?? 40);
  const page = Number(request.query.get("page_no") ?? 1);
  const found = [...state.orders.values()].filter(({ releasedAt: at }) => at > 0 && at >= span[0] && at <= span[1]);
  return ok({
    escrow_list: found.slice((page - 1) * size, page * size).map((order) => ({
      order_sn: order.sn,
      payout_amount: Number(totalOf(order, state.currency)),
      escrow_release_time: order.releasedAt,
    })),
    more: found.length > page * size,
  });
}

/** A share of the goods in thousandths. */
function share(order: StoredOrder, thousandths: bigint, currency: string): number {
  const itemsTotal = order.lines.reduce((sum, line) => sum + netOf(line, currency), 0n);
  return Number(formatDecimal(money((itemsTotal * thousandths) / 1000n, currency)));
}

export function escrowDetail(request: SandboxRequest, state: State): SandboxReply {
  const order = state.orders.get(request.query.get("order_sn") ?? "");
  if (!order)
    return failure(
      "order_not_found",
      "Order SN provided is invalid or does not belong to you. Please enter a valid Order SN.",
    );
  const of = (thousandths: bigint) => share(order, thousandths, state.currency);
  return ok({
    order_sn: order.sn,
    buyer_user_name: "xt4fdsf96j",
    return_order_sn_list: order.returns,
    order_income: {
      escrow_amount: of(900n),
      buyer_total_amount: Number(totalOf(order, state.currency)),
      original_price: of(1000n),
      seller_discount: 0,
      shopee_discount: 0,
      voucher_from_seller: 0,
      voucher_from_shopee: Number(order.voucher),
      coins: 0,
      buyer_paid_shipping_fee: Number(order.shipping),
      buyer_transaction_fee: 0,
      commission_fee: of(60n),
      service_fee: of(20n),
      seller_transaction_fee: of(20n),
      campaign_fee: 0,
      final_shipping_fee: 0,
      actual_shipping_fee: Number(order.shipping),
      reverse_shipping_fee: 0,
      escrow_tax: 0,
      withholding_tax: 0,
      seller_order_processing_fee: 0,
    },
  });
}

/** Every released order comes into the wallet and is withdrawn at once; the newest entry first. */
export function wallet(request: SandboxRequest, state: State): SandboxReply {
  if (state.isAbroad) return badParam("This API is only applicable for local shops");
  const span = window(request, ["create_time_from", "create_time_to"], FIFTEEN_DAYS);
  if (typeof span === "string") return badParam(span);
  const size = Number(request.query.get("page_size") ?? 40);
  const page = Number(request.query.get("page_no") ?? 0);
  const released = [...state.orders.values()]
    .filter(({ releasedAt: at }) => at > 0 && at >= span[0] && at <= span[1])
    .sort((a, b) => b.releasedAt - a.releasedAt);
  const entries = released.flatMap((order) => {
    const amount = share(order, 900n, state.currency);
    const of = { status: "COMPLETED", create_time: order.releasedAt, buyer_name: "", reason: "" };
    return [
      {
        ...of,
        transaction_type: "WITHDRAWAL_CREATED",
        amount: -amount,
        current_balance: 0,
        withdrawal_id: walletId(order),
      },
      { ...of, transaction_type: "ESCROW_VERIFIED_ADD", amount, current_balance: amount, order_sn: order.sn },
    ];
  });
  const rows = entries.slice(page * size, (page + 1) * size);
  return ok({ transaction_list: rows, more: entries.length > (page + 1) * size });
}

const FOREIGNERS_ONLY = "This payment API is only applicable for cross boarder shop";

const releasedIn = (state: State, [from, to]: readonly [number, number]) =>
  [...state.orders.values()].filter(({ releasedAt: at }) => at > 0 && at >= from && at <= to);

/** What the bank receives, in its own currency where the shop has one. */
function bankOf(order: StoredOrder, state: State): object {
  const { currency, bank } = state;
  const amount = share(order, 900n, currency);
  const into = bank ?? { currency, rate: 1, told: "1" };
  const payout = Math.round(amount * into.rate * 100) / 100;
  return {
    ...{ from_currency: currency, payout_currency: into.currency, exchange_rate: into.told },
    ...{ from_amount: amount, payout_amount: payout },
  };
}

/** A cross-border shop is paid out each released order at once. */
export function payouts(request: SandboxRequest, state: State): SandboxReply {
  if (!state.isAbroad) return badParam(FOREIGNERS_ONLY);
  const span = window(request, ["payout_time_from", "payout_time_to"], FIFTEEN_DAYS);
  if (typeof span === "string") return badParam(span);
  const size = Number(request.query.get("page_size"));
  const begin = Number(request.query.get("cursor") || 0);
  const found = releasedIn(state, span);
  return ok({
    payout_list: found.slice(begin, begin + size).map((order) => ({
      ...bankOf(order, state),
      payout_time: order.releasedAt,
      pay_service: "Payoneer",
      payee_id: "279016275538",
      encrypted_payout_id: payoutId(order),
    })),
    more: found.length > begin + size,
    next_cursor: found.length > begin + size ? String(begin + size) : "",
  });
}

/** The order it is for, and a refund that was taken off and given back. */
export function billing(request: SandboxRequest, state: State): SandboxReply {
  if (!state.isAbroad) return badParam(FOREIGNERS_ONLY);
  const { encrypted_payout_ids: ids, page_size: size, cursor } = bodyOf(request);
  if (!Array.isArray(ids) || ids.length === 0)
    return badParam("payout ids can not be empty when querying Released info");
  const rows = [...state.orders.values()]
    .filter((order) => ids.includes(payoutId(order)))
    .flatMap((order) => {
      const of = { currency: state.currency, order_sn: order.sn, level: "ORDER" };
      const reported = { ...of, billing_transaction_status: "RELEASED", billing_transaction_type: "ADJUSTMENT" };
      const moved = { ...reported, cost_header: "Refund Amount", scenario: "Return Refund After Order Completed" };
      return [
        {
          ...{ ...reported, billing_transaction_type: "ESCROW", cost_header: "Order Income", scenario: "", remark: "" },
          amount: share(order, 900n, state.currency),
        },
        { ...moved, amount: -1, remark: "Deduction on return refund" },
        { ...moved, amount: 1, remark: "Deduction taken back" },
      ];
    });
  const begin = Number(cursor || 0);
  const end = begin + Number(size);
  return ok({ transactions: rows.slice(begin, end), more: rows.length > end, next_cursor: String(end) });
}

const payoutId = ({ sn }: StoredOrder): string => `99${Number.parseInt(sn.slice(-8), 36) || 1}`;

/** A number of its own for each order's withdrawal. */
const walletId = ({ sn }: StoredOrder): number => Number.parseInt(sn.slice(-8), 36) || 1;

/** Charges that are not zero, as escrowDetail tells them. */
export const CHARGES_OF_AN_ORDER = 3;

export function returnDetail(request: SandboxRequest, state: State): SandboxReply {
  const found = state.returns.get(request.query.get("return_sn") ?? "");
  if (!found) return failure("returns.return_not_found", "Return not found");
  return ok(show(found, state));
}

function show(one: StoredReturn, state: State): object {
  return {
    return_sn: one.sn,
    order_sn: one.order,
    status: one.status,
    refund_amount: Number(one.amount),
    currency: state.currency,
    create_time: one.updatedAt,
    update_time: one.updatedAt,
    reason: "PHYSICAL_DMG",
    text_reason: "It came broken",
    due_date: one.updatedAt + 3 * 86_400,
    needs_logistics: true,
    return_solution: 0,
    tracking_number: `SPXR${one.sn}`,
    amount_before_discount: Number(one.amount),
    item: one.lines.map(({ line, quantity }) => ({
      item_id: line.item,
      model_id: line.model,
      name: line.name,
      amount: quantity,
      item_price: Number(line.discounted),
      item_sku: line.itemSku,
      variation_sku: line.modelSku,
    })),
  };
}

export function confirmReturn(request: SandboxRequest, state: State): SandboxReply {
  const found = state.returns.get(text(bodyOf(request).return_sn));
  if (!found) return failure("returns.return_not_found", "Return not found");
  if (found.status !== "REQUESTED") return failure("error_return_status", "The return cannot be confirmed.");
  accept(found, state);
  return ok({ return_sn: found.sn });
}

export function accept(one: StoredReturn, state: State): void {
  one.status = "ACCEPTED";
  one.updatedAt = seconds(state);
  for (const { line, quantity } of one.lines) line.returned += quantity;
  const order = state.orders.get(one.order);
  if (order) move(order, "COMPLETED", state);
}

/** The buyer keeps the goods after all. */
export function cancel(one: StoredReturn, state: State): void {
  one.status = "CANCELLED";
  one.updatedAt = seconds(state);
  const order = state.orders.get(one.order);
  if (order) move(order, "COMPLETED", state);
}

/** A buyer asks to send goods back. */
export function ask(order: StoredOrder, lines: StoredReturn["lines"], state: State): StoredReturn {
  const minor = lines.reduce(
    (sum, { line, quantity }) => sum + parseMoney(line.discounted, state.currency).minor * BigInt(quantity),
    0n,
  );
  const one: StoredReturn = {
    sn: `2611${state.nextId()}`,
    order: order.sn,
    status: "REQUESTED",
    amount: formatDecimal({ minor, currency: state.currency }),
    updatedAt: seconds(state),
    lines,
  };
  state.returns.set(one.sn, one);
  order.returns.push(one.sn);
  move(order, "TO_RETURN", state);
  return one;
}
