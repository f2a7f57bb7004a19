/** What every listing of TikTok Shop has beside its category's attributes (create-product of the product API 202309). */
import { whereAny } from "../../commerce/listing/conditions.ts";
import type { ListingField } from "../../commerce/listing/schema.ts";
import { currencyExponent } from "../../commerce/money.ts";
import type { Context } from "../kit/contract/contract.ts";
import {
  manufacturers,
  type Named,
  type Rules,
  readRules,
  responsiblePersons,
  salesWarehouses,
  sizeCharts,
} from "./listing-rules.ts";
import { type Attributes, whenOf } from "./listing-taxonomy.ts";
import { english } from "./words.ts";

const SIDES = new Map([
  ["length", english("listing.length")],
  ["width", english("listing.width")],
  ["height", english("listing.height")],
] as const);

/** Up to three kinds, named and valued as the product's options are. */
export const VARIATIONS = [
  { value: "option1", name: "option1Name", usual: "Variation 1" },
  { value: "option2", name: "option2Name", usual: "Variation 2" },
  { value: "option3", name: "option3Name", usual: "Variation 3" },
] as const;
const VARIATION_NAMES = {
  option1: english("listing.option1"),
  option1Name: english("listing.option1Name"),
  option2: english("listing.option2"),
  option2Name: english("listing.option2Name"),
  option3: english("listing.option3"),
  option3Name: english("listing.option3Name"),
} as const;

export const CERTIFICATE = "certificate:";
export const UNTIL = ":until";

/** Markets whose titles may be short, and how long they may be; everywhere else 25 to 255. */
const LONG_TITLES: ReadonlySet<string> = new Set(["BR", "MX"]);
const SHORT_TITLES: ReadonlySet<string> = new Set(["US", "GB", "DE", "FR", "IT", "ES", "IE", "JP", ...LONG_TITLES]);
/** Markets with up to 300 SKUs of a product; a hundred elsewhere. */
export const mostVariants = (ctx: Context): number => (SHORT_TITLES.has(marketOf(ctx)) ? 300 : 100);

const marketOf = ({ connection }: Context): string => String(connection.facts.region ?? "");

export async function commonFields(
  categoryKey: string,
  { variations }: Pick<Attributes, "variations">,
  ctx: Context,
): Promise<readonly ListingField[]> {
  const rules = await readRules(categoryKey, ctx);
  const locations = await salesWarehouses(ctx);
  return [
    ...texts(ctx),
    ...offer(locations, ctx),
    ...packageFields(rules, ctx),
    ...variationFields(variations),
    ...(await safetyFields(rules, ctx)),
    ...(await furtherFields(rules, ctx)),
  ];
}

function texts(ctx: Context): readonly ListingField[] {
  const market = marketOf(ctx);
  return [
    {
      ...{ key: "title", name: english("listing.title"), kind: "text", need: "required", scope: "product" },
      minLength: SHORT_TITLES.has(market) ? 1 : 25,
      maxLength: LONG_TITLES.has(market) ? 300 : 255,
      source: "title",
    },
    {
      ...{ key: "description", name: english("listing.description"), kind: "text", need: "required", scope: "product" },
      maxLength: 10_000,
      source: "description",
    },
    {
      ...{ key: "images", name: english("listing.images"), kind: "image", need: "required", scope: "either" },
      isMany: true,
      most: 9,
      isUploaded: true,
      source: "images",
    },
  ];
}

function offer(locations: readonly Named[], ctx: Context): readonly ListingField[] {
  const { currency, defaultWarehouse } = ctx.connection.facts;
  const usual = locations.find(({ value }) => value === defaultWarehouse) ?? locations[0];
  const isWhole = typeof currency === "string" && currencyExponent(currency) === 0;
  return [
    {
      ...{ key: "price", name: english("listing.price"), kind: "number", need: "required", scope: "variant" },
      minimum: isWhole ? 1 : 0.01,
      ...(isWhole ? { isWhole: true } : {}),
      source: "price",
    },
    {
      ...{ key: "quantity", name: english("listing.quantity"), kind: "number", need: "required", scope: "variant" },
      isWhole: true,
      minimum: 1,
      maximum: 99_999,
      source: "quantity",
    },
    {
      ...{ key: "warehouse", name: english("listing.warehouse"), kind: "choice", need: "required", scope: "product" },
      choices: locations,
      ...(usual ? { preset: usual.value } : {}),
    },
    {
      ...{ key: "barcode", name: english("listing.barcode"), kind: "text", need: "recommended", scope: "variant" },
      isUnique: true,
      source: "barcode",
    },
  ];
}

