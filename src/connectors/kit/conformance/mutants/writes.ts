/** Bugs in writing products and prices. */

import type { ProductForChannel, VariantForChannel } from "../../../../commerce/product.ts";
import type { Prices, PutProduct } from "../../contract/ports.ts";
import { applied } from "../../contract/results.ts";
import type { LackWord } from "../absence-phrases.ts";
import type { Mutant } from "./mutant.ts";
import { alteredPush, onPort, watched } from "./wrap.ts";

const PUT = ["products: put", "products: an edit", "products: golden", "products: a variant shows"];

function puts(
  name: string,
  change: (product: ProductForChannel) => ProductForChannel,
  ...fields: readonly string[]
): Mutant {
  return {
    name: `put: ${name}`,
    likely: PUT,
    fields: fields.map((field): LackWord => `product.${field}`),
    plant: onPort("products", ({ put }, touch) => {
      if (!put) return {};
      const alter = watched(change, touch);
      return { put: (requested, ctx) => put({ ...requested, product: alter(requested.product) }, ctx) };
    }),
  };
}
const variant = (
  name: string,
  change: (variant: VariantForChannel) => VariantForChannel,
  ...fields: readonly string[]
) => puts(name, (product) => ({ ...product, variants: product.variants.map(change) }), ...fields);

function answers(name: string, change: (done: PutProduct) => PutProduct): Mutant {
  return {
    name: `put: ${name}`,
    likely: PUT,
    plant: onPort("products", ({ put }, touch) => {
      if (!put) return {};
      const alter = watched(change, touch);
      return { put: async (requested, ctx) => alter(await put(requested, ctx)) };
    }),
  };
}

const PRICE = ["prices:"];

type DesiredPrice = Parameters<Prices["push"]["send"]>[0][number]["want"];

const prices = (name: string, change: (desired: DesiredPrice) => DesiredPrice): Mutant => ({
  name: `prices: ${name}`,
  likely: PRICE,
  plant: onPort("prices", ({ push }, touch) => ({
    push: alteredPush(push, (item) => ({ ...item, want: change(item.want) }), touch),
  })),
});

export const writeMutants: readonly Mutant[] = [
  puts("the title is not written", (one) => ({ ...one, title: "Product" })),
  puts("the description is not written", (one) => ({ ...one, descriptionHtml: "" })),
  puts("images are not written", (one) => ({ ...one, images: [] }), "images"),
  puts("only the first image is written", (one) => ({ ...one, images: one.images.slice(0, 1) }), "images"),
  puts("images are written without the variants they show", (one) => ({
    ...one,
    images: one.images.map(({ variantId: _shown, ...image }) => image),
  })),
  puts("an image goes once for each variant it shows", (one) => ({
    ...one,
    images: one.images.map((image, index) =>
      image.variantId === undefined ? image : { ...image, url: `${image.url}?${index}` },
    ),
  })),
  puts("the brand is not written", (one) => ({ ...one, brand: undefined }), "brand"),
  puts("categories are not written", (one) => ({ ...one, categoryKeys: [] }), "categories"),
  puts("a draft is published", (one) => ({ ...one, active: true }), "draft"),
  puts("an active product is left a draft", (one) => ({ ...one, active: false }), "draft"),
  puts("only the first variant is written", (one) => ({ ...one, variants: one.variants.slice(0, 1) })),
  variant("the barcode is not written", (one) => ({ ...one, barcode: undefined }), "barcode"),
  variant("the weight is not written", (one) => ({ ...one, weightGrams: undefined }), "weight"),
  variant(
    "the weight is written in kilograms",
    (one) => ({
      ...one,
      weightGrams: one.weightGrams && one.weightGrams * 1000,
    }),
    "weight",
  ),
  variant("the price is not written", (one) => ({ ...one, price: one.price && "0" })),
  variant("the price loses its decimals", (one) => ({ ...one, price: one.price?.split(".")[0] })),
  variant("the compare-at price is not written", (one) => ({ ...one, compareAtPrice: undefined }), "compareAt"),
  variant("the cost is not written", (one) => ({ ...one, cost: undefined }), "cost"),
  variant(
    "option values are mixed up",
    (one) => ({
      ...one,
      options: one.options.map(({ name }, index, all) => ({ name, value: all[all.length - 1 - index]?.value ?? "" })),
    }),
    "options",
  ),
  variant("a new product starts without stock", (one) => ({
    ...one,
    levels: one.levels.map((level) => ({ ...level, available: 0 })),
  })),
  answers("the answer names no variants", (done) => ({ ...done, variants: [] })),
  answers("keys of variants come back in the wrong order", (done) => ({
    ...done,
    variants: done.variants.map((one, index, all) => ({ ...one, key: all[all.length - 1 - index]?.key ?? one.key })),
  })),
  {
    name: "put: an update writes nothing",
    likely: PUT,
    plant: onPort("products", ({ put, get }, touch) =>
      put
        ? {
            put: async (requested, ctx) => {
              const product = requested.key === null ? null : await get(requested.key, ctx);
              if (!product) return put(requested, ctx);
              touch();
              const variants = requested.product.variants.map(({ id, sku }) => {
                const there = product.variants.find((one) => one.sku === sku);
                return { id, key: there?.key ?? "", ext: there?.ext ?? null };
              });
              return { key: product.key, variants, product };
            },
          }
        : {},
    ),
  },
  {
    name: "put: an update makes a second product",
    likely: PUT,
    plant: onPort("products", ({ put }, touch) =>
      put
        ? {
            put: (requested, ctx) => {
              if (requested.key === null) return put(requested, ctx);
              touch();
              const variants = requested.product.variants.map((one) => ({
                ...one,
                key: undefined,
                sku: `${one.sku}-2`,
              }));
              return put({ ...requested, key: null, product: { ...requested.product, variants } }, ctx);
            },
          }
        : {},
    ),
  },
  {
    name: "prices: a price is claimed and not written",
    likely: PRICE,
    plant: onPort("prices", ({ push }, touch) => ({
      push: {
        ...push,
        send: async (items) => {
          touch();
          return applied(items);
        },
      },
    })),
  },
  prices("cents are cut off", ({ price, ...desired }) => ({
    ...desired,
    price: { ...price, minor: price.minor - (price.minor % 100n) },
  })),
  prices("the compare-at price is not written", ({ price }) => ({ price })),
];
