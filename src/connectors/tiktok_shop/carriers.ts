/** Carriers have ids at TikTok, by delivery option: a parcel's carrier is found by its name. */
import { z } from "zod";
import type { Message } from "../../commerce/message.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import { remembering } from "../kit/http/remembering.ts";
import { idText, parseResponse } from "../kit/parse/parse.ts";
import { call } from "./client.ts";
import type { Order } from "./schemas.ts";
import { message } from "./words.ts";

const providersSchema = z.object({
  shipping_providers: z.array(z.object({ id: idText, name: z.string() })).nullish(),
});

interface Provider {
  readonly id: string;
  readonly name: string;
}

export type Carrier = { readonly id: string } | { readonly problem: Message };

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** The carrier of that name, else the one of the settings, else what TikTok offers instead. */
export async function carrierFor(order: Order, requested: string | undefined, ctx: Context): Promise<Carrier> {
  if (order.delivery_option_id === undefined)
    return {
      problem: message("refused.noDeliveryOption"),
    };
  const setting = ctx.connection.settings.shippingProvider;
  const names = [requested, typeof setting === "string" ? setting : undefined].flatMap(
    (name) => plain(name ?? "") || [],
  );
  const chosen = (among: readonly Provider[]) => names.flatMap((name) => pick(among, name) ?? [])[0];
  const option = order.delivery_option_id;
  const existing = await supportedProviders(null, ctx);
  const before = existing.get(option);
  const cached = before && chosen(before);
  if (cached) return { id: cached.id };
  const offered = await providers(option, ctx);
  existing.set(option, offered);
  const found = chosen(offered);
  if (found) return { id: found.id };
  const list = offered.map(({ name }) => name).join(", ");
  return {
    problem: message("refused.carrierUnknown", { carrier: requested ?? "-", list: list || "-" }),
  };
}

/** The exact name, else the only one that begins with it ("DHL" for "DHL eCommerce"). */
function pick(offered: readonly Provider[], requested: string): Provider | undefined {
  const exact = offered.find(({ name }) => plain(name) === requested);
  if (exact) return exact;
  const near = offered.filter(({ name }) => plain(name).startsWith(requested));
  return near.length === 1 ? near[0] : undefined;
}

const RETENTION_MS = 60 * 60_000;

/** By delivery option. A carrier not among them is asked for anew. */
const supportedProviders = remembering(RETENTION_MS, async (_none: null) => new Map<string, readonly Provider[]>());

async function providers(deliveryOption: string, ctx: Context): Promise<readonly Provider[]> {
  const url = `/logistics/202309/delivery_options/${encodeURIComponent(deliveryOption)}/shipping_providers`;
  try {
    const data = await call({ method: "GET", url, operation: "logistics.providers" }, ctx);
    return parseResponse(providersSchema, data, { ctx, what: "carriers" }).shipping_providers ?? [];
  } catch (error) {
    if (!isConnectorError(error) || error.info.kind !== "rejected") throw error;
    return [];
  }
}
