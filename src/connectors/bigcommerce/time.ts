/** Times of both generations: V2 prints RFC 2822, V3 ISO 8601; both whole seconds, UTC. */
import type { Version } from "../../commerce/version.ts";

/** Milliseconds since the epoch; null for a text that is no time. */
export function readTime(text: string): number | null {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

/** RFC 3339 in UTC. Throws RangeError on a text that is no time. */
export function instant(text: string): string {
  const ms = readTime(text);
  if (ms === null) throw new RangeError(`"${text}" is no time.`);
  return new Date(ms).toISOString();
}

/** A full time stamp for a filter: a date without a time would get the current time of day added. */
export function stamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "+00:00");
}

export function versionOf(text: string): Version {
  return { kind: "time", value: BigInt(Date.parse(instant(text))) * 1000n };
}
