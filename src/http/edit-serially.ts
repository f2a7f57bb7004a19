/** Edits of one thing take turns: each reads what it does not change, and writes it again. */
import type { FastifyRequest } from "fastify";
import type { Tx } from "../db/database.ts";

/** The work of a request in one transaction, which holds what the request edits until it has ended. */
export function editSerially<T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): (tx: Tx) => Promise<T> {
  const subject = editedBy(request);
  if (subject === null) return work;
  return async (tx) => {
    // Not waited for: a transaction may be sent as a whole, and its statements are carried out in their order.
    const held = tx.rows("select pg_advisory_xact_lock(hashtextextended(argosy.tenant() || $1, 0))", [subject]);
    const [done] = await Promise.all([work(tx), held]);
    return done;
  };
}

/**
 * `/stores/:id/plan` edits the store, as `/stores/:id` does, `/invoice-settings/logo` the settings. Null: the request
 * edits nothing.
 */
function editedBy({ method, routeOptions, params }: FastifyRequest): string | null {
  if (method !== "PATCH" && method !== "PUT") return null;
  const [, , subject = "", next = ""] = (routeOptions.url ?? "").split("/");
  const id = next.startsWith(":") ? (params as Readonly<Record<string, string>>)[next.slice(1)] : undefined;
  return id ?? subject;
}
