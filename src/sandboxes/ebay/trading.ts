/** The Trading API over the state: XML, one address, failures with HTTP 200. It lists what every API made. */

import { childOf, element, parseXml, type XmlNode, xmlText } from "../../connectors/kit/parse/xml.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { hasVariations, unsold } from "./site-goods.ts";
import {
  type Money,
  moneyOf,
  now,
  offersOf,
  type SiteListing,
  type SiteVariation,
  type State,
  shownOf,
} from "./state.ts";

const NAMESPACE = "urn:ebay:apis:eBLBaseComponents";
const MOST_REVISIONS = 250;
const AT_ONCE = 4;
const MOST_LISTED = 25_000;

export const callName = ({ headers }: SandboxRequest): string => headers["x-ebay-api-call-name"] ?? "";

export function trading(request: SandboxRequest, state: State): SandboxReply {
  const name = callName(request);
  const access = state.access.get(request.headers["x-ebay-api-iaf-token"] ?? "");
  if (access?.kind !== "user") return failure(name, "931", "Auth token is invalid.");
  if (access.endsAt <= state.clock.now()) return failure(name, "21917053", "IAF token supplied is expired.");
  if (!request.headers["x-ebay-api-compatibility-level"]) return failure(name, "10012", "Invalid API version.");
  const root = parseXml(request.text);
  switch (name) {
    case "GetMyeBaySelling":
      return activeList(root, state);
    case "GetItem":
      return item(root, state);
    case "GetUserPreferences":
      return success(name, [element("OutOfStockControlPreference", String(state.outOfStockOption))]);
    case "ReviseInventoryStatus":
      return revise(root, state);
    default:
      return failure(name, "2", "Unsupported API call.");
  }
}

const reply = (name: string, content: readonly XmlNode[]): SandboxReply => ({
  status: 200,
  headers: { "content-type": "text/xml;charset=utf-8" },
  text: xmlText(element(`${name}Response`, content, { xmlns: NAMESPACE })),
});

const success = (name: string, content: readonly XmlNode[]): SandboxReply =>
  reply(name, [element("Ack", "Success"), ...content]);

const errorOf = (code: string, text: string): XmlNode =>
  element("Errors", [
    element("ShortMessage", text),
    element("LongMessage", text),
    element("ErrorCode", code),
    element("SeverityCode", "Error"),
    element("ErrorClassification", "RequestError"),
  ]);

const failure = (name: string, code: string, text: string): SandboxReply =>
  reply(name, [element("Ack", "Failure"), errorOf(code, text)]);

const textAt = (node: XmlNode | undefined, ...names: readonly string[]): string => {
  const found = names.reduce<XmlNode | undefined>((at, name) => at && childOf(at, name), node);
  return found?.text.trim() ?? "";
};

/** Listings of the Inventory API stand in the same lists; they can be read here and not changed. */
function allListings(state: State): readonly SiteListing[] {
  const published = [...state.offers.values()].filter(({ status }) => status === "PUBLISHED");
  const byListing = Map.groupBy(published, ({ listingId }) => listingId);
  const ofInventory = [...byListing].map(([itemId, offers]): SiteListing => {
    const [first] = offers;
    const head = state.items.get(first?.sku ?? "");
    return {
      itemId,
      site: first?.site ?? state.site,
      type: "FixedPriceItem",
      title: head?.title ?? "",
      description: head?.description ?? "",
      variations: offers.map((offer) => {
        const stored = state.items.get(offer.sku);
        const shown = stored
          ? shownOf(
              stored,
              offersOf(state, offer.sku).find(({ id }) => id === offer.id),
            )
          : 0;
        const { sku, price, sold } = offer;
        return {
          sku,
          price,
          sold,
          option: stored?.option ?? null,
          barcode: stored?.barcode ?? null,
          quantity: shown + sold,
        };
      }),
      isEnded: false,
    };
  });
  return [...state.siteListings.values(), ...ofInventory];
}

