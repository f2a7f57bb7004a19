/** Items, groups and offers written by a program, and publishing: refused as the official description says. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { allowedConditions, needsCondition } from "./conditions.ts";
import { isPolicyOf } from "./policies.ts";
import { notInEu, regulatoryErrors } from "./regulatory.ts";
import { errorOf, failure, ok } from "./replies.ts";
import {
  digits,
  minorOf,
  offersOf,
  type State,
  type StoredOffer,
  type WrittenItem,
  type WrittenOffer,
} from "./state.ts";
import { leafOf } from "./taxonomy.ts";

const LOCATION = "warehouse-1";

interface Place {
  readonly area: string;
  readonly id: string;
  readonly action: string;
}

/** Null: the call is none of these. */
export function writeListing(request: SandboxRequest, state: State, { area, id, action }: Place): SandboxReply | null {
  const { method } = request;
  if (method === "GET" && area === "location") return ok(locations());
  if (method === "PUT" && area === "inventory_item") return putItem(request, state, id);
  if (method === "PUT" && area === "inventory_item_group") return putGroup(request, state, id);
  if (method === "POST" && area === "offer" && id === "") return postOffer(request, state);
  if (method === "POST" && area === "offer" && id === "publish_by_inventory_item_group")
    return publishGroup(request, state);
  if (method === "POST" && area === "offer" && action === "publish") return publishOne(request, state, id);
  if (method === "PUT" && area === "offer") return putOffer(request, state, id);
  return null;
}

const locations = (): object => ({
  total: 1,
  limit: 100,
  offset: 0,
  locations: [
    {
      merchantLocationKey: LOCATION,
      name: "Warehouse",
      merchantLocationStatus: "ENABLED",
      locationTypes: ["WAREHOUSE"],
    },
  ],
});

const noContent: SandboxReply = { status: 204 };
const noLanguage = failure(400, 25_709, "Invalid value for header Content-Language.");

/** Written whole: what is left out is erased. */
function putItem(request: SandboxRequest, state: State, sku: string): SandboxReply {
  if (!request.headers["content-language"]) return noLanguage;
  if (sku.length > 50) return failure(400, 25_707, "Invalid value for sku.");
  const written = request.json() as WrittenItem;
  const quantity = written.availability?.shipToLocationAvailability?.quantity ?? 0;
  if (!Number.isInteger(quantity) || quantity < 0) return failure(400, 25_004, "Invalid quantity.");
  const { ean = [], upc = [], isbn = [] } = written.product ?? {};
  state.items.set(sku, {
    sku,
    quantity,
    title: written.product?.title ?? "",
    description: written.product?.description ?? "",
    barcode: [...ean, ...upc, ...isbn][0] ?? null,
    option: null,
    groupKey: state.items.get(sku)?.groupKey ?? null,
    written,
  });
  return noContent;
}

interface WrittenGroup {
  readonly title?: string;
  readonly description?: string;
  readonly imageUrls?: readonly string[];
  readonly variantSKUs?: readonly string[];
  readonly variesBy?: {
    readonly specifications?: readonly { readonly name: string; readonly values: readonly string[] }[];
  };
}

function putGroup(request: SandboxRequest, state: State, key: string): SandboxReply {
  if (!request.headers["content-language"]) return noLanguage;
  const written = request.json() as WrittenGroup;
  const skus = [...(written.variantSKUs ?? [])];
  const unknown = skus.find((sku) => !state.items.has(sku));
  if (unknown !== undefined)
    return failure(400, 25_702, `${unknown} could not be found or is not available in the system.`);
  state.groups.set(key, { key, title: written.title ?? "", description: written.description ?? "", skus, written });
  for (const sku of skus) {
    const item = state.items.get(sku);
    if (item) item.groupKey = key;
  }
  return noContent;
}

