/** Transactions and payouts over the state: by site, signed where the seller has to, 204 where there is nothing. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { refunded, sellerTotal, taxOf } from "./order-life.ts";
import { failure, ok } from "./replies.ts";
import { signatureFault } from "./signatures.ts";
import { digits, minorOf, now, ofMinor, type State, type StoredOrder, type StoredTransaction } from "./state.ts";

export function finances(request: SandboxRequest, state: State, [area = ""]: readonly string[]): SandboxReply {
  const unsigned = signatureFault(request, state);
  if (unsigned) return unsigned;
  const site = request.headers["x-ebay-c-marketplace-id"] ?? "EBAY_US";
  const filter = request.query.get("filter") ?? "";
  const payoutId = /payoutId:\{([^}]+)\}/.exec(filter)?.[1];
  const [, from = "", to = "9"] = /(?:transactionDate|payoutDate):\[(.+)\.\.(.*)\]/.exec(filter) ?? [];
  const isIn = (date: string) => date >= from && date <= (to || "9");
  if (area === "transaction") {
    const found = state.transactions.filter(
      (one) => one.site === site && isIn(one.date) && (payoutId === undefined || one.payoutId === payoutId),
    );
    return page(request, found.map(transactionView), { name: "transactions", most: 1_000 });
  }
  if (area !== "payout") return failure(404, 2002, "Resource not found");
  const found = state.payouts.filter((one) => one.site === site && isIn(one.date));
  const views = found.map(({ id, date, amount }) => ({
    payoutId: id,
    payoutDate: date,
    payoutStatus: "SUCCEEDED",
    payoutStatusDescription: "Funds sent",
    amount,
    transactionCount: state.transactions.filter((one) => one.payoutId === id).length,
  }));
  return page(request, views, { name: "payouts", most: 200 });
}

function page(
  { query }: SandboxRequest,
  rows: readonly object[],
  { name, most }: { readonly name: string; readonly most: number },
): SandboxReply {
  const limit = Number(query.get("limit") ?? 20);
  if (!(limit >= 1 && limit <= most)) return failure(400, 135_001, "Invalid limit.");
  if (rows.length === 0) return { status: 204 };
  const offset = Number(query.get("offset") ?? 0);
  return ok({
    href: "/sell/finances/v1",
    limit,
    offset,
    total: rows.length,
    [name]: rows.slice(offset, offset + limit),
  });
}

const transactionView = (one: StoredTransaction): object => ({
  transactionId: one.id,
  transactionType: one.type,
  transactionDate: one.date,
  transactionStatus: "PAYOUT",
  bookingEntry: one.type === "SALE" ? "CREDIT" : "DEBIT",
  orderId: one.orderId,
  payoutId: one.payoutId,
  amount: one.amount,
  totalFeeAmount: one.fees,
  totalFeeBasisAmount: one.basis,
  eBayCollectedTaxAmount: one.tax,
  salesRecordReference: "0",
  orderLineItems: [
    {
      lineItemId: one.lineItemId,
      feeBasisAmount: ofMinor(minorOf(one.basis) + minorOf(one.tax), one.basis.currency),
      marketplaceFees: one.marketplaceFees,
    },
  ],
});

/** A tenth and thirty cents are taken off the sale, and the rest is paid out. Answers how many fees that were. */
export function settle(state: State, order: StoredOrder): number {
  const { currency } = state;
  const basis = sellerTotal(order);
  const marketplaceFees = [
    { feeType: "FINAL_VALUE_FEE", amount: ofMinor(basis / 10n, currency) },
    { feeType: "FINAL_VALUE_FEE_FIXED_PER_ORDER", amount: ofMinor(30n, currency) },
  ];
  const fees = basis / 10n + 30n;
  const payoutId = digits(state, 10);
  state.transactions.push({
    id: digits(state, 12),
    type: "SALE",
    site: order.site,
    date: now(state),
    orderId: order.id,
    payoutId,
    lineItemId: order.lines[0]?.id ?? "",
    basis: ofMinor(basis, currency),
    fees: ofMinor(fees, currency),
    tax: ofMinor(taxOf(order), currency),
    amount: ofMinor(basis - fees, currency),
    marketplaceFees,
  });
  const back = refunded(order);
  if (back > 0n)
    state.transactions.push({
      ...{ id: digits(state, 12), type: "REFUND", site: order.site, date: now(state), orderId: order.id, payoutId },
      ...{ lineItemId: order.lines[0]?.id ?? "", basis: ofMinor(back, currency), fees: ofMinor(back / 10n, currency) },
      ...{ tax: ofMinor(0n, currency), amount: ofMinor(back - back / 10n, currency) },
      marketplaceFees: [{ feeType: "FINAL_VALUE_FEE", amount: ofMinor(back / 10n, currency) }],
    });
  const paidOut = basis - fees - (back - back / 10n);
  state.payouts.push({ id: payoutId, site: order.site, date: now(state), amount: ofMinor(paidOut, currency) });
  return marketplaceFees.length;
}
