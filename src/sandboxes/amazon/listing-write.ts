/** Patches and whole listings: what the platform takes, refuses, and does with it. */
import type { Json } from "../../commerce/product.ts";
import type { Finding } from "../../connectors/kit/sandbox/json-schema.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { levelOf, typeFindings } from "./product-types.ts";
import { failure, submission } from "./replies.ts";
import { type Attributes, digits, LIVE_AFTER_MS, now, queueChange, type State, type StoredListing } from "./state.ts";

export interface Patch {
  readonly op?: string;
  readonly path?: string;
  readonly value?: Json;
}

type Entry = { readonly [key: string]: Json };

const isEntries = (value: Json | undefined): value is readonly Entry[] =>
  Array.isArray(value) && value.every((one) => one !== null && typeof one === "object" && !Array.isArray(one));

const issue = (code: string, message: string, attribute: string): object => ({
  code,
  message,
  severity: "ERROR",
  attributeNames: [attribute],
  categories: ["INVALID_ATTRIBUTE"],
});

/** Only top-level attributes, values always lists; what Amazon's warehouse holds is not the seller's to count. */
export function problemOf(patches: readonly Patch[], listing: StoredListing): object | null {
  for (const { op = "", path = "", value } of patches) {
    const [, attribute = ""] = /^\/attributes\/([a-z_0-9]+)$/.exec(path) ?? [];
    if (attribute === "" || !["add", "replace", "merge", "delete"].includes(op))
      return issue("4000001", `The patch '${op} ${path}' is not supported.`, attribute);
    if (op !== "delete" && !isEntries(value))
      return issue("4000003", "The value must be a list of objects.", attribute);
    const wrong = isEntries(value) ? entryProblem(attribute, value, listing.channel) : null;
    if (wrong) return wrong;
  }
  return null;
}

function entryProblem(attribute: string, entries: readonly Entry[], channel: string): object | null {
  if (
    attribute === "purchasable_offer" &&
    !entries.every(({ currency, our_price }) => currency && Array.isArray(our_price))
  )
    return issue("99022", "The field 'our_price' does not have enough values.", "purchasable_offer.our_price");
  if (attribute !== "fulfillment_availability") return null;
  for (const { fulfillment_channel_code: code, quantity } of entries) {
    if (code !== channel) return issue("99010", `The channel '${String(code)}' is not this listing's.`, attribute);
    if (typeof quantity !== "number" || quantity < 0 || !Number.isInteger(quantity))
      return issue("99001", "The quantity must be a whole number.", attribute);
  }
  return null;
}

export function applyPatches(listing: StoredListing, patches: readonly Patch[]): void {
  for (const { op, path = "", value } of patches) {
    const attribute = path.split("/")[2] ?? "";
    const entries = isEntries(value) ? value : [];
    const before = listing.attributes[attribute];
    if (op === "delete") delete listing.attributes[attribute];
    else listing.attributes[attribute] = op === "merge" && isEntries(before) ? merged(before, entries) : entries;
    readBack(listing);
  }
}

/** Entries of the same channel (or store) are laid over each other. */
function merged(before: readonly Entry[], entries: readonly Entry[]): readonly Entry[] {
  const keyOf = (entry: Entry) => String(entry.fulfillment_channel_code ?? entry.marketplace_id ?? "");
  const existing = new Map(before.map((entry) => [keyOf(entry), entry]));
  for (const entry of entries) existing.set(keyOf(entry), { ...existing.get(keyOf(entry)), ...entry });
  return [...existing.values()];
}

/** In both places a listing shows it: a later write of other attributes does not bring an older number back. */
export function setQuantity(listing: StoredListing, quantity: number): void {
  listing.attributes.fulfillment_availability = [{ fulfillment_channel_code: listing.channel, quantity }];
  listing.quantity = quantity;
}

