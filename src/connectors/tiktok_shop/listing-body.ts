/** A filled-in listing as create-product (202309) and edit-product (202509) take it. */
import { variantAxes } from "../../commerce/listing/check.ts";
import { isRequested } from "../../commerce/listing/conditions.ts";
import type { FilledListing, ListingSchema, ListingValues } from "../../commerce/listing/schema.ts";
import { readMeasure } from "../../commerce/listing/units.ts";
import type { Json } from "../../commerce/product.ts";
import { isBarcode } from "../../commerce/product-codes.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { ListingToPublish } from "../kit/contract/listings.ts";
import { CERTIFICATE, UNTIL, VARIATIONS } from "./listing-fields.ts";
import { attributeIdOf, NO_BRAND, valueIdOf } from "./listing-taxonomy.ts";
import { identifierOf, priceJson } from "./product-body.ts";

type Fields = { readonly [key: string]: Json };
type Variant = FilledListing["variants"][number];

/** What is known before anything is sent. */
export interface Uploaded {
  /** Addresses at TikTok by the use an image is put to and its own address. */
  readonly images: ReadonlyMap<string, string>;
  /** The id of a brand that no choice of the schema holds. */
  readonly brandId: string | undefined;
}

export const imageKey = (use: string, url: string): string => `${use} ${url}`;

/** By it a product is known as one of ours; TikTok takes it once. */
export const markOf = ({ id }: Pick<ListingToPublish, "id">): string => `argosy-${id}`;

const first = (values: ListingValues, key: string): string | undefined => values[key]?.[0];
const amountOf = (text: string | undefined): number => readMeasure(text ?? "")?.value ?? 0;

export const galleryOf = ({ product, variants }: FilledListing): readonly string[] =>
  product.images ?? variants.find(({ values }) => (values.images ?? []).length > 0)?.values.images ?? [];

/** Without the key of the request; `skuIds` are those of a product that is written over. */
export function productBody(
  toPublish: ListingToPublish,
  {
    uploaded,
    skuIds,
    ctx,
  }: { uploaded: Uploaded; skuIds?: ReadonlyMap<string, string>; ctx: Pick<Context, "connection"> },
): Fields {
  const { categoryKey, listing, schema } = toPublish;
  const { product, variants } = listing;
  const weight = Math.max(0, ...variants.map(({ values }) => amountOf(first(values, "weight"))));
  const axes = axesOf(schema, listing);
  const pictures = pictureOf(listing, axes[0], uploaded);
  return {
    save_mode: "LISTING",
    title: first(product, "title") ?? "",
    description: first(product, "description") ?? "",
    category_id: categoryKey,
    category_version: schema.version,
    ...brandOf(product, uploaded),
    main_images: galleryOf(listing).flatMap((url) => uriOf("MAIN_IMAGE", url, uploaded)),
    package_weight: { value: String(Math.round(weight * 1000) / 1000), unit: "KILOGRAM" },
    ...sizeOf(product),
    product_attributes: attributes(schema, listing),
    skus: variants.map((variant) => skuBody(variant, { product, axes, pictures, skuIds, ctx })),
    external_product_id: markOf(toPublish),
    ...furtherOf(product),
    ...certificates(schema, listing, uploaded),
  };
}

const uriOf = (use: string, url: string, { images }: Uploaded): { readonly uri: string }[] => {
  const uri = images.get(imageKey(use, url));
  return uri === undefined ? [] : [{ uri }];
};

function brandOf(product: ListingValues, { brandId }: Uploaded): Fields {
  const value = first(product, "brand");
  const id = value === undefined || value === NO_BRAND ? undefined : (valueIdOf(value) ?? brandId);
  return id === undefined ? {} : { brand_id: id };
}

/** Whole centimetres, rounded up: the parcel fits. */
function sizeOf(product: ListingValues): Fields {
  const sides = ["length", "width", "height"].map((side) => [side, Math.ceil(amountOf(first(product, side)))] as const);
  if (!sides.some(([, centimetres]) => centimetres > 0)) return {};
  const written = sides.map(([side, centimetres]) => [side, String(centimetres)] as const);
  return { package_dimensions: { ...Object.fromEntries(written), unit: "CENTIMETER" } };
}

/** What no other value asks for any more is left out. */
function attributes(schema: ListingSchema, listing: FilledListing): Json {
  return schema.fields.flatMap((field) => {
    const id = attributeIdOf(field.key);
    const values = listing.product[field.key] ?? [];
    if (id === null || values.length === 0 || !isRequested(field, listing)) return [];
    return [
      {
        id,
        values: values.map((value) => {
          const own = valueIdOf(value);
          return own === null ? { name: value } : { id: own };
        }),
      },
    ];
  });
}

