/** Product types that are told and held to whole: what each asks of an item alone, of a variation, and of a parent. */
import type { Json } from "../../commerce/product.ts";
import { type Finding, findings, type Schema } from "../../connectors/kit/sandbox/json-schema.ts";
import { DEFS, FACTS, FAMILY, OFFER, OWN, THEMES } from "./type-attributes.ts";

type Level = "NONE" | "CHILD" | "PARENT";

interface StrictType {
  readonly name: string;
  readonly displayName: string;
  readonly required: readonly string[];
}

const OF: readonly (readonly [name: string, displayName: string, ...required: string[]])[] = [
  ["BACKPACK", "Backpacks", "material"],
  ["BLANKET", "Blankets", "material", "size"],
  ["BOOT", "Boots", "color", "size", "target_gender"],
  ["CANDLE", "Candles", "item_weight"],
  ["CHAIR", "Chairs", "material", "color"],
  ["CUTTING_BOARD", "Cutting boards", "material"],
  ["DRESS", "Dresses", "color", "size", "target_gender", "care_instructions"],
  ["DRINKING_CUP", "Drinking cups", "material", "capacity"],
  ["HEADPHONES", "Headphones", "batteries_required", "color"],
  ["KETTLE", "Kettles", "capacity", "batteries_required"],
  ["LAMP", "Lamps", "batteries_required", "battery"],
  ["NOTEBOOK", "Notebooks", "number_of_items"],
  ["PAN", "Pans", "material", "size"],
  ["PET_BED_MAT", "Pet beds", "size"],
  ["PILLOW", "Pillows", "material"],
  ["SUNGLASSES", "Sunglasses", "target_gender"],
  ["TABLE", "Tables", "material", "item_weight"],
  ["TOY_FIGURE", "Toy figures", "gpsr_safety_attestation"],
  ["WATCH", "Watches", "battery", "model_number"],
  ["YOGA_MAT", "Yoga mats", "color"],
];

const COMMON = [
  "brand",
  "bullet_point",
  "country_of_origin",
  "item_name",
  "product_description",
  "supplier_declared_dg_hz_regulation",
];

export const STRICT_TYPES: readonly StrictType[] = OF.map(([name, displayName, ...required]) => ({
  name,
  displayName,
  required: [...COMMON, ...required],
}));

const has = (attribute: string, key: string, values: readonly Json[]): Schema => ({
  required: [attribute],
  properties: { [attribute]: { contains: { required: [key], properties: { [key]: { enum: values } } } } },
});

const [IF, THEN] = ["if", "then"] as const;

const rule = (holds: Schema, demand: Schema, otherwise?: Schema): Schema => ({
  [IF]: holds,
  [THEN]: demand,
  ...(otherwise ? { else: otherwise } : {}),
});

const whenSold = rule(
  { not: has("skip_offer", "value", [true]) },
  { required: ["condition_type", "purchasable_offer", "fulfillment_availability"] },
);

/** With a value; as the schemas write it. */
const given = (attribute: string): Schema => ({
  required: [attribute],
  properties: { [attribute]: { items: { required: ["value"] } } },
});

const EXEMPTION = "supplier_declared_has_product_identifier_exemption";
const isNotExempt: Schema = { anyOf: [has(EXEMPTION, "value", [false]), { not: given(EXEMPTION) }] };

/** A barcode or the ASIN of what is in the catalog, unless the brand is exempt. */
const whenNew = [
  rule(
    { allOf: [{ not: given("merchant_suggested_asin") }, isNotExempt] },
    { required: ["externally_assigned_product_identifier"] },
  ),
  rule(
    { allOf: [{ not: given("externally_assigned_product_identifier") }, isNotExempt] },
    { required: ["merchant_suggested_asin"] },
  ),
];

const inEntries = (attribute: string, items: Schema): Schema => ({ properties: { [attribute]: { items } } });

