/** Listings v3: search, details, stock and prices. An object keyed by SKU, status 200 whatever became of each. */
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { createListing, type Problem } from "./listing-create.ts";
import { asDoc, asList, asText, type Doc, failure, notFound, ok } from "./replies.ts";
import { type State, type StoredListing, stockAt } from "./state.ts";

const PREFIX = "/sellers/listings/v3";
const SEARCH_PAGE = 500;
const SKUS_A_CALL = 10;

/** Null: another path. */
export function handleListings(request: SandboxRequest, state: State): SandboxReply | null {
  const { method, path } = request;
  if (path !== PREFIX && !path.startsWith(`${PREFIX}/`)) return null;
  const rest = path.slice(PREFIX.length + 1);
  if (method === "GET") return details(rest.split(",").map(decodeURIComponent), state);
  if (method !== "POST") return notFound;
  const body = asDoc(request.json());
  switch (rest) {
    case "":
      return create(body, state);
    case "search":
      return search(body, state);
    case "details":
      return details(asList(body.sku_ids).map(asText), state);
    case "update/inventory":
      return update(body, state, setInventory);
    case "update/price":
      return update(body, state, setPrice);
    default:
      return notFound;
  }
}

function search(body: Doc, state: State): SandboxReply {
  const status = asText(asDoc(body.filters).listing_status);
  const pageId = body.page_id;
  if (pageId !== null && typeof pageId !== "string") return failure(400, "BAD_REQUEST", "page_id is null or text");
  const after = pageId === null ? "" : Buffer.from(pageId, "base64url").toString("utf8");
  if (after !== "" && !after.startsWith("after:")) return failure(400, "BAD_REQUEST", "page_id is not valid");
  const rows = [...state.listings.values()]
    .filter((listing) => status === "" || listing.status === status)
    .sort((a, b) => (a.listingId < b.listingId ? -1 : 1))
    .filter((listing) => after === "" || listing.listingId > after.slice(6));
  const page = rows.slice(0, SEARCH_PAGE);
  const hasMore = rows.length > page.length;
  return ok({
    next_page_id: hasMore ? Buffer.from(`after:${page.at(-1)?.listingId}`).toString("base64url") : null,
    has_more: hasMore,
    listings: page.map(({ listingId, fsn, sku }) => ({ listing_id: listingId, product_id: fsn, sku_id: sku })),
  });
}

function details(skus: readonly string[], state: State): SandboxReply {
  if (skus.length > SKUS_A_CALL) return failure(400, "BAD_REQUEST", `At most ${SKUS_A_CALL} SKUs in a call`);
  const existing = skus.flatMap((sku) => state.listings.get(sku) ?? []);
  return ok({
    available: Object.fromEntries(existing.map((listing) => [listing.sku, view(listing)])),
    unavailable: skus.filter((sku) => !state.listings.has(sku)),
    invalid: [],
  });
}

function view(listing: StoredListing): Json {
  return {
    listing_id: listing.listingId,
    product_id: listing.fsn,
    price: { mrp: listing.mrp, selling_price: listing.price, currency: "INR" },
    ...(listing.taxCode === undefined ? {} : { tax: { hsn: "6912", tax_code: listing.taxCode } }),
    listing_status: listing.status,
    shipping_fees: { local: 40, zonal: 60, national: 80, currency: "INR" },
    fulfillment_profile: listing.profile,
    fulfillment: { dispatch_sla: 1, shipping_provider: "FLIPKART", procurement_type: "REGULAR" },
    packages: [{ id: "1", name: "Box", dimensions: { length: 12.5, breadth: 10, height: 9 }, weight: 0.4 }],
    locations: listing.hidesLocations
      ? []
      : [...listing.locations].map(([id, { status, inventory, pending }]) => ({
          id,
          status,
          inventory,
          pending_inventory: pending,
        })),
    archived_status: "NONE",
  };
}

function update(
  body: Doc,
  state: State,
  set: (listing: StoredListing, entry: Doc, state: State) => Problem | null,
): SandboxReply {
  const entries = Object.entries(body);
  if (entries.length === 0 || entries.length > SKUS_A_CALL)
    return failure(400, "BAD_REQUEST", `1 to ${SKUS_A_CALL} SKUs in a call`);
  return ok(
    Object.fromEntries(
      entries.map(([sku, entry]) => {
        const problem = problemOf(sku, asDoc(entry), state, set);
        return [sku, verification(problem === null ? [] : [problem])];
      }),
    ),
  );
}

function problemOf(
  sku: string,
  entry: Doc,
  state: State,
  set: (listing: StoredListing, entry: Doc, state: State) => Problem | null,
): Problem | null {
  const ordered = state.refusals.get(sku);
  if (ordered) {
    state.refusals.delete(sku);
    return ordered;
  }
  const listing = state.listings.get(sku);
  if (!listing) return { code: 2005, description: "SKU does not exist" };
  if (entry.product_id !== listing.fsn) return { code: 2011, description: "product_id does not match the SKU" };
  return set(listing, entry, state);
}

function create(body: Doc, state: State): SandboxReply {
  const entries = Object.entries(body);
  if (entries.length === 0 || entries.length > SKUS_A_CALL)
    return failure(400, "BAD_REQUEST", `1 to ${SKUS_A_CALL} SKUs in a call`);
  return ok(
    Object.fromEntries(entries.map(([sku, entry]) => [sku, verification(createListing(sku, asDoc(entry), state))])),
  );
}

function verification(problems: readonly Problem[]): Json {
  const told = ({ code, description, attribute }: Problem) => ({
    ...{ severity: "ERROR", code, description },
    ...(attribute === undefined ? {} : { attribute }),
  });
  return {
    status: problems.length === 0 ? "SUCCESS" : "FAILURE",
    errors: problems.filter(({ attribute }) => attribute === undefined).map(told),
    attribute_errors: problems.filter(({ attribute }) => attribute !== undefined).map(told),
  };
}

function setInventory(listing: StoredListing, entry: Doc, state: State): Problem | null {
  const rows = asList(entry.locations).map(asDoc);
  if (rows.length === 0) return { code: 2020, description: "locations is required" };
  if (listing.profile === "FBF") return { code: 2021, description: "Inventory of FBF listings cannot be set" };
  for (const { id, status, inventory } of rows) {
    if (!state.locations.includes(asText(id))) return { code: 2022, description: `Invalid location ${asText(id)}` };
    if (status !== "ENABLED" && status !== "DISABLED")
      return { code: 2023, description: "status is required", attribute: "locations.status" };
    if (!Number.isSafeInteger(inventory) || Number(inventory) < 0)
      return { code: 2024, description: "inventory is a non-negative integer", attribute: "locations.inventory" };
  }
  for (const { id, status, inventory } of rows)
    Object.assign(stockAt(listing, asText(id)), { status, inventory: Number(inventory) });
  return null;
}

function setPrice(listing: StoredListing, entry: Doc): Problem | null {
  const { mrp, selling_price: price, currency } = asDoc(entry.price);
  if (currency !== "INR") return { code: 2030, description: "currency is INR", attribute: "price.currency" };
  if (!Number.isSafeInteger(mrp) || !Number.isSafeInteger(price) || Number(price) < 0)
    return { code: 2031, description: "prices are whole rupees", attribute: "price.selling_price" };
  if (Number(price) > Number(mrp))
    return { code: 2032, description: "selling price is above the MRP", attribute: "price.selling_price" };
  Object.assign(listing, { mrp: Number(mrp), price: Number(price) });
  return null;
}
