/** When the state a channel reports was true, by our clock. */
import type { ApplyConnection, ApplyInput } from "./input.ts";
import type { OpenOrder } from "./open-order.ts";

type Changed = Pick<OpenOrder, "before" | "after" | "parts">;

/**
 * The earliest and latest time the channel's number moved, by our clock. A change of a stored order is as old as its
 * version, if that is a time.
 */
export function changeTime(
  work: Changed,
  { connection, now }: Pick<ApplyInput, "connection" | "now">,
): { readonly from: Date | null; readonly to: Date } {
  const version = work.parts[0]?.part.version;
  const to = reportedAt(work, connection) ?? now;
  if (work.before === null) return { from: onOurClock(Date.parse(work.after.placed_at), connection), to };
  return { from: version?.kind === "time" ? to : null, to };
}

/** When the channel was in the reported state, by our clock, where its version is a time. */
export function reportedAt({ parts }: Pick<Changed, "parts">, connection: ApplyConnection): Date | undefined {
  const version = parts[0]?.part.version;
  const ms = version && Number(version.value / 1000n);
  if (ms !== undefined && version?.kind === "time") return onOurClock(ms, connection);
  return ms !== undefined && version?.kind === "fetchStart" ? new Date(ms) : undefined;
}

/** A channel's time, in milliseconds since 1970, by our clock. */
export function onOurClock(channelMs: number, { clockAheadMs = 0 }: ApplyConnection): Date {
  return new Date(channelMs - clockAheadMs);
}