/** eBay knows no key of the caller's: a second offer for the same item and site names the first. */
function postOffer(request: SandboxRequest, state: State): SandboxReply {
  if (!request.headers["content-language"]) return noLanguage;
  const written = request.json() as WrittenOffer;
  const { sku = "", marketplaceId: site = "" } = written;
  if (!state.items.has(sku))
    return failure(400, 25_702, `${sku} could not be found or is not available in the system.`);
  const same = offersOf(state, sku).find((offer) => offer.site === site);
  if (same)
    return {
      status: 400,
      json: {
        errors: [
          {
            ...errorOf(25_002, "A user error has occurred. Offer entity already exists."),
            parameters: [{ name: "offerId", value: same.id }],
          },
        ],
      },
    };
  const id = digits(state, 11);
  state.offers.set(id, offerOf(id, written, { sku, site, state }));
  return ok({ offerId: id }, 201);
}

const offerOf = (
  id: string,
  written: WrittenOffer,
  { sku, site, state }: { readonly sku: string; readonly site: string; readonly state: State },
): StoredOffer => ({
  id,
  sku,
  site,
  price: written.pricingSummary?.price ?? { value: "0.00", currency: state.currency },
  available: written.availableQuantity ?? null,
  status: "UNPUBLISHED",
  listingId: "",
  category: written.categoryId ?? "",
  written,
  sold: 0,
  isOnHold: false,
});

function putOffer(request: SandboxRequest, state: State, id: string): SandboxReply {
  if (!request.headers["content-language"]) return noLanguage;
  const offer = state.offers.get(id);
  if (!offer) return failure(404, 25_713, "This Offer is not available.");
  const next = offerOf(id, request.json() as WrittenOffer, { sku: offer.sku, site: offer.site, state });
  state.offers.set(id, { ...next, status: offer.status, listingId: offer.listingId, sold: offer.sold });
  return noContent;
}

/** Without a body it is refused before anything is read (sheet section 3). */
function publishOne(request: SandboxRequest, state: State, id: string): SandboxReply {
  if (request.text === "") return { status: 411 };
  const offer = state.offers.get(id);
  if (!offer) return failure(404, 25_713, "This Offer is not available.");
  const errors = offer.status === "PUBLISHED" ? [] : missingOf(state, offer);
  if (errors.length > 0) return { status: 400, json: { errors } };
  return ok({ listingId: publish(state, [offer]) });
}

function publishGroup(request: SandboxRequest, state: State): SandboxReply {
  const { inventoryItemGroupKey: key = "", marketplaceId: site = "" } = request.json() as Record<string, string>;
  const group = state.groups.get(key);
  if (!group) return failure(400, 25_702, `${key} could not be found or is not available in the system.`);
  const offers = group.skus.flatMap((sku) => offersOf(state, sku).filter((offer) => offer.site === site));
  const errors = offers.flatMap((offer) => missingOf(state, offer));
  if (offers.length < group.skus.length) errors.push(errorOf(25_013, "Invalid data in the Inventory Item Group."));
  if ((group.written?.variesBy?.specifications ?? []).length === 0)
    errors.push(errorOf(25_013, "Invalid data in the Inventory Item Group. The variations do not differ."));
  if (errors.length > 0) return { status: 400, json: { errors } };
  return ok({ listingId: publish(state, offers) });
}

function publish(state: State, offers: readonly StoredOffer[]): string {
  const listingId = offers.find((offer) => offer.listingId !== "")?.listingId ?? digits(state, 12);
  for (const offer of offers) Object.assign(offer, { status: "PUBLISHED", listingId });
  return listingId;
}

/** eBay's ConditionEnum. */
const CONDITIONS = new Set([
  "NEW",
  "LIKE_NEW",
  "NEW_OTHER",
  "NEW_WITH_DEFECTS",
  "CERTIFIED_REFURBISHED",
  "EXCELLENT_REFURBISHED",
  "VERY_GOOD_REFURBISHED",
  "GOOD_REFURBISHED",
  "SELLER_REFURBISHED",
  "USED_EXCELLENT",
  "USED_VERY_GOOD",
  "USED_GOOD",
  "USED_ACCEPTABLE",
  "PRE_OWNED_EXCELLENT",
  "PRE_OWNED_FAIR",
  "FOR_PARTS_OR_NOT_WORKING",
  "MANUFACTURER_REFURBISHED",
]);

