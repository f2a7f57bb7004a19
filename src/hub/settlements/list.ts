/** Statements as screens and files show them. */

import { z } from "zod";
import type { SettlementKind } from "../../commerce/cost-kinds.ts";
import { SETTLEMENT_KINDS } from "../../commerce/cost-kinds.ts";
import { message } from "../../commerce/message.ts";
import { payoutRate } from "../../commerce/payout-rate.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, time, typed } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import type { Page, PageRequest } from "../paging.ts";
import { type BothEnds, byAge, type MadeWithin, type Placed, sortedPage, timeWithin, unplaced } from "../sorting.ts";
import { reconcile } from "./reconcile.ts";
import { saveBank } from "./save.ts";

export const settlementSchema = z.object({
  id,
  storeId: id.nullable(),
  storeName: z.string().nullable(),
  gateway: z.string().nullable().describe("the payment provider, where it is of no channel"),
  reference: z.string(),
  periodFrom: z.string().nullable(),
  periodTo: z.string().nullable(),
  paidAt: time.nullable(),
  currency: z.string(),
  amountMinor: minorUnits.nullable().describe("to the bank"),
  bank: z
    .object({
      currency: z.string(),
      amountMinor: z.int(),
      rate: z.string().nullable().describe("units of this currency for one of the statement's; null: not known"),
    })
    .nullable()
    .describe("what the bank received, where that was in another currency"),
  sumMinor: minorUnits.describe("all lines but the transfer itself"),
  unexplainedMinor: minorUnits.nullable().describe("amountMinor less sumMinor: 0 when the statement ties to the bank"),
  lines: z.int(),
  openCases: z.int(),
  source: z.enum(["api", "file"]),
  fileName: z.string(),
  createdAt: time,
});

export type Settlement = Answered<typeof settlementSchema>;

export const settlementDetailSchema = settlementSchema.extend({
  totals: z.array(
    typed<SettlementTotal>(z.object({ kind: z.enum(SETTLEMENT_KINDS), lines: z.int(), amountMinor: z.int() })),
  ),
  orders: z.int(),
});

export type SettlementDetail = Answered<typeof settlementDetailSchema>;

export const settlementLineSchema = z.object({
  id,
  orderKey: z.string().describe("as the statement names the order; empty: of the account"),
  orderId: id.nullable(),
  orderNumber: z.string().nullable(),
  kind: z.enum(SETTLEMENT_KINDS),
  amountMinor: minorUnits.describe("what comes in is positive"),
  currency: z.string(),
  occurredAt: time,
  text: z.string(),
});

export type SettlementLine = Answered<typeof settlementLineSchema>;

export interface SettlementTotal {
  readonly kind: SettlementKind;
  readonly lines: number;
  readonly amountMinor: bigint;
}

const SELECT = `select s.id, s.connection_id as "storeId", c.name as "storeName", s.gateway, s.reference,
    s.period_from::text as "periodFrom", s.period_to::text as "periodTo", ${columns("s", "paidAt currency")},
    ${columns("s", "amountMinor sumMinor")}, s.amount_minor - s.sum_minor as "unexplainedMinor",
    case when s.bank_currency is not null then json_build_object('currency', s.bank_currency,
      'amountMinor', s.bank_minor, 'rate', trim_scale(s.bank_rate)::text) end as bank,
    s.line_count as lines, ${columns("s", "openCases source fileName createdAt")}`;
const FROM = `from argosy.settlement s
  left join argosy.connection c on c.organization_id = s.organization_id and c.id = s.connection_id`;
const SORTS = byAge(["s.created_at", "timestamptz"], ["s.id", "uuid"]);

export interface SettlementFilter extends PageRequest {
  /** Paid out at or after. */
  readonly from?: Date | undefined;
  /** Paid out before. */
  readonly to?: Date | undefined;
  readonly storeId?: string | undefined;
  readonly sort?: BothEnds | undefined;
}

