import { z } from "zod";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Optional } from "../../commerce/optional.ts";
import { isDatabaseAway } from "../../db/away.ts";
import { BROKEN } from "../../db/connection-states.ts";
import type { Database, Home } from "../../db/database.ts";
import { type Answered, time, typed } from "../answer-schemas.ts";
import { type OperatorAct, recordHubAudit, recordInOrganization } from "../audit/operator-actions.ts";
import type { HubError } from "../errors.ts";
import { containing, type Page, type PageRequest } from "../paging.ts";
import { refusal } from "../refusals.ts";
import { type BothEnds, byAge, type MadeWithin, type Placed, sortedPage, timeWithin } from "../sorting.ts";

/** What the operator sees of an organization: its name and counts. */
export const organizationCountsSchema = z
  .object({
    id: typed<OrganizationId>(z.string()),
    name: z.string(),
    slug: z.string(),
    plan: z.object({
      stores: z.int().min(0).max(1_000_000_000).optional(),
      members: z.int().min(0).max(1_000_000_000).optional(),
      ordersPerMonth: z.int().min(0).max(1_000_000_000).optional(),
    }),
    stores: z.int(),
    failingStores: z.int(),
    members: z.int().describe("active ones"),
    ordersThisMonth: z.int().describe("placed in the present month, in UTC"),
    lastActiveAt: time.nullable(),
    isAway: z
      .boolean()
      .describe("its database server cannot be reached just now: channels and orders were not counted"),
    outboundPausedAt: time.nullable(),
    closedAt: time.nullable(),
    createdAt: time,
  })
  .meta({ id: "AdminOrganization" });

export type OrganizationCounts = Answered<typeof organizationCountsSchema>;

export type PlanLimits = Optional<{
  stores: number;
  members: number;
  ordersPerMonth: number;
}>;

/** Null takes a limit away; what is absent stays. */
export type PlanChange = { readonly [K in keyof PlanLimits]?: number | null | undefined };

type StoredOrganization = Omit<
  OrganizationCounts,
  "stores" | "failingStores" | "members" | "ordersThisMonth" | "lastActiveAt" | "isAway"
>;

const COLUMNS = `o.organization_id as id, o.name, o.slug, o.plan, o.outbound_paused_at as "outboundPausedAt",
  o.deleted_at as "closedAt", o.created_at as "createdAt"`;

const MEMBERS = `
  select organization_id as id, count(*) filter (where active)::int as members, max(last_active_at) as "lastActiveAt"
  from auth.member where organization_id = any ($1::uuid[]) group by organization_id`;

const COUNTED = `
  select given.id, c.stores, c."failingStores", s."ordersThisMonth"
  from unnest($1::uuid[]) as given(id)
  cross join lateral (
    select count(*) filter (where kind = 'commerce' and state <> 'draft')::int as stores,
      count(*) filter (where health in ('degraded', 'failing')
        or state in ${BROKEN})::int as "failingStores"
    from argosy.connection where organization_id = given.id and deleted_at is null) as c
  cross join lateral (
    select count(*)::int as "ordersThisMonth"
    from argosy.sales_order where organization_id = given.id and placed_at >= $2) as s`;

/** When the month began that plans count orders of. */
export const monthOf = (now: Date) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));

const SORTS = byAge(["o.created_at", "timestamptz"], ["o.organization_id", "uuid"]);

export interface OrganizationFilter extends PageRequest, MadeWithin {
  /** Part of a name or slug. */
  readonly search?: string | undefined;
  readonly sort?: BothEnds | undefined;
  readonly now: Date;
}

/** Organizations with their counts, newest first or from the other end. */
export async function listOrganizations(db: Database, filter: OrganizationFilter): Promise<Page<OrganizationCounts>> {
  const params: unknown[] = [filter.search ? containing(filter.search) : null];
  const made = timeWithin("o.created_at", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const page = await db.operator(async (tx) => {
    const rows = await by.rows<Placed<StoredOrganization>>(
      tx,
      `select ${COLUMNS}, ${by.place}
       from organization o
       where ($1::text is null or o.name ilike $1 or o.slug ilike $1)
         ${made} ${by.after}
       ${by.order}`,
      params,
    );
    return by.page(rows, ({ id, name, slug, plan, outboundPausedAt, closedAt, createdAt }) => ({
      ...{ id, name, slug, plan, outboundPausedAt, closedAt, createdAt },
    }));
  });
  return { ...page, items: await counted(db, page.items, filter.now) };
}

/** One organization with its counts. Throws HubError not_found. */
export async function getOrganizationCounts(db: Database, id: string, now: Date): Promise<OrganizationCounts> {
  const row = await db.operator((tx) =>
    tx.maybe<StoredOrganization>(`select ${COLUMNS} from organization o where o.organization_id = $1`, [id]),
  );
  const [found] = row ? await counted(db, [row], now) : [];
  if (!found) throw organizationNotFound();
  return found;
}

interface Counted {
  readonly id: string;
  readonly stores: number;
  readonly failingStores: number;
  readonly ordersThisMonth: number;
}

/** What is counted of them where their rows are, and of their members. */
async function counted(
  db: Database,
  existing: readonly StoredOrganization[],
  now: Date,
): Promise<OrganizationCounts[]> {
  if (existing.length === 0) return [];
  const ids = new Map<Home, string[]>();
  for (const { id } of existing) {
    const home = await db.homeOf(id);
    ids.set(home, [...(ids.get(home) ?? []), id]);
  }
  const members = await db.operator((tx) =>
    tx.rows<Pick<OrganizationCounts, "id" | "members" | "lastActiveAt">>(MEMBERS, [existing.map(({ id }) => id)]),
  );
  const counts = await Promise.all(
    [...ids].map(([{ operator }, its]) =>
      operator.rows<Counted>(COUNTED, [its, monthOf(now)]).catch((error: unknown) => {
        if (!db.isSpread || !isDatabaseAway(error)) throw error;
        return [];
      }),
    ),
  );
  return existing.map((one) => {
    const count = counts.flat().find(({ id }) => id === one.id);
    const { members: active = 0, lastActiveAt = null } = members.find(({ id }) => id === one.id) ?? {};
    const { stores = 0, failingStores = 0, ordersThisMonth = 0 } = count ?? {};
    return { ...one, stores, failingStores, ordersThisMonth, members: active, lastActiveAt, isAway: !count };
  });
}

/** Sets or takes away limits of an organization; they block new stores and members, never orders. Throws HubError not_found. */
export async function setPlanLimits(
  db: Database,
  act: OperatorAct,
  input: { readonly organization: OrganizationId; readonly plan: PlanChange },
): Promise<OrganizationCounts> {
  await db.operator(async (tx) => {
    const touched = await tx.run(
      "update organization set plan = jsonb_strip_nulls(plan || $2::jsonb) where organization_id = $1",
      [input.organization, JSON.stringify(input.plan)],
    );
    if (touched === 0) throw organizationNotFound();
    await recordHubAudit(tx, act, {
      action: "organization.plan_set",
      targetKind: "organization",
      targetId: input.organization,
      details: { plan: { ...input.plan } as Record<string, number | null> },
    });
  });
  const after = await getOrganizationCounts(db, input.organization, act.now);
  await recordInOrganization(db, act, {
    organization: input.organization,
    action: "organization.plan_set",
    details: { plan: { ...after.plan } as Record<string, number> },
  });
  return after;
}

export function organizationNotFound(): HubError {
  return refusal("ORGANIZATION_NOT_FOUND");
}
