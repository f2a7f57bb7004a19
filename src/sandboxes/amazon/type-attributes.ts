/** Attributes as the schemas of product types write them (meta-schema v1; a public schema of the type HAIRBAND, 2024). */
import type { Schema } from "../../connectors/kit/sandbox/json-schema.ts";

const MARKET = { marketplace_id: { $ref: "#/$defs/marketplace_id" } };
const LANGUAGE = { language_tag: { $ref: "#/$defs/language_tag" } };

export const DEFS: Schema = {
  marketplace_id: { type: "string", editable: false, hidden: true, default: "A21TJRUUN4KGV" },
  language_tag: { type: "string", editable: false, hidden: true, default: "en_IN" },
};

const shown = (title: string) => ({ title, editable: true, hidden: false });

/** An attribute of one value for the store, up to `most` of them. */
const attribute = (title: string, properties: Schema, more: Schema = {}): Schema => ({
  title,
  type: "array",
  minItems: 1,
  minUniqueItems: 1,
  maxUniqueItems: 1,
  selectors: ["marketplace_id"],
  items: {
    type: "object",
    required: Object.keys(properties),
    properties: { ...properties, ...MARKET },
    additionalProperties: false,
  },
  ...more,
});

const valued = (title: string, value: Schema, most = 1): Schema =>
  attribute(title, { value: { ...shown(title), ...value } }, { maxUniqueItems: most });

/** Words of a language. */
const worded = (title: string, value: Schema, most = 1): Schema => ({
  ...attribute(title, {}, { maxUniqueItems: most, selectors: ["marketplace_id", "language_tag"] }),
  items: {
    type: "object",
    required: ["language_tag", "value"],
    properties: { value: { ...shown(title), type: "string", ...value }, ...LANGUAGE, ...MARKET },
    additionalProperties: false,
  },
});

const choice = (values: readonly string[], titles = values): Schema => ({
  type: "string",
  enum: values,
  enumNames: titles,
});

/** Any text beside those proposed. */
const proposed = (values: readonly string[]): Schema => ({
  type: "string",
  anyOf: [{ type: "string" }, choice(values)],
});

const measured = (title: string, units: readonly string[]): Schema =>
  attribute(title, {
    value: { ...shown(title), type: "number", minimum: 0 },
    unit: { ...shown(`${title} Unit`), ...choice(units) },
  });

const side = (title: string): Schema => ({
  type: "object",
  title,
  required: ["unit", "value"],
  properties: { value: { type: "number", minimum: 0 }, unit: choice(["centimeters", "inches"]) },
  additionalProperties: false,
});

const image = (title: string): Schema => attribute(title, { media_location: { ...shown(title), type: "string" } });

const price: Schema = {
  type: "array",
  minItems: 1,
  items: {
    type: "object",
    required: ["schedule"],
    properties: {
      schedule: {
        type: "array",
        minItems: 1,
        items: {
          type: "object",
          required: ["value_with_tax"],
          properties: { value_with_tax: { type: "number", minimum: 0.01 } },
        },
      },
    },
  },
};

const yes: Schema = { type: "boolean", enum: [true, false], enumNames: ["Yes", "No"] };

export const THEMES: Schema = {
  title: "Variation Theme",
  type: "array",
  minItems: 1,
  maxUniqueItems: 1,
  items: {
    type: "object",
    required: ["name"],
    properties: {
      name: {
        ...choice(["COLOR", "SIZE", "SIZE/COLOR", "COLOR_NAME"]),
        $lifecycle: { enumDeprecated: ["COLOR_NAME"] },
      },
    },
    additionalProperties: false,
  },
};

export const FAMILY: Schema = {
  parentage_level: valued("Parentage Level", choice(["child", "parent"])),
  child_parent_sku_relationship: {
    ...attribute("Child Parent SKU Relationship", {}),
    items: {
      type: "object",
      required: ["child_relationship_type"],
      properties: {
        child_relationship_type: choice(["variation"]),
        parent_sku: { type: "string" },
        ...MARKET,
      },
      additionalProperties: false,
    },
  },
};

const CONDITIONS = ["new_new", "used_like_new", "used_good"];

