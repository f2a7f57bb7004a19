import type { OrganizationId } from "../../commerce/ids.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { Database, Tx } from "../../db/database.ts";
import { type OperatorAct, recordHubAudit, tellOrganization } from "../audit/operator-trail.ts";
import { HubError } from "../errors.ts";
import { containing, type Page, type PageRequest } from "../paging.ts";
import { inOrder } from "../search/by-id.ts";
import { type BothEnds, byAge, type MadeWithin, type Placed, sortedPage, timeWithin } from "../sorting.ts";

/** What the operator sees of an organization: its name and counts. */
export interface OrganizationCounts {
  readonly id: OrganizationId;
  readonly name: string;
  readonly slug: string;
  readonly plan: PlanLimits;
  readonly stores: number;
  readonly failingStores: number;
  readonly members: number;
  readonly ordersThisMonth: number;
  readonly lastActiveAt: Date | null;
  readonly outboundPausedAt: Date | null;
  readonly closedAt: Date | null;
  readonly createdAt: Date;
}

export type PlanLimits = Optional<{
  stores: number;
  members: number;
  ordersPerMonth: number;
}>;

/** Null takes a limit away; what is absent stays. */
export type PlanChange = { readonly [K in keyof PlanLimits]?: number | null | undefined };

const COLUMNS = `o.organization_id as id, o.name, o.slug, o.plan, o.outbound_paused_at as "outboundPausedAt",
  o.deleted_at as "closedAt", o.created_at as "createdAt", c.stores, c."failingStores", m.members,
  m."lastActiveAt", s."ordersThisMonth"`;

const COUNTED = `
  cross join lateral (
    select count(*) filter (where kind = 'commerce' and state <> 'draft')::int as stores,
      count(*) filter (where health in ('degraded', 'failing')
        or state in ('needs_reauth', 'error'))::int as "failingStores"
    from connection where organization_id = o.organization_id and deleted_at is null) as c
  cross join lateral (
    select count(*) filter (where active)::int as members, max(last_active_at) as "lastActiveAt"
    from auth.member where organization_id = o.organization_id) as m
  cross join lateral (
    select count(*)::int as "ordersThisMonth"
    from sales_order where organization_id = o.organization_id and placed_at >= $1) as s`;

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
export async function listOrganizations(tx: Tx, filter: OrganizationFilter): Promise<Page<OrganizationCounts>> {
  const params: unknown[] = [filter.search ? containing(filter.search) : null];
  const made = timeWithin("o.created_at", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<{ readonly id: string }>>(
    tx,
    `select o.organization_id as id, ${by.place}
     from organization o
     where ($1::text is null or o.name ilike $1 or o.slug ilike $1)
       ${made} ${by.after}
     ${by.order}`,
    params,
  );
  const page = by.page(rows, ({ id }) => id);
  if (page.items.length === 0) return { ...page, items: [] };
  const counts = await tx.rows<OrganizationCounts>(
    `select ${COLUMNS} from organization o ${COUNTED} where o.organization_id = any($2::uuid[])`,
    [monthOf(filter.now), page.items],
  );
  return { ...page, items: inOrder(counts, page.items) };
}

/** One organization with its counts. Throws HubError not_found. */
export async function getOrganizationCounts(tx: Tx, id: string, now: Date): Promise<OrganizationCounts> {
  const row = await tx.maybe<OrganizationCounts>(
    `select ${COLUMNS} from organization o ${COUNTED} where o.organization_id = $2`,
    [monthOf(now), id],
  );
  if (!row) throw organizationNotFound();
  return row;
}

/** Sets or takes away limits of an organization; they block new stores and members, never orders. Throws HubError not_found. */
export async function setPlanLimits(
  db: Database,
  act: OperatorAct,
  input: { readonly organization: OrganizationId; readonly plan: PlanChange },
): Promise<OrganizationCounts> {
  const after = await db.operator(async (tx) => {
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
    return getOrganizationCounts(tx, input.organization, act.now);
  });
  await tellOrganization(db, act, {
    organization: input.organization,
    action: "organization.plan_set",
    details: { plan: { ...after.plan } as Record<string, number> },
  });
  return after;
}

export function organizationNotFound(): HubError {
  return new HubError("ORGANIZATION_NOT_FOUND", "not_found", "There is no such organization.");
}
