import { z } from "zod";
import { searchedForms } from "../../commerce/product-codes.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, time } from "../answer-schemas.ts";
import { storableText } from "../json-column.ts";
import { containing, type Page, type PageRequest } from "../paging.ts";
import { refusal } from "../refusals.ts";
import {
  type BothEnds,
  byAge,
  type MadeWithin,
  madeWithin,
  type Placed,
  sortedPage,
  unplaced,
  up,
} from "../sorting.ts";
import { COUNTED_LOTS, countedLotFields } from "./counted-lots.ts";

export const countScopes = ["all", "never_counted", "chosen", "category"] as const;
export type CountScope = (typeof countScopes)[number];
export const countStates = ["open", "closing", "closed", "cancelled"] as const;
export type CountState = (typeof countStates)[number];

const headFields = {
  id,
  number: z.string(),
  state: z.enum(countStates),
  locationId: id,
  locationName: z.string(),
  scope: z.enum(countScopes),
  categoryId: id.nullable(),
  note: z.string(),
  createdAt: time,
  createdBy: z.string(),
  finishedAt: time.nullable(),
  finishedBy: z.string().nullable(),
};

export const countHeadSchema = z.object(headFields).meta({ id: "StockCountHead" });

export type CountHead = Answered<typeof countHeadSchema>;

const sumsFields = {
  lines: z.int(),
  counted: z.int(),
  different: z.int() /** Units found too few and too many, over all lines counted. */,
  missingUnits: minorUnits,
  extraUnits: minorUnits,
};

export const countSummarySchema = z.object({ ...headFields, ...sumsFields }).meta({ id: "StockCount" });

export type CountSummary = Answered<typeof countSummarySchema>;

export const countLineSchema = z.object({
  variantId: id,
  sku: z.string(),
  barcode: z.string().nullable(),
  title: z.string(),
  onHand: z.int().describe("now"),
  expected: z.int().nullable().describe("on hand when it was counted"),
  counted: z.int().nullable(),
  difference: z.int().nullable(),
  posted: z.int().nullable().describe("what closing moved"),
  countedAt: time.nullable(),
  countedBy: z.string().nullable(),
  entries: z.int(),
  ...countedLotFields,
});

export type CountLine = Answered<typeof countLineSchema>;

const HEAD = `
  c.id, ${columns("c", "number state locationId")}, loc.name as "locationName", ${columns("c", "scope")},
    ${columns("c", "categoryId note createdAt createdBy finishedAt finishedBy")}
  from stock_count c
  join location loc on loc.organization_id = argosy.tenant() and loc.id = c.location_id
  where c.organization_id = argosy.tenant()`;

/** Also where only the lots are others. */
const IS_DIFFERENT = `(l.counted <> l.expected or exists (select from jsonb_array_elements(l.lots) as k
  where (k ->> 'counted')::int <> (k ->> 'expected')::int))`;

const SUMS = `
  select count(*)::int as lines, count(l.counted)::int as counted,
    count(*) filter (where ${IS_DIFFERENT})::int as different,
    coalesce(sum(l.expected - l.counted) filter (where l.counted < l.expected), 0) as "missingUnits",
    coalesce(sum(l.counted - l.expected) filter (where l.counted > l.expected), 0) as "extraUnits"
  from stock_count_line l where l.organization_id = argosy.tenant() and l.count_id = $1`;

/** Stock counts, the newest first; without sums, which would read every line of each. */
export async function listCounts(
  tx: Tx,
  filter: PageRequest &
    MadeWithin & {
      readonly state?: CountState | undefined;
      readonly locationId?: string | undefined;
      readonly sort?: BothEnds | undefined;
    },
): Promise<Page<CountHead>> {
  const params: unknown[] = [filter.state ?? null, filter.locationId ?? null];
  const made = madeWithin("c.id", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<CountHead>>(
    tx,
    `select ${by.place}, ${HEAD} and ($1::text is null or c.state = $1) and ($2::uuid is null or c.location_id = $2)
       ${made} ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

const SORTS = byAge(["c.id", "uuid"]);

/** One count with its sums. Throws HubError STOCK_COUNT_NOT_FOUND. */
export async function getCount(tx: Tx, id: string): Promise<CountSummary> {
  const head = await tx.maybe<CountHead>(`select ${HEAD} and c.id = $1`, [id]);
  if (!head) throw refusal("STOCK_COUNT_NOT_FOUND");
  const sums = await tx.one<Omit<CountSummary, keyof CountHead>>(SUMS, [id]);
  return { ...head, ...sums };
}

export const lineChoices = ["all", "counted", "uncounted", "different"] as const;
const CHOICE: Readonly<Record<(typeof lineChoices)[number], string>> = {
  all: "true",
  counted: "l.counted is not null",
  uncounted: "l.counted is null",
  different: IS_DIFFERENT,
};

/** What is to be counted and what was found. Throws HubError STOCK_COUNT_NOT_FOUND. */
export async function listCountLines(
  tx: Tx,
  filter: PageRequest & {
    readonly id: string;
    readonly show?: (typeof lineChoices)[number] | undefined;
    /** Part of a SKU or title, or a whole barcode. */
    readonly search?: string | undefined;
  },
): Promise<Page<CountLine>> {
  const search = storableText(filter.search ?? "").trim();
  const count = await tx.maybe<{ locationId: string }>(
    `select location_id as "locationId" from stock_count where organization_id = argosy.tenant() and id = $1`,
    [filter.id],
  );
  if (!count) throw refusal("STOCK_COUNT_NOT_FOUND");
  const params: unknown[] = [filter.id, count.locationId, search ? containing(search) : null, searchedForms(search)];
  const by = sortedPage(LINES, filter, params);
  const rows = await by.rows<Placed<CountLine>>(
    tx,
    `select ${by.place}, l.variant_id as "variantId", v.sku, v.barcode,
       concat_ws(' ', p.title, nullif(v.title, '')) as title,
       coalesce(lv.on_hand, 0) as "onHand", l.expected, l.counted, l.counted - l.expected as difference,
       ${columns("l", "posted countedAt countedBy entries")},
       ${COUNTED_LOTS("$2")}
     from stock_count_line l
     join variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
     join product p on p.organization_id = argosy.tenant() and p.id = v.product_id
     left join level lv on lv.organization_id = argosy.tenant() and lv.variant_id = l.variant_id and lv.location_id = $2
     where l.organization_id = argosy.tenant() and l.count_id = $1 and ${CHOICE[filter.show ?? "all"]}
       and ($3::text is null or v.sku ilike $3 or p.title ilike $3 or v.barcode = any($4)) ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

const LINES = up(["l.variant_id", "uuid"]);
