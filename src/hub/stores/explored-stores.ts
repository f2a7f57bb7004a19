import type { ConnectionState } from "../../commerce/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import { jsonParameter } from "../json-column.ts";

/** What an emulated store is built from, now and again after a restart. */
export interface SandboxStore {
  readonly connectionId: string;
  readonly seed: number;
  readonly currency: string;
  readonly port: number;
  readonly startedAt: Date;
}

export interface SandboxPurchase {
  readonly number: number;
  readonly extKey: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly payment: "paid" | "cod" | "pending";
  readonly placedAt: Date;
}

/** Marks a connection as an emulated store, for good. */
export async function saveSandboxStore(tx: Tx, store: SandboxStore): Promise<void> {
  await tx.run(
    `insert into sandbox_store (organization_id, connection_id, seed, currency, port, started_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5)`,
    [store.connectionId, store.seed, store.currency, store.port, store.startedAt],
  );
}

export async function moveSandboxStore(tx: Tx, connectionId: string, port: number): Promise<void> {
  await tx.run("update sandbox_store set port = $2 where organization_id = argosy.tenant() and connection_id = $1", [
    connectionId,
    port,
  ]);
}

export async function endSandboxStore(tx: Tx, connectionId: string, now: Date): Promise<void> {
  await tx.run(
    `update sandbox_store set ended_at = $2
     where organization_id = argosy.tenant() and connection_id = $1 and ended_at is null`,
    [connectionId, now],
  );
}

export async function saveSandboxPurchases(
  tx: Tx,
  connectionId: string,
  purchases: readonly SandboxPurchase[],
): Promise<void> {
  await tx.run(
    `insert into sandbox_order (organization_id, connection_id, number, ext_key, lines, payment, placed_at)
     select argosy.tenant(), $1, p.number, p."extKey", p.lines, p.payment, p."placedAt"
     from jsonb_to_recordset($2::jsonb)
       as p(number int, "extKey" text, lines jsonb, payment text, "placedAt" timestamptz)`,
    [connectionId, jsonParameter(purchases.map((each) => ({ ...each, placedAt: each.placedAt.toISOString() })))],
  );
}

/** Emulated stores that were not ended, oldest first, with the state of their connection. */
export function runningSandboxStores(
  tx: Tx,
): Promise<(SandboxStore & { readonly provider: string; readonly name: string; readonly state: ConnectionState })[]> {
  return tx.rows(
    `select s.connection_id as "connectionId", s.seed, s.currency, s.port, s.started_at as "startedAt", c.provider,
       c.name, c.state
     from sandbox_store s join connection c on c.organization_id = s.organization_id and c.id = s.connection_id
     where s.organization_id = argosy.tenant() and s.ended_at is null order by s.started_at, s.connection_id`,
  );
}

/** What was bought there, first to last, and what the hub knows became of it. */
export function sandboxPurchases(
  tx: Tx,
  connectionId: string,
): Promise<(SandboxPurchase & { readonly status: string | null; readonly fulfilment: string | null })[]> {
  return tx.rows(
    `select p.number, p.ext_key as "extKey", p.lines, p.payment, p.placed_at as "placedAt", o.status, o.fulfilment
     from sandbox_order p left join sales_order o
       on o.organization_id = p.organization_id and o.connection_id = p.connection_id and o.ext_key = p.ext_key
     where p.organization_id = argosy.tenant() and p.connection_id = $1 order by p.number`,
    [connectionId],
  );
}

/** What the hub believes the shop shows, by SKU. */
export function numbersOnSandbox(tx: Tx, connectionId: string): Promise<{ sku: string; shown: number }[]> {
  return tx.rows(
    `select l.sku, sum(s.expected)::int as shown from listing l
     join listing_stock s on s.organization_id = l.organization_id and s.listing_id = l.id
     where l.organization_id = argosy.tenant() and l.connection_id = $1 and l.sku is not null and l.gone_at is null
     group by l.sku having count(s.expected) > 0`,
    [connectionId],
  );
}
