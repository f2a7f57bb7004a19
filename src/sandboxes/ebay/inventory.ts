/** Items, groups, offers and the bulk call over the state. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { writeListing } from "./listing.ts";
import { errorOf, failure, ok } from "./replies.ts";
import {
  minorOf,
  offersOf,
  type State,
  type StoredGroup,
  type StoredItem,
  type StoredOffer,
  shownOf,
} from "./state.ts";

const MOST_REVISIONS = 250;
const BULK = 25;

export function inventory(
  request: SandboxRequest,
  state: State,
  [area = "", key = "", action = ""]: readonly string[],
): SandboxReply {
  const id = decodeURIComponent(key);
  const listing = writeListing(request, state, { area, id, action });
  if (listing !== null) return listing;
  switch (`${request.method} ${area}`) {
    case "GET inventory_item":
      if (!request.headers["accept-language"]) return failure(400, 25_709, "Invalid value for header Accept-Language.");
      return id === "" ? list(request, state) : one(state, id);
    case "POST bulk_get_inventory_item":
      return bulkGet(request, state);
    case "GET inventory_item_group":
      return group(state, id);
    case "GET offer":
      return offers(request, state);
    case "POST bulk_update_price_quantity":
      return bulkUpdate(request, state);
    default:
      return failure(404, 2002, "Resource not found");
  }
}

/** The offset of this list is a page's number. */
function list({ query }: SandboxRequest, state: State): SandboxReply {
  const limit = Number(query.get("limit") ?? 25);
  const page = Number(query.get("offset") ?? 0);
  if (!(limit >= 1 && limit <= 200)) return failure(400, 25_709, "Invalid value for limit.");
  const all = [...state.items.values()];
  const rows = all.slice(page * limit, (page + 1) * limit).map((item) => itemView(item, true));
  return ok({
    total: all.length,
    size: rows.length,
    limit,
    href: "/sell/inventory/v1/inventory_item",
    inventoryItems: rows,
  });
}

/** Those of listings made on the site are whatever their sellers wrote. */
const isSku = (sku: string, state: State): boolean => state.items.has(sku) || /^[\w .-]{1,50}$/.test(sku);

const invalidSku = () => failure(400, 25_708, "Invalid SKU.");

function one(state: State, sku: string): SandboxReply {
  const item = state.items.get(sku);
  if (!isSku(sku, state)) return invalidSku();
  return item
    ? ok(itemView(item, false))
    : failure(404, 25_710, "We didn't find the resource/entity you are requesting.");
}

const itemView = (item: StoredItem, isListed: boolean): object => ({
  sku: item.sku,
  locale: "en_US",
  condition: item.written?.condition ?? "NEW",
  product: {
    ...item.written?.product,
    title: item.title,
    description: item.description,
    imageUrls: item.written?.product?.imageUrls ?? ["https://i.ebayimg.example/1.jpg"],
    ...(item.barcode === null ? {} : { ean: [item.barcode] }),
    ...(item.option === null ? {} : { aspects: { Option: [item.option] } }),
  },
  packageWeightAndSize: { weight: { value: 0.3, unit: "KILOGRAM" } },
  availability: {
    shipToLocationAvailability: { quantity: item.quantity, allocationByFormat: { fixedPrice: item.quantity } },
  },
  ...(item.groupKey === null ? {} : { [isListed ? "inventoryItemGroupKeys" : "groupIds"]: [item.groupKey] }),
});

function bulkGet(request: SandboxRequest, state: State): SandboxReply {
  const { requests = [] } = request.json() as { readonly requests?: readonly { readonly sku: string }[] };
  if (requests.length > BULK) return failure(400, 25_709, "Invalid value for requests.");
  if (!requests.every(({ sku }) => isSku(sku, state))) return invalidSku();
  const responses = requests.map(({ sku }) => {
    const item = state.items.get(sku);
    if (item) return { statusCode: 200, sku, inventoryItem: itemView(item, true) };
    return {
      statusCode: 404,
      sku,
      errors: [errorOf(25_710, "We didn't find the resource/entity you are requesting.")],
    };
  });
  return ok({ responses }, responses.every(({ statusCode }) => statusCode === 200) ? 200 : 207);
}

function group(state: State, key: string): SandboxReply {
  const found = state.groups.get(key);
  return found ? ok(groupView(found)) : failure(404, 25_710, "We didn't find the resource/entity you are requesting.");
}

const groupView = (found: StoredGroup): object => ({
  inventoryItemGroupKey: found.key,
  title: found.title,
  description: found.description,
  imageUrls: found.written?.imageUrls ?? ["https://i.ebayimg.example/1.jpg"],
  variantSKUs: found.skus,
  variesBy: found.written?.variesBy ?? { specifications: [{ name: "Option", values: found.skus }] },
});

