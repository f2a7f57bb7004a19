/**
 * Paths that the requirements name (I2) for an operation registered under another name: decision 519. They are rewritten
 * before a route is looked up, so that permission, audit trail, idempotency and metrics know one name. Not redirected by
 * 308: programs that do not follow redirects lose their request, and no redirect turns a PATCH into a POST.
 */
import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";

type Named = `${"GET" | "POST" | "PATCH" | "DELETE"} /${string}`;

/** By the other name: the operation. Both below /api. */
export const ALIASES: Readonly<Record<Named, Named>> = {
  "GET /connections": "GET /stores",
  "GET /connections/:id": "GET /stores/:id",
  "PATCH /connections/:id": "PATCH /stores/:id",
  "DELETE /connections/:id": "DELETE /stores/:id",
  "POST /connections/:id/test": "POST /stores/:id/test-connection",
  "GET /connections/:id/health": "GET /stores/:id/health",
  "GET /connections/:id/sync-logs": "GET /stores/:id/sync-logs",
  "GET /connections/:id/webhook-events": "GET /stores/:id/webhook-events",
  "POST /connections/:id/retry": "POST /stores/:id/retry-failed-sync",
  "POST /connections/:id/refresh-credentials": "POST /stores/:id/refresh-credentials",
  "PATCH /stores/:id/activate": "POST /stores/:id/activate",
  "PATCH /stores/:id/deactivate": "POST /stores/:id/deactivate",
  "GET /integrations/:provider/status": "GET /integrations/providers/:provider/status",
  "POST /integrations/:provider/sync": "POST /integrations/providers/:provider/sync",
  "POST /integrations/:provider/sync/orders": "POST /integrations/providers/:provider/sync/orders",
  "GET /integrations/:provider/inventory": "GET /integrations/providers/:provider/inventory",
  "POST /integrations/:provider/register-webhooks": "POST /integrations/providers/:provider/register-webhooks",
};

const parts = (name: string): readonly [method: string, path: string] => {
  const [method = "", path = ""] = name.split(" ");
  return [method, `/api${path}`];
};

const existing = Object.entries(ALIASES).map(([alias, operation]) => {
  const [method, path] = parts(alias);
  const [ownMethod, ownPath] = parts(operation);
  return {
    method,
    first: path.split("/")[2],
    matches: new RegExp(`^${path.replace(/:\w+/g, (name) => `(?<${name.slice(1)}>[^/?]+)`)}(?<query>\\?.*)?$`),
    ownMethod,
    ownPath: `${ownPath.replace(/:\w+/g, (name) => `$<${name.slice(1)}>`)}$<query>`,
  };
});

/** Every alias begins with one of these; deliveries of platforms and most requests do not. */
const FIRST = new RegExp(`^/api/(?:${[...new Set(existing.map(({ first }) => first))].join("|")})/?`);

export interface Aliases {
  /** The address to look a route up by, and the request's method with it. */
  rewriteUrl(request: IncomingMessage): string;
  /** Has to be called before routes are registered. */
  watch(app: FastifyInstance): void;
}

export function createAliases(): Aliases {
  /** Routes without a parameter: a word wins over a parameter, as in the router ("/integrations/ad-spend/sync"). */
  const fixed = new Set<string>();
  return {
    rewriteUrl(request) {
      const { method = "", url = "" } = request;
      if (!FIRST.test(url)) return url;
      const requested = method === "HEAD" ? "GET" : method;
      const alias = existing.find((each) => each.method === requested && each.matches.test(url));
      if (!alias || fixed.has(`${requested} ${url.split("?")[0]}`)) return url;
      if (alias.ownMethod !== requested) request.method = alias.ownMethod;
      return url.replace(alias.matches, alias.ownPath);
    },
    watch(app) {
      app.addHook("onRoute", ({ url, method }) => {
        if (!url.includes(":") && !url.includes("*")) for (const each of [method].flat()) fixed.add(`${each} ${url}`);
      });
    },
  };
}

/** The other names of an operation of the document, "GET /api/connections/{id}". */
export function aliasesOf(method: string, path: string): readonly string[] {
  const shown = (name: string) =>
    parts(name)
      .join(" ")
      .replace(/:\w+/g, (each) => `{${each.slice(1)}}`);
  const own = `${method.toUpperCase()} ${path}`;
  return Object.entries(ALIASES).flatMap(([alias, operation]) => (shown(operation) === own ? [shown(alias)] : []));
}
