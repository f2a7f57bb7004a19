/** A filled listing as rows of the item feed: an item for each variant (sheet section 5.3). */
import { variantAxes } from "../../commerce/listing/check.ts";
import type { ListingField, ListingValues } from "../../commerce/listing/schema.ts";
import type { Json } from "../../commerce/product.ts";
import type { ListingToPublish } from "../kit/contract/listings.ts";
import { AXIS, BARCODE, DECIMAL_PLACES, FURTHER, IMAGES, PLAIN_NUMBER, ROW } from "./listing-fields.ts";

type Fields = { [key: string]: Json };

/** Rows in the order of the variants. */
export function feedItems({ id, categoryKey, schema, listing }: ListingToPublish): readonly Json[] {
  const { product, variants } = listing;
  const axes = variants.length > 1 ? variantAxes(schema, listing) : [];
  return variants.map((variant, index) => {
    const values = { ...product, ...variant.values };
    const orderable = partOf("orderable:", schema.fields, values);
    const visible = partOf("visible:", schema.fields, values);
    return {
      Orderable: { sku: variant.sku, ...orderable, ...identifierOf(values) },
      Visible: {
        [categoryKey]: {
          ...visible,
          ...imagesOf(schema.fields, values),
          ...(axes.length === 0 ? {} : groupOf(groupIdOf({ id }), axes, index === 0)),
        },
      },
    };
  });
}

function partOf(part: string, fields: readonly ListingField[], values: ListingValues): Fields {
  const found: Fields = {};
  for (const field of fields) {
    const own = values[field.key];
    if (field.key.startsWith(part) && own !== undefined && own.length > 0)
      put(found, field.key.slice(part.length).split("."), written(field, own));
  }
  return found;
}

/** At a path of objects; of a list of objects there is one. */
function put(into: Fields, [name = "", ...rest]: readonly string[], value: Json): void {
  const isRow = name.endsWith(ROW);
  const key = isRow ? name.slice(0, -ROW.length) : name;
  if (rest.length === 0) {
    into[key] = value;
    return;
  }
  const there = into[key];
  const [existing] = isRow && Array.isArray(there) ? there : [there];
  const next: Fields =
    existing !== null && typeof existing === "object" && !Array.isArray(existing) ? { ...existing } : {};
  put(next, rest, value);
  into[key] = isRow ? [next] : next;
}

function written(field: ListingField, values: readonly string[]): Json {
  const all = values.map((value) => one(field, value));
  return field.isMany ? all : (all[0] ?? null);
}

function one({ kind, written: how = "" }: ListingField, value: string): Json {
  const [amount = "", unit = ""] = value.split(" ");
  if (how.includes(PLAIN_NUMBER)) return stepped(amount, how);
  if (kind === "measure") return { measure: stepped(amount, how), unit };
  return kind === "boolean" ? value === "true" : value;
}

/** Measures that were converted have more places than the specification takes. */
function stepped(amount: string, how: string): number {
  const locations = new RegExp(`${DECIMAL_PLACES}(\\d)`).exec(how)?.[1];
  return locations === undefined ? Number(amount) : Number(Number(amount).toFixed(Number(locations)));
}

/** A code of eight digits has no kind of its own there: with zeros in front it is a GTIN. */
const KINDS: Readonly<Record<number, string>> = { 12: "UPC", 13: "EAN", 14: "GTIN" };

function identifierOf(values: ListingValues): Fields {
  const code = values[BARCODE]?.[0];
  if (code === undefined) return {};
  const kind = KINDS[code.length];
  const identifier = kind ? { productIdType: kind, productId: code } : gtin(code);
  return { productIdentifiers: identifier };
}

const gtin = (code: string): Json => ({ productIdType: "GTIN", productId: code.padStart(14, "0") });

function imagesOf(fields: readonly ListingField[], values: ListingValues): Fields {
  const [main, ...others] = values[IMAGES] ?? [];
  const how = fields.find(({ key }) => key === IMAGES)?.written ?? "";
  // Fewer are none, as the field's help says.
  const least = Number(new RegExp(`${FURTHER}(\\d+)`).exec(how)?.[1] ?? 1);
  return {
    ...(main === undefined ? {} : { mainImageUrl: main }),
    ...(others.length < least ? {} : { productSecondaryImageURL: others }),
  };
}

/** Of the draft: its variants are one group whenever they are sent. */
export const groupIdOf = ({ id }: Pick<ListingToPublish, "id">): string => `argosy-${id}`;

const groupOf = (id: string, axes: readonly string[], isFirst: boolean): Fields => ({
  variantGroupId: id,
  variantAttributeNames: axes.map((axis) => axis.slice(axis.indexOf(":") + 1)),
  isPrimaryVariant: isFirst ? "Yes" : "No",
});

/** The field a report names: by its path, or by its last name. */
export function fieldNamed(name: string, { schema }: ListingToPublish): string | undefined {
  if (name === "productIdentifiers" || name === "productId") return BARCODE;
  if (name === "mainImageUrl" || name === "productSecondaryImageURL") return IMAGES;
  const keys = schema.fields.map(({ key }) => key);
  const plain = (key: string) => key.slice(key.indexOf(":") + 1).replaceAll(ROW, "");
  return keys.find((key) => plain(key) === name) ?? keys.find((key) => plain(key).endsWith(`.${name}`));
}

export const isAxis = ({ written: how = "" }: ListingField): boolean => how.includes(AXIS);
