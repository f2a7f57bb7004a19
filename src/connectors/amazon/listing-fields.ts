/**
 * What a product type asks for, as the hub's fields. An attribute of one value is a field; one of several parts is a field
 * a part, of its first entry. `written` keeps the way to the value: `color[ml]/value` is an entry with store and language.
 */
import type { ListingField, ListingSource } from "../../commerce/listing/schema.ts";
import type { Json } from "../../commerce/product.ts";
import { listed, type Node, names, nodeOf } from "../kit/parse/json-nodes.ts";
import { MAIN_IMAGE, MOST_OTHER_IMAGES, otherImage } from "./product-mapping.ts";
import { english } from "./words.ts";

export const IMAGES = "images";
export const PRICE = "purchasable_offer";
export const QUANTITY = "fulfillment_availability";
export const BARCODE = "externally_assigned_product_identifier";
export const THEME = "variation_theme";

/** A field and the attribute it stands in. */
export interface TypeField {
  readonly attribute: string;
  /** Its part is needed as soon as another part of the attribute is there. */
  readonly isNeeded: boolean;
  readonly field: ListingField;
}

/** Written by the connector itself, or by nobody. */
const OWN = new Set([THEME, "parentage_level", "child_parent_sku_relationship", "skip_offer", "package_contains_sku"]);

const SOURCES: Readonly<Record<string, ListingSource>> = {
  item_name: "title",
  brand: "brand",
  product_description: "description",
  country_of_origin: "originCountry",
  item_package_weight: "weight",
  "item_package_dimensions.length": "length",
  "item_package_dimensions.width": "width",
  "item_package_dimensions.height": "height",
};

const IMAGE_ATTRIBUTES = [
  MAIN_IMAGE,
  ...Array.from({ length: MOST_OTHER_IMAGES }, (_, index) => otherImage(index + 1)),
];

export function fieldsOf(properties: Node, defs: Node): TypeField[] {
  const plain = Object.entries(properties).filter(
    ([name]) => !OWN.has(name) && !IMAGE_ATTRIBUTES.includes(name) && ![PRICE, QUANTITY, BARCODE].includes(name),
  );
  return [
    ...plain.flatMap(([name, node]) => attributeFields(name, nodeOf(node), defs)),
    ...offerFields(properties),
    ...imageField(properties),
  ];
}

/** What the seller fills in of an entry, and what the connector writes beside it: store, language, currency. */
const SELECTORS: Readonly<Record<string, string>> = { marketplace_id: "m", language_tag: "l", currency: "c" };
const DEPTH = 3;

interface PagePosition {
  readonly attribute: string;
  readonly title: string;
  readonly path: readonly string[];
  readonly written: string;
  readonly isNeeded: boolean;
  /** Values of the list above it. */
  readonly most: number | undefined;
}

function attributeFields(attribute: string, node: Node, defs: Node): TypeField[] {
  const title = typeof node.title === "string" ? node.title : attribute;
  const place = { attribute, title, path: [attribute], written: attribute, isNeeded: true, most: 1 };
  return listFields(node, place, defs);
}

function listFields(node: Node, position: PagePosition, defs: Node): TypeField[] {
  const entry = resolved(node.items, defs);
  const own = Object.keys(nodeOf(entry.properties));
  const marks = own.flatMap((key) => SELECTORS[key] ?? []).join("");
  const most = typeof node.maxUniqueItems === "number" ? node.maxUniqueItems : numberOf(node.maxItems);
  return entryFields(entry, { ...position, written: `${position.written}[${marks}]`, most }, defs);
}

function entryFields(entry: Node, position: PagePosition, defs: Node): TypeField[] {
  const parts = Object.entries(nodeOf(entry.properties))
    .map(([key, node]) => [key, resolved(node, defs)] as const)
    .filter(([key, node]) => SELECTORS[key] === undefined && node.hidden !== true);
  const keys = parts.map(([key]) => key);
  if (keys.length === 0 || position.path.length > DEPTH) return [];
  if (isMeasure(keys)) return measureField(nodeOf(entry.properties), position, defs);
  const needed = names(entry.required);
  const isAlone = keys.length === 1 && ["value", "media_location"].includes(keys[0] ?? "");
  return parts.flatMap(([key, node]) => {
    const inner: PagePosition = {
      ...position,
      title: isAlone ? position.title : `${position.title}: ${typeof node.title === "string" ? node.title : key}`,
      path: isAlone ? position.path : [...position.path, key],
      written: `${position.written}/${key}`,
      isNeeded: position.isNeeded && needed.includes(key),
      most: isAlone ? position.most : 1,
    };
    if (node.type === "array") return listFields(node, inner, defs);
    if (node.type === "object") return entryFields(node, inner, defs);
    return valueField(node, inner);
  });
}

const isMeasure = (keys: readonly string[]): boolean =>
  keys.length === 2 && keys.includes("value") && keys.includes("unit");

function measureField(properties: Node, position: PagePosition, defs: Node): TypeField[] {
  const { value, unit } = properties;
  const units = choicesOf(resolved(unit, defs)).map((choice) => choice.value);
  const number = boundsOf(resolved(value, defs));
  return [toField({ ...position, written: `${position.written}/value+unit` }, { kind: "measure", units, ...number })];
}

