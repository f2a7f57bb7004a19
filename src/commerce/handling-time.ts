/**
 * By when an order is promised to be shipped (decision 676): the handling time counts working days from the day it was
 * ordered, or from the next one after the cut-off, on a closed day or a holiday; it ends at the cut-off.
 */

export interface HandlingTime {
  /** IANA time zone of the location. */
  readonly zone: string;
  /** "15:00": what is ordered from then on begins the next working day. */
  readonly cutOff: string;
  /** Working days; 0: the same day. */
  readonly days: number;
  /** 1 Monday to 7 Sunday, one at least. */
  readonly workingDays: readonly number[];
  /** Closed days, "2026-12-25". */
  readonly holidays: readonly string[];
}

export const MOST_HANDLING_DAYS = 60;
export const MOST_HOLIDAYS = 200;

export interface Promised {
  readonly at: Date;
  /** The day of the order in the zone, and its time there. */
  readonly orderedOn: string;
  readonly orderedAt: string;
  readonly isAfterCutOff: boolean;
  /** The first working day that counts. */
  readonly beginsOn: string;
  readonly dueOn: string;
  /** Closed days between the order and the end. */
  readonly closed: readonly { readonly day: string; readonly why: "weekday" | "holiday" }[];
}

const DAY_MS = 86_400_000;

/** Working days are at most 6 apart, and holidays are bounded: a search longer than this has no end. */
const MOST_SEARCHED = 7 * (MOST_HANDLING_DAYS + MOST_HOLIDAYS + 2);

export function promiseOf(ordered: Date, handling: HandlingTime): Promised {
  const { day: orderedOn, time: orderedAt } = localOf(ordered, handling.zone);
  const isAfterCutOff = orderedAt >= handling.cutOff;
  const closed: { day: string; why: "weekday" | "holiday" }[] = [];
  const isOpen = (day: string): boolean => {
    const why = closedBy(day, handling);
    if (why !== null) closed.push({ day, why });
    return why === null;
  };
  let day = isAfterCutOff ? nextDay(orderedOn) : orderedOn;
  let searched = 0;
  const toOpen = () => {
    while (!isOpen(day)) {
      day = nextDay(day);
      searched += 1;
      if (searched > MOST_SEARCHED) throw new RangeError("A handling time without working days has no end.");
    }
  };
  toOpen();
  const beginsOn = day;
  for (let left = handling.days; left > 0; left -= 1) {
    day = nextDay(day);
    toOpen();
  }
  const at = momentIn(day, handling.cutOff, handling.zone);
  return { at, orderedOn, orderedAt, isAfterCutOff, beginsOn, dueOn: day, closed };
}

/** The first days a location ships an order on: working days from the one that follows its cut-off, none of them past. */
export function shippingDays(
  order: { readonly placedAt: Date; readonly now: Date },
  handling: HandlingTime,
  most: number,
): string[] {
  const { beginsOn } = promiseOf(order.placedAt, { ...handling, days: 0 });
  const { day: today } = localOf(order.now, handling.zone);
  const days: string[] = [];
  let [day = today] = [beginsOn, today].toSorted().reverse();
  for (let searched = 0; days.length < most && searched <= MOST_SEARCHED; searched += 1) {
    if (closedBy(day, handling) === null) days.push(day);
    day = nextDay(day);
  }
  return days;
}

function closedBy(day: string, { workingDays, holidays }: HandlingTime): "weekday" | "holiday" | null {
  if (holidays.includes(day)) return "holiday";
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
  return workingDays.includes(weekday) ? null : "weekday";
}

const nextDay = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const cached = formats.get(zone);
  if (cached) return cached;
  const made = new Intl.DateTimeFormat("en-GB-u-ca-gregory-nu-latn", {
    ...{ hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit" },
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: zone },
  } as const);
  formats.set(zone, made);
  return made;
}

/** The local time at a moment, as if it were UTC. */
function localMs(moment: number, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function localOf(at: Date, zone: string): { readonly day: string; readonly time: string } {
  const text = new Date(localMs(at.getTime(), zone)).toISOString();
  return { day: text.slice(0, 10), time: text.slice(11, 16) };
}

/** The moment a clock shows this time; where it is put back the first, where it is put forward as much later. */
function momentIn(day: string, time: string, zone: string): Date {
  const local = Date.parse(`${day}T${time}:00Z`);
  const offsetAt = (moment: number) => localMs(moment, zone) - moment;
  const [before, after] = [offsetAt(local - DAY_MS), offsetAt(local + DAY_MS)];
  const first = local - before;
  if (offsetAt(first) === before) return new Date(first);
  const second = local - after;
  return new Date(offsetAt(second) === after ? second : first);
}

export function isZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
