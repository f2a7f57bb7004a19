/**
 * Caches connections as this process opened them last. Work may start with a cached one while the database checks that
 * nothing changed (decision 453), and opening it again reuses decrypted secrets.
 */
import { isDeepStrictEqual } from "node:util";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { ConnectionRow, StoredConnection } from "./stored-connection.ts";

interface Opened {
  readonly organization: OrganizationId;
  readonly row: ConnectionRow;
}

interface ConnectionCache<Open extends Opened> {
  set(stored: StoredConnection, open: Open): void;
  /** As it was opened last; what is stored may be different by now. */
  of(organization: OrganizationId, connection: string): Open | null;
  /** The same with its row as it is stored now; null where it would be opened with anything else. */
  unchanged(organization: OrganizationId, stored: StoredConnection): Open | null;
  forget(connection: string): void;
}

/** Beyond it, the connection opened longest ago is dropped. */
const MAX = 2_000;

export function createConnectionCache<Open extends Opened>(): ConnectionCache<Open> {
  const cached = new Map<string, { readonly stored: StoredConnection; readonly open: Open }>();
  const find = (organization: OrganizationId, connection: string) => {
    const entry = cached.get(connection);
    return entry?.open.organization === organization ? entry : null;
  };
  return {
    set(stored, open) {
      cached.delete(stored.row.id);
      cached.set(stored.row.id, { stored, open });
      for (const oldest of cached.keys()) {
        if (cached.size <= MAX) break;
        cached.delete(oldest);
      }
    },
    of: (organization, connection) => find(organization, connection)?.open ?? null,
    unchanged(organization, stored) {
      const entry = find(organization, stored.row.id);
      return entry && isSame(entry.stored, stored) ? { ...entry.open, row: stored.row } : null;
    },
    forget: (connection) => void cached.delete(connection),
  };
}

const isSame = (one: StoredConnection, other: StoredConnection): boolean =>
  isDeepStrictEqual(one.sealed, other.sealed) && isDeepStrictEqual(openedWith(one), openedWith(other));

/** All of it but how it fares, which changes with every success, and of which nothing is opened. */
function openedWith({ row }: StoredConnection) {
  const { failing_since: _f, last_success_at: _s, is_well: _w, refused: _r, clock_ahead_ms: _c, ...rest } = row;
  return rest;
}
