/** Variants by their codes, which are the SKUs: the shop has no bulk writes, but a list can be asked for many codes. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { find, list, listAll } from "./client.ts";
import type { SyliusVariant } from "./schemas.ts";
import { variantSchema } from "./schemas.ts";

/** The shop has no upper limit (100,000 was answered on a running 2.1.6). */
const PAGE_SIZE = 1000;
const CODES_A_CALL = 100;
/** Servers refuse addresses beyond 8,000 characters. */
const QUERY_CHARACTERS = 5000;

const VARIANTS = { url: "/admin/product-variants", operation: "variants.list", size: PAGE_SIZE };

export function variantOf(raw: Json, ctx: Pick<Context, "drift">): SyliusVariant {
  return parseResponse(variantSchema, raw, { ctx, what: "variant" });
}

export function variantPath(code: string): string {
  return `/admin/product-variants/${encodeURIComponent(code)}`;
}

export async function findVariant(ctx: Context, code: string): Promise<SyliusVariant | null> {
  const body = await find(ctx, variantPath(code), "variants.get");
  return body === null ? null : variantOf(body, ctx);
}

/**
 * The variants of these codes. The filter matches parts of codes without case, so that a short code may fill the page
 * with others: what the page lacks is asked for by itself.
 */
export async function variantsByCode(ctx: Context, codes: readonly string[]): Promise<Map<string, SyliusVariant>> {
  const found = new Map<string, SyliusVariant>();
  for (const chunk of chunks([...new Set(codes)], (code) => code.length + 12)) {
    if (chunk.length > 1) {
      const filters = chunk.map((code) => ["code[]", code] as const);
      const page = await list(ctx, { ...VARIANTS, filters });
      const requested = new Set(chunk);
      for (const variant of page.rows.map((row) => variantOf(row, ctx)))
        if (requested.has(variant.code)) found.set(variant.code, variant);
      if (!page.hasNext) continue;
    }
    for (const code of chunk.filter((one) => !found.has(one))) {
      const variant = await findVariant(ctx, code);
      if (variant) found.set(code, variant);
    }
  }
  return found;
}

/** The variants of products, by the products' numeric ids: the filter takes no product codes. */
export async function variantsOfProducts(ctx: Context, ids: readonly string[]): Promise<SyliusVariant[]> {
  const variants: SyliusVariant[] = [];
  for (const chunk of chunks(ids, (id) => id.length + 15)) {
    const filters = chunk.map((id) => ["product[]", id] as const);
    const rows = await listAll(ctx, { ...VARIANTS, filters });
    variants.push(...rows.map((row) => variantOf(row, ctx)));
  }
  return variants;
}

function chunks(values: readonly string[], lengthOf: (value: string) => number): string[][] {
  const made: string[][] = [];
  let length = 0;
  for (const value of values) {
    const last = made.at(-1);
    if (!last || last.length >= CODES_A_CALL || length + lengthOf(value) > QUERY_CHARACTERS) {
      made.push([value]);
      length = 0;
    } else last.push(value);
    length += lengthOf(value);
  }
  return made;
}
