/** The list of what statements get wrong, to be worked off. */

import { z } from "zod";
import type { By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Optional } from "../../commerce/optional.ts";
import { ORDER_DIFFERENCES } from "../../commerce/reconciliation.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { storableText } from "../json-column.ts";
import type { Page, PageRequest } from "../paging.ts";
import { type BothEnds, byAge, type MadeWithin, type Placed, sortedPage, timeWithin, unplaced } from "../sorting.ts";

export const CASE_KINDS = [...ORDER_DIFFERENCES, "unknown_line"] as const;
export const CASE_STATES = ["open", "settled"] as const;
/** claimed: asked of the channel; received: paid another way; accepted: it stays so; wrong_rule: the rule was wrong. */
export const CASE_REASONS = ["claimed", "received", "accepted", "wrong_rule", "other"] as const;

export const settlementCaseSchema = z.object({
  id,
  kind: z.enum(CASE_KINDS),
  orderId: id.nullable(),
  orderNumber: z.string().nullable(),
  orderKey: z.string().nullable().describe("as the statement names it, of a line without an order"),
  storeId: id.nullable(),
  storeName: z.string().nullable(),
  gateway: z.string().nullable(),
  settlementId: id.nullable().describe("the latest statement it shows on"),
  reference: z.string().nullable(),
  currency: z.string(),
  expectedMinor: minorUnits,
  settledMinor: minorUnits,
  lackingMinor: minorUnits.describe("expected less settled"),
  state: z.enum(CASE_STATES),
  reason: z.enum(CASE_REASONS).nullable(),
  note: z.string(),
  decidedBy: z.string().nullable(),
  decidedAt: time.nullable(),
  foundAt: time,
});

export type SettlementCase = Answered<typeof settlementCaseSchema>;

export const caseTotalSchema = z.object({
  kind: z.enum(CASE_KINDS),
  currency: z.string(),
  cases: z.int(),
  lackingMinor: minorUnits,
});

export type CaseTotal = Answered<typeof caseTotalSchema>;

/** `from` and `to`: found then. */
export type CaseFilter = PageRequest &
  MadeWithin &
  Optional<{
    state: (typeof CASE_STATES)[number];
    kind: (typeof CASE_KINDS)[number];
    storeId: string;
    settlementId: string;
    orderId: string;
    sort: BothEnds;
  }>;

const SORTS = byAge(["k.found_at", "timestamptz"], ["k.id", "uuid"]);
const SELECT = `select ${columns("k", "id kind orderId")}, o.number as "orderNumber", l.order_key as "orderKey",
    k.connection_id as "storeId", c.name as "storeName", ${columns("k", "gateway settlementId")}, s.reference,
    ${columns("k", "currency expectedMinor settledMinor lackingMinor state reason note decidedBy decidedAt")},
    ${columns("k", "foundAt")}`;
const FROM = `from argosy.settlement_case k
  left join argosy.sales_order o on o.organization_id = k.organization_id and o.id = k.order_id
  left join argosy.settlement_line l on l.organization_id = k.organization_id and l.id = k.line_id
  left join argosy.settlement s on s.organization_id = k.organization_id and s.id = k.settlement_id
  left join argosy.connection c on c.organization_id = k.organization_id and c.id = k.connection_id`;

/** Cases, those found last first, or from the other end. */
export async function listCases(tx: Tx, filter: CaseFilter): Promise<Page<SettlementCase>> {
  const params: unknown[] = [
    filter.state ?? null,
    filter.kind ?? null,
    filter.storeId ?? null,
    filter.settlementId ?? null,
    filter.orderId ?? null,
  ];
  const found = timeWithin("k.found_at", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<SettlementCase>>(
    tx,
    `${SELECT}, ${by.place}
     ${FROM}
     where k.organization_id = argosy.tenant() and ($1::text is null or k.state = $1)
       and ($2::text is null or k.kind = $2) and ($3::uuid is null or k.connection_id = $3)
       and ($4::uuid is null or k.settlement_id = $4) and ($5::uuid is null or k.order_id = $5)
       ${found} ${by.after}
     ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

/** What the open cases come to, by kind and currency. */
export function openCaseTotals(tx: Tx): Promise<CaseTotal[]> {
  return tx.rows(
    `select kind, currency, count(*)::int as cases, sum(lacking_minor)::bigint as "lackingMinor"
     from argosy.settlement_case
     where organization_id = argosy.tenant() and state = 'open'
     group by kind, currency order by kind, currency`,
  );
}

/** Throws HubError SETTLEMENT_CASE_NOT_FOUND. */
export async function getCase(tx: Tx, id: string): Promise<SettlementCase> {
  const row = await tx.maybe<SettlementCase>(
    `${SELECT}
     ${FROM}
     where k.organization_id = argosy.tenant() and k.id = $1`,
    [id],
  );
  if (!row) throw new HubError("SETTLEMENT_CASE_NOT_FOUND", "not_found", message("refused.settlementCaseGone"));
  return row;
}

export interface Decision extends By {
  readonly id: string;
  /** Null: open again. */
  readonly reason: (typeof CASE_REASONS)[number] | null;
  readonly note?: string | undefined;
}

/** Settles a case with a reason, or opens it again. Throws HubError SETTLEMENT_CASE_NOT_FOUND. */
export async function decideCase(tx: Tx, { id, reason, note, actor, now }: Decision): Promise<SettlementCase> {
  await getCase(tx, id);
  await tx.run(
    `update argosy.settlement_case
     set state = case when $2::text is null then 'open' else 'settled' end, reason = $2, note = coalesce($3, note),
       decided_by = case when $2 is null then null else $4 end,
       decided_at = case when $2 is null then null else $5::timestamptz end, updated_at = $5
     where organization_id = argosy.tenant() and id = $1`,
    [id, reason, note === undefined ? null : storableText(note), actor.name ?? actor.kind, now],
  );
  return getCase(tx, id);
}