function activeList(root: XmlNode, state: State): SandboxReply {
  const request = childOf(root, "ActiveList");
  const perPage = Number(textAt(request, "Pagination", "EntriesPerPage") || "25");
  const page = Number(textAt(request, "Pagination", "PageNumber") || "1");
  if (!(perPage >= 1 && perPage <= 200)) return failure("GetMyeBaySelling", "340", "Invalid page size.");
  const active = allListings(state).filter(({ isEnded }) => !isEnded);
  const rows = active.slice(0, MOST_LISTED).slice((page - 1) * perPage, page * perPage);
  return success("GetMyeBaySelling", [
    element("ActiveList", [
      ...(rows.length === 0 ? [] : [element("ItemArray", rows.map(rowView))]),
      element("PaginationResult", [
        element("TotalNumberOfPages", String(Math.ceil(Math.min(active.length, MOST_LISTED) / perPage))),
        element("TotalNumberOfEntries", String(Math.min(active.length, MOST_LISTED))),
      ]),
    ]),
  ]);
}

/** Of variations the list tells those alone that somebody bought. */
function rowView(listing: SiteListing): XmlNode {
  const [first] = listing.variations;
  const bought = listing.variations.filter(({ sold }) => sold > 0);
  return element("Item", [
    element("ItemID", listing.itemId),
    element("Title", listing.title),
    ...addressView(listing),
    element("ListingDuration", "GTC"),
    element("ListingType", listing.type),
    element("PictureDetails", [element("GalleryURL", "https://i.ebayimg.example/1.jpg")]),
    element("QuantityAvailable", String(listing.variations.reduce((sum, one) => sum + unsold(one), 0))),
    element("Quantity", String(listing.variations.reduce((sum, one) => sum + one.quantity, 0))),
    ...(hasVariations(listing)
      ? bought.length === 0
        ? []
        : [element("Variations", bought.map(variationView))]
      : [
          ...(first?.sku == null ? [] : [element("SKU", first.sku)]),
          element("SellingStatus", first ? [money("CurrentPrice", first.price)] : []),
        ]),
  ]);
}

const DOMAINS: Readonly<Record<string, string>> = { EBAY_GB: "co.uk", EBAY_US: "com", EBAY_AU: "com.au" };

const addressView = ({ site, itemId }: SiteListing): readonly XmlNode[] => {
  const domain = DOMAINS[site] ?? site.slice("EBAY_".length).toLowerCase();
  return [element("ListingDetails", [element("ViewItemURL", `https://www.ebay.${domain}/itm/${itemId}`)])];
};

const money = (name: string, { value, currency }: Money): XmlNode => element(name, value, { currencyID: currency });

const variationView = (one: SiteVariation): XmlNode =>
  element("Variation", [
    ...(one.sku === null ? [] : [element("SKU", one.sku)]),
    money("StartPrice", one.price),
    element("Quantity", String(one.quantity)),
    element("VariationSpecifics", [
      element("NameValueList", [element("Name", "Option"), element("Value", one.option ?? one.sku ?? "")]),
    ]),
    ...codesView("VariationProductListingDetails", one),
    element("SellingStatus", [element("QuantitySold", String(one.sold))]),
  ]);

const codesView = (name: string, { barcode }: SiteVariation): readonly XmlNode[] =>
  barcode === null ? [] : [element(name, [element("EAN", barcode)])];

const WORDS: Readonly<Record<string, string>> = { EBAY_GB: "UK", EBAY_US: "US", EBAY_DE: "Germany", EBAY_FR: "France" };

function item(root: XmlNode, state: State): SandboxReply {
  const listing = allListings(state).find(({ itemId }) => itemId === textAt(root, "ItemID"));
  if (!listing) return failure("GetItem", "17", "This item cannot be accessed because the listing has been deleted.");
  const [first] = listing.variations;
  const isMany = hasVariations(listing);
  const sold = listing.variations.reduce((sum, one) => sum + one.sold, 0);
  const isZero = listing.variations.every((one) => unsold(one) === 0);
  return success("GetItem", [
    element("Item", [
      element("ItemID", listing.itemId),
      element("Title", listing.title),
      element("Description", listing.description),
      ...addressView(listing),
      element("ListingType", listing.type),
      element("Site", WORDS[listing.site] ?? "Italy"),
      element("Quantity", String(listing.variations.reduce((sum, one) => sum + one.quantity, 0))),
      element("OutOfStockControl", String(state.outOfStockOption)),
      ...(isZero ? [element("HideFromSearch", "true"), element("ReasonHideFromSearch", "OutOfStock")] : []),
      element("PictureDetails", [
        element("GalleryURL", "https://i.ebayimg.example/1.jpg"),
        element("PictureURL", "https://i.ebayimg.example/1.jpg"),
      ]),
      element("SellingStatus", [
        ...(first ? [money("CurrentPrice", first.price)] : []),
        element("QuantitySold", String(sold)),
        element("ListingStatus", listing.isEnded ? "Completed" : "Active"),
      ]),
      ...(first && !isMany
        ? [
            ...(first.sku === null ? [] : [element("SKU", first.sku)]),
            money("StartPrice", first.price),
            ...codesView("ProductListingDetails", first),
          ]
        : []),
      ...(isMany ? [element("Variations", listing.variations.map(variationView))] : []),
    ]),
  ]);
}

