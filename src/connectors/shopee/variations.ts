/** Variants as Shopee's tiers and models: at most two tiers and fifty models. */

import type { HubText } from "../../commerce/message.ts";
import type { Json, ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { idNumber } from "./client.ts";
import type { ModelList } from "./schemas.ts";
import { message } from "./words.ts";

const MOST_TIERS = 2;
const MOST_MODELS = 50;
const MAX_SKU = 100;

export interface Tier {
  readonly name: string;
  readonly options: readonly string[];
}

const refuse = (field: string, text: HubText) => new ConnectorError({ kind: "rejected", field }, text);

/** True for a product that needs models. */
export const hasTiers = ({ variants }: ProductForChannel): boolean =>
  variants.length > 1 || (variants[0]?.options.length ?? 0) > 0;

/** The product's tiers, known ones first so that the models there are keep their places. Throws ConnectorError rejected. */
export function tiersFor(
  { variants }: Pick<ProductForChannel, "variants">,
  existing: readonly Tier[],
  /** The option that pictures go by: Shopee shows them at the first tier. */
  pictured: string | undefined = undefined,
): Tier[] {
  if (variants.length > MOST_MODELS)
    throw refuse(
      "variants",
      message("refused.takesUpVariantsProduct", { most: MOST_MODELS, variants: variants.length }),
    );
  const names = [
    ...new Set([
      ...existing.map(({ name }) => name),
      ...(pictured === undefined || existing.length > 0 ? [] : [pictured]),
      ...variants.flatMap(({ options }) => options.map(({ name }) => name)),
    ]),
  ];
  if (names.length > MOST_TIERS)
    throw refuse("options", message("refused.knowsUpTwoKindsOptions", { options: names.join(", ") }));
  if (names.length === 0 || variants.some(({ options }) => options.length !== names.length))
    throw refuse(
      "options",
      message("refused.everyVariantNeedsValueTells", { options: names.join(" and ") || "an option" }),
    );
  const tiers = names.map((name) => {
    const reported = existing.find((tier) => tier.name === name)?.options ?? [];
    const desired = variants.flatMap(({ options }) =>
      options.flatMap((option) => (option.name === name ? option.value : [])),
    );
    return { name, options: [...new Set([...reported, ...desired])] };
  });
  const locations = new Set(variants.map((variant) => tierIndex(variant, tiers).join()));
  if (locations.size < variants.length) throw refuse("options", message("refused.twoVariantsSameOptionsCannot"));
  return tiers;
}

export const tierIndex = ({ options }: VariantForChannel, tiers: readonly Tier[]): number[] =>
  tiers.map(({ name, options: values }) => values.indexOf(options.find((option) => option.name === name)?.value ?? ""));

/** Ids of the pictures an item shows at its first tier, by option. */
export function tierPictures(reported: ModelList | null): ReadonlyMap<string, string> {
  const [first] = reported?.standardise_tier_variation ?? [];
  return new Map(
    (first?.variation_option_list ?? []).flatMap(({ variation_option_name: name, image_id: id }) =>
      name === undefined || id === undefined ? [] : [[name, id] as const],
    ),
  );
}

/** In the newer shape; a name of the seller's own has the id 0. Pictures left out would be taken away. */
export function tiersJson(
  tiers: readonly Tier[],
  reported: ModelList | null,
  pictures: ReadonlyMap<string, string>,
): Json {
  return tiers.map(({ name, options }, index) => {
    const existing = reported?.standardise_tier_variation.find((tier) => tier.variation_name === name);
    const idOf = (option: string) =>
      existing?.variation_option_list.find((one) => one.variation_option_name === option)?.variation_option_id ?? "0";
    return {
      variation_id: idNumber(existing?.variation_id ?? "0"),
      variation_group_id: idNumber(existing?.variation_group_id ?? "0"),
      variation_name: name,
      variation_option_list: options.map((option) => {
        const picture = index === 0 ? pictures.get(option) : undefined;
        return {
          variation_option_id: idNumber(idOf(option)),
          variation_option_name: option,
          ...(picture === undefined ? {} : { image_id: picture }),
        };
      }),
    };
  });
}

export function modelJson(variant: VariantForChannel, price: string, tiers: readonly Tier[]): Json {
  if (variant.sku.length > MAX_SKU) throw refuse("sku", message("refused.takesSkusUpCharacters", { most: MAX_SKU }));
  return {
    tier_index: tierIndex(variant, tiers),
    original_price: jsonNumber(price),
    model_sku: variant.sku,
    seller_stock: stockJson(variant),
    ...gtinJson(variant),
    ...(variant.weightGrams === undefined ? {} : { weight: jsonNumber(kilograms(variant.weightGrams)) }),
  };
}

/** Shopee takes GTINs alone: other barcodes of the seller's stay in the hub. */
export const gtinJson = ({ barcode }: VariantForChannel): { readonly gtin_code?: string } =>
  barcode !== undefined && /^\d{8,14}$/.test(barcode) ? { gtin_code: barcode } : {};

export const stockJson = ({ levels }: VariantForChannel): Json[] =>
  (levels.length === 0 ? [{ location: "", available: 0 }] : levels).map(({ location, available }) => ({
    ...(location === "" ? {} : { location_id: location }),
    stock: Math.max(0, available),
  }));

/** Grams as kilograms, digit by digit. */
export function kilograms(grams: number): string {
  const whole = Math.max(1, Math.round(grams));
  return `${Math.floor(whole / 1000)}.${String(whole % 1000).padStart(3, "0")}`.replace(/(?:(?=\.)|(?<!0))\.?0+$/, "");
}
