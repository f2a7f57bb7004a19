/** The properties of an item's JSON schema as fields of the hub, by their place: "visible:color", "orderable:price". */
import type { ListingField, ListingSource } from "../../commerce/listing/schema.ts";
import type { ItemSpec, Schema } from "./listing-spec.ts";
import { english } from "./words.ts";

type Part = "orderable" | "visible";

/** What the connector fills by other fields. */
export const BARCODE = "barcode";
export const IMAGES = "images";
export const IDENTIFIERS = "productIdentifiers";
export const MAIN_IMAGE = "mainImageUrl";
const OTHER_IMAGES = "productSecondaryImageURL";
const AXES = "variantAttributeNames";
/** Written where a listing has several variants. */
export const OF_GROUP: ReadonlySet<string> = new Set(["variantGroupId", AXES, "isPrimaryVariant"]);
export const OWN: ReadonlySet<string> = new Set(["sku", IDENTIFIERS, MAIN_IMAGE, OTHER_IMAGES, ...OF_GROUP]);

const SOURCES: Readonly<Record<string, ListingSource>> = {
  price: "price",
  productName: "title",
  shortDescription: "description",
  brand: "brand",
  ShippingWeight: "weight",
};
/** Each item's own. */
const OF_VARIANT = new Set(["price"]);

/** How a field is written: a number without its unit, an object of number and unit, a list, and so on. */
export const PLAIN_NUMBER = "number";
export const AXIS = "axis";
/** Followed by how many places behind the point are taken. */
export const DECIMAL_PLACES = "places=";
/** Followed by how many further images are taken at least. */
export const FURTHER = "further=";
/** Places in lists of objects, of which one is written. */
export const ROW = "[]";

export function fieldsOf({ orderable, visible }: ItemSpec, productType: string): readonly ListingField[] {
  const axes = new Set(visible.properties[AXES]?.items?.enum);
  return [
    ...barcodeField(orderable),
    ...imagesField(visible),
    ...partFields(orderable, "orderable", { axes: new Set(), productType }),
    ...partFields(visible, "visible", { axes, productType }),
  ];
}

function barcodeField({ properties }: Schema): readonly ListingField[] {
  if (!properties[IDENTIFIERS]) return [];
  return [
    {
      ...{ key: BARCODE, name: english("listing.barcode"), kind: "text", need: "recommended", scope: "variant" },
      isBarcode: true,
      source: "barcode",
    },
  ];
}

function imagesField({ properties }: Schema): readonly ListingField[] {
  if (!properties[MAIN_IMAGE]) return [];
  const others = properties[OTHER_IMAGES];
  const least = others?.minItems ?? 1;
  return [
    {
      ...{ key: IMAGES, name: english("listing.images"), kind: "image", need: "recommended", scope: "either" },
      source: "images",
      isMany: true,
      ...(least > 1 ? { help: english("listing.images.help", { least }), written: `${FURTHER}${least}` } : {}),
      most: others ? 1 + (others.maxItems ?? MOST_IMAGES) : 1,
    },
  ];
}

/** Ours, where the specification names none. */
const MOST_IMAGES = 10;

interface Where {
  readonly axes: ReadonlySet<string>;
  readonly productType: string;
}

function partFields(schema: Schema, part: Part, where: Where): readonly ListingField[] {
  return Object.entries(schema.properties)
    .filter(([name]) => !OWN.has(name))
    .flatMap(([name, own]) => propertyFields(own, { path: name, key: `${part}:${name}` }, where));
}

interface CategoryPosition {
  readonly path: string;
  readonly key: string;
  /** Of the object it lies in. */
  readonly above?: string | undefined;
}

/** Objects lie no deeper than this. */
const DEEPEST = 4;

function propertyFields(schema: Schema, position: CategoryPosition, where: Where): readonly ListingField[] {
  if (schema.type === "object")
    return isMeasure(schema) ? [fieldOf(schema, position, where)] : within(schema, position, where);
  const { items } = schema;
  if (schema.type === "array" && items?.type === "object")
    return within(
      items,
      { ...position, path: `${position.path}${ROW}`, key: `${position.key}${ROW}`, above: schema.title },
      where,
    );
  return [fieldOf(schema, position, where)];
}

