/** The stretch of time a report is of, as its address holds it: a name, or "2026-11-01..2026-11-20". */
import { type DayRange, dayAfter } from "../../../src/commerce/days.ts";

export const PERIODS = ["today", "7d", "30d", "90d", "month", "last-month"] as const;
export type PeriodName = (typeof PERIODS)[number];

export interface Period extends DayRange {
  readonly name: PeriodName | "own";
}

/** A report reads up to so many days; the hub refuses more. */
export const MOST_DAYS = 366;

const OWN = /^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/;

export const ownPeriod = ({ from, to }: DayRange): string => `${from}..${to}`;

/** What these words of the address mean on this day; the last 30 days where they mean nothing. */
export function periodOf(texts: string | undefined, today: string): Period {
  const [, from, to] = OWN.exec(texts ?? "") ?? [];
  if (from !== undefined && to !== undefined) return { name: "own", from, to };
  const name = PERIODS.find((each) => each === texts) ?? "30d";
  return { name, ...NAMED[name](today) };
}

const last = (days: number) => (today: string) => ({ from: dayAfter(today, 1 - days), to: today });
const firstOfMonth = (day: string) => `${day.slice(0, 8)}01`;

const NAMED: Readonly<Record<PeriodName, (today: string) => DayRange>> = {
  today: last(1),
  "7d": last(7),
  "30d": last(30),
  "90d": last(90),
  month: (today) => ({ from: firstOfMonth(today), to: today }),
  "last-month": (today) => {
    const to = dayAfter(firstOfMonth(today), -1);
    return { from: firstOfMonth(to), to };
  },
};
