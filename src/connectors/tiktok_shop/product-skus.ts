/**
 * The SKUs of an edit. A SKU that is left out is deleted, and what is left out of one is blanked: siblings the hub
 * does not have go back exactly as TikTok told them (sheet sections 5 and 10).
 */
import { z } from "zod";
import type { Json, ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { anyJson, parseResponse } from "../kit/parse/parse.ts";
import type { ChoicePictures } from "./images.ts";
import { newSku, optionsOf } from "./product-body.ts";
import { readProduct } from "./product-mapping.ts";
import type { Sku } from "./schemas.ts";

/** What an edit takes of a SKU besides price and inventory, which stay when they are left out. */
const STORED = [
  "id",
  "seller_sku",
  "external_sku_id",
  "identifier_code",
  "sku_unit_count",
  "external_urls",
  "extra_identifier_codes",
  "pre_sale",
  "list_price",
  "external_list_prices",
  "fees",
] as const;

const rawSchema = z.object({ skus: z.array(z.record(z.string(), anyJson)).nullish() });
type RawSku = Readonly<Record<string, Json>>;

/** Every SKU of the product as an edit takes them; null when all of ours stand there as requested. */
export function changedSkus(
  {
    product,
    raw,
    pictures,
  }: { readonly product: ProductForChannel; readonly raw: Json; readonly pictures: ChoicePictures | null },
  ctx: Context,
): Json | null {
  const existing = readProduct(raw, ctx).skus;
  const whole = parseResponse(rawSchema, raw, { ctx, what: "product" }).skus ?? [];
  const pairs = existing.map((sku, index) => ({
    sku,
    raw: whole[index] ?? {},
    ours: product.variants.find((variant) => isSame(variant, sku)),
  }));
  const choices = reportedChoices(raw, ctx);
  const attributesOf = (variant: VariantForChannel) =>
    addressed(variant, { product, known: existing }).map((one) => pictured(one, { choices, pictures }));
  const lacks = (reported: RawSku) =>
    pictures !== null && attributesIn(reported).some((one) => lacksPicture(one, pictures));
  const added = product.variants.filter((variant) => !existing.some((sku) => isSame(variant, sku)));
  const differs = pairs.some(
    ({ ours, sku, raw: reported }) => lacks(reported) || (ours !== undefined && isChanged(ours, sku, product)),
  );
  if (added.length === 0 && !differs) return null;
  const stored = pairs.map(({ ours, sku, raw: reported }) => {
    if (ours === undefined || !isChanged(ours, sku, product)) return untouched(reported, { choices, pictures });
    const attributes = attributesOf(ours);
    return {
      ...untouched(reported, { choices, pictures }),
      seller_sku: ours.sku,
      ...(attributes.length === 0 ? {} : { sales_attributes: attributes }),
    };
  });
  return [...stored, ...added.map((variant) => newSku(variant, attributesOf(variant), ctx))];
}

const isSame = ({ key, sku }: VariantForChannel, existing: Sku): boolean =>
  key === undefined ? existing.seller_sku === sku : existing.id === key;

function isChanged(ours: VariantForChannel, existing: Sku, product: ProductForChannel): boolean {
  if (existing.seller_sku !== ours.sku) return true;
  const options = optionsOf(ours, product);
  // An only variant may carry attributes at TikTok that ours has no word for.
  if (options.length === 0) return false;
  const reported = existing.sales_attributes.map(({ name, value_name }) => `${name}=${value_name}`);
  return reported.join("|") !== options.map(({ name, value }) => `${name}=${value}`).join("|");
}

type Addressed = { readonly name: string; readonly value_name: string; readonly [field: string]: Json };

/** Attributes and values TikTok has already are named by their ids, new ones by their words. */
function addressed(
  variant: VariantForChannel,
  { product, known }: { readonly product: ProductForChannel; readonly known: readonly Sku[] },
): Addressed[] {
  const all = known.flatMap(({ sales_attributes }) => sales_attributes);
  return optionsOf(variant, product).map(({ name, value }) => {
    const attribute = all.find((one) => one.name === name && one.id !== undefined);
    const valued = all.find((one) => one.name === name && one.value_name === value && one.value_id !== undefined);
    return {
      ...(attribute?.id === undefined ? { name } : { id: attribute.id, name }),
      ...(valued?.value_id === undefined ? { value_name: value } : { value_id: valued.value_id, value_name: value }),
    };
  });
}

interface Pictured {
  readonly choices: readonly ReportedAttribute[];
  readonly pictures: ChoicePictures | null;
}

const lacksPicture = (
  { name, value_name: value, sku_img }: ReportedAttribute,
  { option, of }: ChoicePictures,
): boolean => !sku_img && name === option && of.has(value ?? "");

/** An attribute of ours with the picture its value has at TikTok, or gets. */
function pictured(attribute: Addressed, { choices, pictures }: Pictured): Json {
  const { name, value_name: value } = attribute;
  const reported = choices.find((one) => one.name === name && one.value_name === value && one.sku_img);
  if (reported) return { ...plain(reported), ...attribute };
  const fresh = name === pictures?.option ? pictures.of.get(value) : undefined;
  return fresh === undefined ? { ...attribute } : { ...attribute, sku_img: { uri: fresh.uri } };
}

function untouched(raw: RawSku, { pictures }: Pictured): { readonly [field: string]: Json } {
  const retained = STORED.flatMap((field) => {
    const value = raw[field];
    return value === undefined || value === null ? [] : [[field, value] as const];
  });
  const attributes = attributesIn(raw).map((one) => {
    const fresh = pictures !== null && lacksPicture(one, pictures) ? pictures.of.get(one.value_name ?? "") : undefined;
    return fresh === undefined ? plain(one) : { ...plain(one), sku_img: { uri: fresh.uri } };
  });
  return { ...Object.fromEntries(retained), ...(attributes.length === 0 ? {} : { sales_attributes: attributes }) };
}

/** Attributes of every SKU as TikTok tells them, pictures included. */
export function reportedChoices(raw: Json, ctx: Context): readonly ReportedAttribute[] {
  return (parseResponse(rawSchema, raw, { ctx, what: "product" }).skus ?? []).flatMap(attributesIn);
}

function attributesIn({ sales_attributes: reported }: RawSku): readonly ReportedAttribute[] {
  const read = attributesSchema.safeParse(reported);
  return read.success ? read.data : [];
}

const pictureSchema = z.object({ uri: z.string() });
const attributesSchema = z.array(
  z.object({
    id: z.string().optional(),
    name: z.string().optional(),
    value_id: z.string().optional(),
    value_name: z.string().optional(),
    sku_img: pictureSchema.nullish(),
    supplementary_sku_images: z.array(pictureSchema).nullish(),
  }),
);

type ReportedAttribute = z.output<typeof attributesSchema>[number];

function plain(attribute: ReportedAttribute): { readonly [field: string]: Json } {
  const { sku_img, supplementary_sku_images: more, ...rest } = attribute;
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    ...(sku_img ? { sku_img: { uri: sku_img.uri } } : {}),
    ...(more && more.length > 0 ? { supplementary_sku_images: more.map(({ uri }) => ({ uri })) } : {}),
  };
}
