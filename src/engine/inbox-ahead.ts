/**
 * What the turn of an inbox lane begins with where its one delivery is being stored by this process: the store is opened
 * while the delivery is written, and the delivery is known as it was written (decision 284).
 */
import { type OrganizationId, organizationId } from "../commerce/ids.ts";
import { storableJson } from "../hub/json-column.ts";
import type { OpenConnection, Platform } from "./connection-registry.ts";
import type { EventRow } from "./inbox-groups.ts";
import { HINT_PREFIX, type IngestRow } from "./ingest-row.ts";
import type { Lane } from "./lanes.ts";

export interface InboxAhead {
  /** Opens the store a delivery is being stored for. */
  begin(row: IngestRow): Opening;
  /** Of its turn, which reads nothing first. */
  of(lane: Lane): Promise<{ readonly open: OpenConnection; readonly read: EventRow[] } | null>;
}

/** A store on its way to be open. */
export interface Opening {
  /** Stored under this id, and its lane taken under the token. */
  give(token: string, id: string): void;
}

export function createInboxAhead(platform: Pick<Platform, "open">): InboxAhead {
  const given = new Map<string, { readonly opened: Promise<OpenConnection | null>; readonly event: EventRow }>();
  const keyOf = (connection: string, token: string) => `${connection} ${token}`;

  return {
    begin(row) {
      const opened = openOf(platform, organizationId(row.organization), row.connection);
      return {
        give: (token, id) => void given.set(keyOf(row.connection, token), { opened, event: eventOf(row, id) }),
      };
    },
    async of(lane) {
      const key = keyOf(lane.connection, lane.token);
      const known = given.get(key);
      given.delete(key);
      const open = await known?.opened;
      return known && open ? { open, read: [known.event] } : null;
    },
  };
}

/** Null also where that fails: the turn does it again, and says why it cannot. */
const openOf = (platform: Pick<Platform, "open">, organization: OrganizationId, connection: string) =>
  platform.open(organization, connection).catch(() => null);

const eventOf = (row: IngestRow, id: string): EventRow => ({
  id,
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
  is_hint: row.dedupKey.startsWith(HINT_PREFIX),
});
