/** Groups inbox deliveries by subject: the newest of a group is applied for all. */
import { message } from "../../commerce/message.ts";
import type { InboundEvent } from "../../connectors/kit/contract/webhooks.ts";

/** A stored delivery on its way to be understood. */
export interface EventRow {
  readonly id: string;
  readonly kind: InboundEvent["kind"];
  readonly ref: string;
  readonly topic: string;
  readonly source: "webhook" | "poll";
  readonly trusted: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly version_kind: string | null;
  readonly version_value: string | null;
  readonly attempts: number;
  readonly received_at: Date;
  /** When somebody last had it applied again. */
  readonly replayed_at: Date | null;
  readonly trace_id: string | null;
  /** The step of its trace that received it; null where none is kept. */
  readonly trace_span: string | null;
  /** No id and no version: only the same bytes made it a duplicate. */
  readonly is_hint: boolean;
}

/** Events about one thing; the newest speaks for all. */
export interface Group {
  readonly newest: EventRow;
  readonly all: readonly EventRow[];
}

/** Order, its status and its deletion are one thing; so are a product and its deletion. */
const thingOf = (kind: InboundEvent["kind"]) => kind.split("_")[0];

/** One problem per thing: an order's own event settles what its status event raised. */
export const eventCause = (connection: string, { kind, ref }: Pick<EventRow, "kind" | "ref">) =>
  `event-failed:${connection}:${thingOf(kind)}:${ref}`;

/** What an order that is not applied does, and what helps. */
export const HOLDS_QUANTITIES = message("alert.unread.holds");

/** Events about one thing together, in the order in which the things came. */
export function groupEvents(events: readonly EventRow[]): Group[] {
  const groups = new Map<string, EventRow[]>();
  for (const event of events) {
    const key = `${thingOf(event.kind)}\0${event.ref}${event.kind === "other" || event.kind === "privacy" ? event.id : ""}`;
    const group = groups.get(key);
    if (group) group.push(event);
    else groups.set(key, [event]);
  }
  return [...groups.values()].map((all) => ({ newest: all.reduce(newer), all }));
}

/** An event without a version makes us look, which is newer than any body; else the platform's own order counts. */
function newer(a: EventRow, b: EventRow): EventRow {
  if (a.version_value === null || b.version_value === null)
    return a.version_value === null && b.version_value !== null ? a : b;
  if (a.version_kind !== b.version_kind) return b;
  return BigInt(b.version_value) >= BigInt(a.version_value) ? b : a;
}

/** Whether another state was told under the newest one's version. */
export function hasTies({ newest, all }: Group): boolean {
  const { version_value, body } = newest;
  return (
    version_value !== null && all.some((event) => event.version_value === version_value && !event.body.equals(body))
  );
}
