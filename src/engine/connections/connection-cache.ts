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

/** Beyond it, the one that was opened longest ago is opened anew the next time. */
const MAX = 2_000;

export function createConnectionCache<Open extends Opened>(): ConnectionCache<Open> {
  const kept = new Map<string, { readonly stored: StoredConnection; readonly open: Open }>();
  const find = (organization: OrganizationId, connection: string) => {
    const known = kept.get(connection);
    return known?.open.organization === organization ? known : null;
  };
  return {
    set(stored, open) {
      kept.delete(stored.row.id);
      kept.set(stored.row.id, { stored, open });
      for (const oldest of kept.keys()) {
        if (kept.size <= MAX) break;
        kept.delete(oldest);
      }
    },
    of: (organization, connection) => find(organization, connection)?.open ?? null,
    unchanged(organization, stored) {
      const known = find(organization, stored.row.id);
      return known && isSame(known.stored, stored) ? { ...known.open, row: stored.row } : null;
    },
    forget: (connection) => void kept.delete(connection),
  };
}

const isSame = (one: StoredConnection, other: StoredConnection): boolean =>
  isDeepStrictEqual(one.sealed, other.sealed) && isDeepStrictEqual(openedWith(one), openedWith(other));

/** All of it but how it fares, which changes with every success, and of which nothing is opened. */
function openedWith({ row }: StoredConnection) {
  const { failing_since: _f, last_success_at: _s, is_well: _w, refused: _r, clock_ahead_ms: _c, ...rest } = row;
  return rest;
}
