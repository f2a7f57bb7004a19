import type { FastifyInstance, FastifyRequest } from "fastify";
import { recordAudit } from "../hub/audit/audit.ts";
import type { Deps } from "./deps.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** What the request did wrote its own entry, in the transaction of the change. */
    isAudited: boolean;
  }
}

const CHANGES = new Set(["POST", "PATCH", "PUT", "DELETE"]);

/** One audit entry for every change that succeeded: who, which route, which ids; field names of the body, never its values. */
export function keepAuditTrail(app: FastifyInstance, deps: Deps): void {
  app.decorateRequest("isAudited", false);
  app.addHook("onSend", async (request, reply, payload) => {
    const { config, url } = request.routeOptions;
    const { access } = request;
    const isChange = CHANGES.has(request.method) && reply.statusCode < 400 && config?.audited !== false;
    if (!access || !isChange || request.isAudited || reply.getHeader("idempotency-replayed")) return payload;
    await deps.db.tenant(access.organization, (tx) =>
      recordAudit(tx, {
        actor: access.actor,
        action: actionOf(request.method, url ?? ""),
        ...targetOf(request, url ?? "", payload),
        details: { fields: fieldsOf(request.body), role: access.role },
        requestId: request.id,
        now: new Date(deps.clock.now()),
      }),
    );
    return payload;
  });
}

const VERBS: Readonly<Record<string, string>> = { POST: "create", PATCH: "update", PUT: "update", DELETE: "delete" };

/** "/api/stores/:id/activate" posted is "stores.activate"; "/api/products/:id" patched is "products.update". */
function actionOf(method: string, url: string): string {
  const words = url
    .replace(/^\/api\//, "")
    .split("/")
    .filter((word) => word !== "" && !word.startsWith(":"));
  const endsInId = /\/:[^/]+$/.test(url);
  if (method === "POST" && words.length > 1 && !endsInId) return words.join(".");
  return [...words, VERBS[method] ?? "change"].join(".");
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
