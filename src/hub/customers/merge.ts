import { z } from "zod";
import { actorText, type By } from "../../commerce/actor.ts";
import { type Message, message } from "../../commerce/message.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { findDuplicates } from "../customer-identity/duplicates.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { jsonParameter } from "../json-column.ts";
import { refusal } from "../refusals.ts";
import { writeTimeline } from "../timeline.ts";
import { type CustomerDetail, getCustomer } from "./customers.ts";

/** Fields a merge fills where the survivor's are blank, each with the time it was told where that is kept. */
const FIELDS = ["name", "email", "phone", "postcode_key", "notes", "accepts_marketing"] as const;
type Field = (typeof FIELDS)[number];
const TIME_OF: Partial<Record<Field, string>> = {
  name: "name_at",
  email: "email_at",
  phone: "phone_at",
  postcode_key: "postcode_at",
};

type Row = { readonly id: string; readonly isErased: boolean; readonly tags: readonly string[] } & Readonly<
  Record<Field, string | boolean | null>
>;

/**
 * Makes two customers one: contact points, orders and tags move to `into`, whose blank fields are filled. What moved
 * is recorded, so that `undoMerge` puts it back. Throws HubError CUSTOMER_UNKNOWN, CUSTOMER_SAME, CUSTOMER_ERASED.
 */
export async function mergeCustomers(
  tx: Tx,
  input: { readonly from: string; readonly into: string } & By,
): Promise<CustomerDetail> {
  const { from, into, actor, now } = input;
  if (from === into) throw new HubError("CUSTOMER_SAME", "validation", "Choose two different customers.", "from");
  const both = await tx.rows<Row>(
    `select id, ${FIELDS.join(", ")}, tags, erased_at is not null as "isErased" from customer
     where organization_id = argosy.tenant() and id = any($1::uuid[]) and merged_into is null order by id for update`,
    [[from, into]],
  );
  const source = both.find((row) => row.id === from);
  const survivor = both.find((row) => row.id === into);
  if (!source || !survivor) throw refusal("CUSTOMER_UNKNOWN");
  if (both.some((customer) => customer.isErased))
    throw new HubError("CUSTOMER_ERASED", "conflict", "An erased customer cannot be merged.");
  await recordMerge(tx, input, { source, survivor });
  await fillBlanks(tx, input);
  const orders = await moveOrders(tx, { from, into, now });
  await movePoints(tx, { from, into });
  await tx.run(
    `update customer
     set merged_into = $2, updated_at = $3
     where organization_id = argosy.tenant() and (id = $1 or merged_into = $1)`,
    [from, into, now],
  );
  await notifyOrders(tx, orders, message("order.customer.merged"), { actor, now });
  await findDuplicates(tx, [into], now);
  await announce(tx, "customer.merged", { id: into });
  return getCustomer(tx, into);
}

async function recordMerge(
  tx: Tx,
  input: { readonly from: string; readonly into: string } & By,
  both: { readonly source: Row; readonly survivor: Row },
): Promise<void> {
  const { source, survivor } = both;
  const filled = FIELDS.filter((field) => survivor[field] === null && source[field] !== null);
  await tx.run(
    `insert into customer_merge (organization_id, survivor_id, merged_id, earlier_ids, order_ids, contact_points,
       filled, tags, merged_at, merged_by)
     values (argosy.tenant(), $2, $1,
       coalesce((select array_agg(id) from customer where organization_id = argosy.tenant() and merged_into = $1),
         '{}'),
       coalesce((select array_agg(id) from sales_order where organization_id = argosy.tenant() and customer_id = $1),
         '{}'),
       coalesce((select jsonb_agg(jsonb_build_object('kind', kind, 'value', value)) from contact_point
         where organization_id = argosy.tenant() and customer_id = $1), '[]'), $3::text[], $4::text[], $5, $6)`,
    [
      input.from,
      input.into,
      filled,
      source.tags.filter((tag) => !survivor.tags.includes(tag)),
      input.now,
      actorText(input.actor),
    ],
  );
}

