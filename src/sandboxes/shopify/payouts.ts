/** Shopify Payments of the emulated shop: its payouts and their balance transactions. */
import { connect, type PageArgs } from "../../connectors/kit/sandbox/relay.ts";
import { decimalOf } from "./figures.ts";
import { MOST } from "./limits.ts";
import { matches } from "./search.ts";
import type { PayoutRow } from "./state.ts";
import { gid, moneyV2, type Scope } from "./view-base.ts";

type Args = PageArgs & { readonly query?: string | null };

export function paymentsView(scope: Scope): object {
  const { state } = scope;
  const money = (minor: bigint) => moneyV2(decimalOf(minor, state.currency), state.currency);
  const list = (args: Args, fields: (row: PayoutRow) => Record<string, string>, view: (row: PayoutRow) => object) => {
    const found = state.payouts.filter((row) => matches(args.query, fields(row)));
    const sorted = found.map((row) => ({ row, id: row.id, sort: row.at }));
    return connect(sorted, args, { most: MOST, unlimited: scope.unlimited, view });
  };
  return {
    id: "gid://shopify/ShopifyPaymentsAccount/1",
    payouts: (args: Args) =>
      list(
        args,
        ({ at }) => ({ issued_at: at }),
        ({ id, at, minor, feeMinor }) => ({
          id: gid("ShopifyPaymentsPayout", id),
          issuedAt: at,
          status: "PAID",
          transactionType: "DEPOSIT",
          net: money(minor - feeMinor),
        }),
      ),
    balanceTransactions: (args: Args) =>
      list(
        args,
        ({ id }) => ({ payments_transfer_id: id }),
        (row) => ({
          id: gid("ShopifyPaymentsBalanceTransaction", row.transactionId),
          type: "CHARGE",
          transactionDate: row.at,
          test: false,
          adjustmentReason: null,
          amount: money(row.minor),
          net: money(row.minor - row.feeMinor),
          associatedOrder: { id: gid("Order", row.orderId), name: state.orders.get(row.orderId)?.name ?? "" },
        }),
      ),
  };
}
