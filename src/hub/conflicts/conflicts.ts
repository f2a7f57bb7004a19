import { z } from "zod";
import { CONTENT_FIELDS } from "../../commerce/content-fields.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { Json } from "../../commerce/product.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time, typed } from "../answer-schemas.ts";
import type { Page, PageRequest } from "../paging.ts";
import { type BothEnds, byAge, type MadeWithin, type Placed, sortedPage, timeWithin } from "../sorting.ts";

export const CONFLICT_STATES = ["open", "hub", "channel", "dismissed", "closed"] as const;
export type ConflictState = (typeof CONFLICT_STATES)[number];

/** A value that differs between us and a channel, and how it was settled. Prices are minor units as text. */
export const conflictSchema = z
  .object({
    id,
    storeId: id,
    listingId: id.nullable(),
    productListingId: id.nullable(),
    variantId: id.nullable(),
    productId: id.nullable(),
    title: z.string(),
    /** stock, price, or a content field. */
    field: z.string(),
    location: z.string().describe("the channel's location, of stock"),
    hubValue: typed<Json>(z.unknown()),
    channelValue: typed<Json>(z.unknown()),
    hubAt: time.nullable().describe("when our value was changed"),
    channelAt: time.nullable().describe("when the channel's was, by its own clock where it tells"),
    state: z.enum(CONFLICT_STATES),
    policy: z.string(),
    reason: z.string().nullable().describe("why it ended by itself: equal, unlinked, gone, quiet"),
    foundAt: time,
    settledAt: time.nullable(),
    settledBy: z.string().nullable(),
  })
  .meta({ id: "Conflict", description: "A value that differs between hub and channel" });

export type Conflict = Answered<typeof conflictSchema>;

const CONFLICT = `c.id, c.connection_id as "storeId", ${columns("c", "listingId productListingId")},
  l.variant_id as "variantId",
  coalesce(p.product_id, v.product_id) as "productId", ${columns("c", "field location hubAt channelAt reason")},
  coalesce(v.sku, l.sku, p.title, '') as title,
  ${columns("c", "hubValue channelValue state policy foundAt settledAt settledBy")}, c.found_at::text as at,
  coalesce(c.product_listing_id, l.product_listing_id) as "ownerId"
  from conflict c
  left join listing l on l.organization_id = c.organization_id and l.id = c.listing_id
  left join variant v on v.organization_id = c.organization_id and v.id = l.variant_id
  left join product_listing p on p.organization_id = c.organization_id and p.id = c.product_listing_id
  where c.organization_id = argosy.tenant()`;

export const SELECT_CONFLICT = `select ${CONFLICT}`;

/** A conflict with what settling it needs. */
export interface ConflictRow extends Conflict {
  readonly at: string;
  /** The product listing it belongs to, directly or through its item. */
  readonly ownerId: string | null;
}

export const FIELD_GROUPS = ["content", "price", "stock"] as const;
export type FieldGroup = (typeof FIELD_GROUPS)[number];

/** The fields of a group. */
function fieldsOf(group: FieldGroup): readonly string[] {
  return group === "content" ? CONTENT_FIELDS : [group];
}

/** Which conflicts are meant. */
export type ConflictChoice = Optional<{
  storeId: string;
  field: string;
  group: FieldGroup;
  productId: string;
}>;

export interface ConflictFilter extends PageRequest, MadeWithin, ConflictChoice {
  readonly state?: ConflictState | undefined;
  readonly sort?: BothEnds | undefined;
}

/** Conditions of a choice, from parameter `from` on. */
export const CHOSEN = (from: number) => `($${from}::uuid is null or c.connection_id = $${from})
  and ($${from + 1}::text[] is null or c.field = any($${from + 1}))
  and ($${from + 2}::uuid is null
    or c.product_listing_id in (select o.id from product_listing o
      where o.organization_id = argosy.tenant() and o.product_id = $${from + 2})
    or c.listing_id in (select o.id from listing o
      join variant w on w.organization_id = o.organization_id and w.id = o.variant_id
      where o.organization_id = argosy.tenant() and w.product_id = $${from + 2}))`;

export function choiceParameters(choice: ConflictChoice): readonly unknown[] {
  const group = choice.group === undefined ? null : fieldsOf(choice.group);
  return [
    choice.storeId ?? null,
    choice.field === undefined ? group : group === null || group.includes(choice.field) ? [choice.field] : [],
    choice.productId ?? null,
  ];
}

/** Conflicts, newest first. */
export async function listConflicts(tx: Tx, filter: ConflictFilter): Promise<Page<Conflict>> {
  const params: unknown[] = [filter.state ?? null, ...choiceParameters(filter)];
  const found = timeWithin("c.found_at", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<ConflictRow>>(
    tx,
    `select ${by.place}, ${CONFLICT} and ($1::text is null or c.state = $1) and ${CHOSEN(2)} ${found} ${by.after}
     ${by.order}`,
    params,
  );
  return by.page(rows, ({ place: _, at: _at, ownerId: _owner, ...conflict }) => conflict);
}

const SORTS = byAge(["c.found_at", "timestamptz"], ["c.id", "uuid"]);

/** How many are open, by store and field; for a badge and for choosing what to settle together. */
export async function countConflicts(
  tx: Tx,
): Promise<{ readonly storeId: string; readonly field: string; readonly open: number }[]> {
  return tx.rows(
    `select connection_id as "storeId", field, count(*)::int as open from conflict
     where organization_id = argosy.tenant() and state = 'open' group by 1, 2 order by 1, 2`,
  );
}
