/** The shop's tracking plugin: its list of one order's tracking numbers, and another number on it. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { asList, asRecord, shopCall } from "./client.ts";

interface Tracked {
  readonly carrier?: string | undefined;
  readonly trackingUrl?: string | undefined;
}

/** Where the plugin keeps the tracking numbers of an order. */
export const trackingsOf = (orderId: string) => ({
  namespace: "wc-shipment-tracking/v3",
  path: `orders/${orderId}/shipment-trackings`,
});

/** The plugin's entries of an order. */
export async function listTrackings(
  orderId: string,
  ctx: Context,
): Promise<readonly { readonly [key: string]: Json }[]> {
  const { body } = await shopCall(ctx, { ...trackingsOf(orderId), operation: "trackings.list" });
  return asList(body, ctx, "trackings.list").map(asRecord);
}

/** Adds one number. A link given with a provider the plugin knows is ignored: carriers are always sent as custom ones. */
export async function createTracking(
  orderId: string,
  { number, carrier, trackingUrl }: Tracked & { readonly number: string },
  ctx: Context,
): Promise<void> {
  const json = {
    tracking_number: number,
    custom_tracking_provider: carrier ?? "Carrier",
    ...(trackingUrl ? { custom_tracking_link: trackingUrl } : {}),
    date_shipped: new Date(ctx.shopNow()).toISOString().slice(0, 10),
  };
  await shopCall(ctx, { ...trackingsOf(orderId), method: "POST", json, operation: "trackings.create" });
}