function within(schema: Schema, position: CategoryPosition, where: Where): readonly ListingField[] {
  if (position.path.split(".").length >= DEEPEST) return [];
  return Object.entries(schema.properties).flatMap(([name, own]) =>
    propertyFields(
      own,
      {
        path: `${position.path}.${name}`,
        key: `${position.key}.${name}`,
        above: schema.title ?? position.above ?? position.path,
      },
      where,
    ),
  );
}

/** An amount and its unit. */
function isMeasure({ properties }: Schema): boolean {
  const { measure, unit, ...others } = properties;
  return measure !== undefined && (unit?.enum.length ?? 0) > 0 && Object.keys(others).length === 0;
}

function fieldOf(schema: Schema, position: CategoryPosition, { axes, productType }: Where): ListingField {
  const { path, key, above } = position;
  const isAxis = axes.has(path);
  const name = schema.title ?? path;
  const kind = kindOf(schema, path);
  const source = SOURCES[path];
  const written = [kind.written, isAxis ? AXIS : undefined].filter(Boolean).join(" ");
  return {
    key,
    name: above === undefined ? name : `${above}: ${name}`,
    need: "optional",
    scope: OF_VARIANT.has(path) ? "variant" : isAxis ? "either" : "product",
    ...(schema.description === undefined ? {} : { help: schema.description }),
    ...kind.field,
    ...(source === undefined ? {} : { source }),
    // The specification of several product types names the one an item has.
    ...(path === "specProductType" ? { kind: "choice", ...onlyChoice(productType) } : {}),
    ...(written === "" ? {} : { written }),
  };
}

const onlyChoice = (value: string) => ({ choices: [{ value, name: value }], preset: value });

type Kind = Omit<ListingField, "key" | "name" | "need" | "scope" | "written">;

function kindOf(schema: Schema, path: string): { readonly field: Kind; readonly written?: string | undefined } {
  const of = schema.type === "array" ? (schema.items ?? schema) : schema;
  const many = schema.type === "array" ? { isMany: true as const, ...mostOf(schema) } : {};
  if (schema.type === "object") {
    const { measure, unit } = schema.properties;
    return { field: { kind: "measure", units: unit?.enum ?? [], ...boundsOf(measure) }, written: locationsOf(measure) };
  }
  if (of.type === "number" || of.type === "integer")
    return { field: numberKind(of, path, many), written: numbered(of) };
  if (of.type === "boolean") return { field: { kind: "boolean", ...many } };
  if (of.enum.length > 0)
    return { field: { kind: "choice", choices: of.enum.map((value) => ({ value, name: value })), ...many } };
  if (of.format === "date") return { field: { kind: "date", ...many } };
  return { field: { kind: of.format === "uri" ? "image" : "text", ...lengthsOf(of), ...many } };
}

function numberKind(of: Schema, path: string, many: Pick<Kind, "isMany" | "most" | "least">): Kind {
  // "Shipping Weight (lbs)": the unit stands in the name alone.
  if (path === "ShippingWeight") return { kind: "measure", units: ["lb"], ...boundsOf(of) };
  return { kind: "number", ...(of.type === "integer" ? { isWhole: true } : {}), ...boundsOf(of), ...many };
}

const numbered = (of: Schema): string => [PLAIN_NUMBER, locationsOf(of)].filter(Boolean).join(" ");

/** Of steps like 0.01. */
function locationsOf(schema: Schema | undefined): string | undefined {
  const step = schema?.multipleOf;
  if (step === undefined) return undefined;
  const locations = [0, 1, 2, 3, 4, 5].find((n) => Number.isInteger(Number((step * 10 ** n).toFixed(6))));
  return locations === undefined ? undefined : `${DECIMAL_PLACES}${locations}`;
}

const mostOf = ({ minItems = 1, maxItems }: Schema) => ({
  ...(minItems > 1 ? { least: minItems } : {}),
  ...(maxItems === undefined ? {} : { most: maxItems }),
});

const boundsOf = (schema: Schema | undefined) => ({
  ...(schema?.minimum === undefined ? {} : { minimum: schema.minimum }),
  ...(schema?.maximum === undefined ? {} : { maximum: schema.maximum }),
});

const lengthsOf = ({ minLength, maxLength }: Schema) => ({
  ...(minLength === undefined ? {} : { minLength }),
  ...(maxLength === undefined ? {} : { maxLength }),
});
