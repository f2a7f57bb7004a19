/** Bugs in reading products. */
import type { ChannelLevel, ChannelProduct, ChannelVariant } from "../../../../commerce/product.ts";
import type { LackWord } from "../absence-phrases.ts";
import type { Mutant } from "./mutant.ts";
import { bugsInReading, onPort, onProducts, watched } from "./wrap.ts";

const GOLDEN = ["products: golden", "products: title, SKU"];
const SALE = ["products: switched off, not offered"];
const reads = bugsInReading("product", onProducts, GOLDEN);
const variant = (
  name: string,
  change: (variant: ChannelVariant) => ChannelVariant,
  likely?: readonly string[],
  ...fields: readonly LackWord[]
) => reads(name, (product) => ({ ...product, variants: product.variants.map(change) }), likely, ...fields);

export const productMutants: readonly Mutant[] = [
  variant("the barcode is lost", (one) => ({ ...one, barcode: undefined })),
  variant("the weight is lost", (one) => ({ ...one, weightGrams: undefined })),
  variant("grams are read as kilograms", (one) => ({ ...one, weightGrams: one.weightGrams && one.weightGrams * 1000 })),
  variant(
    "the compare-at price is lost",
    (one) => ({ ...one, compareAtPrice: undefined }),
    GOLDEN,
    "product.compareAt",
  ),
  variant(
    "the compare-at price is read as the price",
    (one) => ({ ...one, price: one.compareAtPrice ?? one.price }),
    GOLDEN,
    "product.compareAt",
  ),
  variant("the cost is lost", (one) => ({ ...one, cost: undefined })),
  variant("the SKU is lost", (one) => ({ ...one, sku: undefined })),
  variant("the SKU is turned into capitals and cut", (one) => ({ ...one, sku: one.sku?.slice(0, 4) })),
  variant("the price loses its decimals", (one) => ({ ...one, price: one.price?.split(".")[0] })),
  variant("the currency is always euro", (one) => ({
    ...one,
    currency: one.currency && (one.currency === "EUR" ? "USD" : "EUR"),
  })),
  variant("options are dropped", (one) => ({ ...one, options: [] })),
  variant(
    "option names and values are swapped",
    (one) => ({
      ...one,
      options: one.options.map(({ name, value }) => ({ name: value, value: name })),
    }),
    GOLDEN,
    "product.options",
  ),
  variant("only the first option is read", (one) => ({ ...one, options: one.options.slice(0, 1) })),
  variant("values of two options are swapped", (one) => ({
    ...one,
    options: one.options.map(({ name }, index, all) => ({ name, value: all[all.length - 1 - index]?.value ?? "" })),
  })),
  variant("stock is told as uncounted", (one) => ({ ...one, levels: undefined })),
  variant("one number of several variants is told as each one's own", (one) => ({ ...one, sharedStock: undefined }), [
    "stock: variants that show one number",
  ]),
  variant("what is in a set is not told with it", (one) => ({ ...one, contents: undefined }), [
    "products: what the channel takes for a set",
  ]),
  variant("a place that sells without counting is not told", (one) => ({ ...one, uncountedAt: undefined }), [
    "stock: a place that stopped counting",
  ]),
  variant("stock is told as zero", (one) => ({
    ...one,
    levels: one.levels?.map((level) => ({ ...level, available: 0 })),
  })),
  variant("stock is told twice", (one) => ({
    ...one,
    levels: one.levels?.map((level) => ({ ...level, available: level.available * 2 })),
  })),
  reads("a draft is read as active", (one) => ({ ...one, status: "active" }), GOLDEN, "product.draft"),
  reads("an active product is read as draft", (one) => ({
    ...one,
    status: one.status === "active" ? "draft" : one.status,
  })),
  reads(
    "what the channel does not offer is told as offered",
    (one) => (one.listed === false ? { ...one, listed: true } : one),
    SALE,
  ),
  reads(
    "what the channel does not offer is told as switched off",
    (one) => ({
      ...one,
      status: one.listed === false ? "draft" : one.status,
    }),
    SALE,
  ),
  reads("images are dropped", (one) => ({ ...one, images: [] })),
  reads("only the first image is read", (one) => ({ ...one, images: one.images.slice(0, 1) })),
  reads("images are in the wrong order", (one) => ({
    ...one,
    images: one.images.map((image, index, all) => ({ ...image, position: all.length - 1 - index })),
  })),
  reads("categories are lost", (one) => ({ ...one, categoryKeys: [] }), GOLDEN, "product.categories"),
  reads("the brand is lost", (one) => ({ ...one, brand: undefined })),
  reads("the description is lost", (one) => ({ ...one, descriptionHtml: undefined })),
  reads(
    "the description loses its markup",
    (one) => ({ ...one, descriptionHtml: one.descriptionHtml?.replace(/<[^>]+>/g, "") }),
    GOLDEN,
    "product.markup",
  ),
  reads("the title is shown with entities", (one) => ({ ...one, title: one.title.replaceAll("&", "&amp;") })),
  reads("the title is the first SKU", (one) => ({ ...one, title: one.variants[0]?.sku ?? one.title })),
  reads("variants beyond fifty are lost", (one) => ({ ...one, variants: one.variants.slice(0, 50) }), [
    "products: a product of 120",
  ]),
  reads("only the first variant is read", (one) => ({ ...one, variants: one.variants.slice(0, 1) })),
  reads("keys of two variants are swapped", (one) => ({
    ...one,
    variants: one.variants.map((each, index, all) => ({ ...each, key: all[all.length - 1 - index]?.key ?? each.key })),
  })),
  reads("the version never moves", (one) => ({ ...one, version: { ...one.version, value: 1n } }), [
    "products: an edit",
  ]),
  reads("the platform's answer is not kept", (one) => ({ ...one, raw: null }), ["products: golden", "transport:"]),
  {
    name: "product: a search by SKU finds what begins alike",
    likely: ["products: a search"],
    plant: onPort("products", ({ bySku, sweeps }, touch) =>
      bySku
        ? {
            bySku: async (skus, ctx) => {
              const found = [];
              const sweep = sweeps.find(({ mode }) => mode !== "open_ids");
              if (!sweep) return bySku(skus, ctx);
              for await (const { items } of sweep.run({ cursor: null }, ctx)) found.push(...items);
              touch();
              return found.filter(({ variants }) =>
                variants.some(({ sku }) => skus.some((expected) => sku?.startsWith(expected))),
              );
            },
          }
        : {},
    ),
  },
  {
    name: "product: a search by SKU finds nothing",
    likely: ["products: a search"],
    plant: onPort("products", ({ bySku }, touch) =>
      bySku
        ? {
            bySku: async (skus, ctx) => {
              const found = await bySku(skus, ctx);
              return found.length > 0 ? watched<typeof found>(() => [], touch)(found) : found;
            },
          }
        : {},
    ),
  },
  {
    name: "product: a place that keeps an item no more is told as before",
    likely: ["stock: a place that keeps an item no more"],
    plant: (sound, touch) => {
      const locations = new Map<string, ReadonlyMap<string, ChannelLevel>>();
      const cached = (one: ChannelVariant): ChannelVariant => {
        if (one.levels === undefined) return one;
        const now = new Map(one.levels.map((level) => [level.location, level]));
        const before = locations.get(one.key) ?? now;
        const all = new Map([...before, ...[...now].filter(([, { available }]) => available !== 0)]);
        locations.set(one.key, all);
        const levels = [...now.values(), ...[...all].flatMap(([index, level]) => (now.has(index) ? [] : level))];
        if (levels.length > now.size) touch();
        return { ...one, levels };
      };
      return onPort("products", ({ get }) => ({
        get: async (key, ctx) => {
          const product = await get(key, ctx);
          return product && { ...product, variants: product.variants.map(cached) };
        },
      }))(sound, touch);
    },
  },
  {
    name: "product: one that is gone is still told",
    likely: ["products: get answers null"],
    plant: (sound, touch) => {
      const last = new Map<string, ChannelProduct>();
      return onPort("products", ({ get }) => ({
        get: async (key, ctx) => {
          const product = await get(key, ctx);
          if (product) last.set(key, product);
          else if (last.has(key)) touch();
          return product ?? last.get(key) ?? null;
        },
      }))(sound, touch);
    },
  },
];