interface Axis {
  readonly field: string;
  /** A built-in one by its id, another by its name. */
  readonly address: { readonly id: string } | { readonly name: string };
}

const axesOf = (schema: ListingSchema, listing: FilledListing): readonly Axis[] => {
  const differ = new Set(variantAxes(schema, listing));
  return VARIATIONS.flatMap(({ value: field, name, usual }) => {
    if (!differ.has(field)) return [];
    const reported = first(listing.product, name) ?? usual;
    const id = valueIdOf(reported);
    return [{ field, address: id === null ? { name: reported } : { id } }];
  });
};

interface OfSku {
  readonly product: ListingValues;
  readonly axes: readonly Axis[];
  readonly pictures: ReadonlyMap<string, string> | null;
  readonly skuIds: ReadonlyMap<string, string> | undefined;
  readonly ctx: Pick<Context, "connection">;
}

/** What is not filled in is sent as none, and TikTok says so. */
function skuBody({ sku, values }: Variant, { product, axes, pictures, skuIds, ctx }: OfSku): Fields {
  const { currency } = ctx.connection.facts;
  const [quantity, barcode, id] = [first(values, "quantity"), first(values, "barcode"), skuIds?.get(sku)];
  const ownOf = (field: string) => first(values, field) ?? first(product, field) ?? "";
  return {
    ...(id === undefined ? {} : { id }),
    seller_sku: sku,
    price: priceJson(first(values, "price") ?? "0", typeof currency === "string" ? currency : "", ctx),
    inventory:
      quantity === undefined ? [] : [{ warehouse_id: first(product, "warehouse") ?? "", quantity: Number(quantity) }],
    ...(axes.length === 0
      ? {}
      : {
          sales_attributes: axes.map(({ field, address }, index) => {
            const picture = index === 0 ? pictures?.get(ownOf(field)) : undefined;
            return {
              ...address,
              value_name: ownOf(field),
              ...(picture === undefined ? {} : { sku_img: { uri: picture } }),
            };
          }),
        }),
    // Another barcode is the seller's own, and stays in the hub.
    ...(barcode !== undefined && isBarcode(barcode) ? identifierOf(barcode) : {}),
  };
}

/** By value of the first variation: for each of them, or for none. */
function pictureOf({ variants, product }: FilledListing, axis: Axis | undefined, uploaded: Uploaded) {
  if (!axis) return null;
  const groups = Map.groupBy(variants, ({ values }) => first(values, axis.field) ?? first(product, axis.field) ?? "");
  const shown = [...groups].flatMap(([value, alike]) => {
    const [url, another] = new Set(alike.map(({ values }) => first(values, "images")));
    const [found] = url === undefined || another !== undefined ? [] : uriOf("ATTRIBUTE_IMAGE", url, uploaded);
    return found ? [[value, found.uri] as const] : [];
  });
  return shown.length === groups.size ? new Map(shown) : null;
}

function furtherOf(product: ListingValues): Fields {
  const [chart, cod] = [first(product, "sizeChart"), first(product, "cod")];
  return {
    ...(chart === undefined ? {} : { size_chart: { template: { id: chart } } }),
    ...(cod === undefined ? {} : { is_cod_allowed: cod === "true" }),
    ...(product.manufacturer ? { manufacturer_ids: [...product.manufacturer] } : {}),
    ...(product.responsiblePerson ? { responsible_person_ids: [...product.responsiblePerson] } : {}),
  };
}

function certificates(schema: ListingSchema, listing: FilledListing, uploaded: Uploaded): Fields {
  const papers = schema.fields.filter(({ key, kind }) => key.startsWith(CERTIFICATE) && kind === "image");
  const sent = papers.flatMap((field) => {
    const urls = listing.product[field.key] ?? [];
    const until = first(listing.product, field.key + UNTIL);
    if (urls.length === 0 || !isRequested(field, listing)) return [];
    const images = urls.flatMap((url) => uriOf("CERTIFICATION_IMAGE", url, uploaded));
    const expires = until === undefined ? {} : { expiration_date: Math.floor(Date.parse(until) / 1000) };
    return [{ id: field.key.slice(CERTIFICATE.length), images, ...expires }];
  });
  return sent.length === 0 ? {} : { certifications: sent };
}
