/** What every listing of Shopee has beside its category's attributes, within the bounds of the category (v2.product.add_item). */
import { whereAny } from "../../commerce/listing/conditions.ts";
import type { ListingField } from "../../commerce/listing/schema.ts";
import type { Context } from "../kit/contract/contract.ts";
import {
  type Limits,
  type Named,
  rangeOf,
  readLimits,
  type ShippingChoice,
  shippingChoices,
  sizeCharts,
  stockLocations,
} from "./listing-limits.ts";
import { regionOf, writesWholePrices } from "./regions.ts";
import { kilograms } from "./variations.ts";
import { english } from "./words.ts";

const SIDES = ["length", "width", "height"] as const;
const SIDE_NAMES = {
  length: english("listing.length"),
  width: english("listing.width"),
  height: english("listing.height"),
} as const;

/** Variations are the seller's own: named and valued as the product's options are. */
export const TIERS = [
  { value: "option1", name: "option1Name", usual: "Variation 1" },
  { value: "option2", name: "option2Name", usual: "Variation 2" },
] as const;

/** Shopee takes a tax field of Brazil only with all of these. */
export const TAX_FIELDS = [
  "ncm",
  "same_state_cfop",
  "diff_state_cfop",
  "csosn",
  "origin",
  "cest",
  "measure_unit",
] as const;
const TAX_NAMES = {
  ncm: english("listing.tax.ncm"),
  same_state_cfop: english("listing.tax.sameStateCfop"),
  diff_state_cfop: english("listing.tax.diffStateCfop"),
  csosn: english("listing.tax.csosn"),
  origin: english("listing.tax.origin"),
  cest: english("listing.tax.cest"),
  measure_unit: english("listing.tax.measureUnit"),
} as const;
export const TAX = "tax:";

/** Of the fields that follow: a single choice is taken. */
const onlyOne = ([only, ...others]: readonly Named[]) =>
  only !== undefined && others.length === 0 ? { preset: only.value } : {};

export async function commonFields(categoryKey: string, ctx: Context): Promise<readonly ListingField[]> {
  const limits = await readLimits(categoryKey, ctx);
  const [channels, locations] = [await shippingChoices(ctx), await stockLocations(ctx)];
  return [
    ...texts(limits),
    ...offer(limits, ctx),
    ...packageFields(limits, ctx),
    ...shippingFields(channels, limits),
    ...(locations.length === 0 ? [] : [placeField(locations)]),
    ...tiers(limits),
    ...(await chartFields(categoryKey, limits, ctx)),
    ...regional(ctx),
  ];
}

const lengths = (reported: Parameters<typeof rangeOf>[0]): Pick<ListingField, "minLength" | "maxLength"> => {
  const { least, most } = rangeOf(reported);
  return { ...(least === undefined ? {} : { minLength: least }), ...(most === undefined ? {} : { maxLength: most }) };
};

const bounds = (
  reported: Parameters<typeof rangeOf>[0],
  atLeast: number,
): Pick<ListingField, "minimum" | "maximum"> => {
  const { least = atLeast, most } = rangeOf(reported);
  return { minimum: Math.max(least, atLeast), ...(most === undefined ? {} : { maximum: most }) };
};

/** Most images of an item where the category bounds them by none. */
const MOST_IMAGES = 9;

const texts = (limits: Limits): readonly ListingField[] => [
  {
    ...{ key: "title", name: english("listing.title"), kind: "text", need: "required", scope: "product" },
    ...lengths(limits.item_name_length_limit),
    source: "title",
  },
  {
    ...{ key: "description", name: english("listing.description"), kind: "text", need: "required", scope: "product" },
    ...lengths(limits.item_description_length_limit),
    isPlain: true,
    source: "description",
  },
  {
    ...{ key: "images", name: english("listing.images"), kind: "image", need: "required", scope: "either" },
    isMany: true,
    most: rangeOf(limits.item_image_count_limit).most ?? MOST_IMAGES,
    isUploaded: true,
    source: "images",
  },
  {
    ...{ key: "condition", name: english("listing.condition"), kind: "choice", need: "recommended", scope: "product" },
    choices: [
      { value: "NEW", name: english("listing.condition.new") },
      { value: "USED", name: english("listing.condition.used") },
    ],
  },
];

const offer = (limits: Limits, ctx: Context): readonly ListingField[] => [
  {
    ...{ key: "price", name: english("listing.price"), kind: "number", need: "required", scope: "variant" },
    ...bounds(limits.price_limit, 0.01),
    ...(writesWholePrices(regionOf(ctx.connection)) ? { isWhole: true } : {}),
    source: "price",
  },
  {
    ...{ key: "quantity", name: english("listing.quantity"), kind: "number", need: "required", scope: "variant" },
    ...bounds(limits.stock_limit, 0),
    isWhole: true,
    source: "quantity",
  },
  gtinField(limits.gtinRule.toLowerCase()),
];

