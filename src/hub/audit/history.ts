/** What people and programs changed of one product, variant, order or customer, from the audit trail. */

import { z } from "zod";
import type { ProblemCode } from "../../commerce/problem-codes.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, time, typed } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import type { Page, PageRequest } from "../paging.ts";
import { byAge, type Placed, type SortedPage, sortedPage, unplaced } from "../sorting.ts";
import { namesOfTargets } from "./target-names.ts";

export interface HistoryChange {
  readonly field: string;
  readonly before: Json;
  readonly after: Json;
}

export const historyEntrySchema = z
  .object({
    seq: z.int(),
    at: time,
    actor: z.string(),
    action: z.string().describe("as in the audit trail"),
    targetKind: z.string(),
    targetId: z.string(),
    targetName: z.string().nullable().describe("what people call it now; null where it has no name or is gone"),
    changes: z
      .array(z.object({ field: z.string(), before: typed<Json>(z.unknown()), after: typed<Json>(z.unknown()) }))
      .describe("`{fingerprint}` in place of a value that is not kept: it can be compared and not read"),
    currency: z.string().nullable().describe("of the amounts; null where the entry does not say"),
  })
  .meta({ id: "HistoryEntry" });

export type HistoryEntry = Answered<typeof historyEntrySchema>;

interface Subject {
  readonly table: string;
  readonly notFound: readonly [code: ProblemCode, text: string];
  /** SQL: kinds and ids of the trail's targets that are the thing or part of it; $1 is its id. */
  readonly targets: string;
  /** SQL: which variants' price edits are the thing's own. */
  readonly variants?: string;
}

const VARIANTS_OF_PRODUCT = `select id
  from argosy.variant
  where organization_id = argosy.tenant() and product_id = $1`;

/** Targets of the variants a statement finds: themselves, their stock and their items on channels. */
const ofVariants = (variants: string): string => `select k.kind, v.id::text as id
  from (${variants}) v
  cross join (values ('variants'), ('inventory')) as k (kind)
  union all
  select 'mappings', l.id::text
  from argosy.listing l
  where l.organization_id = argosy.tenant() and l.variant_id in (${variants})`;

const itself = (kind: string): string => `select '${kind}' as kind, ($1::uuid)::text as id`;

const hanging = (kind: string, table: string): string => `select '${kind}', t.id::text
  from ${table} t
  where t.organization_id = argosy.tenant() and t.order_id = $1`;

const SUBJECTS = {
  product: {
    table: "argosy.product",
    notFound: ["PRODUCT_NOT_FOUND", "There is no such product."],
    targets: `${itself("products")} union all ${ofVariants(VARIANTS_OF_PRODUCT)}`,
    variants: VARIANTS_OF_PRODUCT,
  },
  variant: {
    table: "argosy.variant",
    notFound: ["VARIANT_NOT_FOUND", "There is no such variant."],
    targets: ofVariants("select $1::uuid as id"),
    variants: "select $1::uuid as id",
  },
  order: {
    table: "argosy.sales_order",
    notFound: ["ORDER_UNKNOWN", "There is no such order."],
    targets: [
      itself("orders"),
      hanging("shipments", "argosy.shipment"),
      hanging("returns", "argosy.order_return"),
    ].join(" union all "),
  },
  customer: {
    table: "argosy.customer",
    notFound: ["CUSTOMER_UNKNOWN", "There is no such customer."],
    targets: `${itself("customers")}
      union all
      select 'customers', m.merged_id::text
      from argosy.customer_merge m
      where m.organization_id = argosy.tenant() and m.survivor_id = $1 and m.undone_at is null`,
  },
} as const satisfies Record<string, Subject>;

export type HistorySubject = keyof typeof SUBJECTS;
export const HISTORY_SUBJECTS = [
  "product",
  "variant",
  "order",
  "customer",
] as const satisfies readonly HistorySubject[];

/**
 * The newest entries about one target, or about a part of it ("id/..."; "0" is what follows "/"). Found before they are
 * sorted: the planner would else read the whole trail from its end.
 */
const entriesAbout = (kind: string, id: string, { after, order }: SortedPage): string => `
  select seq, action
  from (
    select seq, action
    from argosy.audit
    where organization_id = argosy.tenant() and target_kind = ${kind}
      and target_id collate "C" >= ${id} and target_id collate "C" < ${id} || '0'
    offset 0) about
  where true ${after} ${order}`;

