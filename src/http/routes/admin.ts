import { z } from "zod";
import { organizationId } from "../../commerce/ids.ts";
import {
  getOrganizationCounts,
  listOrganizations,
  organizationCountsSchema,
  setPlanLimits,
} from "../../hub/admin/organizations.ts";
import {
  hubPause,
  pauseHub,
  pauseOrganization,
  resumeHub,
  resumeOrganization,
} from "../../hub/admin/outbound-pause.ts";
import { deactivateUser, hubUserSchema, listUsers, reactivateUser, userSorts } from "../../hub/admin/users.ts";
import { hubAuditEntrySchema, listHubAudit, type OperatorAct } from "../../hub/audit/operator-actions.ts";
import { type Call, type Route, routes } from "../route.ts";
import { page, pageOf } from "../schemas.ts";
import { eitherEnd, made, when } from "./list-filters.ts";

const route = routes({ tag: "admin", reads: "operator", changes: "operator" });

const count = z.int().min(0).max(1_000_000_000);

const outbound = z
  .object({ pausedAt: z.string().nullable(), pausedBy: z.string().nullable() })
  .meta({ id: "AdminOutbound" });

const userParams = z.object({ id: z.string().min(1).max(64) });
const search = z.string().trim().max(120).optional().describe("part of a name or address");

function operatorAct({
  person,
  request,
  now,
}: Pick<Call<unknown, unknown, unknown>, "person" | "request" | "now">): OperatorAct {
  return { actor: { kind: "user", id: person.userId, name: person.email }, requestId: request.id, now };
}

const organizationSwitches = [
  [
    "pause-outbound",
    "Pause all outgoing updates of one organization, to channels and webhook endpoints",
    pauseOrganization,
  ],
  ["resume-outbound", "Resume the outgoing updates of one organization; all that waits goes out", resumeOrganization],
] as const;

const userSwitches = [
  [
    "deactivate",
    "Switch an account off: ends its sessions and its API keys at once, in every organization",
    deactivateUser,
  ],
  ["reactivate", "Let a switched-off account sign in again", reactivateUser],
] as const;

const hubSwitches = [
  [
    "pause",
    "Pause all outgoing updates of every organization, to channels and webhook endpoints, in every process at once",
    pauseHub,
  ],
  ["resume", "Resume outgoing updates; all that waits goes out", resumeHub],
] as const;

/** What the operator of the hub may see and switch: organizations, users, the hub's own switches and trail. */
export const adminRoutes: readonly Route[] = [
  route.get("/admin/organizations", {
    summary: "Organizations of this hub with their counts, newest first or oldest",
    query: z.object({ ...page, ...made, q: search, sort: eitherEnd }),
    response: pageOf(organizationCountsSchema),
    handler: ({ query, now, deps: { db } }) => listOrganizations(db, { ...query, search: query.q, now }),
  }),
  route.patch("/admin/organizations/:id", {
    summary:
      "Set limits of an organization's plan; null takes one away. A limit blocks new channels and members, never orders",
    body: z.strictObject({
      plan: z.strictObject({
        stores: count.nullable().optional(),
        members: count.nullable().optional(),
        ordersPerMonth: count.nullable().optional(),
      }),
    }),
    response: organizationCountsSchema,
    audited: false,
    handler: (call) =>
      setPlanLimits(call.deps.db, operatorAct(call), {
        organization: organizationId(call.params.id),
        plan: call.body.plan,
      }),
  }),
  ...organizationSwitches.map(([path, summary, change]) =>
    route.post(`/admin/organizations/:id/${path}`, {
      summary,
      response: organizationCountsSchema,
      audited: false,
      handler: async (call) => {
        await change(call.deps.db, operatorAct(call), organizationId(call.params.id));
        return getOrganizationCounts(call.deps.db, call.params.id, call.now);
      },
    }),
  ),
  route.get("/admin/users", {
    summary: "People who can sign in, by address from either end",
    query: z.object({
      ...page,
      q: search,
      sort: z.enum(userSorts).optional().describe("email (default) or lastEmail"),
    }),
    response: pageOf(hubUserSchema),
    handler: ({ query, deps: { db } }) => db.operator((tx) => listUsers(tx, { ...query, search: query.q })),
  }),
  ...userSwitches.map(([path, summary, change]) =>
    route.post(`/admin/users/:id/${path}`, {
      summary,
      params: userParams,
      response: hubUserSchema,
      audited: false,
      handler: (call) => change(call.deps.db, operatorAct(call), call.params.id),
    }),
  ),
  route.get("/admin/outbound", {
    summary: "Whether all outgoing updates are paused",
    response: outbound,
    handler: ({ deps: { db } }) => db.operator(hubPause),
  }),
  ...hubSwitches.map(([path, summary, change]) =>
    route.post(`/admin/outbound/${path}`, {
      summary,
      response: outbound,
      audited: false,
      handler: (call) => change(call.deps.db, operatorAct(call)),
    }),
  ),
  route.get("/admin/audit", {
    summary: "What operators changed, newest first or oldest",
    query: z.object({ ...page, ...when("done"), sort: eitherEnd }),
    response: pageOf(hubAuditEntrySchema),
    handler: ({ query, deps: { db } }) => db.operator((tx) => listHubAudit(tx, query)),
  }),
];