/** Inside one attribute: what its own parts ask for. */
const whenPart: readonly Schema[] = [
  inEntries(
    "fulfillment_availability",
    rule(
      {
        allOf: [
          { required: ["fulfillment_channel_code"], properties: { fulfillment_channel_code: { enum: ["DEFAULT"] } } },
          { not: { required: ["quantity"] } },
        ],
      },
      { required: ["is_inventory_available"] },
    ),
  ),
  inEntries(
    "california_proposition_65",
    rule(
      { required: ["compliance_type"], properties: { compliance_type: { enum: ["chemical", "food"] } } },
      { required: ["chemical_names"] },
      { not: { required: ["chemical_names"] } },
    ),
  ),
  rule(has("fulfillment_availability", "fulfillment_channel_code", ["AMAZON_IN"]), {
    required: ["item_package_dimensions"],
  }),
];

const batteries = rule(has("batteries_required", "value", [true]), {
  allOf: [{ required: ["num_batteries"] }, { required: ["model_number"] }],
});

const isVariation: Schema = {
  required: ["child_parent_sku_relationship"],
  properties: { child_parent_sku_relationship: { items: { required: ["parent_sku"] } } },
};

const whenVaried = (themes: readonly string[], attribute: string): Schema =>
  rule(
    {
      allOf: [
        isVariation,
        { not: has("parentage_level", "value", ["parent"]) },
        has("variation_theme", "name", themes),
      ],
    },
    { required: [attribute] },
  );

const whenItem: readonly Schema[] = [
  whenSold,
  ...whenNew,
  ...whenPart,
  batteries,
  { required: ["main_product_image_locator"] },
];

const RULES: Readonly<Record<Level, readonly Schema[]>> = {
  NONE: whenItem,
  CHILD: [
    ...whenItem,
    whenVaried(["COLOR", "SIZE/COLOR", "COLOR_NAME"], "color"),
    whenVaried(["SIZE", "SIZE/COLOR"], "size"),
  ],
  PARENT: [],
};

const FAMILY_NEEDS = ["child_parent_sku_relationship", "parentage_level", "variation_theme"];

const made = new Map<string, Schema>();

export function schemaOf(name: string, level: Level): Schema | null {
  const cached = made.get(`${name} ${level}`);
  if (cached) return cached;
  const type = STRICT_TYPES.find((one) => one.name === name);
  if (!type) return null;
  const isFamily = level !== "NONE";
  const required = level === "PARENT" ? COMMON : type.required;
  const schema: Schema = {
    $schema: "https://schemas.amazon.com/selling-partners/definitions/product-types/meta-schema/v1",
    $id: `https://schemas.amazon.com/selling-partners/definitions/product-types/schema/v1/${name}`,
    $defs: DEFS,
    type: "object",
    required: [...required, ...(isFamily ? FAMILY_NEEDS : [])],
    properties: {
      ...FACTS,
      ...OWN,
      // A parent is not sold.
      ...(level === "PARENT" ? {} : OFFER),
      ...(isFamily ? { ...FAMILY, variation_theme: THEMES } : {}),
    },
    allOf: RULES[level],
  };
  made.set(`${name} ${level}`, schema);
  return schema;
}

/** By what the listing says of itself. */
export function levelOf(attributes: Readonly<Record<string, Json>>): Level {
  const reported = JSON.stringify(attributes.parentage_level ?? null);
  return reported.includes('"parent"') ? "PARENT" : reported.includes('"child"') ? "CHILD" : "NONE";
}

/** What is wrong with a listing of one of these types; null: it is of another. */
export function typeFindings(name: string, attributes: Readonly<Record<string, Json>>): readonly Finding[] | null {
  const schema = schemaOf(name, levelOf(attributes));
  if (schema === null) return null;
  const properties = schema.properties as Schema;
  const unknown = Object.keys(attributes).filter((key) => properties[key] === undefined);
  return [...unknown.map((key): Finding => ({ path: [key], what: "unknown" })), ...findings(schema, attributes, DEFS)];
}
