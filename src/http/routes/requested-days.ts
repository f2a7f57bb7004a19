/** Reports of some days and some channels. */
import { z } from "zod";
import type { Optional } from "../../commerce/optional.ts";
import { calendarOf, requestedRange } from "../../hub/analytics/calendar.ts";
import type { Call } from "../route.ts";
import { id, severalOf } from "../schemas.ts";

export const days = {
  from: z.iso
    .date()
    .optional()
    .describe("first day, in the organization's time zone; default: 30 days including the last"),
  to: z.iso.date().optional().describe("last day, included; default today"),
  storeId: severalOf(z.union([id, z.literal("hub")])).describe(
    "only these channels, separated by commas; hub: manual orders",
  ),
};

type RequestedDays = Optional<{
  from: string;
  to: string;
  storeId: readonly string[];
}>;

/** The days and the channels asked for, as the organization counts them. */
export function questionOf({
  tenant,
  query,
  now,
}: Pick<Call<unknown, RequestedDays, unknown>, "tenant" | "query" | "now">) {
  return tenant(async (tx) => {
    const calendar = await calendarOf(tx, now);
    const storeIds = query.storeId?.map((each) => (each === "hub" ? null : each));
    return { calendar, range: requestedRange(query, calendar.today), storeIds, now };
  });
}
