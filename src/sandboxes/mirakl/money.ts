/** The transaction log (TL02), which needs a role of its own. */
import { formatDecimal } from "../../commerce/money.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { bySeek, ok, problem, use } from "./replies.ts";
import { iso, type State, type StoredCycle, type StoredOrder, type StoredTransaction, type Tax } from "./state.ts";

export function handleMoney(request: SandboxRequest, state: State): SandboxReply | null {
  if (request.path === "/api/seller-billing-cycles") return listCycles(request, state);
  if (request.path !== "/api/sellerpayment/transactions_logs") return null;
  if (!state.platform.hasAccountancy) return problem(403, "Forbidden");
  use(state, "TL02", { anHour: 60 });
  const { page, next } = bySeek(request, (requested) => {
    const since = Date.parse(requested.get("last_updated_from") ?? "");
    const cycle = requested.get("seller_billing_cycle_id");
    return state.transactions
      .filter(({ at }) => Number.isNaN(since) || at >= since)
      .filter(({ cycleId }) => cycle === null || cycle === cycleId);
  });
  return ok({ data: page.map((one) => view(one, state)), ...next });
}

function view(one: StoredTransaction, state: State): object {
  const amount = Number(formatDecimal({ minor: one.minor, currency: state.currency }));
  return {
    id: one.id,
    type: one.type,
    amount,
    currency_iso_code: state.currency,
    date_created: iso(one.at),
    last_updated: iso(one.at),
    payment_state: "PAYABLE",
    seller_billing_cycle_id: one.cycleId,
    entities:
      one.orderId === ""
        ? {}
        : { domain: "PRODUCT", order: { id: one.orderId, commercial_id: one.orderId.replace(/-A$/, "") } },
  };
}

/** Billing cycles (SBC11): once a day, and each page of it. */
function listCycles(request: SandboxRequest, state: State): SandboxReply {
  if (!request.query.has("page_token")) use(state, "SBC11", { anHour: 4 });
  const { page, next } = bySeek(request, (requested) => {
    const since = Date.parse(requested.get("start_date") ?? "");
    return state.cycles.filter(({ at }) => Number.isNaN(since) || at >= since);
  });
  return ok({ data: page.map((one) => cycleView(one, state)), ...next });
}

const cycleView = ({ id, at, minor, state: payState }: StoredCycle, state: State): object => ({
  id,
  date_created: iso(at),
  currency_iso_code: state.currency,
  amount_transferred_to_seller: Number(formatDecimal({ minor, currency: state.currency })),
  pay_out:
    payState === "PAID" ? { state: payState, reference: `VIR-${id}`, transaction_date: iso(at) } : { state: payState },
});

const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n);
const taxOf = (lists: readonly (readonly Tax[])[]): bigint => sumOf(lists.flat().map(({ amount }) => amount));

type Entry = readonly [type: string, minor: bigint];

/**
 * What buyers paid and got back, as the log has it: taxes on top have rows of their own, those in the price have none. What
 * the operator remits of either is taken off again.
 */
function salesOf(order: StoredOrder, { platform }: State): readonly Entry[] {
  const { lines } = order;
  const backs = lines.flatMap((line) => line.refunds);
  const sold = sumOf(lines.map(({ unit, quantity }) => unit * BigInt(quantity)));
  const shipping = sumOf(lines.map((line) => line.shipping));
  const refunded = sumOf(backs.map(({ amount }) => amount));
  const shippingBack = sumOf(backs.map((one) => one.shipping));
  const taxes: readonly Entry[] = [
    ["ORDER_AMOUNT_TAX", taxOf(lines.map((line) => line.taxes))],
    ["ORDER_SHIPPING_AMOUNT_TAX", taxOf(lines.map((line) => line.shippingTaxes))],
    ["REFUND_ORDER_AMOUNT_TAX", -taxOf(backs.map((one) => one.taxes))],
    ["REFUND_ORDER_SHIPPING_AMOUNT_TAX", -taxOf(backs.map((one) => one.shippingTaxes))],
  ];
  const remitted = taxes.map(([type, minor]): Entry => [`OPERATOR_REMITTED_${type}`, -minor]);
  if (platform.taxMode === "TAX_INCLUDED")
    return [
      ["ORDER_AMOUNT", sold + shipping],
      ["REFUND_ORDER_AMOUNT", -refunded - shippingBack],
      ...(platform.remitsTaxes ? remitted : []),
    ];
  return [
    ["ORDER_AMOUNT", sold],
    ["ORDER_SHIPPING_AMOUNT", shipping],
    ["REFUND_ORDER_AMOUNT", -refunded],
    ["REFUND_ORDER_SHIPPING_AMOUNT", -shippingBack],
    ...taxes,
    ...(platform.remitsTaxes ? remitted : []),
  ];
}

/** The sale and its refunds, a commission of a tenth with its tax, and the transfer. Tells how many of them are charges. */
export function settle(state: State, order: StoredOrder): number {
  const sales = salesOf(order, state);
  const commission = sumOf(sales.flatMap(([type, minor]) => (type.startsWith("ORDER_") ? [minor] : []))) / 10n;
  const charges: readonly Entry[] = [
    ["COMMISSION_FEE", -commission],
    ["COMMISSION_VAT", -commission / 5n],
  ];
  const rows = [...sales, ...charges].filter(([, minor]) => minor !== 0n);
  const total = sumOf(rows.map(([, minor]) => minor));
  const cycle = { id: uuidOf(state.id()), at: state.clock.now(), minor: total, state: "PAID" as const };
  state.cycles.push(cycle);
  for (const [type, minor] of [...rows, ["PAYMENT", -total] as const])
    state.transactions.push({
      ...{ id: `transaction-${state.id()}`, type, minor, at: state.clock.now(), cycleId: cycle.id },
      orderId: type === "PAYMENT" ? "" : order.id,
    });
  return charges.length;
}

const uuidOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
