/** Times as in-house shops write them: with a pattern, in a zone of their own. */

const TOKEN = /yyyy|MM|dd|HH|mm|ss|SSS/g;
const DIGITS: Readonly<Record<string, string>> = {
  yyyy: "\\d{4}",
  MM: "\\d{1,2}",
  dd: "\\d{1,2}",
  HH: "\\d{1,2}",
  mm: "\\d{2}",
  ss: "\\d{2}",
  SSS: "\\d{1,3}",
};
const ZONED = /(?:Z|[+-]\d{2}:?\d{2})$/;

/** True for an IANA name this Node knows. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    // Intl says so with a RangeError alone.
    return false;
  }
}

/**
 * Milliseconds of a time. `format`: "iso" (a text without an offset is in `zone`), "epoch", "epoch_ms", or a pattern of
 * yyyy MM dd HH mm ss SSS in `zone`. A local time that comes twice (clocks set back) is read as the first. Throws RangeError.
 */
export function parseTime(text: string, format: string, zone: string): number {
  const ms =
    format === "iso"
      ? isoTime(text, zone)
      : format.startsWith("epoch")
        ? epoch(text, format)
        : byPattern(text, format, zone);
  if (Number.isNaN(ms)) throw new RangeError(`"${text.slice(0, 60)}" is not a time of the form ${format}.`);
  return ms;
}

/** The opposite of parseTime. */
export function formatTime(ms: number, format: string, zone: string): string {
  if (format === "iso") return new Date(ms).toISOString();
  if (format === "epoch") return String(Math.floor(ms / 1000));
  if (format === "epoch_ms") return String(ms);
  const parts = fields(ms, zone);
  return format.replace(TOKEN, (token) => String(parts[token] ?? 0).padStart(token.length, "0"));
}

function epoch(text: string, format: string): number {
  if (!/^-?\d+(?:\.\d+)?$/.test(text)) return Number.NaN;
  return Math.round(Number(text) * (format === "epoch" ? 1000 : 1));
}

function isoTime(text: string, zone: string): number {
  if (ZONED.test(text)) return Date.parse(text);
  const local = Date.parse(`${text.replace(" ", "T")}${/\d{2}:\d{2}/.test(text) ? "" : "T00:00:00"}Z`);
  return Number.isNaN(local) ? local : fromLocal(local, zone);
}

function byPattern(text: string, format: string, zone: string): number {
  const names: string[] = [];
  const pattern = format.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(TOKEN, (token) => {
    names.push(token);
    return `(${DIGITS[token]})`;
  });
  const match = new RegExp(`^${pattern}$`).exec(text.trim());
  if (!match) return Number.NaN;
  const value = Object.fromEntries(names.map((name, index) => [name, Number(match[index + 1])]));
  const { yyyy = 1970, MM = 1, dd = 1, HH = 0, mm = 0, ss = 0, SSS = 0 } = value;
  const local = Date.UTC(yyyy, MM - 1, dd, HH, mm, ss, SSS);
  const read = new Date(local);
  const isReal = read.getUTCMonth() === MM - 1 && read.getUTCDate() === dd && read.getUTCHours() === HH;
  return isReal ? fromLocal(local, zone) : Number.NaN;
}

/** A wall clock's time as if it were UTC -> the moment it was. */
function fromLocal(local: number, zone: string): number {
  const guesses = [offsetAt(local - 86_400_000, zone), offsetAt(local + 86_400_000, zone)].map(
    (offset) => local - offset,
  );
  const real = guesses.filter((guess) => guess + offsetAt(guess, zone) === local);
  // An hour that clocks skip exists in neither: the offset before the change stands.
  return real.length > 0 ? Math.min(...real) : (guesses[0] ?? local);
}

/** Milliseconds a zone is ahead of UTC at a moment. */
export function offsetAt(ms: number, zone: string): number {
  const { yyyy = 1970, MM = 1, dd = 1, HH = 0, mm = 0, ss = 0 } = fields(ms, zone);
  return Date.UTC(yyyy, MM - 1, dd, HH, mm, ss) - Math.floor(ms / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function fields(ms: number, zone: string): Record<string, number> {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-u-nu-latn", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  formats.set(zone, format);
  const reported = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const of = (type: Intl.DateTimeFormatPartTypes) => reported.get(type) ?? 0;
  return {
    yyyy: of("year"),
    MM: of("month"),
    dd: of("day"),
    HH: of("hour"),
    mm: of("minute"),
    ss: of("second"),
    SSS: ((ms % 1000) + 1000) % 1000,
  };
}
