/** Product types and what each asks for, as `POST /v3/items/spec` answers it, and the check of the item feed. */
import type { SandboxReply, SandboxRequest } from "../../kit/sandbox/server.ts";
import { ok, problem } from "./replies.ts";
import type { ItemSchema, ProductTypes, State } from "./state.ts";

const VERSION = "5.0.20260803-17_50_56-api";

const object = (
  required: readonly string[],
  properties: Readonly<Record<string, ItemSchema>>,
  more: ItemSchema = {},
): ItemSchema => ({ type: "object", additionalProperties: false, required, properties, ...more });

const text = (title: string, maxLength: number, minLength = 1): ItemSchema => ({
  type: "string",
  title,
  minLength,
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

/** What every product type has beside its own. */
export const visible = (
  required: readonly string[],
  properties: Readonly<Record<string, ItemSchema>>,
  axes: readonly string[],
): ItemSchema =>
  object(["productName", "brand", "shortDescription", "mainImageUrl", ...required], {
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
  });

export const usualTypes: ProductTypes = {
  "Drinking Mugs": visible(
    ["material", "condition"],
    {
      color: text("Color", 80),
      condition: choice("Condition", "New", "Remanufactured", "Used: Good"),
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
  const asked = Object.entries(state.productTypes).filter(([name]) => productTypes.includes(name));
  if (asked.length === 0) return problem(404, "CONTENT_NOT_FOUND", "The product type is not known");
  return ok({ schema: feedSchema(Object.fromEntries(asked)) });
}

const oldVersion = problem(400, "INVALID_REQUEST", "The version of the item specification is not supported");

export interface Fault {
  readonly field: string;
  readonly words: string;
}

/** Of an item of the feed, what its schema does not take. */
export const faultsOf = (item: unknown, types: ProductTypes): readonly Fault[] =>
  check(item, object(["Orderable", "Visible"], { Orderable: ORDERABLE, Visible: object([], types) }), "");

type Check = (value: unknown, schema: ItemSchema, at: string) => readonly Fault[];

/** Draft-07, as far as the specifications use it. */
const check: Check = (value, schema, at) => {
  switch (schema.type) {
    case "object":
      return ofObject(value, schema, at);
    case "array":
      return ofArray(value, schema, at);
    case "string":
      return ofText(value, schema, at);
    default:
      return ofNumber(value, schema, at);
  }
};

const wrong = (field: string, what: string): readonly Fault[] => [{ field, words: `'${field}' ${what}` }];

const ofObject: Check = (value, schema, at) => {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return wrong(at, "is not an object.");
  const properties = schema.properties as Readonly<Record<string, ItemSchema>>;
  const given = new Map<string, unknown>(Object.entries(value));
  const required = schema.required as readonly string[];
  return [
    ...required.filter((name) => !given.has(name)).flatMap((name) => wrong(name, "is a required field.")),
    ...[...given].flatMap(([name, own]) => {
      const known = properties[name];
      return known ? check(own, known, name) : wrong(name, "is not a field of this product type.");
    }),
  ];
};

const ofArray: Check = (value, { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY }, at) => {
  if (!Array.isArray(value)) return wrong(at, "is not a list.");
  if (value.length < Number(minItems) || value.length > Number(maxItems))
    return wrong(at, "has a wrong number of values.");
  return value.flatMap((one) => check(one, items as ItemSchema, at));
};

const ofText: Check = (value, schema, at) => {
  const { enum: values, minLength = 0, maxLength = Number.POSITIVE_INFINITY, format } = schema;
  if (typeof value !== "string") return wrong(at, "is not a text.");
  if (Array.isArray(values) && !values.includes(value)) return wrong(at, "has a value that is not valid.");
  if (value.length < Number(minLength) || value.length > Number(maxLength)) return wrong(at, "has a wrong length.");
  if (format === "uri" && !URL.canParse(value)) return wrong(at, "is not a URL.");
  if (format === "date" && !/^\d{4}-\d{2}-\d{2}$/.test(value)) return wrong(at, "is not a date.");
  if (at === "productId" && !isChecked(value)) return wrong(at, "has a wrong check digit.");
  return [];
};

const isChecked = (code: string): boolean =>
  [...code].reverse().reduce((sum, digit, place) => sum + Number(digit) * (place % 2 === 0 ? 1 : 3), 0) % 10 === 0;

const ofNumber: Check = (value, schema, at) => {
  const { type, minimum, maximum, multipleOf } = schema;
  if (typeof value !== "number" || (type === "integer" && !Number.isInteger(value)))
    return wrong(at, "is not a number.");
  const isWithin = value >= Number(minimum ?? value) && value <= Number(maximum ?? value);
  const steps = multipleOf === undefined ? 0 : value / Number(multipleOf);
  return isWithin && Math.abs(steps - Math.round(steps)) < 1e-6 ? [] : wrong(at, "is out of its bounds.");
};
