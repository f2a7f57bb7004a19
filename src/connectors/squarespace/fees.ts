/** What payment gateways took for an order's payments, from the transactions of its document. */
import { z } from "zod";
import { parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Fee, Fees } from "../kit/contract/fees.ts";
import type { Sweep } from "../kit/contract/ports.ts";
import { idText, listOf, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { amount } from "./schemas.ts";
import { changes, type List } from "./sweeps.ts";

export const TRANSACTIONS = "/1.0/commerce/transactions";

const when = z.iso.datetime({ offset: true });
// Names of the fields: Squarespace's overview of the API and third parties that read it, seen on no real site.
const documentSchema = z.object({
  id: idText,
  createdOn: when,
  salesOrderId: optionalText,
  payments: listOf(
    z.object({
      provider: optionalText,
      paidOn: when.nullish(),
      processingFees: listOf(
        z.object({
          id: idText,
          amount,
          feeRefunds: listOf(z.object({ id: idText, amount, refundedOn: when.nullish() })),
        }),
      ),
    }),
  ),
});

/**
 * Fees of a document's payments, and what the gateway gave back of them. Whether amounts carry a sign is not published: a
 * fee costs, a refund of one pays back. A donation has a document and no order.
 */
export function feesOf(raw: Json, ctx: Pick<Context, "drift">): Fee[] {
  const document = parseResponse(documentSchema, raw, { ctx, what: "transactions of an order" });
  const { salesOrderId: orderKey } = document;
  return document.payments.flatMap(({ provider = "payment", paidOn, processingFees }) =>
    processingFees.flatMap((fee) => {
      const at = paidOn ?? document.createdOn;
      const entry = (
        key: string,
        of: { value: string; currency: string },
        more: { sign: bigint; at: string },
      ): Fee[] => {
        const { minor, currency } = parseMoney(of.value, of.currency);
        if (minor === 0n) return [];
        const size = minor < 0n ? -minor : minor;
        const reported = { key, ...(orderKey !== undefined && { orderKey }), kind: "payment_fee" as const };
        const amountOf = { minor: size * more.sign, currency };
        return [
          { ...reported, amount: amountOf, at: new Date(more.at).toISOString(), text: provider, raw: { id: key } },
        ];
      };
      return [
        ...entry(fee.id, fee.amount, { sign: 1n, at }),
        ...fee.feeRefunds.flatMap((back) => entry(back.id, back.amount, { sign: -1n, at: back.refundedOn ?? at })),
      ];
    }),
  );
}

const documents: List<readonly Fee[]> = {
  path: TRANSACTIONS,
  operation: "transactions.list",
  rows: "documents",
  filters: [],
  read: feesOf,
};

const paid: Sweep<Fee> = {
  id: "paid",
  mode: "changed",
  everyMs: 6 * 3_600_000,
  async *run(input, ctx) {
    try {
      for await (const page of changes(documents, input, ctx)) yield { ...page, items: page.items.flat() };
    } catch (error) {
      // Keys made before fees were read lack the permission, and get none added: they are told so when they are checked.
      if (!isConnectorError(error) || error.kind !== "forbidden") throw error;
    }
  },
};

export const fees: Fees = { sweeps: [paid] };
