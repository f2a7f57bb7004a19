/** What every listing of eBay asks for beside its category's item specifics (official description of the Inventory API). */
import { z } from "zod";
import type { ListingField } from "../../commerce/listing/schema.ts";
import type { Context } from "../kit/contract/contract.ts";
import { idText, listOf, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { conditionField } from "./listing-conditions.ts";
import { policyFields } from "./listing-policies.ts";
import { REGULATORY_FIELDS } from "./listing-regulatory.ts";
import { english } from "./words.ts";

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

export async function commonFields(categoryKey: string, ctx: Context): Promise<readonly ListingField[]> {
  return [
    ...PRODUCT_FIELDS,
    await conditionField(categoryKey, ctx),
    ...VARIANT_FIELDS,
    await locationField(ctx),
    ...(await policyFields(ctx)),
    ...REGULATORY_FIELDS,
  ];
}