async function fillBlanks(tx: Tx, { from, into, now }: { from: string; into: string; now: Date }): Promise<void> {
  // The time goes with the value: expressions see the row as it was.
  const fields = FIELDS.flatMap((field) => {
    const at = TIME_OF[field];
    const time = at ? [`${at} = case when c.${field} is null then o.${at} else c.${at} end`] : [];
    return [`${field} = coalesce(c.${field}, o.${field})`, ...time];
  });
  await tx.run(
    `update customer c set ${fields.join(", ")}, updated_at = $3,
       tags = c.tags || array(select t from unnest(o.tags) as t where t <> all(c.tags))
     from customer o
     where c.organization_id = argosy.tenant() and c.id = $2 and o.organization_id = argosy.tenant() and o.id = $1`,
    [from, into, now],
  );
}

interface Move {
  readonly from: string;
  readonly into: string;
}

/** Moves the orders of one customer to another, or only those named; answers their ids. */
async function moveOrders(
  tx: Tx,
  move: Move & { readonly only?: readonly string[]; readonly now: Date },
): Promise<string[]> {
  // In the order in which all code locks orders.
  const locked = await tx.rows<{ id: string }>(
    `select id from sales_order where organization_id = argosy.tenant() and customer_id = $1
       and ($2::uuid[] is null or id = any($2::uuid[])) order by connection_id, ext_key collate "C", id for update`,
    [move.from, move.only ?? null],
  );
  const ids = locked.map((order) => order.id);
  await tx.run(
    `update sales_order
     set customer_id = $2, updated_at = $3
     where organization_id = argosy.tenant() and id = any($1::uuid[])`,
    [ids, move.into, move.now],
  );
  return ids;
}

async function movePoints(tx: Tx, move: Move & { readonly only?: unknown }): Promise<void> {
  await tx.run(
    `update contact_point set customer_id = $2 where organization_id = argosy.tenant() and customer_id = $1
       and ($3::jsonb is null
         or (kind, value) in (select kind, value from jsonb_to_recordset($3::jsonb) as p(kind text, value text)))`,
    [move.from, move.into, move.only === undefined ? null : jsonParameter(move.only)],
  );
}

function notifyOrders(tx: Tx, orders: readonly string[], text: Message, by: By): Promise<void> {
  return writeTimeline(
    tx,
    orders.map((orderId) => ({ orderId, kind: "customer", text })),
    by,
  );
}

export const mergeSchema = z
  .object({
    id,
    survivorId: id,
    mergedId: id,
    mergedName: z.string().nullable().describe("what that record is called"),
    orders: z.int().describe("how many were moved"),
    mergedAt: time,
    mergedBy: z.string(),
    undoneAt: time.nullable(),
  })
  .meta({ id: "CustomerMerge" });

export type Merge = Answered<typeof mergeSchema>;

/** Merges into a customer, newest first. */
export function mergesOf(tx: Tx, customerId: string): Promise<Merge[]> {
  return tx.rows<Merge>(
    `select ${columns("m", "id survivorId mergedId")},
       coalesce(c.name, c.email, c.phone) as "mergedName",
       cardinality(m.order_ids) as orders, ${columns("m", "mergedAt mergedBy undoneAt")}
     from customer_merge m left join customer c on c.organization_id = argosy.tenant() and c.id = m.merged_id
     where m.organization_id = argosy.tenant() and m.survivor_id = $1 order by m.id desc limit 100`,
    [customerId],
  );
}

interface StoredMerge {
  readonly survivor: string;
  readonly merged: string;
  readonly earlier: readonly string[];
  readonly orders: readonly string[];
  readonly points: unknown;
  readonly filled: readonly string[];
  readonly tags: readonly string[];
  readonly isUndone: boolean;
  readonly isErased: boolean;
}

/**
 * Takes a merge back: exactly the orders, contact points and filled blanks it moved return, as far as the survivor
 * still has them. What came to the survivor since stays. Throws HubError MERGE_UNKNOWN, MERGE_UNDONE, MERGE_BURIED
 * (the survivor was itself merged: undo that first), CUSTOMER_ERASED.
 */