/** Statements, the newest first, or from the other end. */
export async function listSettlements(tx: Tx, filter: SettlementFilter): Promise<Page<Settlement>> {
  const params: unknown[] = [filter.storeId ?? null, filter.from ?? null, filter.to ?? null];
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<Settlement>>(
    tx,
    `${SELECT}, ${by.place}
     ${FROM}
     where s.organization_id = argosy.tenant() and ($1::uuid is null or s.connection_id = $1)
       and ($2::timestamptz is null or s.paid_at >= $2)
       and ($3::timestamptz is null or s.paid_at < $3)
       ${by.after}
     ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

/** Throws HubError SETTLEMENT_NOT_FOUND. */
export async function getSettlement(tx: Tx, id: string): Promise<SettlementDetail> {
  const row = await tx.maybe<Settlement>(
    `${SELECT}
     ${FROM}
     where s.organization_id = argosy.tenant() and s.id = $1`,
    [id],
  );
  if (!row) throw new HubError("SETTLEMENT_NOT_FOUND", "not_found", message("refused.settlementGone"));
  const totals = await tx.rows<SettlementTotal>(
    `select kind, count(*)::int as lines, sum(amount_minor)::bigint as "amountMinor"
     from argosy.settlement_line
     where organization_id = argosy.tenant() and settlement_id = $1
     group by kind order by sum(amount_minor) desc, kind`,
    [id],
  );
  const { orders } = await tx.one<{ orders: number }>(
    `select count(distinct order_id)::int as orders
     from argosy.settlement_line
     where organization_id = argosy.tenant() and settlement_id = $1`,
    [id],
  );
  return { ...row, totals, orders };
}

const LINE_SORTS = byAge(["l.occurred_at", "timestamptz"], ["l.id", "uuid"]);

export interface SettlementLineFilter extends PageRequest, MadeWithin {
  readonly settlementId: string;
  readonly orderId?: string | undefined;
  readonly sort?: BothEnds | undefined;
}

/** A statement's lines, the earliest first or from the other end. */
export async function listSettlementLines(tx: Tx, filter: SettlementLineFilter): Promise<Page<SettlementLine>> {
  const params: unknown[] = [filter.settlementId, filter.orderId ?? null];
  const happened = timeWithin("l.occurred_at", filter, params);
  const by = sortedPage(LINE_SORTS[filter.sort ?? "oldest"], filter, params);
  const rows = await by.rows<Placed<SettlementLine>>(
    tx,
    `select ${columns("l", "id orderKey orderId")}, o.number as "orderNumber",
      ${columns("l", "kind amountMinor currency occurredAt text")},
       ${by.place}
     from argosy.settlement_line l
     left join argosy.sales_order o on o.organization_id = l.organization_id and o.id = l.order_id
     where l.organization_id = argosy.tenant() and l.settlement_id = $1 and ($2::uuid is null or l.order_id = $2)
       ${happened} ${by.after}
     ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

interface BankEntry {
  readonly minor: bigint;
  /** Absent: the statement's. */
  readonly currency?: string | undefined;
}

/**
 * What the bank received, as a person read it there: in the statement's currency, or in another one, which tells the rate
 * it was converted with. Throws HubError SETTLEMENT_NOT_FOUND.
 */
export async function saveBankAmount(
  tx: Tx,
  { id, amount, now }: { readonly id: string; readonly amount: BankEntry; readonly now: Date },
): Promise<SettlementDetail> {
  await tx.maybe("select 1 from argosy.settlement where organization_id = argosy.tenant() and id = $1 for update", [
    id,
  ]);
  const { currency, amountMinor: stored, sumMinor, source } = await getSettlement(tx, id);
  const { minor } = amount;
  if (amount.currency !== undefined && amount.currency !== currency) {
    const bank = { minor, currency: amount.currency };
    const rate = payoutRate({ minor: stored ?? sumMinor, currency }, { amount: bank });
    await saveBank(tx, { id, bank, rate });
    return getSettlement(tx, id);
  }
  // What the platform tells of the bank's currency stays.
  if (source === "file") await saveBank(tx, { id, bank: null, rate: null });
  await tx.run(
    `update argosy.settlement
     set amount_minor = $2, updated_at = $3
     where organization_id = argosy.tenant() and id = $1`,
    [id, minor.toString(), now],
  );
  return getSettlement(tx, id);
}

/** Takes a statement away with its lines; its orders are compared anew. Throws HubError SETTLEMENT_NOT_FOUND. */
export async function deleteSettlement(tx: Tx, id: string, now: Date): Promise<void> {
  await getSettlement(tx, id);
  const orders = await tx.rows<{ id: string }>(
    `select distinct order_id as id
     from argosy.settlement_line
     where organization_id = argosy.tenant() and settlement_id = $1 and order_id is not null`,
    [id],
  );
  await tx.run("delete from argosy.settlement where organization_id = argosy.tenant() and id = $1", [id]);
  await reconcile(
    tx,
    orders.map((order) => order.id),
    now,
  );
}