const POLICIES = [
  ["fulfillmentPolicyId", 25_007, "Fulfillment"],
  ["paymentPolicyId", 25_008, "Payment"],
  ["returnPolicyId", 25_009, "Return"],
] as const;

function missingOf(state: State, offer: StoredOffer): object[] {
  const item = state.items.get(offer.sku)?.written;
  const own = publishErrors(offer, { item, currency: state.currency, isPolicy: isPolicyOf });
  const errors = [...own, ...notInEu(offer.written?.regulatory)];
  if (!item?.condition?.endsWith("_REFURBISHED")) return errors;
  return [...errors, errorOf(25_047, "Seller is not eligible to use Refurbished Item Condition")];
}

/** What publishing asks for, each with the number the official description gives it. */
export function publishErrors(
  { category, price, written = {} }: Pick<StoredOffer, "category" | "price" | "written">,
  {
    item,
    currency,
    isPolicy = (_, id) => /^\d+$/.test(id),
  }: {
    readonly item: WrittenItem | undefined;
    readonly currency: string;
    readonly isPolicy?: (key: string, id: string) => boolean;
  },
): object[] {
  const { condition, product = {}, availability } = item ?? {};
  const listing = "The eBay listing associated with the inventory item, or the unpublished offer has";
  const when = (is: boolean, id: number, text: string) => (is ? [errorOf(id, text)] : []);
  const { title = "", imageUrls = [] } = product;
  return [
    ...when(title === "" || title.length > 80, 25_016, "The title value is invalid."),
    ...when(!written.listingDescription, 25_016, "The description value is invalid."),
    ...when(imageUrls.length === 0 || imageUrls.length > 24, 25_014, `${listing} invalid pictures.`),
    ...when(
      imageUrls.some((url) => !url.startsWith("https://")),
      25_015,
      `${listing} an invalid picture URL.`,
    ),
    ...when(!condition && needsCondition(category), 25_016, "The condition value is invalid."),
    ...when(
      condition !== undefined && !(allowedConditions(category) ?? CONDITIONS).has(condition),
      25_021,
      `${listing} invalid item condition information.`,
    ),
    ...when(availability === undefined, 25_004, `${listing} an invalid quantity.`),
    ...when(minorOf(price) <= 0n || price.currency !== currency, 25_003, `${listing} an invalid price.`),
    ...when(written.merchantLocationKey !== LOCATION, 25_012, "Invalid inventory location."),
    ...POLICIES.flatMap(([name, id, policy]) =>
      when(
        !isPolicy(name, written.listingPolicies?.[name] ?? ""),
        id,
        `${listing} invalid data in the associated ${policy} policy.`,
      ),
    ),
    ...regulatoryErrors(written.regulatory),
    ...(leafOf(category)
      ? missingAspects(category, product.aspects ?? {})
      : [errorOf(25_005, `${listing} an invalid category ID.`)]),
  ];
}

function missingAspects(category: string, given: Readonly<Record<string, readonly string[]>>): object[] {
  return (leafOf(category)?.aspects ?? []).flatMap(({ name, isRequired, isClosed, isMany, values = [], maxLength }) => {
    const own = given[name] ?? [];
    const text = (what: string) => `A user error has occurred. The item specific ${name} ${what}`;
    if (isRequired && own.length === 0) return [errorOf(25_002, text("is missing."))];
    const isWrong =
      (own.length > 1 && !isMany) ||
      own.some((value) => (isClosed && !values.includes(value)) || value.length > (maxLength ?? value.length));
    return isWrong ? [errorOf(25_002, text("has an invalid value."))] : [];
  });
}
