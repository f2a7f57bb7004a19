import { z } from "zod";
import { compareDecimal, parseDecimal } from "../../commerce/decimal.ts";
import type { HubText } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import { writeRest } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import { type ConnectorError, isRefusal } from "../kit/contract/errors.ts";
import type { PriceItem, PriceResult, Prices } from "../kit/contract/ports.ts";
import { forShop } from "../kit/contract/ports-by.ts";
import { echo } from "../kit/contract/results.ts";
import { chunks, sideBySide } from "../kit/parse/chunks.ts";
import { together } from "../kit/parse/halving.ts";
import { idText, parseResponse } from "../kit/parse/parse.ts";
import { withExactAmounts } from "./amounts.ts";
import { IDS_A_CALL, listByIds, post } from "./client.ts";
import { PRICE_FIELDS } from "./fields.ts";
import { pricesWith } from "./price-rows.ts";
import { basePrice } from "./product-mapping.ts";
import { priceSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { variantsById } from "./variants.ts";
import { message } from "./words.ts";

const MAX_ITEMS = 100;
/** The server is slow, and parallel writes of one variant's prices double them: one call a product, four products at once. */
const AT_ONCE = 4;

type Item = PriceItem;
type Result = PriceResult;

/** The base price of the connection's currency; other currencies, and what price lists take off, are the shop's affair. */
export function prices(shop: ShopFacts): Prices {
  return { push: { maxItems: MAX_ITEMS, groupOf: productIdOf, send: forShop(shop)(send) } };
}

function productIdOf({ ext, key }: Pick<Item, "ext" | "key">): string {
  const reported = ext !== null && typeof ext === "object" && "productId" in ext ? ext.productId : undefined;
  return typeof reported === "string" ? reported : key;
}

const productSchema = z.object({
  id: idText,
  variants: z.array(z.object({ id: idText, prices: z.array(priceSchema).nullish() })),
});

interface ExistingPrices {
  readonly productId: string;
  readonly prices: readonly z.output<typeof priceSchema>[];
}

async function send(items: readonly Item[], shop: ShopFacts, ctx: Context): Promise<readonly Result[]> {
  const existing = await pricesNow(items, ctx);
  return writeRest(
    items.map((item) => decide(item, existing.get(item.key), shop)),
    async (due) => {
      const byProduct = [...Map.groupBy(due, ({ productId }) => productId)];
      return (await sideBySide(byProduct, AT_ONCE, ([id, some]) => write(id, some, ctx))).flat();
    },
  );
}

interface Due {
  readonly item: Item;
  readonly productId: string;
  readonly row: Json;
}

async function pricesNow(items: readonly Item[], ctx: Context): Promise<ReadonlyMap<string, ExistingPrices>> {
  const unknown = items.filter((item) => productIdOf(item) === item.key).map(({ key }) => key);
  const checked = unknown.length === 0 ? [] : [...(await variantsById(unknown, ctx)).values()];
  const ids = [
    ...items.map(productIdOf).filter((id) => !unknown.includes(id)),
    ...checked.flatMap(({ product_id }) => product_id ?? []),
  ];
  const found = new Map<string, ExistingPrices>();
  for (const some of chunks([...new Set(ids)], IDS_A_CALL)) {
    const query = [["fields", PRICE_FIELDS]] as const;
    for (const raw of await listByIds(ctx, "/admin/products", "products", some, {
      operation: "products.list",
      query,
    })) {
      const { id, variants } = parseResponse(productSchema, withExactAmounts(raw), { ctx, what: "prices" });
      for (const variant of variants) found.set(variant.id, { productId: id, prices: variant.prices ?? [] });
    }
  }
  return found;
}

function decide(item: Item, existing: ExistingPrices | undefined, shop: ShopFacts): Result | Due {
  const { price } = item.want;
  const base = { key: item.key, location: item.location, seq: item.seq };
  const refuse = (code: string, text: HubText): Result => ({ ...base, outcome: "rejected", code, text });
  if (!existing) return refuse("unknown", message("refused.shopNoLongerVariant"));
  if (price.currency !== shop.currency)
    return refuse("currency", message("refused.channelSellsPrice", { currency: shop.currency, other: price.currency }));
  const shown = basePrice(existing.prices, shop.currency)?.amount;
  const desired = formatDecimal(price);
  if (shown !== undefined && compareDecimal(parseDecimal(shown), parseDecimal(desired)) === 0) return applied(item);
  const row = { id: item.key, prices: pricesWith(existing.prices, desired, shop.currency) };
  return { item, productId: existing.productId, row };
}

function applied({ key, location, seq, want }: Item): Result {
  return { key, location, seq, outcome: "applied", observed: { price: want.price } };
}

/** The variants of one product. */
const write = (productId: string, due: readonly Due[], ctx: Context) =>
  together<Due, Result, ConnectorError>(due, {
    async work(some) {
      await post(ctx, `/admin/products/${productId}/variants/batch`, {
        operation: "prices.set",
        query: [["fields", "id"]],
        json: { create: [], update: some.map(({ row }) => row), delete: [] },
      });
      return some.map(({ item }) => applied(item));
    },
    isItems: isRefusal,
    alone: ({ item }, { kind, userMessage: text }) => [{ ...echo(item), outcome: "rejected", code: kind, text }],
  });