/** What the rest of the listing shows of its attributes. */
export function readBack(listing: StoredListing): void {
  const { attributes } = listing;
  const stock = attributes.fulfillment_availability;
  const own = isEntries(stock) ? stock.find((entry) => entry.fulfillment_channel_code === listing.channel) : undefined;
  if (typeof own?.quantity === "number") listing.quantity = own.quantity;
  const name = attributes.item_name;
  const [first] = isEntries(name) ? name : [];
  if (typeof first?.value === "string") listing.itemName = first.value;
}

/** What a new listing of the sandbox's product types cannot do without. */
export const REQUIRED = ["item_name", "condition_type"];

export function putListing(request: SandboxRequest, state: State, sku: string): SandboxReply {
  const body = (request.json() ?? {}) as {
    readonly productType?: string;
    readonly requirements?: string;
    readonly attributes?: Attributes;
  };
  const { productType, attributes } = body;
  if (!productType || !attributes) return failure(400, "BAD_REQUEST", "productType and attributes are required.");
  const needed = body.requirements === "LISTING_OFFER_ONLY" ? ["merchant_suggested_asin", "condition_type"] : REQUIRED;
  const missing = needed.filter((name) => attributes[name] === undefined);
  const problems = [
    ...missing.map((name) => ({
      ...issue("90220", `'${name}' is required but not supplied.`, name),
      categories: ["MISSING_ATTRIBUTE"],
    })),
    ...Object.entries(attributes).flatMap(([name, value]) =>
      isEntries(value)
        ? (entryProblem(name, value, "DEFAULT") ?? [])
        : issue("4000003", "The value must be a list.", name),
    ),
  ];
  const found = typeFindings(productType, attributes)?.map(findingIssue) ?? problems;
  if (found.length > 0) return submission(state, sku, "INVALID", found);
  if (request.query.get("mode") === "VALIDATION_PREVIEW") return submission(state, sku, "VALID");
  const existing = state.listings.get(sku);
  const listing = existing ?? newListing(state, sku, productType, typeFindings(productType, attributes) !== null);
  if (!existing) state.listings.set(sku, listing);
  const write = () => {
    listing.productType = productType;
    listing.attributes = { ...attributes };
    readBack(listing);
    joinFamily(state, listing);
  };
  if (existing) queueChange(state, listing, write);
  else write();
  return submission(state, sku);
}

/** As the official model's sandbox says it. */
function findingIssue({ path, what }: Finding): object {
  const name = path.join(".");
  if (what === "missing")
    return { ...issue("90220", `'${name}' is required but not supplied.`, name), categories: ["MISSING_ATTRIBUTE"] };
  return issue("90000900", "The attributes are invalid.", name);
}

/** A variation belongs to the parent it names, where that is there. */
function joinFamily(state: State, listing: StoredListing): void {
  const { attributes } = listing;
  const [relation] = isEntries(attributes.child_parent_sku_relationship)
    ? attributes.child_parent_sku_relationship
    : [];
  const [theme] = isEntries(attributes.variation_theme) ? attributes.variation_theme : [];
  const level = levelOf(attributes);
  listing.isParent = level === "PARENT";
  if (level === "NONE") return;
  listing.themeAttributes = String(theme?.name ?? "")
    .toLowerCase()
    .split("/");
  const parent = state.listings.get(String(relation?.parent_sku ?? ""));
  if (level !== "CHILD" || !parent) return;
  listing.parentSku = parent.sku;
  if (!parent.childSkus.includes(listing.sku)) parent.childSkus.push(listing.sku);
}

export function newListing(state: State, sku: string, productType: string, isSlow = false): StoredListing {
  const at = now(state);
  return {
    sku,
    asin: `B0${digits(state, 8)}`,
    productType,
    itemName: sku,
    channel: "DEFAULT",
    quantity: 0,
    attributes: {},
    parentSku: null,
    isParent: false,
    visibleAt: state.clock.now() + (isSlow ? LIVE_AFTER_MS : 0),
    childSkus: [],
    themeAttributes: [],
    suppressed: false,
    blocked: false,
    createdDate: at,
    lastUpdatedDate: at,
    queued: [],
  };
}