export async function undoMerge(tx: Tx, mergeId: string, by: By): Promise<CustomerDetail> {
  const merge = await lockMerge(tx, mergeId);
  const { survivor, merged } = merge;
  await tx.run(
    `update customer set merged_into = case when id = $1 then null::uuid else $1::uuid end, updated_at = $3
     where organization_id = argosy.tenant() and (id = $1 or id = any($2::uuid[]))`,
    [merged, merge.earlier, by.now],
  );
  await emptyFilled(tx, merge, by.now);
  const orders = await moveOrders(tx, { from: survivor, into: merged, only: merge.orders, now: by.now });
  await movePoints(tx, { from: survivor, into: merged, only: merge.points });
  await tx.run(
    `update customer_merge set undone_at = $2, undone_by = $3 where organization_id = argosy.tenant() and id = $1`,
    [mergeId, by.now, actorText(by.actor)],
  );
  await notifyOrders(tx, orders, message("order.customer.unmerged"), by);
  await announce(tx, "customer.updated", { id: survivor });
  await announce(tx, "customer.updated", { id: merged });
  return getCustomer(tx, merged);
}

async function lockMerge(tx: Tx, mergeId: string): Promise<StoredMerge> {
  const sides = await tx.maybe<{ ids: string[] }>(
    `select array[survivor_id, merged_id] as ids
     from customer_merge
     where organization_id = argosy.tenant() and id = $1`,
    [mergeId],
  );
  if (!sides) throw new HubError("MERGE_UNKNOWN", "not_found", "There is no such merge.");
  const people = await tx.rows<{ id: string; into: string | null; isErased: boolean }>(
    `select id, merged_into as into, erased_at is not null as "isErased" from customer
     where organization_id = argosy.tenant() and id = any($1::uuid[]) order by id for update`,
    [sides.ids],
  );
  const merge = await tx.one<StoredMerge>(
    `select survivor_id as survivor, merged_id as merged, earlier_ids as earlier, order_ids as orders,
       contact_points as points, filled, tags, undone_at is not null as "isUndone", erased_at is not null as "isErased"
     from customer_merge where organization_id = argosy.tenant() and id = $1`,
    [mergeId],
  );
  if (merge.isUndone) throw new HubError("MERGE_UNDONE", "conflict", "This merge was undone already.");
  if (merge.isErased || people.some((person) => person.isErased))
    throw new HubError(
      "CUSTOMER_ERASED",
      "conflict",
      "One of the two customers was erased since, and what the merge moved with it. It cannot be undone.",
    );
  if (people.find((person) => person.id === merge.survivor)?.into)
    throw new HubError(
      "MERGE_BURIED",
      "conflict",
      "The customer this one was merged into was itself merged later. Undo that merge first.",
    );
  return merge;
}

/** A field the merge filled goes blank again where it still holds what was given; newer data stays. */
async function emptyFilled(tx: Tx, merge: StoredMerge, now: Date): Promise<void> {
  const sets = FIELDS.flatMap((field) => {
    if (!merge.filled.includes(field)) return [];
    const at = TIME_OF[field];
    const isGiven = [field, ...(at ? [at] : [])]
      .map((each) => `c.${each} is not distinct from o.${each}`)
      .join(" and ");
    const blank = (column: string) => `${column} = case when ${isGiven} then null else c.${column} end`;
    return [blank(field), ...(at ? [blank(at)] : [])];
  });
  if (merge.tags.length > 0) sets.push("tags = array(select t from unnest(c.tags) as t where t <> all($3::text[]))");
  await tx.run(
    `update customer c set ${[...sets, "updated_at = $4"].join(", ")} from customer o
     where c.organization_id = argosy.tenant() and c.id = $1 and o.organization_id = argosy.tenant() and o.id = $2
       and $3::text[] is not null`,
    [merge.survivor, merge.merged, merge.tags, now],
  );
}
