import { z } from "zod";
import { countOpenAlerts, getAlert, listAlerts, resolveAlertById, snoozeAlert } from "../../hub/alerts/alerts.ts";
import { listAudit, verifyAudit } from "../../hub/audit/audit.ts";
import { alertsIn } from "../alert-words.ts";
import { type Api, route } from "../route.ts";
import { id, idParams, page, pageOf, saidParts, time } from "../schemas.ts";
import { auditFilters, eitherEnd } from "./list-filters.ts";

const severity = z.enum(["info", "warning", "critical"]);
export const alertSchema = z
  .object({
    id,
    kind: z.string(),
    severity,
    cause: z.string(),
    storeId: id.nullable(),
    subjectKind: z.string().nullable(),
    subjectId: id.nullable(),
    title: z.string(),
    text: z.string(),
    said: z
      .object({ title: saidParts, text: saidParts })
      .nullable()
      .describe("what title and text are made of, to be said in other languages"),
    action: z.unknown(),
    count: z.int(),
    state: z.enum(["open", "snoozed", "resolved"]),
    snoozedUntil: z.string().nullable(),
    firstAt: z.string(),
    lastAt: z.string(),
    resolvedAt: z.string().nullable(),
    resolvedBy: z.string().nullable(),
    read: z.boolean().describe("by the member who asks"),
  })
  .meta({ id: "Alert" });

/** Alerts and the audit trail. */
export function recordRoutes(api: Api): void {
  alertReads(api);
  alertChanges(api);
  auditRoutes(api);
}

function alertReads(api: Api): void {
  const tag = "alerts";
  route(api, {
    method: "GET",
    url: "/alerts",
    permission: "view",
    tag,
    summary: "What needs a person, the newest first",
    query: z.object({
      ...page,
      state: z.enum(["open", "snoozed", "resolved"]).optional(),
      severity: severity.optional(),
      kind: z.string().optional(),
      storeId: id.optional(),
      sort: eitherEnd,
    }),
    asFile: "alerts",
    response: pageOf(alertSchema),
    handler: async (call) => {
      const { tenant, query, access, now } = call;
      const found = await tenant((tx) => listAlerts(tx, { ...query, userId: access.userId, now }));
      return { ...found, items: alertsIn(api.deps, call, found.items) };
    },
  });
  route(api, {
    method: "GET",
    url: "/alerts/counts",
    permission: "view",
    tag,
    summary: "Open alerts by severity, for badges",
    response: z.object({ info: z.int(), warning: z.int(), critical: z.int() }),
    handler: ({ tenant, now }) => tenant((tx) => countOpenAlerts(tx, now)),
  });
  route(api, {
    method: "GET",
    url: "/alerts/:id",
    permission: "view",
    tag,
    summary: "One alert",
    params: idParams,
    response: alertSchema,
    handler: async (call) => {
      const { tenant, params, access, now } = call;
      const found = await tenant((tx) => getAlert(tx, params.id, now, access.userId));
      return alertsIn(api.deps, call, [found])[0];
    },
  });
}

function alertChanges(api: Api): void {
  const tag = "alerts";
  route(api, {
    method: "POST",
    url: "/alerts/:id/resolve",
    permission: "act_on_orders",
    tag,
    summary: "Close an alert by hand",
    params: idParams,
    response: alertSchema,
    handler: ({ tenant, params, access, now }) =>
      tenant(async (tx) => {
        await resolveAlertById(tx, params.id, now, access.actor);
        return getAlert(tx, params.id, now, access.userId);
      }),
  });
  route(api, {
    method: "POST",
    url: "/alerts/:id/snooze",
    permission: "act_on_orders",
    tag,
    summary: "Hide an alert until a time",
    params: idParams,
    body: z.strictObject({ until: time }),
    response: alertSchema,
    handler: ({ tenant, params, body, access, now }) =>
      tenant(async (tx) => {
        await snoozeAlert(tx, params.id, body.until, now);
        return getAlert(tx, params.id, now, access.userId);
      }),
  });
}

function auditRoutes(api: Api): void {
  const tag = "audit";
  route(api, {
    method: "GET",
    url: "/audit",
    permission: "manage_members",
    tag,
    summary: "Who did what, newest first",
    query: z.object({
      ...page,
      ...auditFilters,
    }),
    asFile: "audit-trail",
    response: pageOf(
      z.object({
        seq: z.int(),
        at: z.string(),
        actor: z.string(),
        action: z.string(),
        targetKind: z.string(),
        targetId: z.string(),
        targetName: z.string().nullable().describe("what people call it now; null where it has no name or is gone"),
        details: z.unknown(),
        requestId: z.string().nullable(),
        hash: z.string(),
      }),
    ),
    handler: ({ tenant, query }) => tenant((tx) => listAudit(tx, query)),
  });
  route(api, {
    method: "GET",
    url: "/audit/verify",
    permission: "manage_members",
    tag,
    summary: "Whether the audit trail is unbroken",
    response: z.object({ intact: z.boolean(), entries: z.int(), brokenAt: z.int().optional() }),
    handler: ({ tenant }) => tenant((tx) => verifyAudit(tx)),
  });
}
