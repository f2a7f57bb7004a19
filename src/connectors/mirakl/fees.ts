/** What the operator charges, from the transaction log (TL02; sheet section 9). Its role is one of its own. */
import { money, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Fee, Fees } from "../kit/contract/fees.ts";
import type { Sweep } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { readSingly, rowId } from "../kit/pull/read-each.ts";
import { billingCycles } from "./settlements.ts";
import { seekPages } from "./sweeps.ts";
import { costKindOf, TRANSACTIONS_URL, transactionSchema } from "./transactions.ts";

/** The most a page may have. */
const LIMIT = "2000";
/** Recommended 20 times a day. */
const EVERY_MS = 2 * 3_600_000;

/** The sale and its refunds, taxes the operator passes on, payouts, and what is kept aside: no costs. */
const NO_COST = /^(?:REFUND_)?ORDER_|^OPERATOR_(?:REMITTED|PAID)_|^(?:REFUND_)?PURCHASE_|^PAYMENT$|^RESERVE_/;

function feesOf(raw: Json, ctx: Pick<Context, "drift">): readonly Fee[] {
  const reported = parseResponse(transactionSchema, raw, { ctx, what: "transaction" });
  const { type, currency_iso_code: currency } = reported;
  if (NO_COST.test(type)) return [];
  const kind = costKindOf(type, ctx);
  // What the shop is charged is below zero there.
  const { minor } = parseMoney(reported.amount ?? "0", currency);
  if (minor === 0n) return [];
  const orderKey = reported.entities?.order?.id;
  return [
    {
      key: reported.id,
      ...(orderKey === undefined ? {} : { orderKey }),
      kind,
      amount: money(-minor, currency),
      at: new Date(reported.date_created).toISOString(),
      text: type,
      raw,
    },
  ];
}

const markOf = (row: Json): string => `${rowId(row) ?? ""}:${rowId(row, "last_updated") ?? ""}`;

const LIST = {
  url: TRANSACTIONS_URL,
  operation: "fees.list",
  what: "transactions",
  first: (from: string | null) => (from === null ? [] : [["last_updated_from", from] as const]),
  each: [["sort", "lastUpdated,ASC"] as const, ["limit", LIMIT] as const],
  markOf,
};

const transactions: Sweep<Fee> = {
  id: "transactions",
  mode: "changed",
  everyMs: EVERY_MS,
  async *run(input, ctx) {
    for await (const { rows, cursor } of seekPages(input, LIST, ctx)) {
      const { items, unread } = await readSingly(rows, (row) => feesOf(row, ctx));
      yield { items: items.flat(), cursor, safeToSave: true, unread: unread.length };
    }
  },
};

export const fees: Fees = { sweeps: [transactions], settlements: [billingCycles] };
