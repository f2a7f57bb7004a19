/**
 * The SKUs of an edit. A SKU that is left out is deleted, and what is left out of one is blanked: siblings the hub
 * does not have go back exactly as TikTok told them (sheet sections 5 and 10).
 */
import { z } from "zod";
import type { Json, ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import { anyJson, parseAtDoor } from "../kit/parse.ts";
import { newSku, optionsOf } from "./product-body.ts";
import { readProduct } from "./product-mapping.ts";
import type { Sku } from "./schemas.ts";

/** What an edit takes of a SKU besides price and inventory, which stay when they are left out. */
const KEPT = [
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

/** Every SKU of the product as an edit takes them; null when all of ours stand there as wished. */
export function changedSkus(product: ProductForChannel, raw: Json, ctx: Context): Json | null {
  const known = readProduct(raw, ctx).skus;
  const whole = parseAtDoor(rawSchema, raw, { ctx, what: "product" }).skus ?? [];
  const pairs = known.map((sku, index) => ({
    sku,
    raw: whole[index] ?? {},
    ours: product.variants.find((variant) => isSame(variant, sku)),
  }));
  const added = product.variants.filter((variant) => !known.some((sku) => isSame(variant, sku)));
  const differs = pairs.some(({ ours, sku }) => ours !== undefined && isChanged(ours, sku, product));
  if (added.length === 0 && !differs) return null;
  const kept = pairs.map(({ ours, sku, raw: told }) => {
    if (ours === undefined || !isChanged(ours, sku, product)) return untouched(told);
    const attributes = addressed(ours, { product, known });
    return {
      ...untouched(told),
      seller_sku: ours.sku,
      ...(attributes.length === 0 ? {} : { sales_attributes: attributes }),
    };
  });
  return [...kept, ...added.map((variant) => newSku(variant, addressed(variant, { product, known }), ctx))];
}

const isSame = ({ key, sku }: VariantForChannel, known: Sku): boolean =>
  key === undefined ? known.seller_sku === sku : known.id === key;

function isChanged(ours: VariantForChannel, known: Sku, product: ProductForChannel): boolean {
  if (known.seller_sku !== ours.sku) return true;
  const options = optionsOf(ours, product);
  // An only variant may carry attributes at TikTok that ours has no word for.
  if (options.length === 0) return false;
  const told = known.sales_attributes.map(({ name, value_name }) => `${name}=${value_name}`);
  return told.join("|") !== options.map(({ name, value }) => `${name}=${value}`).join("|");
}

/** Attributes and values TikTok has already are named by their ids, new ones by their words. */
function addressed(
  variant: VariantForChannel,
  { product, known }: { readonly product: ProductForChannel; readonly known: readonly Sku[] },
): Json[] {
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

function untouched(raw: RawSku): { readonly [field: string]: Json } {
  const kept = KEPT.flatMap((field) => {
    const value = raw[field];
    return value === undefined || value === null ? [] : [[field, value] as const];
  });
  const attributes = attributesSchema.safeParse(raw.sales_attributes);
  return {
    ...Object.fromEntries(kept),
    ...(attributes.success ? { sales_attributes: attributes.data.map(plain) } : {}),
  };
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

function plain(attribute: z.output<typeof attributesSchema>[number]): Json {
  const { sku_img, supplementary_sku_images: more, ...rest } = attribute;
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    ...(sku_img ? { sku_img: { uri: sku_img.uri } } : {}),
    ...(more && more.length > 0 ? { supplementary_sku_images: more.map(({ uri }) => ({ uri })) } : {}),
  };
}
