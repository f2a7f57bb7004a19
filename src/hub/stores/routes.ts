import { createHash, randomBytes } from "node:crypto";
import { type ConnectionId, connectionId, type OrganizationId, organizationId } from "../../commerce/ids.ts";
import type { Database, Tx } from "../../db/database.ts";
import { findInHomes } from "../../db/each-home.ts";

/** Form of every webhook key: 256 random bits behind a prefix that secret scanners and people recognise. */
const KEY = /^ak_[A-Za-z0-9_-]{43}$/;
const KEY_BYTES = 32;

/** A new webhook key; it stands in URLs, so it is unguessable. */
export function newWebhookKey(): string {
  return `ak_${randomBytes(KEY_BYTES).toString("base64url")}`;
}

/** True when the text has the form of a webhook key; anything else needs no look-up. */
export function isWebhookKey(text: string): boolean {
  return KEY.test(text);
}

function hashOf(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}

export type RoutePurpose = "webhook" | "connect";

export interface NewRoute {
  readonly key: string;
  readonly purpose: RoutePurpose;
  readonly connectionId: string;
  readonly provider: string;
  readonly expiresAt?: Date | undefined;
}

/** Lets requests that carry the key find the connection. Only the key's hash is stored. */
export async function openRoute(tx: Tx, route: NewRoute): Promise<void> {
  await tx.run(
    `insert into ingress_route (token_hash, purpose, organization_id, connection_id, provider, expires_at)
     values ($1, $2, argosy.tenant(), $3, $4, $5)`,
    [hashOf(route.key), route.purpose, route.connectionId, route.provider, route.expiresAt ?? null],
  );
}

export interface Route {
  readonly organizationId: OrganizationId;
  readonly connectionId: ConnectionId;
  readonly provider: string;
}

/**
 * The connection a request's key belongs to; null when there is none or it has run out. Of a key that no home which can
 * be reached knows, another one may: then it throws why that one cannot be reached.
 */
export async function findRoute(
  db: Pick<Database, "homes">,
  key: string,
  purpose: RoutePurpose,
  now: Date,
): Promise<Route | null> {
  const row = await findInHomes(db.homes(), ({ ingest }) =>
    ingest.maybe<{ organization_id: string; connection_id: string; provider: string }>(
      `select organization_id, connection_id, provider from argosy.ingress_route
       where token_hash = $1 and purpose = $2 and (expires_at is null or expires_at > $3)`,
      [hashOf(key), purpose, now],
    ),
  );
  if (!row) return null;
  return {
    organizationId: organizationId(row.organization_id),
    connectionId: connectionId(row.connection_id),
    provider: row.provider,
  };
}

/** A one-time key for a platform's callback while connecting; answers the key. */
export async function openConnectRoute(
  tx: Tx,
  route: { readonly connectionId: string; readonly provider: string; readonly expiresAt: Date },
): Promise<string> {
  const key = randomBytes(KEY_BYTES).toString("base64url");
  await openRoute(tx, { ...route, key, purpose: "connect" });
  return key;
}

/** Uses a one-time key up: true for exactly one caller, false when it was used before or has run out. */
export async function takeConnectRoute(tx: Tx, key: string, now: Date): Promise<boolean> {
  const touched = await tx.run(
    `delete from ingress_route where organization_id = argosy.tenant() and token_hash = $1 and purpose = 'connect'
       and (expires_at is null or expires_at > $2)`,
    [hashOf(key), now],
  );
  return touched === 1;
}

/** Lets the routes of connections end at a time instead of at once, so that late deliveries are still answered. */
export async function endRoutes(tx: Tx, connectionIds: readonly string[], at: Date): Promise<void> {
  await tx.run(
    `update ingress_route set expires_at = $2 where organization_id = argosy.tenant() and connection_id = any($1)
       and (expires_at is null or expires_at > $2)`,
    [connectionIds, at],
  );
  await tx.run("delete from account_route where organization_id = argosy.tenant() and connection_id = any($1)", [
    connectionIds,
  ]);
}
