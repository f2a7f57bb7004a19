/** Listings Items 2021-08-01: search, one listing, and writes that are accepted first and live later. */
import { z } from "zod";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { applyPatches, type Patch, problemOf, putListing } from "./listing-write.ts";
import { denied, failure, notFound, ok, submission } from "./replies.ts";
import { live, queueChange, type State, type StoredListing } from "./state.ts";

const MOST = 1_000;
const bad = (message: string): SandboxReply => failure(400, "BAD_REQUEST", message);

export function listings(request: SandboxRequest, state: State, parts: readonly string[]): SandboxReply {
  const [seller = "", sku] = parts;
  if (decodeURIComponent(seller) !== state.sellerId) return denied();
  const stores = (request.query.get("marketplaceIds") ?? "").split(",").filter(Boolean);
  if (!stores.includes(state.marketplaceId)) return bad("The marketplace is not valid.");
  if (sku === undefined) return search(request, state);
  const name = decodeURIComponent(sku);
  switch (request.method) {
    case "GET": {
      const found = state.listings.get(name);
      return found && isShown(found, state)
        ? ok(view(live(state, found), includedOf(request), state))
        : notFound(`SKU '${name}' not found in marketplace.`);
    }
    case "PATCH":
      return withIdentifiers(request, state, name, patch(request, state, name));
    case "PUT":
      return withIdentifiers(request, state, name, putListing(request, state, name));
    case "DELETE":
      return remove(state, name);
    default:
      return failure(405, "MethodNotAllowed", "The method is not allowed.");
  }
}

/** Writes tell the item's ASIN where that was asked for, and it has one. */
function withIdentifiers(request: SandboxRequest, state: State, sku: string, reply: SandboxReply): SandboxReply {
  if (reply.status !== 200 || !request.query.get("includedData")?.includes("identifiers")) return reply;
  const asin = state.listings.get(sku)?.asin;
  const identifiers = asin === undefined ? [] : [{ marketplaceId: state.marketplaceId, asin }];
  return { ...reply, json: { ...(reply.json as object), identifiers } };
}

const isShown = ({ visibleAt }: StoredListing, state: State): boolean => visibleAt <= state.clock.now();

const includedOf = ({ query }: SandboxRequest): ReadonlySet<string> =>
  new Set((query.get("includedData") ?? "summaries").split(","));

function search(request: SandboxRequest, state: State): SandboxReply {
  const { query } = request;
  const size = Number(query.get("pageSize") ?? 10);
  if (!Number.isInteger(size) || size < 1 || size > 20) return bad("pageSize is 1 to 20.");
  const found = matching(query, state);
  if (typeof found === "string") return bad(found);
  const offset = tokenOf(query.get("pageToken"));
  if (offset === null || offset >= MOST) return bad("The page token is not valid.");
  const rows = found.slice(0, MOST);
  const hasNext = rows.length > offset + size;
  return ok({
    numberOfResults: found.length,
    ...(hasNext ? { pagination: { nextToken: Buffer.from(`at:${offset + size}`).toString("base64") } } : {}),
    items: rows.slice(offset, offset + size).map((listing) => view(listing, includedOf(request), state)),
  });
}

function tokenOf(token: string | null): number | null {
  if (token === null) return 0;
  const [, at] = /^at:(\d+)$/.exec(Buffer.from(token, "base64").toString("utf8")) ?? [];
  return at === undefined ? null : Number(at);
}

function matching(query: URLSearchParams, state: State): StoredListing[] | string {
  const identifiers = query.get("identifiers")?.split(",");
  if (identifiers) {
    if (query.get("identifiersType") !== "SKU") return "identifiersType is required.";
    if (identifiers.length > 20) return "At most 20 identifiers.";
    return identifiers
      .flatMap((sku) => state.listings.get(sku) ?? [])
      .filter((one) => isShown(one, state))
      .map((one) => live(state, one));
  }
  const parent = query.get("variationParentSku");
  const all = [...state.listings.values()].filter((one) => isShown(one, state)).map((one) => live(state, one));
  const field = query.get("sortBy") === "createdDate" ? "createdDate" : "lastUpdatedDate";
  const after = (name: string) => (query.has(name) ? Date.parse(query.get(name) ?? "") : Number.NEGATIVE_INFINITY);
  const [created, updated] = [after("createdAfter"), after("lastUpdatedAfter")];
  if (Number.isNaN(created) || Number.isNaN(updated)) return "The date is not valid.";
  const direction = query.get("sortOrder") === "ASC" ? 1 : -1;
  return all
    .filter((one) => parent === null || one.parentSku === parent)
    .filter((one) => Date.parse(one.createdDate) >= created && Date.parse(one.lastUpdatedDate) >= updated)
    .sort((a, b) => direction * (a[field] === b[field] ? (a.sku < b.sku ? -1 : 1) : a[field] < b[field] ? -1 : 1));
}

