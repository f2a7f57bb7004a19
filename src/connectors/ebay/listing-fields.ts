/** What every listing of eBay asks for beside its category's item specifics (official description of the Inventory API). */
import { z } from "zod";
import type { ListingField } from "../../commerce/listing/schema.ts";
import type { Context } from "../kit/contract/contract.ts";
import { idText, listOf, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { policyFields } from "./listing-policies.ts";
import { REGULATORY_FIELDS } from "./listing-regulatory.ts";
import { english } from "./words.ts";

/** All of eBay's ConditionEnum; which of them a category takes stands behind a call that tells numbers alone. */
const CONDITIONS = [
  ["NEW", english("listing.condition.NEW")],
  ["LIKE_NEW", english("listing.condition.LIKE_NEW")],
  ["NEW_OTHER", english("listing.condition.NEW_OTHER")],
  ["NEW_WITH_DEFECTS", english("listing.condition.NEW_WITH_DEFECTS")],
  ["MANUFACTURER_REFURBISHED", english("listing.condition.MANUFACTURER_REFURBISHED")],
  ["CERTIFIED_REFURBISHED", english("listing.condition.CERTIFIED_REFURBISHED")],
  ["EXCELLENT_REFURBISHED", english("listing.condition.EXCELLENT_REFURBISHED")],
  ["VERY_GOOD_REFURBISHED", english("listing.condition.VERY_GOOD_REFURBISHED")],
  ["GOOD_REFURBISHED", english("listing.condition.GOOD_REFURBISHED")],
  ["SELLER_REFURBISHED", english("listing.condition.SELLER_REFURBISHED")],
  ["USED_EXCELLENT", english("listing.condition.USED_EXCELLENT")],
  ["USED_VERY_GOOD", english("listing.condition.USED_VERY_GOOD")],
  ["USED_GOOD", english("listing.condition.USED_GOOD")],
  ["USED_ACCEPTABLE", english("listing.condition.USED_ACCEPTABLE")],
  ["PRE_OWNED_EXCELLENT", english("listing.condition.PRE_OWNED_EXCELLENT")],
  ["PRE_OWNED_FAIR", english("listing.condition.PRE_OWNED_FAIR")],
  ["FOR_PARTS_OR_NOT_WORKING", english("listing.condition.FOR_PARTS_OR_NOT_WORKING")],
] as const;

const locationsSchema = z.object({
  locations: listOf(
    z.object({ merchantLocationKey: idText, name: optionalText, merchantLocationStatus: optionalText }),
  ),
});

async function locationField(ctx: Context): Promise<ListingField> {
  const { body } = await ctx.http.json({
    method: "GET",
    url: "/sell/inventory/v1/location",
    query: [["limit", "100"]],
    operation: "inventory.locations",
  });
  const { locations } = parseResponse(locationsSchema, body, { ctx, what: "inventory locations" });
  const choices = locations
    .filter(({ merchantLocationStatus }) => merchantLocationStatus !== "DISABLED")
    .map(({ merchantLocationKey: value, name }) => ({ value, name: name ?? value }));
  const [only] = choices.length === 1 ? choices : [];
  return {
    key: "merchantLocationKey",
    name: english("listing.location"),
    kind: "choice",
    need: "required",
    scope: "product",
    choices,
    ...(only ? { preset: only.value } : {}),
  };
}

const PRODUCT_FIELDS: readonly ListingField[] = [
  {
    key: "title",
    name: english("listing.title"),
    kind: "text",
    need: "required",
    scope: "product",
    maxLength: 80,
    source: "title",
  },
  {
    key: "description",
    name: english("listing.description"),
    kind: "text",
    need: "required",
    scope: "product",
    source: "description",
  },
  {
    key: "images",
    name: english("listing.images"),
    kind: "image",
    need: "required",
    scope: "either",
    isMany: true,
    // A variation takes half of a listing's.
    most: 24,
    source: "images",
  },
  {
    key: "condition",
    name: english("listing.condition"),
    kind: "choice",
    need: "required",
    scope: "product",
    choices: CONDITIONS.map(([value, name]) => ({ value, name })),
  },
];

const VARIANT_FIELDS: readonly ListingField[] = [
  {
    key: "price",
    name: english("listing.price"),
    kind: "number",
    need: "required",
    scope: "variant",
    minimum: 0.01,
    source: "price",
  },
  {
    key: "quantity",
    name: english("listing.quantity"),
    kind: "number",
    need: "required",
    scope: "variant",
    minimum: 0,
    isWhole: true,
    source: "quantity",
  },
  {
    key: "barcode",
    name: english("listing.barcode"),
    help: english("listing.barcode.help"),
    kind: "text",
    need: "recommended",
    scope: "variant",
    source: "barcode",
  },
  {
    key: "weight",
    name: english("listing.weight"),
    kind: "measure",
    need: "optional",
    scope: "product",
    units: ["KILOGRAM", "GRAM", "POUND", "OUNCE"],
    source: "weight",
  },
];

export async function commonFields(ctx: Context): Promise<readonly ListingField[]> {
  return [
    ...PRODUCT_FIELDS,
    ...VARIANT_FIELDS,
    await locationField(ctx),
    ...(await policyFields(ctx)),
    ...REGULATORY_FIELDS,
  ];
}
