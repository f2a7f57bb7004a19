/**
 * Where one state of a platform's record stands among the others. `sequence` and `time` order by the
 * platform's own counter or clock; `rank` by a status that only moves forward; `fetchStart` by our
 * clock when the fetch began, for platforms that tell nothing.
 */
export interface Version {
  readonly kind: "sequence" | "time" | "rank" | "fetchStart";
  /** Microseconds for times, the plain number otherwise. */
  readonly value: bigint;
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * Microseconds since the epoch of an RFC 3339 text, keeping what a Date would cut off. A text without
 * an offset is read as UTC. Throws a RangeError on anything else.
 */
export function instantMicros(text: string): bigint {
  const match = INSTANT.exec(text);
  if (!match) throw new RangeError(`"${text}" is not a date with a time.`);
  const [, day, time, fraction = "", zone = "Z"] = match;
  const offset = zone === "Z" ? "Z" : zone.includes(":") ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const ms = Date.parse(`${day}T${time}${offset}`);
  if (Number.isNaN(ms) || !isDay(day ?? "")) throw new RangeError(`"${text}" is not a date with a time.`);
  return BigInt(ms) * 1000n + BigInt(fraction.padEnd(6, "0").slice(0, 6));
}

/** Date.parse reads 30 February as 2 March. */
function isDay(day: string): boolean {
  return Number(day.slice(8)) <= 28 || new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

/** Version by the platform's own time of change (RFC 3339 text). */
export function timeVersion(text: string): Version {
  return { kind: "time", value: instantMicros(text) };
}

/** True for a text that `instantMicros` reads. */
export function isInstant(text: string): boolean {
  try {
    instantMicros(text);
    return true;
  } catch {
    // RangeError is instantMicros' way of saying no.
    return false;
  }
}
