/** Returns (v2) bring the shipments they belong to: what became of their items stands there. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import { parseAtDoor } from "../kit/parse.ts";
import { returnItemSchema, returnPageSchema } from "./schemas.ts";
import { type ShipmentPage, shipmentsBy, underSellers } from "./shipment-reads.ts";

/** A page of returns (25 of them) as the shipments they name; `next` is "" for the first. */
export async function returnedShipments(
  what: { readonly source: string; readonly from: string; readonly to: string },
  next: string,
  ctx: Context,
): Promise<ShipmentPage> {
  const { body } = await ctx.http.json({
    method: "GET",
    ...(next === ""
      ? {
          url: "/sellers/v2/returns",
          query: [
            ["source", what.source],
            ["modifiedAfter", what.from],
            ["modifiedBefore", what.to],
          ] as const,
        }
      : { url: underSellers(next) }),
    operation: "returns.list",
  });
  const page = parseAtDoor(returnPageSchema, body, { ctx, what: "the list of returns" });
  const items = page.returnItems.map((item) => parseAtDoor(returnItemSchema, item, { ctx, what: "a return" }));
  return { rows: await shipmentsOf(items, ctx), next: page.hasMore ? (page.nextUrl ?? "") : "" };
}

/** The shipments return items belong to, by shipment where it is named, else by order item. */
export async function shipmentsOf(
  items: readonly { readonly shipmentId?: string | undefined; readonly orderItemId?: string | undefined }[],
  ctx: Context,
): Promise<readonly Json[]> {
  const byShipment = items.flatMap(({ shipmentId }) => shipmentId ?? []);
  const byItem = items.flatMap(({ shipmentId, orderItemId }) => (shipmentId === undefined ? (orderItemId ?? []) : []));
  return [...(await shipmentsBy("shipmentIds", byShipment, ctx)), ...(await shipmentsBy("orderItemIds", byItem, ctx))];
}
