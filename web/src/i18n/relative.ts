/**
 * "3 min ago", "in 2 hr", "yesterday": what Intl.RelativeTimeFormat says in its narrow style, "auto". Said here, because
 * making one takes a browser ten milliseconds, and the first rows of every list wait for it.
 */

export type RelativeUnit = "second" | "minute" | "hour" | "day" | "month";

/** Words for a whole number of units from now, below zero in the past. */
type Say = (count: number, unit: RelativeUnit) => string;

interface Texts {
  /** By how many; what is not there is counted. */
  readonly named: Readonly<Record<number, string>>;
  /** What is counted, by its form. */
  readonly forms: readonly string[];
}

const ENGLISH: Readonly<Record<RelativeUnit, Texts>> = {
  second: { named: { 0: "now" }, forms: ["sec"] },
  minute: { named: { 0: "this minute" }, forms: ["min"] },
  hour: { named: { 0: "this hour" }, forms: ["hr"] },
  day: { named: { [-1]: "yesterday", 0: "today", 1: "tomorrow" }, forms: ["days"] },
  // Two at least: what is nearer is counted in days.
  month: { named: {}, forms: ["mo"] },
};

/** Forms: one, two, three to ten, eleven to ninety-nine, hundreds. */
const ARABIC: Readonly<Record<RelativeUnit, Texts>> = {
  second: { named: { 0: "الآن" }, forms: ["ثانية واحدة", "ثانيتين", "ثوانٍ", "ثانية", "ثانية"] },
  minute: { named: { 0: "هذه الدقيقة" }, forms: ["دقيقة واحدة", "دقيقتين", "دقائق", "دقيقة", "دقيقة"] },
  hour: { named: { 0: "الساعة الحالية" }, forms: ["ساعة واحدة", "ساعتين", "ساعات", "ساعة", "ساعة"] },
  day: {
    named: { [-2]: "أول أمس", [-1]: "أمس", 0: "اليوم", 1: "غدًا", 2: "بعد الغد" },
    forms: ["", "", "أيام", "يومًا", "يوم"],
  },
  month: { named: {}, forms: ["", "شهرين", "أشهر", "شهرًا", "شهر"] },
};

const english: Say = (count, unit) => {
  const { named, forms } = ENGLISH[unit];
  const text = `${Math.abs(count)} ${forms[0]}`;
  return named[count] ?? (count < 0 ? `${text} ago` : `in ${text}`);
};

/** Which form a number takes after it. */
function arabicForm(size: number): number {
  const rest = size % 100;
  if (size === 1 || size === 2) return size - 1;
  if (rest >= 3 && rest <= 10) return 2;
  return rest > 10 ? 3 : 4;
}

const arabic: Say = (count, unit) => {
  const { named, forms } = ARABIC[unit];
  const size = Math.abs(count);
  const form = forms[arabicForm(size)] ?? "";
  // One and two are in the word.
  const text = size <= 2 ? form : `${size} ${form}`;
  return named[count] ?? (count < 0 ? `قبل ${text}` : `خلال ${text}`);
};

const SAY: Readonly<Record<string, Say>> = { en: english, ar: arabic };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds from now, in the unit people would use. */
export function relativeText(language: string, ms: number): string {
  const say = SAY[language] ?? english;
  const size = Math.abs(ms);
  if (size < MINUTE) return say(Math.round(ms / 1000), "second");
  if (size < HOUR) return say(Math.round(ms / MINUTE), "minute");
  if (size < DAY) return say(Math.round(ms / HOUR), "hour");
  if (size < 60 * DAY) return say(Math.round(ms / DAY), "day");
  return say(Math.round(ms / (30.4 * DAY)), "month");
}
