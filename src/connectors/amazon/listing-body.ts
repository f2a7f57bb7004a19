/** A filled listing as Amazon's attributes: an item alone, or a parent and its variations by the theme they differ in. */
import { variantTheme } from "../../commerce/listing/check.ts";
import type { ListingField, ListingSchema, ListingValues } from "../../commerce/listing/schema.ts";
import { readMeasure } from "../../commerce/listing/units.ts";
import { parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { ListingToPublish } from "../kit/contract/listings.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { listed, type Node, nodeOf } from "../kit/parse/json-nodes.ts";
import { BARCODE, IMAGES, PRICE, QUANTITY, THEME } from "./listing-fields.ts";
import { OF_PARENT } from "./listing-requirements.ts";
import { ourPrice } from "./prices.ts";
import { barcodeType, plain } from "./product-attributes.ts";
import { MAIN_IMAGE, MERCHANT, otherImage } from "./product-mapping.ts";
import { currencyOf, homeOf } from "./settings.ts";

type Home = Pick<Context, "connection">;

export interface Submission {
  readonly sku: string;
  /** Null: the family's parent. */
  readonly variantId: string | null;
  readonly attributes: Node;
}

/** The SKU of a family's parent is made of the draft's id, so that every attempt makes the same one. */
export const parentSku = ({ id }: Pick<ListingToPublish, "id">): string => `argosy-${id.replaceAll("-", "")}`;

/** The parent first: variations name it. */
export function submissionsOf(listing: ListingToPublish, ctx: Home): Submission[] {
  const { schema, listing: filled } = listing;
  const { product, variants } = filled;
  const theme = variants.length > 1 ? variantTheme(schema, filled) : undefined;
  const children = variants.map(({ variantId, sku, values }) => ({
    sku,
    variantId,
    attributes: {
      ...attributesOf(schema.fields, { ...product, ...values }, ctx),
      ...(variants.length > 1 ? family("child", theme?.key, parentSku(listing), ctx) : {}),
    },
  }));
  if (variants.length === 1) return children;
  const images = product[IMAGES] ?? variants[0]?.values[IMAGES];
  const shared = schema.fields.filter(
    ({ key, written }) => key === IMAGES || (written?.endsWith(OF_PARENT) && !theme?.fields.includes(key)),
  );
  const attributes = {
    ...attributesOf(shared, { ...product, ...(images ? { [IMAGES]: images } : {}) }, ctx),
    ...family("parent", theme?.key, undefined, ctx),
  };
  return [{ sku: parentSku(listing), variantId: null, attributes }, ...children];
}

function family(level: "parent" | "child", theme: string | undefined, parent: string | undefined, ctx: Home): Node {
  return {
    parentage_level: plain(level, ctx),
    child_parent_sku_relationship: [
      {
        child_relationship_type: "variation",
        ...(parent === undefined ? {} : { parent_sku: parent }),
        marketplace_id: homeOf(ctx.connection).id,
      },
    ],
    ...(theme === undefined ? {} : { [THEME]: [{ name: theme }] }),
  };
}

function attributesOf(fields: readonly ListingField[], values: ListingValues, ctx: Home): Node {
  let attributes: Node = {};
  for (const field of fields) {
    const own = values[field.key] ?? [];
    if (own.length > 0) attributes = { ...attributes, ...written(field, own, { attributes, ctx }) };
  }
  return attributes;
}

interface Writing {
  readonly attributes: Node;
  readonly ctx: Home;
}

function written(field: ListingField, values: readonly string[], { attributes, ctx }: Writing): Node {
  const [first = ""] = values;
  const home = homeOf(ctx.connection);
  switch (field.key) {
    case PRICE: {
      const currency = currencyOf(ctx.connection, home.id) ?? home.currency;
      return { [PRICE]: [{ marketplace_id: home.id, currency, our_price: ourPrice(parseMoney(first, currency)) }] };
    }
    case QUANTITY:
      return { [QUANTITY]: [{ fulfillment_channel_code: MERCHANT, quantity: jsonNumber(first) }] };
    case BARCODE:
      return { [BARCODE]: [{ type: barcodeType(first).toLowerCase(), value: first, marketplace_id: home.id }] };
    case IMAGES:
      return Object.fromEntries(
        values.map((url, index) => [
          index === 0 ? MAIN_IMAGE : otherImage(index),
          [{ media_location: url, marketplace_id: home.id }],
        ]),
      );
    default:
      return placed(attributes, (field.written ?? "").replace(OF_PARENT, "").split("/"), { values, ctx });
  }
}

const STEP = /^([^[\]:]+)(?:\[([a-z]*)\])?(:[bn])?$/;

interface Placing {
  readonly values: readonly string[];
  readonly ctx: Home;
}

/** The entry with the values put at the end of the way; what stands beside them stays. */
function placed(entry: Node, [step = "", ...rest]: readonly string[], { values, ctx }: Placing): Node {
  const [, name = "", marks, type] = STEP.exec(step) ?? [];
  const [first = ""] = values;
  if (rest.length === 0) return { ...entry, ...valueAt(name, first, type) };
  if (marks === undefined) return { ...entry, [name]: placed(nodeOf(entry[name]), rest, { values, ctx }) };
  const isLast = !rest.some((one) => one.includes("["));
  const entries =
    isLast && values.length > 1
      ? values.map((value) => placed(selectors(marks, ctx), rest, { values: [value], ctx }))
      : [placed({ ...selectors(marks, ctx), ...nodeOf(listed(entry[name])[0]) }, rest, { values, ctx })];
  return { ...entry, [name]: entries };
}

function valueAt(name: string, text: string, type: string | undefined): Node {
  if (name === "value+unit") {
    const read = readMeasure(text);
    return { value: jsonNumber(String(read?.value ?? text)), unit: read?.unit ?? "" };
  }
  const value: Json = type === ":n" ? jsonNumber(text) : type === ":b" ? text === "true" : text;
  return { [name]: value };
}

function selectors(marks: string, { connection }: Home): Node {
  const home = homeOf(connection);
  const { language } = connection.facts;
  return {
    ...(marks.includes("m") ? { marketplace_id: home.id } : {}),
    ...(marks.includes("l") && typeof language === "string" ? { language_tag: language } : {}),
    ...(marks.includes("c") ? { currency: currencyOf(connection, home.id) ?? home.currency } : {}),
  };
}

/** The field an issue is about: by the attribute's name, or that of one of its parts. */
export function fieldOfIssue(attributes: readonly string[], { fields }: ListingSchema): ListingField | undefined {
  for (const name of attributes) {
    const [attribute = ""] = name.split(".");
    const key = attribute === MAIN_IMAGE || attribute.startsWith("other_product_image") ? IMAGES : attribute;
    const found =
      fields.find((field) => field.key === name) ??
      fields.find((field) => field.key === key) ??
      fields.find((field) => field.key.startsWith(`${attribute}.`));
    if (found) return found;
  }
  return undefined;
}
