/** Product types and what each asks for, as `POST /v3/items/spec` answers it, and the check of the item feed. */
import type { Json } from "../../commerce/product.ts";
import { type Finding, findings } from "../../connectors/kit/sandbox/json-schema.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { ok, problem } from "./replies.ts";
import type { ItemSchema, ProductTypes, State } from "./state.ts";

const VERSION = "5.0.20260803-17_50_56-api";

const object = (
  required: readonly string[],
  properties: Readonly<Record<string, ItemSchema>>,
  more: ItemSchema = {},
): ItemSchema => ({ type: "object", additionalProperties: false, required, properties, ...more });

const text = (title: string, maxLength: number): ItemSchema => ({
  type: "string",
  title,
  minLength: 1,
  maxLength,
});
const choice = (title: string, ...values: readonly string[]): ItemSchema => ({ type: "string", title, enum: values });
const url = (title: string): ItemSchema => ({ type: "string", title, format: "uri", minLength: 1, maxLength: 2_000 });

const ORDERABLE = object(["sku", "productIdentifiers", "price", "ShippingWeight"], {
  sku: text("SKU", 50),
  productIdentifiers: object(
    ["productIdType", "productId"],
    {
      productIdType: choice("Product ID Type", "GTIN", "UPC", "EAN", "ISBN"),
      productId: text("Product ID", 14),
    },
    { title: "Product Identifiers" },
  ),
  price: { type: "number", title: "Selling Price", minimum: 0.01, maximum: 100_000, multipleOf: 0.01 },
  ShippingWeight: { type: "number", title: "Shipping Weight (lbs)", minimum: 0, maximum: 100_000, multipleOf: 0.001 },
  MustShipAlone: choice("Must ship alone?", "Yes", "No"),
  stateRestrictions: {
    type: "array",
    title: "State Restrictions",
    minItems: 1,
    items: object(["stateRestrictionsText"], {
      stateRestrictionsText: choice("State Restrictions Reason", "Commercial Warranty", "None"),
    }),
  },
});

const [IF, THEN] = ["if", "then"] as const;

/** "If these have such values, then that", as the specifications write it. */
export const when = (properties: ItemSchema, then: ItemSchema, otherwise?: ItemSchema): ItemSchema => ({
  [IF]: { required: Object.keys(properties), properties },
  [THEN]: then,
  ...(otherwise ? { else: otherwise } : {}),
});

/** "Without this property, that". */
export const unless = (property: string, then: ItemSchema): ItemSchema => ({
  [IF]: { not: { required: [property] } },
  [THEN]: then,
});

/** What every product type has beside its own. */
export const visible = (
  required: readonly string[],
  properties: Readonly<Record<string, ItemSchema>>,
  axes: readonly string[],
  more: ItemSchema = {},
): ItemSchema =>
  object(
    ["productName", "brand", "shortDescription", "mainImageUrl", ...required],
    {
      productName: text("Product Name", 199),
      brand: text("Brand Name", 60),
      shortDescription: text("Site Description", 4_000),
      keyFeatures: { type: "array", title: "Key Features", minItems: 1, items: text("Key Features", 500) },
      mainImageUrl: url("Main Image URL"),
      productSecondaryImageURL: { type: "array", title: "Additional Image URL", minItems: 1, items: url("Image URL") },
      variantGroupId: text("Variant Group ID", 300),
      variantAttributeNames: {
        type: "array",
        title: "Variant Attribute Names",
        minItems: 1,
        items: { type: "string", enum: axes },
      },
      isPrimaryVariant: choice("Is Primary Variant", "Yes", "No"),
      ...properties,
    },
    more,
  );

export const usualTypes: ProductTypes = {
  "Drinking Mugs": visible(
    ["material", "condition"],
    {
      color: text("Color", 80),
      condition: choice("Condition", "New", "Remanufactured", "Used: Good"),
      conditionNote: text("Condition Note", 500),
      material: { type: "array", title: "Material", minItems: 1, items: text("Material", 80) },
      pieceCount: { type: "integer", title: "Number of Pieces", minimum: 1, maximum: 1_000 },
      capacity: object(
        ["measure", "unit"],
        {
          measure: { type: "number", title: "Measure", minimum: 0, maximum: 100_000 },
          unit: choice("Unit", "oz", "ml"),
        },
        { title: "Capacity" },
      ),
    },
    ["color", "capacity"],
    { allOf: [when({ condition: { enum: ["Remanufactured", "Used: Good"] } }, { required: ["conditionNote"] })] },
  ),
  Planters: visible(["color"], { color: text("Color", 80), isAssemblyRequired: choice("Assembly", "Yes", "No") }, []),
};

const feedSchema = (types: ProductTypes): ItemSchema => ({
  $schema: "http://json-schema.org/draft-07/schema#",
  ...object(["MPItemFeedHeader", "MPItem"], {
    MPItemFeedHeader: object(["businessUnit", "locale", "version"], {
      businessUnit: { type: "string", enum: ["WALMART_US"] },
      locale: { type: "string", enum: ["en"] },
      version: { type: "string", enum: [VERSION] },
    }),
    MPItem: {
      type: "array",
      minItems: 1,
      items: object(["Orderable", "Visible"], { Orderable: ORDERABLE, Visible: object([], types) }),
    },
  }),
});

export function handleSpecs(request: SandboxRequest, state: State): SandboxReply | null {
  if (request.path === "/v3/utilities/taxonomy") {
    if (request.query.get("version") !== VERSION) return oldVersion;
    const groups = Object.keys(state.productTypes).map((name) => ({ productTypeName: name }));
    return ok({
      itemTaxonomy: [
        { category: "Home", productTypeGroup: [{ productTypeGroupName: "Kitchen & Garden", productType: groups }] },
      ],
    });
  }
  if (request.path !== "/v3/items/spec" || request.method !== "POST") return null;
  const {
    feedType,
    version,
    productTypes = [],
  } = request.json() as { [name: string]: string } & {
    productTypes?: string[];
  };
  if (feedType !== "MP_ITEM" || version !== VERSION) return oldVersion;
  const requested = Object.entries(state.productTypes).filter(([name]) => productTypes.includes(name));
  if (requested.length === 0) return problem(404, "CONTENT_NOT_FOUND", "The product type is not known");
  return ok({ schema: feedSchema(Object.fromEntries(requested)) });
}

const oldVersion = problem(400, "INVALID_REQUEST", "The version of the item specification is not supported");

export interface Fault {
  readonly field: string;
  readonly words: string;
}

/** Of an item of the feed, what its schema does not take. */
export function faultsOf(item: Json, types: ProductTypes): readonly Fault[] {
  const schema = object(["Orderable", "Visible"], { Orderable: ORDERABLE, Visible: object([], types) });
  return [
    ...findings(schema, item, {}).map(({ path, what }): Fault => {
      const field = path.at(-1) ?? "";
      return { field, words: `'${field}' ${TEXTS[what]}` };
    }),
    ...(isChecked(item) ? [] : [{ field: "productId", words: "'productId' has a wrong check digit." }]),
  ];
}

const TEXTS: Readonly<Record<Finding["what"], string>> = {
  missing: "is a required field.",
  unknown: "is not a field of this product type.",
  invalid: "has a value that is not valid.",
};

/** The code stands anywhere in the item. */
function isChecked(item: Json): boolean {
  const code = /"productId":"(\d+)"/.exec(JSON.stringify(item))?.[1] ?? "";
  return (
    [...code].reverse().reduce((sum, digit, index) => sum + Number(digit) * (index % 2 === 0 ? 1 : 3), 0) % 10 === 0
  );
}
