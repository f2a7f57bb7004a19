/** A connection as stored: its row, its grant, and its secrets still encrypted. */
import type { ConnectionState } from "../../commerce/connection-states.ts";
import type { ConnectionId } from "../../commerce/ids.ts";
import type { Json } from "../../commerce/product.ts";
import type { Grant } from "../../connectors/kit/contract/contract.ts";
import type { StoredGrant } from "../../connectors/kit/http/tokens.ts";
import { type Tx, together } from "../../db/database.ts";
import type { SealedRow } from "../../db/vault.ts";
import type { Refused } from "../../hub/stores/refusals.ts";

export interface ConnectionRow {
  readonly id: ConnectionId;
  readonly provider: string;
  readonly kind: string;
  readonly code: string;
  readonly name: string;
  readonly state: ConnectionState;
  readonly grant_id: string | null;
  readonly account_id: string | null;
  readonly facts: Readonly<Record<string, Json>>;
  readonly settings: Readonly<Record<string, Json>>;
  readonly endpoint: string | null;
  readonly order_prefix: string;
  readonly stock_cutover_at: Date | null;
  /** As last kept; what this process has learnt since counts. */
  readonly clock_ahead_ms: number;
  /** As last kept; what the connector says counts. */
  readonly stock_basis: "available" | "available_plus_open_orders";
  /** Its listings up to this one are marked, the others are to be; null: there is nothing to mark. */
  readonly marked_to_id: string | null;
  readonly webhook_key: string;
  /** When somebody gave access again after it was lost. */
  readonly access_given_at: Date | null;
  /** Since when nothing has succeeded. */
  readonly failing_since: Date | null;
  readonly last_success_at: Date | null;
  /** The badge shows no trouble at all. */
  readonly is_well: boolean;
  /** What the platform refuses at present; null: nothing. */
  readonly refused: Refused | null;
  readonly grant_expires_at: Date | null;
  readonly grant_generation: number | null;
  readonly grant_scopes: readonly string[] | null;
}

export interface StoredConnection {
  readonly row: ConnectionRow;
  /** Those of the own app, the connection, then its grant. */
  readonly sealed: readonly SealedRow[];
}

/** Stores whose ids an array of SQL makes of `$1`. */
export interface StoreIds {
  readonly sql: string;
  readonly given: readonly string[];
}

export const storeIds = (given: readonly string[]): StoreIds => ({ sql: "$1::uuid[]", given });

export async function loadStores(tx: Tx, ids: StoreIds): Promise<StoredConnection[]> {
  // Sent together: a turn of a lane opens its connection before anything else, and somebody waits for it.
  const [rows, sealed] = await together([
    tx.rows<ConnectionRow>(
      `select c.id, c.provider, c.kind, c.code, c.name, c.state, c.grant_id, c.account_id, c.facts, c.settings,
         c.endpoint, c.order_prefix,
              c.stock_cutover_at, c.clock_ahead_ms, c.stock_basis, c.marked_to_id, c.webhook_key, c.access_given_at,
              c.failing_since,
              c.last_success_at, c.refused,
              c.health = 'healthy' and c.sync_state not in ('error', 'pending') and c.breaker = 'closed'
              and c.last_error is null as is_well, g.expires_at as grant_expires_at, g.generation as grant_generation,
              g.scopes as grant_scopes
       from argosy.connection c
       left join argosy.access_grant g on g.organization_id = c.organization_id and g.id = c.grant_id
       where c.organization_id = argosy.tenant() and c.id = any (${ids.sql})`,
      [ids.given],
    ),
    sealedOf(tx, ids),
  ]);
  const secrets = Map.groupBy(sealed, (one) => one.connection);
  return rows.map((row) => ({ row, sealed: secrets.get(row.id) ?? [] }));
}

/** Secrets of the organization's own app, of a connection, then of its grant: where several hold a name, the last counts. */
export const loadSealed = (tx: Tx, connection: string): Promise<SealedRow[]> => sealedOf(tx, storeIds([connection]));

/** In the same order however many are read: a store is compared with itself as it was opened last. */
function sealedOf(tx: Tx, { sql, given }: StoreIds): Promise<(SealedRow & { readonly connection: string })[]> {
  return tx.rows(
    `select c.id as connection, s.owner_kind, s.owner_id, s.name, s.ciphertext, s.iv, s.tag, s.key_id
     from argosy.connection c
     cross join lateral (values ('connection', c.id), ('grant', c.grant_id),
       ('app',
         (select a.id from argosy.own_app a
           where a.organization_id = argosy.tenant() and a.provider = c.provider))) as o(kind,
       id)
     join argosy.secret s on s.organization_id = argosy.tenant() and s.owner_kind = o.kind and s.owner_id = o.id
     where c.organization_id = argosy.tenant() and c.id = any (${sql})
     order by c.id, s.owner_kind, s.name`,
    [given],
  );
}

type GrantRow = Pick<ConnectionRow, "grant_expires_at" | "grant_generation" | "grant_scopes">;

/** A grant and its secrets, still sealed; null when there is no such grant. */
export async function loadGrant(
  tx: Tx,
  grantId: string,
): Promise<{ readonly row: GrantRow; readonly sealed: readonly SealedRow[] } | null> {
  const [row, sealed] = await together([
    tx.maybe<GrantRow>(
      `select expires_at as grant_expires_at, generation as grant_generation, scopes as grant_scopes
       from argosy.access_grant where organization_id = argosy.tenant() and id = $1`,
      [grantId],
    ),
    tx.rows<SealedRow>(
      `select owner_kind, owner_id, name, ciphertext, iv, tag, key_id from argosy.secret
       where organization_id = argosy.tenant() and owner_kind = 'grant' and owner_id = $1`,
      [grantId],
    ),
  ]);
  return row ? { row, sealed } : null;
}

/** The grant a connection works with; `secrets` are its values in plain text. */
export function grantOf(row: GrantRow, secrets: Readonly<Record<string, string>>): StoredGrant {
  const grant: Grant = {
    secrets,
    ...(row.grant_expires_at === null ? {} : { expiresAt: row.grant_expires_at.toISOString() }),
    ...(row.grant_scopes === null ? {} : { scopes: row.grant_scopes }),
  };
  return { grant, generation: row.grant_generation ?? 0 };
}
