/** What an offer on an item of Flipkart's catalog needs (official description of createListings, sheet section 5). */
import type { ListingField } from "../../commerce/listing/schema.ts";
import type { Context } from "../kit/contract/contract.ts";
import { homeOf } from "./listings.ts";
import { locationIdsOf } from "./settings.ts";
import { english } from "./words.ts";

const choices = (...values: readonly string[]) => values.map((value) => ({ value, name: value }));

/** GST_APPAREL and GST_Footwear follow the price; others may be added (sheet section 5). */
const TAX_CODES = choices(
  ...["GST_0", "GST_3", "GST_5", "GST_12", "GST_18", "GST_28", "GST_40", "GST_APPAREL", "GST_Footwear"],
);

const MOST_ADDRESSES = 5;

const beside = (...keys: readonly string[]): ListingField["requiredIf"] =>
  keys.map((field) => [{ field, is: "filled" as const }]);

const SIDES = ["packages.length", "packages.breadth", "packages.height"] as const;

const rupees: Pick<ListingField, "kind" | "isWhole"> = { kind: "number", isWhole: true };
const needed: Pick<ListingField, "need" | "scope"> = { need: "required", scope: "product" };
const offered: Pick<ListingField, "need" | "scope"> = { need: "optional", scope: "product" };

/** Products of Flipkart's are one item each: variants differ by theirs. */
const ITEM: readonly ListingField[] = [
  {
    key: "product_id",
    name: english("listing.fsn"),
    help: english("listing.fsn.help"),
    kind: "text",
    need: "required",
    scope: "either",
  },
  { ...rupees, key: "price.mrp", name: english("listing.mrp"), need: "required", scope: "variant", minimum: 1 },
  {
    ...rupees,
    key: "price.selling_price",
    name: english("listing.price"),
    help: english("listing.price.help"),
    need: "required",
    scope: "variant",
    minimum: 1,
    notAbove: "price.mrp",
    source: "price",
  },
  {
    ...rupees,
    key: "locations.inventory",
    name: english("listing.quantity"),
    need: "required",
    scope: "variant",
    minimum: 0,
    source: "quantity",
  },
];

const TERMS: readonly ListingField[] = [
  { ...needed, key: "tax.hsn", name: english("listing.hsn"), kind: "text", source: "hsn" },
  {
    ...needed,
    key: "tax.tax_code",
    name: english("listing.taxCode"),
    kind: "choice",
    choices: TAX_CODES,
    isOpen: true,
  },
  {
    ...needed,
    key: "listing_status",
    name: english("listing.status"),
    kind: "choice",
    choices: choices("ACTIVE", "INACTIVE"),
    preset: "ACTIVE",
  },
  // Flipkart counts what lies in its own warehouses (FBF): those listings are not made here.
  {
    ...needed,
    key: "fulfillment_profile",
    name: english("listing.profile"),
    kind: "choice",
    choices: choices("NON_FBF", "FBF_LITE"),
    preset: "NON_FBF",
  },
  {
    ...needed,
    key: "fulfillment.dispatch_sla",
    name: english("listing.dispatchDays"),
    kind: "number",
    isWhole: true,
    minimum: 1,
  },
  {
    ...needed,
    key: "fulfillment.shipping_provider",
    name: english("listing.shippingProvider"),
    kind: "choice",
    choices: choices("FLIPKART", "SELLER", "FLIPKART_SELLER", "SELLER_FLIPKART"),
  },
  {
    ...needed,
    key: "fulfillment.procurement_type",
    name: english("listing.procurement"),
    kind: "choice",
    choices: choices("REGULAR", "EXPRESS", "DOMESTIC", "INTERNATIONAL", "MADE_TO_ORDER"),
  },
  {
    ...offered,
    key: "fulfillment.region_restriction",
    name: english("listing.region"),
    kind: "choice",
    choices: choices("none", "zonal", "national"),
  },
  { ...needed, ...rupees, key: "shipping_fees.local", name: english("listing.feeLocal"), minimum: 0 },
  { ...needed, ...rupees, key: "shipping_fees.zonal", name: english("listing.feeZonal"), minimum: 0 },
  { ...needed, ...rupees, key: "shipping_fees.national", name: english("listing.feeNational"), minimum: 0 },
];

/** UNVERIFIED: that packages are told in centimetres and kilograms. */
const side = (key: (typeof SIDES)[number], name: string, source: "length" | "width" | "height"): ListingField => ({
  key,
  name,
  kind: "measure",
  units: ["cm"],
  need: "recommended",
  scope: "variant",
  source,
  requiredIf: beside(...SIDES.filter((other) => other !== key)),
});

const PACKAGE: readonly ListingField[] = [
  side("packages.length", english("listing.length"), "length"),
  side("packages.breadth", english("listing.breadth"), "width"),
  side("packages.height", english("listing.height"), "height"),
  {
    key: "packages.weight",
    name: english("listing.weight"),
    kind: "measure",
    units: ["kg"],
    need: "recommended",
    scope: "variant",
    source: "weight",
  },
];

const address = (key: string, name: string): ListingField => ({
  ...offered,
  key: `address_label.${key}`,
  name,
  help: english("listing.label.help"),
  kind: "text",
  isMany: true,
  most: MOST_ADDRESSES,
});

const LABEL: readonly ListingField[] = [
  address("manufacturer_details", english("listing.manufacturer")),
  address("packer_details", english("listing.packer")),
  address("importer_details", english("listing.importer")),
  {
    ...offered,
    key: "address_label.countries_of_origin",
    name: english("listing.origin"),
    kind: "text",
    isMany: true,
    most: MOST_ADDRESSES,
    maxLength: 2,
    minLength: 2,
    source: "originCountry",
  },
  { ...offered, key: "dating_label.mfg_date", name: english("listing.madeOn"), kind: "date" },
  { ...offered, key: "dating_label.expiry_date", name: english("listing.expiresOn"), kind: "date" },
  {
    ...offered,
    key: "dating_label.shelf_life",
    name: english("listing.shelfLife"),
    kind: "number",
    isWhole: true,
    minimum: 1,
  },
];

export function offerFields(ctx: Pick<Context, "connection">): readonly ListingField[] {
  const { settings, facts } = ctx.connection;
  const { locations } = facts;
  const existing = [...locationIdsOf(settings), ...(Array.isArray(locations) ? locations.map(String) : [])];
  const home = homeOf(ctx);
  const location: ListingField = {
    ...needed,
    key: "locations.id",
    name: english("listing.location"),
    kind: "choice",
    choices: choices(...new Set(existing)),
    ...(home === "" ? {} : { preset: home }),
  };
  return [...ITEM, location, ...TERMS, ...PACKAGE, ...LABEL];
}