/** Without a SKU the call is refused; an item without offers is not found. */
function offers({ query }: SandboxRequest, state: State): SandboxReply {
  const sku = query.get("sku");
  if (sku === null) return failure(400, 25_709, "Invalid value for sku.");
  const found = offersOf(state, sku).filter(({ site }) => [null, site].includes(query.get("marketplace_id")));
  if (found.length === 0) return failure(404, 25_713, "This Offer is not available.");
  return ok({
    total: found.length,
    size: found.length,
    limit: 100,
    offers: found.map((offer) => offerView(offer, state)),
  });
}

function offerView(offer: StoredOffer, state: State): object {
  const item = state.items.get(offer.sku);
  const isSoldOut = item !== undefined && shownOf(item, offer) === 0;
  return {
    offerId: offer.id,
    sku: offer.sku,
    marketplaceId: offer.site,
    format: "FIXED_PRICE",
    categoryId: offer.category,
    listingDuration: "GTC",
    pricingSummary: { price: offer.price },
    status: offer.status,
    ...(offer.available === null ? {} : { availableQuantity: offer.available }),
    ...(offer.status === "PUBLISHED"
      ? {
          listing: {
            listingId: offer.listingId,
            listingStatus: isSoldOut ? "OUT_OF_STOCK" : "ACTIVE",
            soldQuantity: offer.sold,
            ...(offer.isOnHold ? { listingOnHold: true } : {}),
          },
        }
      : {}),
  };
}

interface Requested {
  readonly sku?: string;
  readonly shipToLocationAvailability?: { readonly quantity?: number };
  readonly offers?: readonly {
    readonly offerId: string;
    readonly availableQuantity?: number;
    readonly price?: { readonly value: string; readonly currency: string };
  }[];
}

function bulkUpdate(request: SandboxRequest, state: State): SandboxReply {
  const { requests = [] } = request.json() as { readonly requests?: readonly Requested[] };
  if (requests.length === 0 || requests.length > BULK) return failure(400, 25_709, "Invalid value for requests.");
  const responses = requests.flatMap((requested) => update(requested, state));
  return ok({ responses }, responses.every(({ statusCode }) => statusCode === 200) ? 200 : 207);
}

interface Row {
  readonly statusCode: number;
  readonly sku?: string;
  readonly offerId?: string;
  readonly errors?: readonly object[];
}

const refused = (row: Omit<Row, "statusCode" | "errors">, errorId: number, text: string): Row => ({
  ...row,
  statusCode: errorId === 25_710 ? 404 : 400,
  errors: [errorOf(errorId, text)],
});

/** One row for the item, one for each offer; a listing is one revision, whatever of it changed. */
function update({ sku, shipToLocationAvailability: pool, offers: changes = [] }: Requested, state: State): Row[] {
  const offers = changes.map(({ offerId }) => state.offers.get(offerId));
  const [first] = offers;
  const item = state.items.get(sku ?? first?.sku ?? "");
  const named = sku === undefined ? {} : { sku };
  if (!item) return [refused(named, 25_710, "We didn't find the resource/entity you are requesting.")];
  if (!revise(state, item))
    return [refused({ sku: item.sku }, 25_019, "Cannot revise listing. It was revised 250 times this day.")];
  const rows: Row[] = [];
  if (pool?.quantity !== undefined) {
    if (pool.quantity < 0) return [refused({ sku: item.sku }, 25_004, "Invalid quantity.")];
    item.quantity = pool.quantity;
    rows.push({ statusCode: 200, sku: item.sku });
  }
  for (const change of changes) rows.push(changeOffer(change, item, state));
  return rows;
}

function changeOffer(
  { offerId, availableQuantity, price }: NonNullable<Requested["offers"]>[number],
  item: StoredItem,
  state: State,
): Row {
  const offer = state.offers.get(offerId);
  const row = { sku: item.sku, offerId };
  if (!offer || offer.sku !== item.sku) return refused(row, 25_713, "This Offer is not available.");
  if (offer.status !== "PUBLISHED") return refused(row, 25_713, "This Offer is not published.");
  if (price !== undefined) {
    if (price.currency !== offer.price.currency || minorOf(price) <= 0n) return refused(row, 25_003, "Invalid price.");
    offer.price = price;
  }
  if (availableQuantity !== undefined) offer.available = availableQuantity;
  return { statusCode: 200, ...row };
}

function revise(state: State, item: StoredItem): boolean {
  const day = Math.floor(state.clock.now() / 86_400_000);
  const key = `${item.groupKey ?? item.sku} ${day}`;
  const count = state.revisions.get(key) ?? 0;
  state.revisions.set(key, count + 1);
  return count < MOST_REVISIONS;
}
