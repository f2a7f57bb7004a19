/** What Velocity billed and what it has paid out, by up to a hundred numbers; five calls a minute in all. */
import { parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/context.ts";
import type { Charged, Charges, Remittance, Remitted } from "../kit/contract/couriers.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { path } from "./auth.ts";
import { chargesSchema, remittanceSchema } from "./schemas.ts";

const BATCH = 100;

async function ask(name: string, operation: string, numbers: readonly string[], ctx: Context): Promise<Json> {
  const { body } = await ctx.http.json({
    method: "POST",
    url: path(name),
    json: { awbs: numbers },
    operation,
    safe: true,
  });
  return body;
}

export const remittance: Remittance = {
  batch: BATCH,
  async pull(numbers, ctx) {
    const body = await ask("cod-remittance", "finance.remittance", numbers, ctx);
    const { data } = parseResponse(remittanceSchema, body, { ctx, what: "Velocity remittance" });
    return data.flatMap((row): readonly Remitted[] => {
      // A prepaid parcel has a row of its own that says so.
      if ("error" in row) return [];
      const amount = parseMoney(row.cod_amount, "INR");
      // The date is that of the next payout even while nothing is paid: only a transfer's number is money.
      const paid = row.utr_no === undefined ? null : { reference: row.utr_no, at: row.remittance_date ?? "" };
      return [{ trackingNumber: row.tracking_number, amount, paid }];
    });
  },
};

export const charges: Charges = {
  batch: BATCH,
  async pull(numbers, ctx) {
    const body = await ask("shipping-charges", "finance.charges", numbers, ctx);
    const { data } = parseResponse(chargesSchema, body, { ctx, what: "Velocity charges" });
    return data.flatMap((row): readonly Charged[] => {
      if ("error" in row) return [];
      const counts = new Map<string, number>();
      const entries = row.charges.map((entry) => {
        const kind = `${entry.event_type}:${entry.transaction_type}`;
        const count = (counts.get(kind) ?? 0) + 1;
        counts.set(kind, count);
        const sign = entry.transaction_type === "credit" ? -1n : 1n;
        const signed = (text: string) => {
          const { minor, currency } = parseMoney(text, "INR");
          return { minor: sign * minor, currency };
        };
        return {
          key: `${kind}:${count}`,
          kind: entry.event_type,
          net: signed(entry.amount_without_gst),
          gross: signed(entry.amount_with_gst),
        };
      });
      return [{ trackingNumber: row.tracking_number, entries }];
    });
  },
};
