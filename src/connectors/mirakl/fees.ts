/** What the operator charges, from the transaction log (TL02; sheet section 9). Its role is one of its own. */
import { z } from "zod";
import type { CostKind } from "../../commerce/cost-kinds.ts";
import { money, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Fee, Fees } from "../kit/contract/fees.ts";
import type { Sweep } from "../kit/contract/ports.ts";
import { anyJson, idText, optionalDecimal, optionalText, parseResponse, time } from "../kit/parse/parse.ts";
import { readSingly, rowId } from "../kit/pull/read-each.ts";
import { read } from "./client.ts";
import { ended, freshRows, moreMet, readList, walkOf } from "./sweeps.ts";

/** The most a page may have. */
const LIMIT = "2000";
/** Recommended 20 times a day. */
const EVERY_MS = 2 * 3_600_000;

const pageSchema = z.object({ data: z.array(anyJson), next_page_token: optionalText });

const transactionSchema = z.object({
  id: idText,
  type: z.string(),
  amount: optionalDecimal,
  currency_iso_code: z.string(),
  date_created: time,
  entities: z.object({ order: z.object({ id: optionalText }).nullish() }).nullish(),
});

const KINDS: Readonly<Record<string, CostKind>> = {
  COMMISSION_FEE: "commission",
  COMMISSION_VAT: "commission",
  REFUND_COMMISSION_FEE: "commission",
  REFUND_COMMISSION_VAT: "commission",
  SELLER_FEE_ON_ORDER: "service_fee",
  SELLER_FEE_ON_ORDER_TAX: "service_fee",
  SELLER_PENALTY_FEE: "service_fee",
  SELLER_PENALTY_FEE_TAX: "service_fee",
  SUBSCRIPTION_FEE: "service_fee",
  SUBSCRIPTION_VAT: "service_fee",
  MANUAL_CREDIT: "adjustment",
  MANUAL_CREDIT_VAT: "adjustment",
  MANUAL_INVOICE: "adjustment",
  MANUAL_INVOICE_VAT: "adjustment",
  INVOICEABLE_ONE_OFF_DEBIT: "adjustment",
  INVOICEABLE_ONE_OFF_DEBIT_TAX: "adjustment",
  INVOICEABLE_ONE_OFF_CREDIT: "adjustment",
  INVOICEABLE_ONE_OFF_CREDIT_TAX: "adjustment",
};

/** The sale and its refunds, taxes the operator passes on, payouts, and what is kept aside: no costs. */
const NO_COST = /^(?:REFUND_)?ORDER_|^OPERATOR_(?:REMITTED|PAID)_|^(?:REFUND_)?PURCHASE_|^PAYMENT$|^RESERVE_/;

function feesOf(raw: Json, ctx: Pick<Context, "drift">): readonly Fee[] {
  const reported = parseResponse(transactionSchema, raw, { ctx, what: "transaction" });
  const { type, currency_iso_code: currency } = reported;
  if (NO_COST.test(type)) return [];
  const kind = KINDS[type];
  if (kind === undefined)
    ctx.drift({ path: "type", problem: "a type of transaction this connector does not know", value: type });
  // What the shop is charged is below zero there.
  const { minor } = parseMoney(reported.amount ?? "0", currency);
  if (minor === 0n) return [];
  const orderKey = reported.entities?.order?.id;
  return [
    {
      key: reported.id,
      ...(orderKey === undefined ? {} : { orderKey }),
      kind: kind ?? "other",
      amount: money(-minor, currency),
      at: new Date(reported.date_created).toISOString(),
      text: type,
      raw,
    },
  ];
}

const markOf = (row: Json): string => `${rowId(row) ?? ""}:${rowId(row, "last_updated") ?? ""}`;

const transactions: Sweep<Fee> = {
  id: "transactions",
  mode: "changed",
  everyMs: EVERY_MS,
  async *run({ cursor, since }, ctx) {
    let list = readList(cursor, since);
    for (let isLast = false; !isLast; ) {
      const walk = walkOf(list, ctx);
      const from = list.from === null ? [] : [["last_updated_from", list.from] as const];
      const query = [
        ["sort", "lastUpdated,ASC"] as const,
        ["limit", LIMIT] as const,
        ...(walk.at === "" ? from : [["page_token", walk.at] as const]),
      ];
      const body = await read(ctx, "/sellerpayment/transactions_logs", "fees.list", query);
      const { data: rows, next_page_token: token } = parseResponse(pageSchema, body, { ctx, what: "transactions" });
      const { items, unread } = await readSingly(freshRows(rows, list, markOf), (row) => feesOf(row, ctx));
      isLast = token === undefined || rows.length === 0;
      const goesOn = { ...walk, at: token ?? "", met: moreMet(walk.met, rows, markOf) };
      list = isLast ? ended(list, goesOn) : { ...list, walk: goesOn };
      yield { items: items.flat(), cursor: JSON.stringify(list), safeToSave: true, unread: unread.length };
    }
  },
};

export const fees: Fees = { sweeps: [transactions] };
