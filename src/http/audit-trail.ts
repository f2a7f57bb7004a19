import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type AuditSubject, recordAudit } from "../hub/audit/audit.ts";
import { bySku, changesBy, currencyOf, variantChangesBy } from "./audit-values.ts";
import type { Deps } from "./deps.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** What the request did wrote its own entry, in the transaction of the change. */
    isAudited: boolean;
    /** The one thing the request was about, where its address does not name it. */
    auditTarget: { readonly targetKind: string; readonly targetId: string } | undefined;
    /** The things it was about, where they are several. */
    auditSubjects: readonly AuditSubject[] | undefined;
    /** What the request changed, as it was and as it is. */
    changed:
      | {
          readonly before: Readonly<Record<string, unknown>> | undefined;
          readonly after: Readonly<Record<string, unknown>> | undefined;
        }
      | undefined;
  }
}

const CHANGES = new Set(["POST", "PATCH", "PUT", "DELETE"]);

/**
 * One audit entry for every change that succeeded: who, which route, which ids, the fields of the body, and of what a
 * route shows what it was and became. One also for every file that was taken away, with the fields of the question.
 */
export function recordAuditTrail(app: FastifyInstance, deps: Deps): void {
  app.decorateRequest("isAudited", false);
  app.decorateRequest("auditTarget", undefined);
  app.decorateRequest("auditSubjects", undefined);
  app.decorateRequest("changed", undefined);
  app.addHook("onSend", async (request, reply, payload) => {
    const { config, url } = request.routeOptions;
    const { access } = request;
    const isChange = CHANGES.has(request.method) && config?.audited !== false;
    const isExport = !isChange && isTakenAway(request, reply);
    if (!access || !(isChange || isExport) || reply.statusCode >= 400) return payload;
    if (request.isAudited || reply.getHeader("idempotency-replayed")) return payload;
    const target = request.auditTarget ?? targetOf(request, url ?? "", payload);
    const fingerprint = (value: string) => deps.vault.fingerprint(access.organization, value);
    const variants = target.targetKind === "products" ? variantChangesBy(request, fingerprint) : [];
    const { variants: asOne, ...others } = changesBy(request, target.targetKind, fingerprint);
    const changes = { ...others, ...(variants.length > 0 ? bySku(variants) : asOne && { variants: asOne }) };
    await deps.db.tenant(
      access.organization,
      (tx) =>
        recordAudit(tx, {
          actor: access.actor,
          action: isExport ? exportOf(url ?? "") : actionOf(request.method, url ?? ""),
          ...target,
          details: {
            fields: fieldsOf(isExport ? request.query : request.body),
            role: access.role,
            ...(Object.keys(changes).length > 0 && { changes, ...currencyOf(request) }),
          },
          requestId: request.id,
          subjects: request.auditSubjects ?? variants.map(({ id, changes }) => ({ kind: "variants", id, changes })),
          now: new Date(deps.clock.now()),
        }),
      { atOnce: true },
    );
    return payload;
  });
}

/** Answered as a file, or from an address that says so. */
function isTakenAway(request: FastifyRequest, reply: FastifyReply): boolean {
  return (
    request.method === "GET" &&
    (String(reply.getHeader("content-disposition") ?? "").startsWith("attachment") ||
      (request.routeOptions.url ?? "").endsWith("/export"))
  );
}

/**
 * What a trail's entry about a route is called, as the OpenAPI document says it (`x-audit`); undefined for one that
 * changes nothing and hands over no file. `url` begins with "/" or "/api/", its parameters with ":".
 */
export function auditedAs(method: string, url: string, hasFile: boolean): string | undefined {
  if (CHANGES.has(method)) return actionOf(method, url);
  return hasFile || url.endsWith("/export") ? exportOf(url) : undefined;
}

/** "/api/orders?format=csv" and "/api/orders/export" are "orders.export". */
function exportOf(url: string): string {
  return `${textsOf(url)
    .join(".")
    .replace(/\.export$/, "")}.export`;
}

function textsOf(url: string): string[] {
  return url
    .replace(/^\/(?:api\/)?/, "")
    .split("/")
    .filter((word) => word !== "" && !word.startsWith(":"));
}

const VERBS: Readonly<Record<string, string>> = { POST: "create", PATCH: "update", PUT: "update", DELETE: "delete" };

/** "/api/stores/:id/activate" posted is "stores.activate"; "/api/products/:id" patched is "products.update". */
function actionOf(method: string, url: string): string {
  const texts = textsOf(url);
  const endsInId = /\/:[^/]+$/.test(url);
  if (method === "POST" && texts.length > 1 && !endsInId) return texts.join(".");
  return [...texts, VERBS[method] ?? "change"].join(".");
}

function targetOf(request: FastifyRequest, url: string, payload: unknown): { targetKind: string; targetId: string } {
  const params = Object.entries((request.params ?? {}) as Record<string, string>);
  const targetKind = url.replace(/^\/api\//, "").split("/")[0] ?? "";
  if (params.length > 0) return { targetKind, targetId: params.map(([, value]) => value).join("/") };
  return { targetKind, targetId: createdId(payload) ?? "" };
}

function createdId(payload: unknown): string | undefined {
  return typeof payload === "string"
    ? /^\{"(?:id|storeId|connectionId)":"([0-9a-f-]{36})"/.exec(payload)?.[1]
    : undefined;
}

function fieldsOf(body: unknown): string[] {
  if (Array.isArray(body)) return [`${body.length} items`];
  return typeof body === "object" && body !== null ? Object.keys(body).sort() : [];
}
