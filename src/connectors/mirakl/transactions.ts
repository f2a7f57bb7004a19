/** Lines of the operator's transaction log (TL02), and what each of its types is (sheet section 9). */
import { z } from "zod";
import type { CostKind, SettlementKind } from "../../commerce/cost-kinds.ts";
import type { Context } from "../kit/contract/contract.ts";
import { anyJson, idText, optionalDecimal, optionalText, time } from "../kit/parse/parse.ts";

export const TRANSACTIONS_URL = "/sellerpayment/transactions_logs";

export const pageSchema = z.object({ data: z.array(anyJson), next_page_token: optionalText });

export const transactionSchema = z.object({
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

/** A type nobody knows is an other, and reported. */
export function costKindOf(type: string, ctx: Pick<Context, "drift">): CostKind {
  const kind = KINDS[type];
  if (kind !== undefined) return kind;
  ctx.drift({ path: "type", problem: "a type of transaction this connector does not know", value: type });
  return "other";
}

/** Taxes the operator pays to the tax office, and shipping it pays to the carrier, come as the negative of what was sold. */
const SETTLED: readonly (readonly [RegExp, SettlementKind])[] = [
  [/^OPERATOR_REMITTED_/, "withheld_tax"],
  [/^OPERATOR_PAID_/, "shipping_forward"],
  [/^REFUND_(?:ORDER|PURCHASE)_/, "refund"],
  [/^(?:ORDER|PURCHASE)_/, "sale"],
  [/^RESERVE_/, "reserve"],
  [/^PAYMENT$/, "payout"],
];

/** What a line is in what the operator transfers. */
export const settlementKindOf = (type: string, ctx: Pick<Context, "drift">): SettlementKind =>
  SETTLED.find(([pattern]) => pattern.test(type))?.[1] ?? costKindOf(type, ctx);
