/** Hours that come twice: when clocks are put back, the same wall time is read a second time. */

const HOUR_MS = 60 * 60_000;
const MOST_HOURS = 400 * 24;

/** North and south of the equator: one of them is never more than half a year away. */
const ZONES = ["Europe/Berlin", "Australia/Sydney"];

function offsetIn(zone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  return (ms) => format.formatToParts(ms).find(({ type }) => type === "timeZoneName")?.value ?? "";
}

const minutesOf = (offset: string): number => {
  const [, sign = "+", hours = "0", minutes = "0"] = /([+-])(\d\d):(\d\d)/.exec(offset) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
};

/** The next moment after `fromMs` at which clocks of the zone are put back. */
export function nextRepeat(zone: string, fromMs: number): number {
  const offset = offsetIn(zone);
  const first = Math.ceil(fromMs / HOUR_MS) * HOUR_MS;
  for (let hour = 1; hour <= MOST_HOURS; hour += 1) {
    const at = first + hour * HOUR_MS;
    if (minutesOf(offset(at)) < minutesOf(offset(at - HOUR_MS))) return at;
  }
  return Number.POSITIVE_INFINITY;
}

/** The zone whose clocks are put back next. */
export function zoneOfNextRepeat(fromMs: number): string {
  const [next = ""] = ZONES.toSorted((a, b) => nextRepeat(a, fromMs) - nextRepeat(b, fromMs));
  return next;
}
