/** Times that a shop notes as a clock on the wall shows them. */

/** What a clock on the wall of this zone shows at a moment, as a moment of UTC. */
function shownAt(moment: number, zone: string): number {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  return Date.parse(`${format.format(moment).replace(" ", "T")}Z`);
}

/** Of an hour that comes twice the first. */
export function momentOf(local: string, zone: string): string {
  const shown = Date.parse(`${local.replace(" ", "T")}Z`);
  const dayBefore = shown - 86_400_000;
  const before = shown - (shownAt(dayBefore, zone) - dayBefore);
  const moment = shownAt(before, zone) === shown ? before : shown - (shownAt(before, zone) - before);
  return new Date(moment).toISOString();
}
