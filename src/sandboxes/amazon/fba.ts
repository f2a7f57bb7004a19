/** FBA Inventory v1: what lies in Amazon's warehouses, by SKU. Written from the official model. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { failure, ok } from "./replies.ts";
import { live, type State } from "./state.ts";

const PAGE = 50;

export function fbaSummaries({ query, method }: SandboxRequest, state: State): SandboxReply {
  if (method !== "GET") return failure(405, "MethodNotAllowed", "The method is not allowed.");
  const bad = (message: string) => failure(400, "InvalidInput", message);
  if (query.get("granularityType") !== "Marketplace") return bad("granularityType is Marketplace.");
  if (query.get("granularityId") !== state.marketplaceId || query.get("marketplaceIds") !== state.marketplaceId)
    return bad("The marketplace is not valid.");
  const skus = query.get("sellerSkus")?.split(",");
  if (skus && skus.length > PAGE) return bad("At most 50 SKUs.");
  const one = query.get("sellerSku");
  const requested = skus ? new Set(skus) : one === null ? null : new Set([one]);
  const rows = [...state.listings.values()]
    .map((listing) => live(state, listing))
    .filter(
      ({ channel, sku, childSkus }) => channel !== "DEFAULT" && childSkus.length === 0 && (requested?.has(sku) ?? true),
    );
  const at = Number(query.get("nextToken") ?? 0);
  const hasNext = rows.length > at + PAGE;
  return ok({
    ...(hasNext ? { pagination: { nextToken: String(at + PAGE) } } : {}),
    payload: {
      granularity: { granularityType: "Marketplace", granularityId: state.marketplaceId },
      inventorySummaries: rows.slice(at, at + PAGE).map(({ sku, asin, quantity, itemName }) => ({
        asin,
        sellerSku: sku,
        condition: "NewItem",
        productName: itemName,
        totalQuantity: quantity + 2,
        // Only asked for does Amazon tell them apart: two units are on their way in.
        ...(query.get("details") === "true" && {
          inventoryDetails: { fulfillableQuantity: quantity, inboundShippedQuantity: 2 },
        }),
      })),
    },
  });
}