/** Entries of a price edit with the prices of these variants alone; an undone edit has them the other way round. */
const priceEdits = (variants: string, page: SortedPage): string => `
  union all
  select a.seq, 1 as rank, e.changes
  from (
    select i.price_edit_id, did.action,
      jsonb_object_agg(v.sku || ' ' || p.field || 'Minor', case did.action
        when 'price-edits.applied' then jsonb_build_object('before', i.before_minor, 'after', i.after_minor)
        else jsonb_build_object('before', i.after_minor, 'after', i.before_minor) end) as changes
    from (${variants}) o
    join argosy.price_edit_item i on i.organization_id = argosy.tenant() and i.variant_id = o.id
    join argosy.price_edit p on p.organization_id = argosy.tenant() and p.id = i.price_edit_id
    join argosy.variant v on v.organization_id = argosy.tenant() and v.id = i.variant_id
    cross join (values ('price-edits.applied'), ('price-edits.undone')) as did (action)
    where did.action = 'price-edits.applied' or i.undone
    group by i.price_edit_id, did.action) e
  cross join lateral (${entriesAbout("'price-edits'", "e.price_edit_id::text", page)}) a
  where a.action = e.action`;

/** The entries' numbers, each with what it changed of this thing where it is about several. */
const found = (subject: Subject, page: SortedPage): string => `
  with target as materialized (${subject.targets}),
  found as (
    select a.seq, 1 as rank, null::jsonb as changes
    from target t
    cross join lateral (${entriesAbout("t.kind", "t.id", page)}) a
    union all
    select s.seq, case t.kind when 'products' then 0 else 2 end, s.changes
    from target t
    cross join lateral (
      select seq, changes
      from argosy.audit_subject
      where organization_id = argosy.tenant() and kind = t.kind and subject_id = t.id::uuid
        ${page.after} ${page.order}) s
    ${subject.variants === undefined ? "" : priceEdits(subject.variants, page)}
  )`;

type Row = Omit<HistoryEntry, "seq" | "targetName" | "changes"> & {
  readonly seq: bigint;
  readonly changes: Json;
};

const SORTS = byAge(["seq", "bigint"]);

/** Newest first. Throws HubError PRODUCT_NOT_FOUND, VARIANT_NOT_FOUND, ORDER_UNKNOWN, CUSTOMER_UNKNOWN. */
export async function historyOf(
  tx: Tx,
  request: PageRequest & {
    readonly subject: HistorySubject;
    readonly id: string;
    /** False: what things cost is left out. */
    readonly showsCosts: boolean;
  },
): Promise<Page<HistoryEntry>> {
  const subject: Subject = SUBJECTS[request.subject];
  const isThere = `select 1 from ${subject.table} where organization_id = argosy.tenant() and id = $1`;
  if ((await tx.maybe(isThere, [request.id])) === undefined)
    throw new HubError(subject.notFound[0], "not_found", subject.notFound[1]);
  const params: unknown[] = [request.id];
  const by = sortedPage(SORTS.newest, request, params);
  const rows = await by.rows<Placed<Row>>(
    tx,
    `${found(subject, by)}
     select ${by.place}, seq, at, actor, action, "targetKind", "targetId", changes, currency
     from (
       select distinct on (f.seq) f.seq, a.at, a.actor, a.action, a.target_kind as "targetKind",
         a.target_id as "targetId", coalesce(f.changes, a.details -> 'changes', '{}') as changes,
         a.details ->> 'currency' as currency
       from found f
       join argosy.audit a on a.organization_id = argosy.tenant() and a.seq = f.seq
       order by f.seq desc, f.rank) each
     where true ${by.after} ${by.order}`,
    params,
  );
  const nameOf = await namesOfTargets(tx, rows);
  const entryOf = ({ seq, changes, ...row }: Placed<Row>): HistoryEntry => ({
    ...unplaced(row),
    seq: Number(seq),
    changes: changesFrom(changes, request.showsCosts),
    targetName: nameOf(row),
  });
  return by.page(rows, entryOf);
}

/** "costMinor", and of one variant among several "MUG-S costMinor". */
const COST = /(?:^| )cost(?:Minor)?$/;

function changesFrom(changes: Json, showsCosts: boolean): readonly HistoryChange[] {
  if (typeof changes !== "object" || changes === null || Array.isArray(changes)) return [];
  return Object.entries(changes).flatMap(([field, sides]) => {
    if (!showsCosts && COST.test(field)) return [];
    if (typeof sides !== "object" || sides === null || Array.isArray(sides)) return [];
    const { before = null, after = null } = sides as Readonly<Record<string, Json>>;
    if (before === null && after === null) return [];
    return [{ field, before: amount(field, before), after: amount(field, after) }];
  });
}

/** The trail has amounts as decimal text where the answer that was compared had them so. */
const amount = (field: string, value: Json): Json =>
  field.endsWith("Minor") && typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
