import { z } from "zod";
import {
  alertSchema,
  countOpenAlerts,
  getAlert,
  listAlerts,
  resolveAlertById,
  snoozeAlert,
} from "../../hub/alerts/alerts.ts";
import { auditEntrySchema, listAudit, verifyAudit } from "../../hub/audit/audit.ts";
import { auditChoices } from "../../hub/audit/choices.ts";
import { translateAlert, translateAlerts } from "../alert-texts.ts";
import { asRequested, type Route, routes } from "../route.ts";
import { id, page, pageOf, time } from "../schemas.ts";
import { auditFilters, eitherEnd, when } from "./list-filters.ts";

const route = routes({ tag: "alerts", reads: "view", changes: "act_on_orders" });

const severity = z.enum(["info", "warning", "critical"]);

/** Alerts and the audit trail. */
export const recordRoutes: readonly Route[] = [
  route.get("/alerts", {
    summary: "Alerts, newest first",
    query: z.object({
      ...page,
      ...when("last happened"),
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
      return { ...found, items: translateAlerts(call.deps, call, found.items) };
    },
  }),
  route.get("/alerts/counts", {
    summary: "Open alerts by severity, for badges",
    response: z.object({ info: z.int(), warning: z.int(), critical: z.int() }),
    handler: ({ tenant, now }) => tenant((tx) => countOpenAlerts(tx, now)),
  }),
  route.get("/alerts/:id", {
    summary: "One alert",
    response: alertSchema,
    handler: async (call) => {
      const { tenant, params, access, now } = call;
      const found = await tenant((tx) => getAlert(tx, params.id, now, access.userId));
      return translateAlert(call.deps, call, found);
    },
  }),
  route.post("/alerts/:id/resolve", {
    summary: "Close an alert by hand",
    response: alertSchema,
    handler: ({ tenant, params, access, now }) =>
      tenant(async (tx) => {
        await resolveAlertById(tx, params.id, now, access.actor);
        return getAlert(tx, params.id, now, access.userId);
      }),
  }),
  route.post("/alerts/:id/snooze", {
    summary: "Snooze an alert until a time",
    body: z.strictObject({ until: time }),
    response: alertSchema,
    handler: ({ tenant, params, body, access, now }) =>
      tenant(async (tx) => {
        await snoozeAlert(tx, params.id, body.until, now);
        return getAlert(tx, params.id, now, access.userId);
      }),
  }),
  route.get("/audit", {
    permission: "manage_members",
    tag: "audit",
    summary: "Who did what, newest first",
    query: z.object({
      ...page,
      ...auditFilters,
    }),
    asFile: "audit-trail",
    response: pageOf(auditEntrySchema),
    handler: asRequested(listAudit),
  }),
  route.get("/audit/choices", {
    permission: "manage_members",
    tag: "audit",
    summary: "What the audit trail can be filtered by: its actions, actors and kinds of targets",
    response: z.object({
      actions: z.array(z.string()),
      actors: z.array(z.string()),
      targetKinds: z.array(z.string()),
    }),
    handler: ({ tenant }) => tenant(auditChoices),
  }),
  route.get("/audit/verify", {
    permission: "manage_members",
    tag: "audit",
    summary: "Whether the audit trail is unbroken",
    response: z.object({ intact: z.boolean(), entries: z.int(), brokenAt: z.int().optional() }),
    handler: ({ tenant }) => tenant((tx) => verifyAudit(tx)),
  }),
];
