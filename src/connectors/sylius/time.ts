/**
 * The shop writes dates in its server's local time without an offset, and drops an offset we send: 08:10:59Z is read
 * as 08:10:59 local. So both directions are converted here.
 */
import type { Context } from "../kit/contract/contract.ts";
import type { LocalTime } from "../kit/parse/local-time.ts";
import { localTime, zoneOffset } from "../kit/parse/local-time.ts";

/** Name of the grant's value that holds the offset seen at the last login. */
export const OFFSET_NAME = "shopUtcOffset";

const MINUTE_MS = 60_000;
const QUARTER_MINUTES = 15;
const LOCAL = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/;

/** By the time zone the seller named, else by the offset measured at the last login. */
export function shopTime(ctx: Pick<Context, "connection" | "secret" | "hasSecret">): LocalTime {
  const { timeZone } = ctx.connection.settings;
  if (typeof timeZone === "string" && timeZone !== "") return localTime((utcMs) => zoneOffset(timeZone, utcMs));
  const offset = measuredOffset(ctx);
  return localTime(() => offset);
}

function measuredOffset(ctx: Pick<Context, "connection" | "secret" | "hasSecret">): number {
  const minutes = ctx.hasSecret(OFFSET_NAME) ? Number(ctx.secret(OFFSET_NAME).split(":").at(-1)) : Number.NaN;
  if (Number.isFinite(minutes)) return minutes;
  const { utcOffsetMinutes } = ctx.connection.facts;
  return typeof utcOffsetMinutes === "number" ? utcOffsetMinutes : 0;
}

/**
 * The shop's offset in minutes: the local time it noted for our login less the time of the answer's Date header,
 * to the nearest quarter of an hour. Undefined when either cannot be read.
 */
export function offsetFromLogin(lastLogin: string | undefined, dateHeader: string | undefined): number | undefined {
  const match = LOCAL.exec(lastLogin ?? "");
  const answeredAt = Date.parse(dateHeader ?? "");
  if (!match || Number.isNaN(answeredAt)) return undefined;
  const localMs = Date.parse(`${match[1]}T${match[2]}Z`);
  const minutes = Math.round((localMs - answeredAt) / MINUTE_MS / QUARTER_MINUTES) * QUARTER_MINUTES;
  // -0 would be written as "-0".
  return Math.abs(minutes) <= 14 * 60 ? minutes + 0 : undefined;
}
