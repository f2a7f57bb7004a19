/** Couriers as the marketplace lists them (SH21, once a day). */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { remembering } from "../kit/http/remembering.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { read } from "./client.ts";
import { carriersSchema } from "./schemas.ts";
import { factsOf } from "./settings.ts";

const DAY_MS = 24 * 3_600_000;

const carriers = remembering(DAY_MS, async (_of: null, ctx: Context) => {
  const body = await read(ctx, "/shipping/carriers", "carriers.list");
  return parseResponse(carriersSchema, body, { ctx, what: "carriers" }).carriers;
});

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

export interface Parcel {
  readonly carrier?: string | undefined;
  readonly trackingNumbers: readonly string[];
  readonly trackingUrl?: string | undefined;
}

/**
 * What is told of a parcel: a courier of the list by its code, another by its name. Null where the marketplace takes
 * couriers of its list alone and this is none. `urlName` is what the operation calls the link.
 */
export async function trackingOf(
  { carrier, trackingNumbers: [number], trackingUrl }: Parcel,
  urlName: "carrier_url" | "tracking_url",
  ctx: Context,
): Promise<{ readonly [name: string]: Json } | null> {
  const tracked = number === undefined ? {} : { tracking_number: number };
  if (carrier === undefined) return tracked;
  const name = plain(carrier);
  const listed = (await carriers(null, ctx)).find((one) =>
    [one.code, one.label, one.standard_code ?? ""].some((word) => plain(word) === name),
  );
  if (listed) return { ...tracked, carrier_code: listed.code };
  if (factsOf(ctx.connection).otherCarriersRefused) return null;
  return { ...tracked, carrier_name: carrier, ...(trackingUrl === undefined ? {} : { [urlName]: trackingUrl }) };
}
