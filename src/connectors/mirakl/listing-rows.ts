/** A filled listing as the platform takes it: a row of the product file for each variant (P41), and an offer (OF24). */
import type { FilledListing, ListingField, ListingValues } from "../../commerce/listing/schema.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { ListingToPublish } from "../kit/contract/listings.ts";
import { ATTRIBUTE, type Column, CUSTOM, IMAGE } from "./listing-fields.ts";
import type { Row } from "./offer-csv.ts";
import { factsOf } from "./settings.ts";

type Variant = FilledListing["variants"][number];

/** Written into the offer's internal description, by which an offer of this draft is known again. */
export const markOf = (id: string): string => `argosy:${id}`;

const one = (values: ListingValues, key: string): string | undefined => values[key]?.[0];

const columnField = ({ fields }: ListingToPublish["schema"], column: Column): ListingField | undefined =>
  fields.find(({ written }) => written === column);

export interface ProductRow {
  readonly variant: Variant;
  readonly row: Row;
}

/** The product file's rows of a listing. */
export function productRows(to: ListingToPublish, ctx: Context): readonly ProductRow[] {
  const { schema, listing } = to;
  const { listSeparator } = factsOf(ctx.connection);
  const attributes = schema.fields.filter(({ key }) => key.startsWith(ATTRIBUTE));
  const images = schema.fields.filter(({ key }) => key.startsWith(IMAGE));
  return listing.variants.map((variant) => {
    const values = { ...listing.product, ...variant.values };
    const cells = attributes.map(
      (field) => [field.key.slice(ATTRIBUTE.length), cellOf(field, values[field.key] ?? [], listSeparator)] as const,
    );
    const group = columnField(schema, "group");
    const isGrouped = group !== undefined && listing.variants.length > 1 && values[group.key] === undefined;
    return {
      variant,
      row: Object.fromEntries(
        [
          ...cells,
          ...imageCells(images, values),
          ...(isGrouped ? [[group.key.slice(ATTRIBUTE.length), markOf(to.id)] as const] : []),
        ].filter(([, cell]) => cell !== ""),
      ),
    };
  });
}

/** Columns the seller filled keep their image; the gallery's go to the others in turn. */
function imageCells(fields: readonly ListingField[], values: ListingValues): readonly (readonly [string, string])[] {
  const own = new Set(fields.flatMap(({ key }) => values[key] ?? []));
  const rest = (values.images ?? []).filter((url) => !own.has(url));
  return fields.map(({ key }) => [key.slice(IMAGE.length), one(values, key) ?? rest.shift() ?? ""]);
}

function cellOf({ kind, written = "" }: ListingField, values: readonly string[], separator: string): string {
  const [what = "", how = ""] = written.split(/:(.*)/s);
  return values
    .map((value) => {
      if (what === "date") return dateOf(value, how);
      const number = kind === "measure" ? (value.split(" ")[0] ?? "") : value;
      return what === "decimals" ? rounded(number, Number(how)) : number;
    })
    .join(separator);
}

/** Measures that were converted have more places than some operators take. */
function rounded(number: string, decimals: number): string {
  const reported = number.split(".")[1]?.length ?? 0;
  return reported > decimals && decimals <= 10 ? String(Number(Number(number).toFixed(decimals))) : number;
}

/** In the operator's pattern, of which years, months and days are known. */
function dateOf(iso: string, pattern: string): string {
  const [year = "", month = "", day = ""] = iso.split("-");
  if (pattern === "") return iso;
  return pattern
    .replaceAll("yyyy", year)
    .replaceAll("MM", month)
    .replaceAll("dd", day)
    .replaceAll("'", "")
    .replaceAll("HH", "00")
    .replaceAll("mm", "00")
    .replaceAll("ss", "00");
}

/** The shop's own id of the product in the file. */
export function shopSkuOf({ schema, listing }: ListingToPublish, variant: Variant): string {
  const field = columnField(schema, "sku");
  const reported = field && (one(variant.values, field.key) ?? one(listing.product, field.key));
  return reported ?? variant.sku;
}

export interface Reference {
  readonly type: string;
  readonly id: string;
}

/** How the marketplace's catalogue may know the product already; null where the variant has no barcode. */
export function referenceOf({ listing }: ListingToPublish, { values }: Variant): Reference | null {
  const id = one(values, "barcode");
  if (id === undefined) return null;
  return { id, type: one(listing.product, "identifierType") ?? (id.length === 12 ? "UPC" : "EAN") };
}

export const hasPrice = ({ values }: Variant): boolean => one(values, "price") !== undefined;

/** The offer of a variant. It is made without stock, which follows as of every listing. */
export function offerBody(to: ListingToPublish, variant: Variant, reference: Reference): Json {
  const { product } = to.listing;
  const [condition, logisticClass] = [one(product, "condition"), one(product, "logisticClass")];
  const price = one(variant.values, "price");
  if (price === undefined) throw new RangeError("an offer has a price");
  const [leadTime, taxCode] = [one(product, "leadTime"), one(product, "taxCode")];
  const custom = to.schema.fields.filter(({ key }) => key.startsWith(CUSTOM) && product[key] !== undefined);
  return {
    shop_sku: variant.sku,
    product_id: reference.id,
    product_id_type: reference.type,
    price: Number(price),
    quantity: 0,
    state_code: condition ?? "",
    internal_description: markOf(to.id),
    update_delete: "update",
    ...(logisticClass === undefined ? {} : { logistic_class: logisticClass }),
    ...(leadTime === undefined ? {} : { leadtime_to_ship: Number(leadTime) }),
    ...(taxCode === undefined ? {} : { product_tax_code: taxCode }),
    ...(custom.length === 0
      ? {}
      : {
          offer_additional_fields: custom.map(({ key, isMany }) => ({
            code: key.slice(CUSTOM.length),
            value: isMany ? [...(product[key] ?? [])] : (one(product, key) ?? ""),
          })),
        }),
  };
}
