/** New listings: what the official description requires of each, told SKU by SKU; one that is there is overwritten. */
import type { Json } from "../../commerce/product.ts";
import { asDoc, asList, asText, type Doc } from "./replies.ts";
import { type State, type StoredListing, stockAt } from "./state.ts";

export interface Problem {
  readonly code: number;
  readonly description: string;
  readonly attribute?: string;
}

const REQUIRED = [
  ...["product_id", "price.mrp", "price.selling_price", "price.currency", "tax.hsn", "tax.tax_code"],
  ...["listing_status", "shipping_fees.local", "shipping_fees.zonal", "shipping_fees.national"],
  ...["shipping_fees.currency", "fulfillment_profile", "fulfillment.dispatch_sla"],
  ...["fulfillment.shipping_provider", "fulfillment.procurement_type"],
];

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  listing_status: ["ACTIVE", "INACTIVE"],
  fulfillment_profile: ["NON_FBF", "FBF_LITE", "FBF"],
  "fulfillment.shipping_provider": ["FLIPKART", "SELLER", "FLIPKART_SELLER", "SELLER_FLIPKART"],
  "fulfillment.procurement_type": ["EXPRESS", "REGULAR", "INTERNATIONAL", "MADE_TO_ORDER", "DOMESTIC"],
  "fulfillment.region_restriction": ["zonal", "national", "none"],
};

const WHOLE = [
  "price.mrp",
  "price.selling_price",
  "shipping_fees.local",
  "shipping_fees.zonal",
  "shipping_fees.national",
];
const LABELS = ["manufacturer_details", "importer_details", "packer_details", "countries_of_origin"];

const at = (entry: Doc, path: string): Json | undefined => {
  const [name = "", key] = path.split(".");
  return key === undefined ? entry[name] : asDoc(entry[name])[key];
};
const isWhole = (value: Json | undefined, least: number): boolean =>
  Number.isSafeInteger(value) && Number(value) >= least;

/** Codes and words are this sandbox's: the description gives the form alone. */
export function problemsOf(entry: Doc, locations: readonly string[]): Problem[] {
  const wrong = (attribute: string, description: string, is: boolean): Problem[] =>
    is ? [{ code: 2040, description: `${attribute} ${description}`, attribute }] : [];
  const value = (path: string) => at(entry, path);
  const [box] = asList(entry.packages).map(asDoc);
  const { dimensions } = box ?? {};
  const rows = asList(entry.locations).map(asDoc);
  return [
    ...REQUIRED.flatMap((path) => wrong(path, "is required", value(path) === undefined || value(path) === "")),
    ...Object.entries(CHOICES).flatMap(([path, values]) =>
      wrong(path, "has an invalid value", value(path) !== undefined && !values.includes(asText(value(path)))),
    ),
    ...WHOLE.flatMap((path) => wrong(path, "is a whole number", value(path) !== undefined && !isWhole(value(path), 0))),
    ...wrong(
      "fulfillment.dispatch_sla",
      "is at least 1",
      value("fulfillment.dispatch_sla") !== undefined && !isWhole(value("fulfillment.dispatch_sla"), 1),
    ),
    ...wrong(
      "price.selling_price",
      "is above the MRP",
      Number(value("price.selling_price")) > Number(value("price.mrp")),
    ),
    ...wrong("packages.name", "is required", !box || asText(box.name) === ""),
    ...(dimensions === undefined
      ? []
      : ["length", "breadth", "height"].flatMap((side) =>
          wrong(`packages.${side}`, "is required", typeof asDoc(dimensions)[side] !== "number"),
        )),
    ...wrong(
      "locations.id",
      "is not a location of the seller",
      rows.length === 0 || !rows.every(({ id }) => locations.includes(asText(id))),
    ),
    ...wrong("locations.inventory", "is a non-negative integer", !rows.every(({ inventory }) => isWhole(inventory, 0))),
    ...LABELS.flatMap((label) =>
      wrong(`address_label.${label}`, "takes at most 5", asList(asDoc(entry.address_label)[label]).length > 5),
    ),
  ];
}

export function createListing(sku: string, entry: Doc, state: State): readonly Problem[] {
  const problems = problemsOf(entry, state.locations);
  if (problems.length > 0) return problems;
  const fsn = asText(entry.product_id);
  const listing: StoredListing = {
    listingId: state.listings.get(sku)?.listingId ?? `LST${fsn}${state.number(6)}`,
    fsn,
    sku,
    title: `Catalog item ${fsn}`,
    price: Number(at(entry, "price.selling_price")),
    mrp: Number(at(entry, "price.mrp")),
    status: entry.listing_status === "INACTIVE" ? "INACTIVE" : "ACTIVE",
    profile: entry.fulfillment_profile === "FBF_LITE" ? "FBF_LITE" : "NON_FBF",
    taxCode: asText(at(entry, "tax.tax_code")),
    hidesLocations: false,
    locations: new Map(),
  };
  for (const { id, status, inventory } of asList(entry.locations).map(asDoc))
    Object.assign(stockAt(listing, asText(id)), { status, inventory: Number(inventory) });
  state.listings.set(sku, listing);
  return [];
}
