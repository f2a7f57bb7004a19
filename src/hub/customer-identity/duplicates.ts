import { z } from "zod";
import { actorText, type By } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { jsonRows } from "../json-column.ts";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../paging.ts";

/** `contacts`: one order gave an address of the one and a phone of the other. */
export type DuplicateReason = "contacts" | "email" | "phone" | "name_postcode";

/** How sure each reason is alone, in percent; several reasons make it surer. */
const CERTAINTY: Readonly<Record<DuplicateReason, number>> = { contacts: 85, email: 90, phone: 80, name_postcode: 60 };

const duplicateSideSchema = z.object({
  id,
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  orders: z.int(),
});

export const duplicateSchema = z
  .object({
    one: duplicateSideSchema,
    other: duplicateSideSchema,
    reasons: z.array(z.enum(["contacts", "email", "phone", "name_postcode"])),
    confidence: z.int().describe("0 to 99"),
    foundAt: time,
  })
  .meta({ id: "DuplicateCustomers" });

export type Duplicate = Answered<typeof duplicateSchema>;

export interface PairOfCustomers {
  readonly one: string;
  readonly other: string;
}

const REMEMBER = `on conflict (organization_id, one_id, other_id) do update set
    reasons = (select array_agg(distinct r order by r) from unnest(d.reasons || excluded.reasons) as r)
  where not d.reasons @> excluded.reasons`;

/** Keeps pairs one order spoke of together. A pair that was dismissed stays dismissed. */
export async function suggestDuplicates(tx: Tx, pairs: readonly PairOfCustomers[], now: Date): Promise<void> {
  const rows = pairs.filter((pair) => pair.one !== pair.other);
  if (rows.length === 0) return;
  await tx.run(
    `insert into customer_duplicate as d (organization_id, one_id, other_id, reasons, found_at)
     select distinct argosy.tenant(), least(a, b), greatest(a, b), array['contacts'], $2::timestamptz
     from json_to_recordset($1) as p(a uuid, b uuid) order by 2, 3 ${REMEMBER}`,
    [jsonRows(rows.map(({ one, other }) => ({ a: one, b: other }))), now],
  );
}

// More than this many people behind one phone or one name and postcode are no duplicates but a desk or a placeholder.
const MOST_ALIKE = 20;

const same = (reason: DuplicateReason, condition: string) => `
  select c.id as a, o.id as b, '${reason}' as reason from who c
  cross join lateral (
    select o.id from customer o where o.organization_id = argosy.tenant() and ${condition} and o.id <> c.id
      and o.merged_into is null and o.erased_at is null limit ${MOST_ALIKE + 1}) as o`;

/** Looks for customers like these: same mailbox, same phone, or same name and postcode. One statement. */
export async function findDuplicates(tx: Tx, customerIds: readonly string[], now: Date): Promise<void> {
  if (customerIds.length === 0) return;
  await tx.run(
    `with who as materialized (
       select id, mailbox, phone, name_key, postcode_key from customer
       where organization_id = argosy.tenant() and id = any($1::uuid[]) and merged_into is null and erased_at is null),
     alike as (
       ${same("email", "o.mailbox = c.mailbox")} union all
       ${same("phone", "o.phone = c.phone")} union all
       ${same("name_postcode", "o.name_key = c.name_key and o.postcode_key = c.postcode_key")}),
     few as (select a, b, reason, count(*) over (partition by a, reason) as alike from alike)
     insert into customer_duplicate as d (organization_id, one_id, other_id, reasons, found_at)
     select argosy.tenant(), least(a, b), greatest(a, b), array_agg(distinct reason order by reason), $2::timestamptz
     from few where alike <= ${MOST_ALIKE} group by 2, 3 order by 2, 3 ${REMEMBER}`,
    [customerIds, now],
  );
}

type Row = Omit<Duplicate, "confidence"> & { readonly position: string };

const side = (alias: string) => `json_build_object('id', ${alias}.id, 'name', ${alias}.name, 'email', ${alias}.email,
  'phone', ${alias}.phone, 'orders', (select count(*) from sales_order s
    where s.organization_id = argosy.tenant() and s.customer_id = ${alias}.id))`;

/** Suggested duplicates, found last first; nobody merges them but a person. */
export async function listDuplicates(tx: Tx, request: PageRequest): Promise<Page<Duplicate>> {
  const limit = pageLimit(request);
  const [at, one, other] = decodeCursor(request.cursor, ["time", "id", "id"]) ?? [null, null, null];
  const rows = await tx.rows<Row>(
    `select ${side("a")} as one, ${side("b")} as other, d.reasons, d.found_at as "foundAt", d.found_at::text as position
     from customer_duplicate d
     join customer a on a.organization_id = argosy.tenant() and a.id = d.one_id and a.merged_into is null
       and a.erased_at is null
     join customer b on b.organization_id = argosy.tenant() and b.id = d.other_id and b.merged_into is null
       and b.erased_at is null
     where d.organization_id = argosy.tenant() and d.dismissed_at is null
       and ($1::timestamptz is null or d.found_at < $1::timestamptz
         or (d.found_at = $1::timestamptz and (d.one_id, d.other_id) > ($2::uuid, $3::uuid)))
     order by d.found_at desc, d.one_id, d.other_id limit $4`,
    [at, one, other, limit + 1],
  );
  return toPage(rows, limit, {
    item: ({ position: _, ...row }) => ({ ...row, confidence: confidenceOf(row.reasons) }),
    cursor: (row) => [row.position, row.one.id, row.other.id],
  });
}

/** The surest reason, and half of what it leaves open for each further one. */
function confidenceOf(reasons: readonly DuplicateReason[]): number {
  const [first = 0, ...more] = reasons.map((reason) => CERTAINTY[reason]).sort((a, b) => b - a);
  return Math.floor(more.reduce((sum) => sum + (100 - sum) / 2, first));
}

/** These two are two people: the suggestion goes and does not come back. Throws HubError DUPLICATE_UNKNOWN. */
export async function dismissDuplicate(tx: Tx, pair: PairOfCustomers, by: By): Promise<void> {
  const touched = await tx.run(
    `update customer_duplicate set dismissed_at = coalesce(dismissed_at, $3), dismissed_by = coalesce(dismissed_by, $4)
     where organization_id = argosy.tenant() and one_id = least($1::uuid, $2::uuid)
       and other_id = greatest($1::uuid, $2::uuid)`,
    [pair.one, pair.other, by.now, actorText(by.actor)],
  );
  if (touched === 0)
    throw new HubError("DUPLICATE_UNKNOWN", "not_found", "These two customers are not suggested as duplicates.");
  await announce(tx, "customer.updated", { id: pair.one });
}
