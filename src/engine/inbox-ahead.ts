/**
 * What the turn of an inbox lane begins with where its one delivery is being stored by this process: the store is opened
 * while the delivery is written, which is known as it was written (decision 284), and an order is applied as far as it may
 * be (decision 383).
 */
import { type OrganizationId, organizationId } from "../commerce/ids.ts";
import { storableJson } from "../hub/json-column.ts";
import type { ConnectionRegistry, OpenConnection } from "./connection-registry.ts";
import type { EventRow } from "./inbox-groups.ts";
import { HINT_PREFIX, type StoredRow } from "./ingest-row.ts";
import type { Lane } from "./lanes.ts";

/** What a turn finds: with what of it was begun. */
interface Ahead<Begun> {
  readonly open: OpenConnection;
  readonly read: EventRow[];
  readonly begun: Begun | null;
}

interface Dropped {
  drop(): void;
}

export interface InboxAhead<Begun extends Dropped = Dropped> {
  /** Opens the store a delivery is being stored for. */
  begin(row: StoredRow): Opening;
  /** Of its turn, which reads nothing first. */
  of(lane: Lane): Promise<Ahead<Begun> | null>;
}

/** A store on its way to be open. */
export interface Opening {
  /** The delivery is stored, and its lane taken under the token. */
  give(token: string): void;
  /** What was begun is not wanted, unless it was given. */
  drop(): void;
}

export function createInboxAhead<Begun extends Dropped & { readonly open: Promise<OpenConnection | null> }>(
  registry: Pick<ConnectionRegistry, "open" | "remembered">,
  beginApplying: (open: OpenConnection, event: EventRow, how: { readonly isRemembered: boolean }) => Begun | null,
): InboxAhead<Begun> {
  const given = new Map<string, Promise<Ahead<Begun> | null>>();
  const keyOf = (connection: string, token: string) => `${connection} ${token}`;

  /** With a store as it was opened last, where this process has opened it; null: it has to be opened. */
  function beginRemembered(organization: OrganizationId, row: StoredRow) {
    const open = registry.remembered(organization, row.connection);
    if (!open) return null;
    const event = eventOf(row);
    const begun = beginApplying(open, event, { isRemembered: true });
    if (!begun) return null;
    const ahead = begun.open.then((still) => still && { open: still, read: [event], begun });
    return { ahead, drop: () => begun.drop() };
  }

  function beginOpening(organization: OrganizationId, row: StoredRow) {
    let isDropped = false;
    const ahead = openOf(registry, organization, row.connection).then((open) => {
      const event = eventOf(row);
      const begun = open && !isDropped ? beginApplying(open, event, { isRemembered: false }) : null;
      return open && { open, read: [event], begun };
    });
    const drop = () => {
      isDropped = true;
      void ahead.then((one) => one?.begun?.drop());
    };
    return { ahead, drop };
  }

  return {
    begin(row) {
      const organization = organizationId(row.organization);
      const { ahead, drop } = beginRemembered(organization, row) ?? beginOpening(organization, row);
      let isGiven = false;
      return {
        give(token) {
          isGiven = true;
          given.set(keyOf(row.connection, token), ahead);
        },
        drop() {
          if (!isGiven) drop();
        },
      };
    },
    of(lane) {
      const key = keyOf(lane.connection, lane.token);
      const known = given.get(key);
      given.delete(key);
      return known ?? Promise.resolve(null);
    },
  };
}

/** Null also where that fails: the turn does it again, and says why it cannot. */
const openOf = (registry: Pick<ConnectionRegistry, "open">, organization: OrganizationId, connection: string) =>
  registry.open(organization, connection).catch(() => null);

const eventOf = (row: StoredRow): EventRow => ({
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
