/** Days as an organization counts them, in its own time zone. */

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** "2026-11-20" of a moment, as the zone's calendar has it. */
export function dayOf(iso: string, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA-u-ca-gregory-nu-latn", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    timeZone: zone,
  });
  return parts.format(new Date(iso));
}

/** The moment a day begins in the zone; "" where the text is no day. */
export function dayBegins(day: string, zone: string): string {
  return momentIn(day, "00:00", zone);
}

/** The moment it is "14:30" on a day in the zone; "" where the text is no day. */
export function momentIn(day: string, time: string, zone: string): string {
  const guess = DAY.test(day) ? Date.parse(`${day}T${time}:00Z`) : Number.NaN;
  if (Number.isNaN(guess)) return "";
  // Twice: the first correction may cross a change of the clocks.
  const once = guess - offsetAt(guess, zone);
  return new Date(guess - offsetAt(once, zone)).toISOString();
}

function offsetAt(moment: number, zone: string): number {
  const format = new Intl.DateTimeFormat("en-GB-u-ca-gregory-nu-latn", {
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZone: zone,
  });
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1000) * 1000;
}