const MISSING_IMAGE = {
  code: "18027",
  message: "The main image is missing. The listing is suppressed until it has one.",
  severity: "ERROR",
  attributeNames: ["main_product_image_locator"],
  categories: ["MISSING_IMAGE"],
};

function view(listing: StoredListing, included: ReadonlySet<string>, state: State): object {
  const { marketplaceId } = state;
  const when = (name: string, part: () => object) => (included.has(name) ? part() : {});
  return {
    sku: listing.sku,
    ...when("summaries", () => ({ summaries: [summaryOf(listing, marketplaceId)] })),
    ...when("attributes", () => ({ attributes: listing.attributes })),
    ...when("issues", () => ({ issues: listing.blocked ? [MISSING_IMAGE] : [] })),
    ...when("offers", () => ({ offers: offersOf(listing, marketplaceId) })),
    ...when("fulfillmentAvailability", () =>
      listing.childSkus.length > 0 || listing.isParent
        ? {}
        : {
            fulfillmentAvailability: [{ fulfillmentChannelCode: listing.channel, quantity: listing.quantity }],
          },
    ),
    ...when("relationships", () => ({ relationships: relationsOf(listing, marketplaceId) })),
    ...when("productTypes", () => ({ productTypes: [{ marketplaceId, productType: listing.productType }] })),
  };
}

function summaryOf(listing: StoredListing, marketplaceId: string): object {
  const isBuyable = listing.quantity > 0 && listing.childSkus.length === 0;
  return {
    marketplaceId,
    asin: listing.asin,
    productType: listing.productType,
    conditionType: "new_new",
    status: listing.suppressed || listing.blocked ? [] : [...(isBuyable ? ["BUYABLE"] : []), "DISCOVERABLE"],
    itemName: listing.itemName,
    createdDate: listing.createdDate,
    lastUpdatedDate: listing.lastUpdatedDate,
  };
}

const offersSchema = z.array(
  z.object({
    currency: z.string().optional(),
    audience: z.string().optional(),
    our_price: z
      .array(
        z.object({
          schedule: z.array(z.object({ value_with_tax: z.union([z.number(), z.string()]).optional() })).optional(),
        }),
      )
      .optional(),
  }),
);

const offerOf = (listing: StoredListing): z.output<typeof offersSchema>[number] | undefined =>
  offersSchema
    .parse(listing.attributes.purchasable_offer ?? [])
    .find(({ audience }) => audience === undefined || audience === "ALL");

export const priceOf = (listing: StoredListing): string =>
  String(offerOf(listing)?.our_price?.[0]?.schedule?.[0]?.value_with_tax ?? "");

function offersOf(listing: StoredListing, marketplaceId: string): object[] {
  const offer = offerOf(listing);
  const amount = priceOf(listing);
  if (!offer || amount === "") return [];
  return [
    {
      marketplaceId,
      offerType: "B2C",
      price: { currencyCode: offer.currency, amount },
      audience: { value: "ALL", displayName: "Sell on Amazon" },
    },
  ];
}

function relationsOf({ childSkus, parentSku, themeAttributes }: StoredListing, marketplaceId: string): object[] {
  if (childSkus.length === 0 && parentSku === null) return [];
  const variationTheme = { attributes: themeAttributes, theme: themeAttributes.join("/").toUpperCase() };
  const own = childSkus.length > 0 ? { childSkus, variationTheme } : { parentSkus: [parentSku], variationTheme };
  return [{ marketplaceId, relationships: [{ type: "VARIATION", ...own }] }];
}

function patch(request: SandboxRequest, state: State, sku: string): SandboxReply {
  const listing = state.listings.get(sku);
  if (!listing) return notFound(`SKU '${sku}' not found in marketplace.`);
  const body = (request.json() ?? {}) as { readonly productType?: string; readonly patches?: readonly Patch[] };
  if (!body.productType || !body.patches?.length) return bad("productType and patches are required.");
  const problem = problemOf(body.patches, listing);
  if (problem) return submission(state, sku, "INVALID", [problem]);
  if (request.query.get("mode") === "VALIDATION_PREVIEW") return submission(state, sku, "VALID");
  const { patches } = body;
  queueChange(state, listing, () => applyPatches(listing, patches));
  return submission(state, sku);
}

function remove(state: State, sku: string): SandboxReply {
  if (!state.listings.has(sku)) return notFound(`SKU '${sku}' not found in marketplace.`);
  deleteListing(state, sku);
  return submission(state, sku);
}

export function deleteListing(state: State, sku: string): void {
  const listing = state.listings.get(sku);
  state.listings.delete(sku);
  const parent = listing?.parentSku ? state.listings.get(listing.parentSku) : undefined;
  if (parent) parent.childSkus.splice(parent.childSkus.indexOf(sku), 1);
}