function valueField(node: Node, position: PagePosition): TypeField[] {
  const choices = choicesOf(node);
  const isOpen = choices.length > 0 && isAnyTaken(node);
  const written = { string: "", boolean: ":b", integer: ":n", number: ":n" }[String(node.type)];
  if (written === undefined) return [];
  const shape: Partial<ListingField> = {
    kind: position.written.endsWith("/media_location") ? "image" : kindOf(node, choices.length > 0),
    ...(choices.length > 0 && node.type !== "boolean" ? { choices } : {}),
    ...(isOpen ? { isOpen: true as const } : {}),
    ...lengthsOf(node),
    ...(node.type === "string" ? {} : boundsOf(node)),
  };
  return [toField({ ...position, written: `${position.written}${written}` }, shape)];
}

function kindOf(node: Node, hasChoices: boolean): ListingField["kind"] {
  if (node.type === "boolean") return "boolean";
  if (hasChoices) return "choice";
  if (node.type !== "string") return "number";
  const formats = [node, ...listed(node.oneOf).map(nodeOf), ...listed(node.anyOf).map(nodeOf)].map((one) => one.format);
  return formats.includes("date") ? "date" : "text";
}

/** A closed list stands in `enum`, proposals in one of the ways of `anyOf` beside any text. */
function choicesOf(node: Node): readonly { readonly value: string; readonly name: string }[] {
  const reported =
    node.enum === undefined
      ? listed(node.anyOf)
          .map(nodeOf)
          .find((one) => one.enum !== undefined)
      : node;
  if (!reported) return [];
  const shown = names(reported.enumNames);
  const gone = new Set(names(nodeOf(reported.$lifecycle).enumDeprecated));
  return listed(reported.enum)
    .map((value, index) => ({ value: String(value), name: shown[index] ?? String(value) }))
    .filter(({ value }) => !gone.has(value));
}

const isAnyTaken = (node: Node): boolean =>
  node.enum === undefined && listed(node.anyOf).some((one) => nodeOf(one).enum === undefined);

const numberOf = (json: Json | undefined): number | undefined => (typeof json === "number" ? json : undefined);

function lengthsOf(node: Node): Partial<ListingField> {
  const [least, most, bytes] = [node.minLength, node.maxLength, node.maxUtf8ByteLength].map(numberOf);
  return {
    ...(least ? { minLength: least } : {}),
    ...(most === undefined ? {} : { maxLength: most }),
    ...(bytes === undefined ? {} : { maxBytes: bytes }),
  };
}

function boundsOf(node: Node): Partial<ListingField> {
  const [minimum, maximum] = [node.minimum, node.maximum].map(numberOf);
  return {
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(node.type === "integer" ? { isWhole: true as const } : {}),
  };
}

function toField(
  { attribute, title, path, written, isNeeded, most }: PagePosition,
  shape: Partial<ListingField>,
): TypeField {
  const key = path.join(".");
  const source = SOURCES[key];
  const isMany = most === undefined || most > 1;
  const field: ListingField = {
    key,
    name: title,
    kind: "text",
    need: "optional",
    scope: attribute.startsWith("item_package_") ? "variant" : "product",
    ...shape,
    ...(source === undefined ? {} : { source }),
    ...(source === "description" ? { isPlain: true as const } : {}),
    ...(isMany ? { isMany: true as const, ...(most === undefined ? {} : { most }) } : {}),
    written,
  };
  return { attribute, isNeeded, field };
}

/** A schema behind a reference; the words beside it stay. */
function resolved(json: Json | undefined, defs: Node): Node {
  const { $ref: reference, ...node } = nodeOf(json);
  return typeof reference === "string" ? { ...nodeOf(defs[reference.replace("#/$defs/", "")]), ...node } : node;
}

/** Price, quantity and barcode of one item, in the hub's own words: their attributes hold much that is not asked here. */
function offerFields(properties: Node): TypeField[] {
  const fields: readonly ListingField[] = [
    {
      key: PRICE,
      name: english("listing.price"),
      kind: "number",
      need: "recommended",
      scope: "variant",
      minimum: 0.01,
      source: "price",
    },
    {
      key: QUANTITY,
      name: english("listing.quantity"),
      kind: "number",
      need: "recommended",
      scope: "variant",
      minimum: 0,
      isWhole: true,
      source: "quantity",
    },
    {
      key: BARCODE,
      name: english("listing.barcode"),
      help: english("listing.barcode.help"),
      kind: "text",
      need: "recommended",
      scope: "variant",
      isBarcode: true,
      source: "barcode",
    },
  ];
  return fields
    .filter(({ key }) => properties[key] !== undefined)
    .map((field) => ({ attribute: field.key, isNeeded: true, field }));
}

function imageField(properties: Node): TypeField[] {
  const most = IMAGE_ATTRIBUTES.filter((name) => properties[name] !== undefined).length;
  if (properties[MAIN_IMAGE] === undefined) return [];
  const field: ListingField = {
    key: IMAGES,
    name: english("listing.images"),
    help: english("listing.images.help"),
    kind: "image",
    need: "recommended",
    scope: "either",
    isMany: true,
    most,
    source: "images",
  };
  return [{ attribute: MAIN_IMAGE, isNeeded: true, field }];
}
