/** Finances 2024-06-19: transactions in a window; one of more than 180 days is answered with nothing. */

import { formatDecimal } from "../../commerce/money.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { totalOf } from "./orders.ts";
import { invalid, ok } from "./replies.ts";
import { publishSettlement } from "./reports.ts";
import { digits, now, type State, type StoredOrder } from "./state.ts";

const LONGEST_MS = 180 * 86_400_000;
const TWO_MINUTES_MS = 2 * 60_000;
const PAGE = 100;

interface Stored {
  readonly postedDate: string;
}

export function finances({ query }: SandboxRequest, state: State): SandboxReply {
  const at = state.clock.now();
  const after = Date.parse(query.get("postedAfter") ?? "");
  if (Number.isNaN(after)) return invalid("Start date cannot be null");
  const before = query.has("postedBefore") ? Date.parse(query.get("postedBefore") ?? "") : at - TWO_MINUTES_MS;
  if (after > at - TWO_MINUTES_MS || before > at - TWO_MINUTES_MS || before <= after)
    return invalid("The dates are not valid.");
  const rows = (state.transactions as Stored[]).filter(({ postedDate }) => {
    const posted = Date.parse(postedDate);
    return before - after <= LONGEST_MS && posted >= after && posted < before;
  });
  const offset = Number(query.get("nextToken") ?? 0);
  const nextToken = rows.length > offset + PAGE ? { nextToken: String(offset + PAGE) } : {};
  return ok({ payload: { ...nextToken, transactions: rows.slice(offset, offset + PAGE) } });
}

/** A sale is paid out less a commission and a closing fee. Returns how many charges that makes. */
export function settle(state: State, order: StoredOrder): number {
  const { currency } = order;
  const total = totalOf(order);
  const amount = (minor: bigint) => ({
    currencyCode: currency,
    currencyAmount: Number(formatDecimal({ minor, currency })),
  });
  const [commission, closing] = [total / 10n, 100n];
  // Posted an hour ago: what is newer than two minutes is not told.
  const postedDate = new Date(Date.parse(now(state)) - 3_600_000).toISOString();
  state.transactions.push({
    sellingPartnerMetadata: {
      sellingPartnerId: state.sellerId,
      accountType: "Standard Orders",
      marketplaceId: order.marketplaceId,
    },
    relatedIdentifiers: [{ relatedIdentifierName: "ORDER_ID", relatedIdentifierValue: order.orderId }],
    transactionType: "Shipment",
    transactionId: `tx-${digits(state, 10)}`,
    transactionStatus: "RELEASED",
    description: "Order Payment",
    postedDate,
    totalAmount: amount(total - commission - closing),
    breakdowns: [
      {
        breakdownType: "Sales",
        breakdownAmount: amount(total),
        breakdowns: [{ breakdownType: "Product Charges", breakdownAmount: amount(total), breakdowns: [] }],
      },
      {
        breakdownType: "Expenses",
        breakdownAmount: amount(-commission - closing),
        breakdowns: [
          { breakdownType: "Commission", breakdownAmount: amount(-commission), breakdowns: [] },
          { breakdownType: "FixedClosingFee", breakdownAmount: amount(-closing), breakdowns: [] },
        ],
      },
    ],
  });
  const charges = [
    ["Commission", commission],
    ["FixedClosingFee", closing],
  ] as const;
  publishSettlement(state, order, { total, charges });
  return 2;
}
