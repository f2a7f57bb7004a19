/** Settings of the shop, its time zone among them, and what becomes of times when that is another one. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { zoneOffset } from "../kit/parse/local-time.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { list } from "./client.ts";
import { configurationSchema } from "./schemas.ts";

/** A zone that was looked for a quarter of an hour ago has been another for twice as long at most. */
const NOTICED_MS = 30 * 60_000;

/** The zone, and where the shop was moved from another one since the last look, that one and since when. */
export function movedZone(ctx: Context, timeZone: string): Readonly<Record<string, Json>> {
  const { timeZone: before, earlierTimeZone = null, timeZoneSince = null } = ctx.connection.facts;
  const isMoved = typeof before === "string" && ![before, timeZone].includes("") && before !== timeZone;
  if (!isMoved) return { timeZone, earlierTimeZone, timeZoneSince };
  const since = new Date(ctx.shopNow() - NOTICED_MS).toISOString();
  return { timeZone, earlierTimeZone: before, timeZoneSince: since };
}

/** Values of the settings with these names; those that are empty are left out. */
export async function configuration(ctx: Context, names: readonly string[]): Promise<Map<string, string>> {
  const rows = await list(ctx, {
    resource: "configurations",
    operation: "configurations.list",
    display: "[name,value]",
    filters: [["name", `[${names.join("|")}]`]],
  });
  const read = rows.map((row) => parseResponse(configurationSchema, row, { ctx, what: "configuration" }));
  return new Map(read.flatMap(({ name, value }) => (value ? [[name, value] as const] : [])));
}

/** The zone the shop is set to now; "" when it does not tell, or none anybody knows. */
export async function reportedZone(ctx: Context): Promise<string> {
  const reported = (await configuration(ctx, ["PS_TIMEZONE"])).get("PS_TIMEZONE") ?? "";
  return isZone(reported || "UTC") ? reported : "";
}

/** True for a name this Node knows. */
export function isZone(timeZone: string): boolean {
  try {
    zoneOffset(timeZone, 0);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
