/** The list of drafts, and what is missing on how many of them. */
import { z } from "zod";
import type { OwnValues } from "../../commerce/listing/fill.ts";
import type { FilledListing } from "../../commerce/listing/schema.ts";
import type { MessagePart } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time, typed } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import type { Page, PageRequest } from "../paging.ts";
import { type BothEnds, byAge, idsWithin, type MadeWithin, type Placed, sortedPage } from "../sorting.ts";
import { fillDrafts, type StoredProblem, type When } from "./check.ts";
import { DRAFT_STATES, type DraftState } from "./states.ts";

export interface DraftFilter extends MadeWithin {
  readonly id?: string | undefined;
  readonly storeId?: string | undefined;
  readonly state?: readonly DraftState[] | undefined;
  readonly categoryKey?: string | undefined;
  /** A problem is open at this field. */
  readonly field?: string | undefined;
  readonly sort?: BothEnds | undefined;
}

const draftFields = {
  id,
  storeId: id,
  productId: id,
  title: z.string(),
  categoryKey: z.string(),
  categoryName: z.string().nullable(),
  state: z
    .enum(DRAFT_STATES)
    .describe("sending: it goes at publishAt; waiting: the channel has not answered; refused: see problems"),
  problems: z
    .array(
      typed<StoredProblem>(
        z.object({ field: z.string().nullable(), variantId: z.string().nullable(), text: z.string() }),
      ),
    )
    .describe("what is missing or wrong, 20 at most"),
  problemCount: z.int(),
  checkedAt: time,
  isOutdated: z.boolean().describe("product or requirements changed since it was checked"),
  publishAt: time.nullable(),
  extKey: z.string().nullable().describe("the product's key on the channel, once listed"),
  error: z.string().nullable().describe("why the last try to publish failed"),
  createdAt: time,
};

const valuesOf = z.record(z.string(), z.array(z.string()));

/** With the values it would be sent with now, and those a person wrote. */
export const shownDraftSchema = z
  .object({
    ...draftFields,
    values: typed<FilledListing>(
      z.object({
        product: valuesOf,
        variants: z.array(z.object({ variantId: z.string(), sku: z.string(), values: valuesOf })),
      }),
    )
      .nullable()
      .describe("what would be sent now; null unless values=true"),
    own: typed<OwnValues>(z.object({ product: valuesOf, variants: z.record(z.string(), valuesOf) }))
      .nullable()
      .describe("of these, what was written by hand"),
  })
  .meta({ id: "ListingDraft", description: "A product on its way to becoming a listing of a channel" });
export type ShownDraft = Stored & Answered<typeof shownDraftSchema>;

const draftSchema = z.object(draftFields);
interface Stored {
  readonly errorTold: readonly MessagePart[] | null;
}
export type Draft = Stored & Answered<typeof draftSchema>;

const SORT = byAge(["d.id", "uuid"]);
/** A row of the list names no more; the draft itself has all. */
const SHOWN = 20;

const COLUMNS = `d.id, d.connection_id as "storeId", d.product_id as "productId", p.title,
  d.category_key as "categoryKey", c.name as "categoryName", d.state,
  jsonb_path_query_array(d.problems, '$[0 to ${SHOWN - 1}]') as problems, d.problem_count as "problemCount",
  d.checked_at as "checkedAt", d.state <> 'listed' and d.checked_at < greatest(p.updated_at, s.changed_at,
    (select max(v.updated_at) from argosy.variant v
     where v.organization_id = d.organization_id and v.product_id = d.product_id)) as "isOutdated",
  d.publish_at as "publishAt", case when d.state = 'listed' then d.ext_key end as "extKey", r.error,
  r.error_said as "errorTold",
  d.created_at as "createdAt"
  from argosy.listing_draft d
  join argosy.product p on p.organization_id = d.organization_id and p.id = d.product_id
  join argosy.listing_schema s on s.organization_id = d.organization_id and s.connection_id = d.connection_id
    and s.category_key = d.category_key
  left join argosy.listing_category c on c.organization_id = d.organization_id and c.connection_id = d.connection_id
    and c.ext_key = d.category_key
  left join argosy.record_push r on r.organization_id = d.organization_id and r.connection_id = d.connection_id
    and r.kind = 'listing_draft' and r.subject_id = d.id
  where d.organization_id = argosy.tenant()`;

