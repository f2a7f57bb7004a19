/** "21-Nov-2026 19:23:00": India's time with English months. */
import { indianTime } from "../kit/parse/india.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** ISO 8601 UTC; undefined when it is no such time. */
export function utcOf(text: string): string | undefined {
  const [, day = "", name = "", year, time] =
    /^(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d{2}:\d{2}:\d{2})$/.exec(text.trim()) ?? [];
  const month = MONTHS.findIndex((each) => each.toLowerCase() === name.toLowerCase()) + 1;
  if (month === 0) return undefined;
  const date = `${year}-${String(month).padStart(2, "0")}-${day.padStart(2, "0")}`;
  return Number.isNaN(Date.parse(`${date}T${time}Z`)) ? undefined : indianTime.toUtc(`${date} ${time}`);
}

/** The same way out. */
export function contractTime(utcMs: number): string {
  const [date = "", time] = indianTime.toLocal(utcMs).split(" ");
  const [year, month, day] = date.split("-");
  return `${day}-${MONTHS[Number(month) - 1]}-${year} ${time}`;
}