interface Change {
  readonly listing: SiteListing;
  readonly variation: SiteVariation;
  readonly quantity: number | null;
  readonly price: Money | null;
}

/** Each is done or not by itself; which one an error is about is not told. */
function revise(root: XmlNode, state: State): SandboxReply {
  const name = "ReviseInventoryStatus";
  const rows = root.children.filter((child) => child.name === "InventoryStatus");
  if (rows.length === 0 || rows.length > AT_ONCE) return failure(name, "21916288", "Too many items to revise.");
  const outcomes = rows.map((row) => reviseOne(row, state));
  const errors = outcomes.filter(({ node }) => node.name === "Errors");
  const ack = errors.length === 0 ? "Success" : errors.length === rows.length ? "Failure" : "PartialFailure";
  return reply(name, [element("Ack", ack), ...outcomes.map(({ node }) => node)]);
}

function reviseOne(row: XmlNode, state: State): { readonly node: XmlNode } {
  const change = changeOf(row, state);
  if ("name" in change) return { node: change };
  const { listing, variation, quantity, price } = change;
  if (quantity === 0 && !state.outOfStockOption) {
    if (!hasVariations(listing))
      return { node: errorOf("21916583", "The quantity must be a valid number greater than 0.") };
    // Nobody bought it: it leaves the listing, and cannot be raised again.
    if (variation.sold === 0) listing.variations = listing.variations.filter((one) => one !== variation);
  }
  if (quantity !== null) variation.quantity = quantity + variation.sold;
  if (price !== null) variation.price = price;
  const left = listing.variations.every((one) => unsold(one) === 0);
  if (left && !state.outOfStockOption) listing.isEnded = true;
  return {
    node: element("InventoryStatus", [
      element("ItemID", listing.itemId),
      ...(variation.sku === null ? [] : [element("SKU", variation.sku)]),
      element("Quantity", String(variation.quantity)),
    ]),
  };
}

/** What is to be changed, or the error it ends with. */
function changeOf(row: XmlNode, state: State): Change | XmlNode {
  const itemId = textAt(row, "ItemID");
  const listing = state.siteListings.get(itemId);
  if (!listing)
    return allListings(state).some((one) => one.itemId === itemId)
      ? errorOf("21919474", "Inventory-based listing management is not currently supported by this tool.")
      : errorOf("17", "This item cannot be accessed because the listing has been deleted.");
  if (listing.isEnded)
    return errorOf("21916750", "FixedPrice item ended. You are not allowed to revise an ended item.");
  // Of a listing without variations the item number counts, whatever SKU stands beside it.
  const variation = hasVariations(listing)
    ? listing.variations.find(({ sku }) => sku === textAt(row, "SKU"))
    : listing.variations[0];
  if (!variation) return errorOf("21916799", "SKU does not exist in Non-ManageBySKU item specified by ItemID.");
  const [quantity, price] = [textAt(row, "Quantity"), textAt(row, "StartPrice")];
  if (quantity !== "" && !/^\d+$/.test(quantity)) return errorOf("37", "Input data for tag <Quantity> is invalid.");
  // Its code is not published: one that stands for many reasons.
  if (!mayRevise(itemId, state)) return errorOf("240", "The listing was revised 250 times today. Revise it tomorrow.");
  return {
    listing,
    variation,
    quantity: quantity === "" ? null : Number(quantity),
    price: price === "" ? null : moneyOf(state, price),
  };
}

function mayRevise(itemId: string, state: State): boolean {
  const key = `${itemId} ${now(state).slice(0, 10)}`;
  const count = state.revisions.get(key) ?? 0;
  state.revisions.set(key, count + 1);
  return count < MOST_REVISIONS;
}
