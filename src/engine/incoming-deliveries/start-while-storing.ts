/**
 * Starts an inbox turn early: while this process stores a single delivery, its store is opened (decision 284) and its
 * order is applied as far as possible (decision 383).
 */
import { type OrganizationId, organizationId } from "../../commerce/ids.ts";
import { storableJson } from "../../hub/json-column.ts";
import type { ConnectionRegistry, OpenConnection } from "../connections/connection-registry.ts";
import type { Lane } from "../lanes/lanes.ts";
import type { EventRow } from "./delivery-groups.ts";
import { HINT_PREFIX, type StoredDeliveryRow } from "./delivery-row.ts";

/** What a turn starts with. */
interface StartedWhileStoring<Started> {
  readonly open: OpenConnection;
  readonly read: EventRow[];
  readonly applyWhileStoring: Started | null;
}

interface Dropped {
  drop(): void;
}

export interface TurnsStartedWhileStoring<Started extends Dropped = Dropped> {
  /** Opens the store of a delivery that is being stored. */
  start(row: StoredDeliveryRow): PendingOpen;
  /** What was started for this turn; it reads nothing first. */
  claim(lane: Lane): Promise<StartedWhileStoring<Started> | null>;
}

/** A store that is being opened. */
export interface PendingOpen {
  /** The delivery is stored, and its lane claimed under the token. */
  commit(token: string): void;
  /** Discards what was started, unless it was committed. */
  rollback(): void;
}

export function startWhileStoring<Started extends Dropped & { readonly open: Promise<OpenConnection | null> }>(
  registry: Pick<ConnectionRegistry, "open" | "cached">,
  startApply: (open: OpenConnection, event: EventRow, how: { readonly isCached: boolean }) => Started | null,
): TurnsStartedWhileStoring<Started> {
  const committed = new Map<string, Promise<StartedWhileStoring<Started> | null>>();
  const keyOf = (connection: string, token: string) => `${connection} ${token}`;

  /** With the cached store; null if this process has not opened it. */
  function startWithCached(organization: OrganizationId, row: StoredDeliveryRow) {
    const open = registry.cached(organization, row.connection);
    if (!open) return null;
    const event = eventOf(row);
    const applyWhileStoring = startApply(open, event, { isCached: true });
    if (!applyWhileStoring) return null;
    const early = applyWhileStoring.open.then((still) => still && { open: still, read: [event], applyWhileStoring });
    return { early, drop: () => applyWhileStoring.drop() };
  }

  function startOpening(organization: OrganizationId, row: StoredDeliveryRow) {
    let isDropped = false;
    const early = openOf(registry, organization, row.connection).then((open) => {
      const event = eventOf(row);
      const applyWhileStoring = open && !isDropped ? startApply(open, event, { isCached: false }) : null;
      return open && { open, read: [event], applyWhileStoring };
    });
    const drop = () => {
      isDropped = true;
      void early.then((one) => one?.applyWhileStoring?.drop());
    };
    return { early, drop };
  }

  return {
    start(row) {
      const organization = organizationId(row.organization);
      const { early, drop } = startWithCached(organization, row) ?? startOpening(organization, row);
      let isCommitted = false;
      return {
        commit(token) {
          isCommitted = true;
          committed.set(keyOf(row.connection, token), early);
        },
        rollback() {
          if (!isCommitted) drop();
        },
      };
    },
    claim(lane) {
      const key = keyOf(lane.connection, lane.token);
      const committing = committed.get(key);
      committed.delete(key);
      return committing ?? Promise.resolve(null);
    },
  };
}

/** Null also on failure: the turn tries again and reports it. */
const openOf = (registry: Pick<ConnectionRegistry, "open">, organization: OrganizationId, connection: string) =>
  registry.open(organization, connection).catch(() => null);

const eventOf = (row: StoredDeliveryRow): EventRow => ({
  id: row.id,
  kind: row.kind,
  ref: row.ref,
  topic: row.topic,
  source: "webhook",
  trusted: row.trusted,
  headers: JSON.parse(storableJson(row.headers)),
  body: row.body,
  version_kind: row.versionKind,
  version_value: row.versionValue,
  attempts: 0,
  received_at: row.receivedAt,
  replayed_at: null,
  trace_id: row.traceId,
  trace_span: row.traceSpan,
  is_hint: row.dedupKey.startsWith(HINT_PREFIX),
});
