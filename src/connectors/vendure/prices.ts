import { z } from "zod";
import { compareDecimal, parseDecimal } from "../../commerce/decimal.ts";
import type { HubText } from "../../commerce/message.ts";
import { writeRest } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import { type ConnectorError, isRefusal } from "../kit/contract/errors.ts";
import type { PriceItem, PriceResult, Prices } from "../kit/contract/ports.ts";
import { forShop } from "../kit/contract/ports-by.ts";
import { echo } from "../kit/contract/results.ts";
import { together } from "../kit/parse/halving.ts";
import { MOST_INT32 } from "../kit/parse/int32.ts";
import { reportedAmount } from "./amounts.ts";
import { graphql } from "./client.ts";
import * as documents from "./documents.ts";
import type { VariantRow } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { variantsById } from "./variants.ts";
import { message } from "./words.ts";

const MAX_ITEMS = 100;

/** The price of the channel's own currency; others it lists are the shop's affair. Vendure has no second, crossed-out price. */
export function prices(shop: ShopFacts): Prices {
  return { push: { maxItems: MAX_ITEMS, send: forShop(shop)(send) } };
}

async function send(items: readonly PriceItem[], shop: ShopFacts, ctx: Context): Promise<readonly PriceResult[]> {
  const existing = await variantsById(
    items.map(({ key }) => key),
    ctx,
  );
  return writeRest(
    items.map((item) => decide(item, existing.get(item.key), shop)),
    (due) => write(due, ctx),
  );
}

interface Due {
  readonly item: PriceItem;
  readonly price: number;
}

function decide(item: PriceItem, variant: VariantRow | undefined, shop: ShopFacts): PriceResult | Due {
  const { price } = item.want;
  const base = { key: item.key, location: item.location, seq: item.seq };
  const refuse = (code: string, text: HubText) => ({ ...base, outcome: "rejected" as const, code, text });
  if (!variant) return refuse("unknown", message("refused.shopNoLongerVariant"));
  if (price.currency !== shop.currency)
    return refuse("currency", message("refused.channelSellsPrice", { currency: shop.currency, other: price.currency }));
  const reported = reportedAmount(price.minor, price.currency, shop);
  if (reported > MOST_INT32 || reported < 0)
    return refuse("range", message("refused.shopHoldsPrices0Smallest", { most: MOST_INT32 }));
  const shown = variant.prices.find(({ currencyCode }) => currencyCode === shop.currency)?.price;
  if (shown !== undefined && compareDecimal(parseDecimal(shown), parseDecimal(String(reported))) === 0)
    return applied(item);
  return { item, price: reported };
}

function applied({ key, location, seq, want }: PriceItem): PriceResult {
  return { key, location, seq, outcome: "applied", observed: { price: want.price } };
}

/** One bad row takes the whole list back. */
const write = (due: readonly Due[], ctx: Context) =>
  together<Due, PriceResult, ConnectorError>(due, {
    async work(some) {
      await graphql(ctx, documents.UPDATE_VARIANTS, {
        variables: { input: some.map(({ item, price }) => ({ id: item.key, price })) },
        schema: z.object({ updateProductVariants: z.array(z.unknown()) }),
        what: "prices",
        timeoutMs: 45_000,
      });
      return some.map(({ item }) => applied(item));
    },
    isItems: isRefusal,
    alone: ({ item }, { kind, userMessage: text }) => [{ ...echo(item), outcome: "rejected", code: kind, text }],
  });