async function listDrafts(tx: Tx, filter: DraftFilter & PageRequest): Promise<Page<Draft>> {
  const params: unknown[] = [];
  const put = (value: unknown) => `$${params.push(value)}`;
  const where = whereOf(filter, put);
  const by = sortedPage(SORT[filter.sort ?? "newest"], filter, params);
  const sql = `select ${by.place}, ${COLUMNS} ${where} ${by.after} ${by.order}`;
  const rows = await by.rows<Placed<Draft>>(tx, sql, params);
  return by.page(rows, ({ place: _location, ...draft }) => draft);
}

/** The list; `when`: with their values. */
export async function showDrafts(
  tx: Tx,
  filter: DraftFilter & PageRequest,
  when: When | null,
): Promise<Page<ShownDraft>> {
  const page = await listDrafts(tx, filter);
  const ids = page.items.map(({ id }) => id);
  const filled = new Map((when ? await fillDrafts(tx, ids, when) : []).map((one) => [one.row.id, one]));
  const items = page.items.map((draft) => {
    const one = filled.get(draft.id);
    return { ...draft, values: one?.listing ?? null, own: one?.row.own ?? null };
  });
  return { ...page, items };
}

/** Throws HubError LISTING_DRAFT_NOT_FOUND. */
export async function getDraft(tx: Tx, id: string, when: When): Promise<ShownDraft> {
  const { items } = await showDrafts(tx, { id, limit: 1 }, when);
  const [draft] = items;
  if (!draft) throw new HubError("LISTING_DRAFT_NOT_FOUND", "not_found", "There is no such draft.");
  return draft;
}

function whereOf(filter: DraftFilter, put: (value: unknown) => string): string {
  const { id, storeId, state, categoryKey, field } = filter;
  return [
    id === undefined ? "" : `and d.id = ${put(id)}`,
    storeId === undefined ? "" : `and d.connection_id = ${put(storeId)}`,
    state === undefined ? "" : `and d.state = any (${put(state)}::text[])`,
    categoryKey === undefined ? "" : `and d.category_key = ${put(categoryKey)}`,
    field === undefined ? "" : `and d.problems @> jsonb_build_array(jsonb_build_object('field', ${put(field)}::text))`,
    idsWithin("d.id", filter, put),
  ].join(" ");
}

export interface OpenField {
  readonly categoryKey: string;
  /** Null: of the listing as a whole. */
  readonly field: string | null;
  readonly drafts: number;
}

export interface DraftSummary {
  readonly states: Readonly<Partial<Record<DraftState, number>>>;
  /** Drafts with nothing missing, not yet sent. */
  readonly ready: number;
  /** What is to be filled in, on how many drafts, most first. */
  readonly open: readonly OpenField[];
}

export async function summarizeDrafts(tx: Tx, storeId: string): Promise<DraftSummary> {
  const states = await tx.rows<{ state: DraftState; drafts: number; ready: number }>(
    `select state, count(*)::int as drafts, (count(*) filter (where problem_count = 0))::int as ready
     from argosy.listing_draft
     where organization_id = argosy.tenant() and connection_id = $1
     group by 1`,
    [storeId],
  );
  const open = await tx.rows<OpenField>(
    `select d.category_key as "categoryKey", x.problem ->> 'field' as field, count(distinct d.id)::int as drafts
     from argosy.listing_draft d
     cross join lateral jsonb_array_elements(d.problems) as x(problem)
     where d.organization_id = argosy.tenant() and d.connection_id = $1 and d.problem_count > 0
     group by 1, 2
     order by 3 desc, 1, 2
     limit 200`,
    [storeId],
  );
  const ready = states.find(({ state }) => state === "draft")?.ready ?? 0;
  return { states: Object.fromEntries(states.map(({ state, drafts }) => [state, drafts])), ready, open };
}
