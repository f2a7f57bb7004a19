import type { ChannelProduct, Json, OptionValue } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { remembering } from "../kit/http/remembering.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { codeOf, find, get, listAll } from "./client.ts";
import { toProduct } from "./product-mapping.ts";
import type { SyliusVariant } from "./schemas.ts";
import { optionSchema, optionValueSchema, productSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { inLocale } from "./shop.ts";
import { variantsOfProducts } from "./variants.ts";

export function productPath(code: string): string {
  return `/admin/products/${encodeURIComponent(code)}`;
}

export interface ProductReader {
  byCode(code: string): Promise<ChannelProduct | null>;
  whole(rows: readonly Json[], readAtMs: number): Promise<ChannelProduct[]>;
  /** Names of these options' values as they are now, by the path of the value. */
  optionsOf(options: readonly string[]): Promise<ReadonlyMap<string, OptionValue>>;
}

type Names = ReadonlyMap<string, OptionValue>;

const RETENTION_MS = 10 * 60_000;

/** Names by option, as known so far. */
const existingOptions = remembering(RETENTION_MS, async (_shop: ShopFacts) => new Map<string, Names>());

/** Names of these options' values; an option is asked for anew when one of `needed` is not among its values. */
async function namesOf(
  options: readonly string[],
  needed: readonly string[] | null,
  { shop, ctx }: { readonly shop: ShopFacts; readonly ctx: Context },
): Promise<Names> {
  const existing = await existingOptions(shop, ctx);
  const all = () => new Map(options.flatMap((iri) => [...(existing.get(iri) ?? [])]));
  const lacks = needed === null || needed.some((value) => !all().has(value));
  for (const iri of options)
    if (lacks || !existing.has(iri)) existing.set(iri, await optionNames(codeOf(iri), shop, ctx));
  return all();
}

export function productReader(shop: ShopFacts, ctx: Context): ProductReader {
  const whole = async (rows: readonly Json[], readAtMs: number) => {
    const products = rows.map((raw) => ({ raw, product: parseResponse(productSchema, raw, { ctx, what: "product" }) }));
    const ids = products.map(({ product }) => product.id);
    const variants = ids.length === 0 ? [] : await variantsOfProducts(ctx, ids);
    const byProduct = Map.groupBy(variants, (variant: SyliusVariant) => codeOf(variant.product));
    const made: ChannelProduct[] = [];
    for (const { raw, product } of products) {
      const own = byProduct.get(product.code) ?? [];
      const values = own.flatMap((variant) => variant.optionValues);
      const options = await namesOf(product.options, values, { shop, ctx });
      made.push(toProduct({ raw, product, variants: own, options, readAtMicros: BigInt(readAtMs) * 1000n }, shop));
    }
    return made;
  };
  return {
    whole,
    optionsOf: (options) => namesOf(options, null, { shop, ctx }),
    async byCode(code) {
      const readAtMs = ctx.clock.now();
      const raw = await find(ctx, productPath(code), "products.get");
      return raw === null ? null : ((await whole([raw], readAtMs))[0] ?? null);
    },
  };
}

async function optionNames(code: string, shop: ShopFacts, ctx: Context): Promise<ReadonlyMap<string, OptionValue>> {
  const url = `/admin/product-options/${encodeURIComponent(code)}`;
  const option = parseResponse(optionSchema, await get(ctx, url, "options.get"), { ctx, what: "option" });
  const name = inLocale(option.translations, shop.locale)?.name ?? option.code;
  const rows = await listAll(ctx, { url: `${url}/values`, operation: "options.values", size: 1000 });
  const values = rows.map((row) => parseResponse(optionValueSchema, row, { ctx, what: "option value" }));
  return new Map(
    values.map((one) => [one["@id"], { name, value: inLocale(one.translations, shop.locale)?.value ?? one.code }]),
  );
}
