/** Times as WordPress prints them: site-local and UTC, both without a zone. */
const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** Minutes the site's clock is ahead of UTC at an instant (daylight saving included). */
export function zoneOffsetMinutes(zone: string, ms: number): number {
  const key = `${zone}|${Math.floor(ms / 900_000)}`;
  const cached = offsets.get(key);
  if (cached !== undefined) return cached;
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
    formats.set(zone, format);
  }
  const name = format.formatToParts(ms).find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name);
  const minutes = match ? (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) : 0;
  if (offsets.size > 10_000) offsets.clear();
  offsets.set(key, minutes);
  return minutes;
}

/** "2026-11-20T07:33:46" of whole seconds. */
export function utcText(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19);
}

/** The same instant by the site's clock. */
export function localText(zone: string, ms: number): string {
  return utcText(ms + zoneOffsetMinutes(zone, ms) * 60_000);
}

/** Milliseconds of a site-local text without a zone. */
export function localToMs(zone: string, text: string): number {
  const guess = Date.parse(`${text}Z`);
  return guess - zoneOffsetMinutes(zone, guess - zoneOffsetMinutes(zone, guess) * 60_000) * 60_000;
}

/** The time an order notes for a change at this moment: from the wall clock, whose hour shown twice has one reading. */
export function orderChangedAt(zone: string, ms: number): number {
  return localToMs(zone, localText(zone, ms)) + (ms % 1000);
}

/** A text without a zone as WP_Date_Query has it: an hour that is left out on the site's wall is read as the next. */
export function asSiteTime(zone: string, text: string): string {
  const ms = Date.parse(`${text}Z`);
  return utcText(ms + Math.abs(ms - Date.parse(`${localText(zone, localToMs(zone, text))}Z`)));
}

/** A date field pair of an answer: `date_created` and `date_created_gmt`. */
export function datePair(name: string, zone: string, ms: number | null): Record<string, string | null> {
  return {
    [name]: ms === null ? null : localText(zone, ms),
    [`${name}_gmt`]: ms === null ? null : utcText(ms),
  };
}
