/**
 * What somebody without a session may ask: every address counts, before anything of a body is read. Routes that need a
 * permission are not looked at: who calls them is known, and limited, at the same moment (access.ts).
 */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { addressKey } from "./address.ts";
import type { StrangerBytes } from "./bodies/stranger-bytes.ts";
import type { CallerLimiter } from "./caller-limiter.ts";
import type { Limits } from "./deps.ts";
import { tooManyRequests } from "./problem.ts";

/** "pages": files and words that are the same for everybody. "asks": what looks something up. "deliveries": of platforms. */
export type StrangerKind = "pages" | "asks" | "deliveries";

interface RegisteredRoute {
  readonly method: string;
  readonly url: string;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Which allowance a public route is of. Default: pages for GET and HEAD, asks for all else. */
    stranger?: StrangerKind;
  }
  interface FastifyInstance {
    /** Every route that no permission guards. */
    publicRoutes: RegisteredRoute[];
    /** All others. */
    guardedRoutes: RegisteredRoute[];
  }
}

/** Bodies of public routes: a form's. Who needs more says so. */
export const STRANGERS_BODY = 16 * 1024;

const limitsOf = (limits: Limits) => ({
  pages: limits.strangerPages,
  asks: limits.strangerAsks,
  deliveries: limits.webhookAddress,
});

/** Has to be asked for before routes are registered. Answers the count it was given: routes of deliveries use it themselves. */
export function limitStrangers(
  app: FastifyInstance,
  {
    limiter,
    limits,
    bytes,
  }: { readonly limiter: CallerLimiter; readonly limits: Limits; readonly bytes: StrangerBytes },
): StrangerBytes {
  const allowances = limitsOf(limits);
  app.decorate("publicRoutes", []);
  app.decorate("guardedRoutes", []);
  app.addHook("onRoute", ({ method, url, config }) => {
    const { permission = "public" } = config ?? {};
    const existing = permission === "public" ? app.publicRoutes : app.guardedRoutes;
    for (const each of [method].flat()) existing.push({ method: each, url });
  });
  app.addHook("onRequest", async (request) => {
    if ((request.routeOptions.config?.permission ?? "public") !== "public") return;
    const kind = kindOf(request);
    const taken = limiter.take(`stranger ${kind} ${addressKey(request.ip)}`, allowances[kind]);
    if (!taken.allowed) throw tooManyRequests(taken.resetS);
    // The receiver of deliveries counts what is refused.
    if (kind !== "deliveries") bytes.take(request);
  });
  return bytes;
}

function kindOf(request: FastifyRequest): StrangerKind {
  const isRead = request.method === "GET" || request.method === "HEAD";
  return request.routeOptions.config?.stranger ?? (isRead ? "pages" : "asks");
}
