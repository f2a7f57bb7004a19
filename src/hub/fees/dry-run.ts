/** What fee rules, kept or not, would say of the orders of the last thirty days, beside what channels told of them. */

import { z } from "zod";
import type { CostKind } from "../../commerce/cost-kinds.ts";
import { COST_KINDS } from "../../commerce/cost-kinds.ts";
import { type FeeRule, feesByRules } from "../../commerce/fee-rules.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, time } from "../answer-schemas.ts";
import { feeFacts } from "./facts.ts";
import { checkFeeRules } from "./rules.ts";

const DAY_MS = 24 * 60 * 60_000;
export const FEE_DRY_RUN_DAYS = 30;
/** Of the newest. */
const MOST = 2_000;
const SHOWN = 100;

const feeSumSchema = z.object({ ruleId: id, currency: z.string(), orders: z.int(), minor: minorUnits });

export type FeeSum = Answered<typeof feeSumSchema>;

const feeDryRunRowSchema = z.object({
  orderId: id,
  orderNumber: z.string(),
  placedAt: time,
  currency: z.string(),
  totalMinor: minorUnits.nullable(),
  fees: z.array(z.object({ ruleId: id, kind: z.enum(COST_KINDS), amountMinor: minorUnits })),
  toldMinor: minorUnits.nullable().describe("what the channel charged for these kinds; null: it told nothing"),
});

export type FeeDryRunRow = Answered<typeof feeDryRunRowSchema>;

export const feeDryRunSchema = z.object({
  orders: z.int(),
  isCut: z.boolean().describe("more were placed: these are the newest"),
  without: z.int().describe("orders no rule is for"),
  sums: z.array(feeSumSchema),
  /** The newest, 100 at most. */
  rows: z.array(feeDryRunRowSchema),
});

export type FeeDryRun = Answered<typeof feeDryRunSchema>;

interface Past {
  readonly id: string;
  readonly number: string;
  readonly placedAt: Date;
  readonly currency: string;
  readonly totalMinor: bigint | null;
  readonly told: readonly { readonly kind: CostKind; readonly minor: string }[];
}

const PAST = `select o.id, o.number, o.placed_at as "placedAt", o.currency, o.total_minor as "totalMinor", f.told
  from argosy.sales_order o
  cross join lateral (
    select coalesce(json_agg(json_build_object('kind', s.kind, 'minor', s.minor::text)), '[]') as told
    from (select kind, sum(amount_minor) as minor from argosy.channel_fee
      where organization_id = argosy.tenant() and connection_id = o.connection_id and order_key = o.ext_key
        and currency = o.currency group by kind) s
  ) f
  where o.organization_id = argosy.tenant() and o.placed_at > $1 and o.status <> 'cancelled'
  order by o.placed_at desc, o.id desc limit $2`;

/** Plays rules over the past; nothing is kept. Throws HubError FEE_RULE_CHANNEL. */
export async function feeDryRun(tx: Tx, rules: readonly FeeRule[], now: Date): Promise<FeeDryRun> {
  await checkFeeRules(tx, rules);
  const found = await tx.rows<Past>(PAST, [new Date(now.getTime() - FEE_DRY_RUN_DAYS * DAY_MS), MOST + 1]);
  const past = found.slice(0, MOST);
  const facts = await feeFacts(
    tx,
    past.map(({ id }) => id),
  );
  const kinds = new Set<CostKind>(rules.filter(({ isActive }) => isActive).map(({ kind }) => kind));
  const rows = past.map((order): FeeDryRunRow => {
    const seen = facts.get(order.id);
    const reported = order.told.filter(({ kind }) => kinds.has(kind));
    return {
      orderId: order.id,
      orderNumber: order.number,
      placedAt: order.placedAt,
      currency: order.currency,
      totalMinor: order.totalMinor,
      fees: seen
        ? feesByRules(seen, rules).map(({ ruleId, kind, amountMinor }) => ({ ruleId, kind, amountMinor }))
        : [],
      toldMinor: reported.length === 0 ? null : reported.reduce((sum, { minor }) => sum + BigInt(minor), 0n),
    };
  });
  return {
    orders: past.length,
    isCut: found.length > MOST,
    without: rows.filter(({ fees }) => fees.length === 0).length,
    sums: sumsOf(rows),
    rows: rows.slice(0, SHOWN),
  };
}

function sumsOf(rows: readonly FeeDryRunRow[]): FeeSum[] {
  const sums = new Map<string, FeeSum>();
  for (const { currency, fees } of rows)
    for (const { ruleId, amountMinor } of fees) {
      const key = `${ruleId} ${currency}`;
      const { orders, minor } = sums.get(key) ?? { orders: 0, minor: 0n };
      sums.set(key, { ruleId, currency, orders: orders + 1, minor: minor + amountMinor });
    }
  return [...sums.values()];
}
