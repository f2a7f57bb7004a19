import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { storableText } from "../json-column.ts";
import { containing, decodeCursor, type Page, pageLimit, toPage } from "../paging.ts";
import { bothEnds, byAge, type Placed, sortedPage, unplaced } from "../sorting.ts";
import { incomingUnits } from "./incoming.ts";
import { levelKey } from "./ledger.ts";
import { HAS_UNDECIDED, type LevelChoice } from "./level-choice.ts";
import type { Level, LevelRow } from "./level-schema.ts";
import { levelsBySku, skuSorts } from "./levels-by-sku.ts";
import { IS_LOW, lowByPace } from "./low-by-pace.ts";

export interface LevelFilter extends LevelChoice {
  readonly sort?: LevelSort | undefined;
}

export const levelSorts = [...bothEnds, ...skuSorts] as const;
export type LevelSort = (typeof levelSorts)[number];

const WHO = `v.product_id as "productId", v.sku, concat_ws(' ', p.title, nullif(v.title, '')) as title`;

const STOCKED = `l.variant_id as "variantId", l.location_id as "locationId", ${WHO}, loc.name as "locationName",
    ${columns("l", "onHand reserved available reorderPoint reorderQuantity")}, b.bin,
    ${columns("l", "countedAt updatedAt")}
  from level l
  join variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
  join product p on p.organization_id = argosy.tenant() and p.id = v.product_id
  join location loc on loc.organization_id = argosy.tenant() and loc.id = l.location_id
  left join stock_bin b
    on b.organization_id = argosy.tenant() and b.variant_id = v.id and b.location_id = loc.id
  where l.organization_id = argosy.tenant() and v.deleted_at is null
    and ($1::uuid[] is null or l.variant_id = any($1::uuid[]))
    and ($2::uuid is null or v.product_id = $2)
    and ($3::uuid is null or l.location_id = $3)
    and ($4::text is null or v.sku ilike $4::text or p.title ilike $4::text)`;

const SORTS = byAge(["l.variant_id", "uuid"], ["l.location_id", "uuid"]);

// What never had stock has no level: it stands with none at the default location. Only as far as the page of levels
// reaches, so that a page costs what it holds.
const neverStocked = ({ isUp, undecided }: { readonly isUp: boolean; readonly undecided: boolean }) => {
  const [behind, until, direction] = isUp ? [">", "<=", "asc"] : ["<", ">=", "desc"];
  return `
  select v.id as "variantId", loc.id as "locationId", ${WHO}, loc.name as "locationName", 0 as "onHand", 0 as reserved,
    0 as available, null::int as "reorderPoint", null::int as "reorderQuantity", b.bin,
    null::timestamptz as "countedAt", v.created_at as "updatedAt"
  from variant v
  join product p on p.organization_id = argosy.tenant() and p.id = v.product_id
  join location loc on loc.organization_id = argosy.tenant() and loc.is_default and loc.active
  left join stock_bin b
    on b.organization_id = argosy.tenant() and b.variant_id = v.id and b.location_id = loc.id
  where v.organization_id = argosy.tenant() and v.deleted_at is null
    and v.id ${behind}= $1::uuid and (v.id, loc.id) ${behind} ($1::uuid, $2::uuid) and v.id ${until} $6::uuid
    and ($3::uuid[] is null or v.id = any($3::uuid[]))
    and ($4::uuid is null or v.product_id = $4)
    and ($5::uuid is null or loc.id = $5)
    and ($7::text is null or v.sku ilike $7::text or p.title ilike $7::text)
    and not exists (select 1 from level l where l.organization_id = argosy.tenant() and l.variant_id = v.id)
    and not exists (select 1 from bundle_item i
      where i.organization_id = argosy.tenant() and i.bundle_variant_id = v.id)
    ${undecided ? `and ${HAS_UNDECIDED}` : ""}
  order by v.id ${direction} limit $8`;
};

/** Levels by item and location, the oldest items first; items that never had stock too, unless low or stocked ones are asked for. */
export async function listLevels(tx: Tx, filter: LevelFilter): Promise<Page<Level>> {
  const limit = pageLimit(filter);
  const { sort = "oldest" } = filter;
  if (filter.total) return withFacts(tx, await levelsBySku(tx, { ...filter, sort: "sku" }));
  if (sort === "sku" || sort === "lastSku") return withFacts(tx, await levelsBySku(tx, { ...filter, sort }));
  const search = storableText(filter.search ?? "").trim();
  const isUp = sort !== "newest";
  const requested = [filter.variantIds ?? null, filter.productId ?? null, filter.locationId ?? null];
  const texts = search ? containing(search) : null;
  const params: unknown[] = [...requested, texts];
  const by = sortedPage(SORTS[sort], filter, params);
  const narrowed = [
    ...(filter.low ? [`and ${IS_LOW}`] : []),
    ...(filter.out ? ["and l.available <= 0"] : []),
    ...(filter.stocked ? ["and l.on_hand > 0"] : []),
    ...(filter.undecided ? [`and ${HAS_UNDECIDED}`] : []),
  ].join(" ");
  const levels = await tx.rows<Placed<LevelRow>>(
    `select ${by.place}, ${STOCKED} ${narrowed} ${by.after} ${by.order}`,
    params,
  );
  if (filter.low || filter.stocked) return withFacts(tx, by.page(levels, unplaced));
  const [first, last] = isUp ? [LEAST, MOST] : [MOST, LEAST];
  const [from = first, at = first] = decodeCursor(filter.cursor, ["id", "id"]) ?? [];
  const through = levels.length > limit ? levels.at(-1)?.variantId : undefined;
  const others = await tx.rows<LevelRow>(neverStocked({ isUp, undecided: filter.undecided ?? false }), [
    from,
    at,
    ...requested,
    through ?? last,
    texts,
    limit + 1,
  ]);
  const rows = [...levels.map(unplaced), ...others]
    .sort((a, b) => (keyOf(a) < keyOf(b) === isUp ? -1 : 1))
    .slice(0, limit + 1);
  const cursor = (row: LevelRow) => [row.variantId, row.locationId];
  return withFacts(tx, toPage(rows, limit, { item: (row) => row, cursor }));
}

async function withFacts(tx: Tx, page: Page<LevelRow>): Promise<Page<Level>> {
  const variantIds = page.items.map((row) => row.variantId);
  const incoming = await incomingUnits(tx, variantIds);
  const paced = await lowByPace(tx, variantIds);
  const ofLots = await tx.rows<{ id: string }>(
    `select i.variant_id as id from argosy.lot_item i
     where i.organization_id = argosy.tenant() and i.variant_id = any($1::uuid[])`,
    [variantIds],
  );
  const withLots = new Set(ofLots.map(({ id }) => id));
  const isLow = ({ variantId, available, reorderPoint }: LevelRow) =>
    reorderPoint === null ? paced.has(variantId) : available <= reorderPoint;
  const items = page.items.map((row) => ({
    ...row,
    ...{ incoming: incoming.get(levelKey(row)) ?? 0, isLow: isLow(row), asksLot: withLots.has(row.variantId) },
  }));
  return { ...page, items };
}

const LEAST = "00000000-0000-0000-0000-000000000000";
const MOST = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const keyOf = ({ variantId, locationId }: LevelRow) => `${variantId} ${locationId}`;