/** Without a rule of its own, a category takes products without one. */
function gtinField(rule: string): ListingField {
  const isRequested = rule === "mandatory" || rule === "flexible";
  const none = [{ value: "00", name: english("listing.gtin.none") }];
  return {
    ...{ key: "barcode", name: english("listing.gtin"), kind: "text", scope: "variant", source: "barcode" },
    need: isRequested ? "required" : "recommended",
    ...(rule === "flexible" ? { choices: none, isOpen: true, help: english("listing.gtin.help") } : {}),
    ...(isRequested ? { isBarcode: true } : {}),
  };
}

function packageFields(limits: Limits, ctx: Context): readonly ListingField[] {
  const usual = Number(ctx.connection.settings.defaultWeightGrams ?? 0);
  const isRequired = limits.dimension_limit?.dimension_mandatory === true;
  return [
    {
      ...{ key: "weight", name: english("listing.weight"), kind: "measure", need: "required", scope: "variant" },
      units: ["kg"],
      minimum: 0.001,
      source: "weight",
      ...(usual > 0 ? { preset: `${kilograms(usual)} kg` } : {}),
    },
    ...SIDES.map(
      (side): ListingField => ({
        ...{ key: side, name: SIDE_NAMES[side], kind: "measure", need: "required", scope: "product" },
        units: ["cm"],
        minimum: 0.1,
        source: side,
        // All three or none.
        ...(isRequired
          ? {}
          : { askedIf: whereAny(SIDES.filter((other) => other !== side).map((field) => ({ field }))) }),
      }),
    ),
  ];
}

function shippingFields(channels: readonly ShippingChoice[], limits: Limits): readonly ListingField[] {
  const { least, most } = rangeOf(limits.dts_limit?.days_to_ship_limit);
  const ownPrice = channels.filter(({ isOwnPrice }) => isOwnPrice).map(({ value }) => value);
  return [
    {
      ...{ key: "channels", name: english("listing.channels"), kind: "choice", need: "optional", scope: "product" },
      help: english("listing.channels.help"),
      choices: channels.map(({ value, name }) => ({ value, name })),
      isMany: true,
    },
    ...(ownPrice.length === 0 ? [] : [feeField(ownPrice)]),
    {
      ...{ key: "daysToShip", name: english("listing.daysToShip"), kind: "number", need: "optional", scope: "product" },
      help: english("listing.daysToShip.help"),
      isWhole: true,
      minimum: least ?? 1,
      ...(most === undefined ? {} : { maximum: most }),
    },
  ];
}

const feeField = (values: readonly string[]): ListingField => ({
  ...{ key: "shippingFee", name: english("listing.shippingFee"), kind: "number", need: "required", scope: "product" },
  minimum: 0,
  askedIf: whereAny([{ field: "channels", values }]),
});

const placeField = (locations: readonly Named[]): ListingField => ({
  ...{ key: "location", name: english("listing.location"), kind: "choice", need: "required", scope: "product" },
  choices: locations,
  ...onlyOne(locations),
});

const tiers = (limits: Limits): readonly ListingField[] =>
  TIERS.flatMap(({ value, name, usual }): ListingField[] => [
    {
      ...{ key: name, name: TIER_NAMES[name], kind: "text", need: "optional", scope: "product" },
      ...lengths(limits.tier_variation_name_length_limit),
      source: name,
      preset: usual,
    },
    {
      ...{ key: value, name: TIER_NAMES[value], kind: "text", need: "optional", scope: "either" },
      ...lengths(limits.tier_variation_option_length_limit),
      isForAll: true,
      source: value,
    },
  ]);
const TIER_NAMES = {
  option1: english("listing.option1"),
  option1Name: english("listing.option1Name"),
  option2: english("listing.option2"),
  option2Name: english("listing.option2Name"),
} as const;

async function chartFields(categoryKey: string, limits: Limits, ctx: Context): Promise<readonly ListingField[]> {
  const limit = limits.size_chart_limit;
  if (limit?.support_template_size_chart !== true) return [];
  const charts = await sizeCharts(categoryKey, ctx);
  return [
    {
      ...{ key: "sizeChart", name: english("listing.sizeChart"), kind: "choice", scope: "product" },
      need: limit.size_chart_mandatory === true ? "required" : "optional",
      choices: charts,
    },
  ];
}

/** Regions whose sellers say whether a product is dangerous. */
const DANGEROUS: ReadonlySet<string> = new Set(["ID", "MY"]);

function regional(ctx: Context): readonly ListingField[] {
  const region = regionOf(ctx.connection) ?? "";
  const dangerous: ListingField = {
    ...{ key: "dangerous", name: english("listing.dangerous"), kind: "boolean", need: "recommended", scope: "product" },
  };
  const taxes = TAX_FIELDS.map(
    (key): ListingField => ({
      ...{ key: TAX + key, name: TAX_NAMES[key], kind: "text", need: "required", scope: "product" },
      askedIf: whereAny(TAX_FIELDS.filter((other) => other !== key).map((other) => ({ field: TAX + other }))),
    }),
  );
  return [...(DANGEROUS.has(region) ? [dangerous] : []), ...(region === "BR" ? taxes : [])];
}
