/** Dates of the shop: UTC without a zone, "2026-11-20 08:13:30", in answers and in filters, at every store view. */
import { instantMicros } from "../../commerce/version.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { message } from "./words.ts";

/** ISO 8601 UTC of the shop's text. Throws ConnectorError drift when it is no date. */
export function toIso(text: string): string {
  return new Date(Number(micros(text) / 1000n)).toISOString();
}

/** Microseconds since 1970 of the shop's text. Throws ConnectorError drift when it is no date. */
export function micros(text: string): bigint {
  try {
    return instantMicros(text.trim());
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ConnectorError({ kind: "drift", path: "date" }, message("error.shopSentWhereDateDue", { text }), {
      cause,
    });
  }
}

/** The only form the shop reads right in filters: an offset is ignored, and anything else matches every row. */
export function shopText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}

/** Date and time in the shop's own zone, in the form of special prices. Throws RangeError on an unknown zone. */
export function localText(ms: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(ms);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "00";
  return `${part("year")}-${part("month")}-${part("day")} ${part("hour")}:${part("minute")}:${part("second")}`;
}

/** The latest of some moments; the beginning of time when there are none. */
export function latestOf(moments: readonly bigint[]): bigint {
  let latest = 0n;
  for (const moment of moments) if (moment > latest) latest = moment;
  return latest;
}
