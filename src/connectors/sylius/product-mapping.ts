import { formatDecimal, money } from "../../commerce/money.ts";
import type { ChannelLevel, ChannelProduct, ChannelVariant, Json, OptionValue } from "../../commerce/product.ts";
import { codeOf } from "./client.ts";
import type { SyliusProduct, SyliusVariant } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { inLocale } from "./shop.ts";

/** Names of options and their values, by the path of the value. */
export type OptionNames = ReadonlyMap<string, OptionValue>;

export interface WholeProduct {
  readonly product: SyliusProduct;
  readonly raw: Json;
  readonly variants: readonly SyliusVariant[];
  readonly options: OptionNames;
  readonly readAtMicros: bigint;
}

export function toProduct(whole: WholeProduct, shop: ShopFacts): ChannelProduct {
  const { product, raw, variants, options } = whole;
  const texts = inLocale(product.translations, shop.locale);
  return {
    key: product.code,
    // The shop's time of change does not move with prices, texts, attributes or categories.
    version: { kind: "fetchStart", value: whole.readAtMicros },
    title: texts?.name ?? product.code,
    // None is told as null.
    descriptionHtml: texts && (texts.description ?? ""),
    status: product.enabled ? "active" : "draft",
    listed: isListed(product, shop),
    categoryKeys: product.mainTaxon ? [codeOf(product.mainTaxon)] : [],
    images: product.images.flatMap(({ id, path, position }, index) =>
      path ? [{ key: id, url: path, position: position ?? index }] : [],
    ),
    variants: variants.map((variant) => toVariant(variant, options, shop)),
    ext: { id: product.id },
    raw,
  };
}

export function isListed(product: SyliusProduct, shop: ShopFacts): boolean {
  return product.channels.some((iri) => codeOf(iri) === shop.channel);
}

/**
 * A running catalog promotion puts its own price in place of ours, and ours back from `originalPrice` when it ends: the
 * price is that one, and the promotion the shop's own affair.
 */
export function regularPrices(pricing: SyliusVariant["channelPricings"][string] | undefined) {
  const isPromoted = (pricing?.appliedPromotions.length ?? 0) > 0;
  if (isPromoted) return { price: pricing?.originalPrice ?? pricing?.price, compareAt: undefined, isPromoted };
  return { price: pricing?.price, compareAt: pricing?.originalPrice, isPromoted };
}

function toVariant(variant: SyliusVariant, options: OptionNames, shop: ShopFacts): ChannelVariant {
  const { price, compareAt } = regularPrices(variant.channelPricings[shop.channel]);
  const decimal = (minor: number | null | undefined) =>
    minor === null || minor === undefined ? undefined : formatDecimal(money(BigInt(minor), shop.currency));
  return {
    key: variant.code,
    sku: variant.code,
    title: inLocale(variant.translations, shop.locale)?.name,
    options: variant.optionValues.flatMap((iri) => options.get(iri) ?? []),
    price: decimal(price),
    compareAtPrice: decimal(compareAt),
    currency: shop.currency,
    ...(variant.tracked ? { levels: [levelOf(variant)] } : {}),
    ext: null,
  };
}

/** Units free to sell: on hand less those reserved by unpaid orders. */
/** Pieces on hold wait for unpaid orders; those of paid ones have left the number on hand. */
export function levelOf(variant: Pick<SyliusVariant, "onHand" | "onHold">): ChannelLevel {
  return { location: "", available: available(variant), committed: variant.onHold };
}

export function available(variant: Pick<SyliusVariant, "onHand" | "onHold">): number {
  return variant.onHand - variant.onHold;
}