/** What a parent has none of: it is not sold. */
export const OFFER: Schema = {
  condition_type: valued("Item Condition", choice(CONDITIONS, ["New", "Used - Like New", "Used - Good"])),
  externally_assigned_product_identifier: attribute("External Product ID", {
    type: choice(["ean", "gtin", "upc"]),
    value: { ...shown("External Product ID"), type: "string", maxLength: 14 },
  }),
  supplier_declared_has_product_identifier_exemption: valued("Product ID Exemption", yes),
  merchant_suggested_asin: valued("Merchant Suggested ASIN", { type: "string", minLength: 10, maxLength: 10 }),
  purchasable_offer: {
    ...attribute("Purchasable Offer", { currency: { type: "string" }, our_price: price }),
    selectors: ["marketplace_id", "currency"],
  },
  list_price: attribute("List Price", {
    value: { ...shown("List Price"), type: "number", minimum: 0 },
    currency: { type: "string", hidden: true },
  }),
  fulfillment_availability: {
    title: "Fulfillment Availability",
    type: "array",
    minItems: 1,
    maxUniqueItems: 1,
    selectors: ["fulfillment_channel_code"],
    items: {
      type: "object",
      required: ["fulfillment_channel_code"],
      properties: {
        fulfillment_channel_code: choice(["AMAZON_IN", "DEFAULT"]),
        quantity: { type: "integer", minimum: 0 },
        is_inventory_available: yes,
        lead_time_to_ship_max_days: { type: "integer", minimum: 0, maximum: 30 },
      },
      additionalProperties: false,
    },
  },
  skip_offer: valued("Skip Offer", yes),
  item_package_weight: measured("Package Weight", ["grams", "kilograms", "pounds"]),
  item_package_dimensions: attribute("Package Dimensions", {
    length: side("Package Length"),
    width: side("Package Width"),
    height: side("Package Height"),
  }),
};

export const FACTS: Schema = {
  item_name: worded("Item Name", { maxLength: 200 }),
  brand: worded("Brand", { ...proposed(["Argosy Pottery"]), minLength: 1, maxLength: 100 }),
  product_description: worded("Product Description", { maxLength: 2000 }),
  bullet_point: worded("Bullet Point", { maxLength: 500 }, 5),
  country_of_origin: valued("Country of Origin", choice(["CN", "GR", "IN", "US"], ["China", "Greece", "India", "USA"])),
  supplier_declared_dg_hz_regulation: valued(
    "Dangerous Goods Regulations",
    choice(["ghs", "not_applicable", "storage"], ["GHS", "Not Applicable", "Storage"]),
    5,
  ),
  model_number: valued("Model Number", { type: "string", maxLength: 40, maxUtf8ByteLength: 40 }),
  number_of_items: valued("Number of Items", { type: "integer", minimum: 1, maximum: 1000 }),
  color: worded("Color", { ...proposed(["Black", "Blue", "Red"]), maxLength: 50 }),
  size: worded("Size", { maxLength: 50 }),
  special_feature: worded("Special Features", { maxLength: 100 }, 3),
  merchant_release_date: valued("Release Date", { type: "string", format: "date" }),
  batteries_required: valued("Are batteries required?", yes),
  num_batteries: attribute("Batteries", {
    quantity: { ...shown("Quantity"), type: "integer", minimum: 1, maximum: 99 },
    type: { ...shown("Type"), ...choice(["aa", "lithium_ion"], ["AA", "Lithium Ion"]) },
  }),
  california_proposition_65: {
    ...attribute("California Proposition 65", {}),
    items: {
      type: "object",
      required: ["compliance_type"],
      properties: {
        compliance_type: { title: "Compliance Type", ...choice(["chemical", "food", "passenger"]) },
        chemical_names: { title: "Chemical Names", ...choice(["lead", "mercury"]) },
        ...MARKET,
      },
      additionalProperties: false,
    },
  },
  gpsr_safety_attestation: valued("GPSR Safety Attestation", yes),
  dsa_responsible_party_address: valued("Responsible Person's Email or URL", { type: "string", maxLength: 200 }),
  main_product_image_locator: image("Main Image"),
  other_product_image_locator_1: image("Other Image 1"),
  other_product_image_locator_2: image("Other Image 2"),
};

/** What some types ask for besides. */
export const OWN: Schema = {
  material: worded("Material", choice(["Ceramic", "Cotton", "Glass", "Steel", "Wood"]), 2),
  capacity: measured("Capacity", ["liters", "milliliters"]),
  item_weight: measured("Item Weight", ["grams", "kilograms"]),
  care_instructions: worded("Care Instructions", { maxLength: 300 }),
  target_gender: valued("Target Gender", choice(["female", "male", "unisex"], ["Female", "Male", "Unisex"])),
  battery: attribute("Battery", {
    cell_composition: {
      type: "array",
      title: "Cell Composition",
      minItems: 1,
      maxUniqueItems: 1,
      items: { type: "object", required: ["value"], properties: { value: choice(["alkaline", "lithium_ion"]) } },
    },
  }),
};