function packageFields(rules: Rules, ctx: Context): readonly ListingField[] {
  const usual = Number(ctx.connection.settings.defaultWeightGrams ?? 0);
  const isRequired = rules.package_dimension?.is_required === true;
  return [
    {
      ...{ key: "weight", name: english("listing.weight"), kind: "measure", need: "required", scope: "variant" },
      units: ["KILOGRAM"],
      minimum: 0.001,
      source: "weight",
      ...(usual > 0 ? { preset: `${usual / 1000} KILOGRAM` } : {}),
    },
    ...[...SIDES].map(
      ([side, name]): ListingField => ({
        ...{ key: side, name, kind: "measure", need: "required", scope: "product" },
        units: ["CENTIMETER"],
        minimum: 0.1,
        source: side,
        // All three or none.
        ...(isRequired
          ? {}
          : { askedIf: whereAny([...SIDES.keys()].filter((other) => other !== side).map((field) => ({ field }))) }),
      }),
    ),
  ];
}

const variationFields = (own: Attributes["variations"]): readonly ListingField[] =>
  VARIATIONS.flatMap(({ value, name, usual }): ListingField[] => [
    {
      ...{ key: name, name: VARIATION_NAMES[name], kind: "text", need: "optional", scope: "product" },
      maxLength: 20,
      ...(own.length === 0 ? {} : { choices: own, isOpen: true }),
      source: name,
      preset: usual,
    },
    {
      ...{ key: value, name: VARIATION_NAMES[value], kind: "text", need: "optional", scope: "either" },
      maxLength: 50,
      isForAll: true,
      source: value,
    },
  ]);

/** Of the European Union, and papers that some categories and goods need. */
async function safetyFields(rules: Rules, ctx: Context): Promise<readonly ListingField[]> {
  const papers = rules.product_certifications.flatMap((paper): ListingField[] => {
    const { id, name = id, document_details: help, requirement_conditions: when } = paper;
    const isRequested = paper.is_required === true || when.length > 0;
    const requested = {
      need: isRequested ? ("required" as const) : ("optional" as const),
      ...(paper.is_required === true ? {} : whenOf(when)),
    };
    const image: ListingField = {
      ...{ key: CERTIFICATE + id, name, kind: "image", scope: "product", isMany: true, most: 5, isUploaded: true },
      ...(help ? { help } : {}),
      ...requested,
    };
    if (paper.expiration_date?.is_required !== true) return [image];
    const until = english("listing.certificate.until");
    return [
      image,
      {
        ...{
          key: CERTIFICATE + id + UNTIL,
          name: `${name}: ${until}`,
          kind: "date",
          need: "required",
          scope: "product",
        },
        askedIf: whereAny([{ field: CERTIFICATE + id }]),
      },
    ];
  });
  const people = (key: string, name: string, choices: readonly Named[]): ListingField => ({
    ...{ key, name, kind: "choice", need: "required", scope: "product", isMany: true, choices },
    ...(choices.length === 1 && choices[0] ? { preset: choices[0].value } : {}),
  });
  return [
    ...papers,
    ...(rules.manufacturer?.is_required === true
      ? [people("manufacturer", english("listing.manufacturer"), await manufacturers(ctx))]
      : []),
    ...(rules.responsible_person?.is_required === true
      ? [people("responsiblePerson", english("listing.responsiblePerson"), await responsiblePersons(ctx))]
      : []),
  ];
}

async function furtherFields(rules: Rules, ctx: Context): Promise<readonly ListingField[]> {
  const chart = rules.size_chart;
  const charts: ListingField = {
    ...{ key: "sizeChart", name: english("listing.sizeChart"), kind: "choice", scope: "product" },
    need: chart?.is_required === true ? "required" : "optional",
    choices: chart?.is_supported === true ? await sizeCharts(ctx) : [],
  };
  return [
    ...(chart?.is_supported === true ? [charts] : []),
    ...(rules.cod?.is_supported === true
      ? [
          {
            ...{ key: "cod", name: english("listing.cod"), kind: "boolean", need: "optional", scope: "product" },
          } satisfies ListingField,
        ]
      : []),
  ];
}
