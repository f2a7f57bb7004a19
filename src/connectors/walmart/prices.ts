/** Base prices: some one by one, of which a hundred an hour are taken, many as a feed (sheet section 5.4). */
import { z } from "zod";
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import { writeRest } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isRefusal } from "../kit/contract/errors.ts";
import type { DesiredPrice, PriceItem, PriceResult, Prices } from "../kit/contract/ports.ts";
import { echo, rejectedItem } from "../kit/contract/results.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { listOf, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { write } from "./client.ts";
import { type FeedKind, keyOf, pollFeed, sendFeed, USUALLY_MS } from "./feeds.ts";
import { itemOf } from "./product-read.ts";
import { usesNewPriceFeed } from "./settings.ts";
import { message } from "./words.ts";

const MAX_ITEMS = 1_000;
const MOST_SINGLE = 10;
const CURRENCY = "USD";
/** The guide writes it out in full; it is no date to be kept up (sheet section 5.4). */
const NEW_VERSION = "2.0.20240126-12_25_52-api";

const priceFeed: FeedKind<DesiredPrice> = {
  operation: "prices.feed",
  async shown(items, ctx) {
    const found = new Map<string, DesiredPrice>();
    for (const item of items) {
      const price = (await itemOf(item.key, ctx))?.item.price;
      if (price) found.set(keyOf(item), { price: parseMoney(price.amount, price.currency) });
    }
    return found;
  },
  isSame: (shown, desired) =>
    shown.price.minor === desired.price.minor && shown.price.currency === desired.price.currency,
  // Items show a new price up to 15 minutes later.
  isLate: true,
};

interface Due {
  readonly item: PriceItem;
}

function decide(item: PriceItem): PriceResult | Due {
  const { price } = item.want;
  if (price.currency !== CURRENCY)
    return rejectedItem(item, "currency", message("refused.priceCurrency", { currency: CURRENCY }), "price");
  if (price.minor <= 0n) return rejectedItem(item, "zero", message("refused.priceZero"), "price");
  return { item };
}

const amountOf = ({ want: { price } }: PriceItem): Json => jsonNumber(formatDecimal(price));

const baseOf = (item: PriceItem): Json => ({
  sku: item.key,
  pricing: [{ currentPriceType: "BASE", currentPrice: { currency: CURRENCY, amount: amountOf(item) } }],
});

const answerSchema = z.object({ errors: listOf(z.object({ code: optionalText, description: optionalText })) });

/** The same price once more is the same. */
async function setOne({ item }: Due, ctx: Context): Promise<PriceResult> {
  try {
    const call = { method: "PUT", url: "/price", operation: "prices.set", json: baseOf(item), safe: true } as const;
    const body = await write(ctx, call);
    const [error] = parseResponse(answerSchema, body, { ctx, what: "the answer to a price" }).errors;
    if (error)
      return rejectedItem(
        item,
        error.code ?? "price",
        message("refused.feedRowSays", { words: error.description ?? error.code ?? "" }),
        "price",
      );
    return { ...echo(item), outcome: "applied", observed: item.want };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return rejectedItem(item, error.info.kind, error.userMessage, "price");
  }
}

async function sendAll(due: readonly Due[], ctx: Context): Promise<readonly PriceResult[]> {
  const items = due.map(({ item }) => item);
  const isNew = usesNewPriceFeed(ctx.connection.settings);
  const content: Json = isNew
    ? {
        MPItemFeedHeader: { businessUnit: "WALMART_US", locale: "en", version: NEW_VERSION },
        MPItem: items.map((item) => ({ "Promo&Discount": { sku: item.key, price: amountOf(item) } })),
      }
    : { PriceHeader: { version: "1.7" }, Price: items.map(baseOf) };
  const query = [["feedType", isNew ? "PRICE_AND_PROMOTION" : "price"]] as const;
  return sendFeed(priceFeed, items, { query, content }, ctx);
}

export const prices: Prices = {
  push: {
    maxItems: MAX_ITEMS,
    usuallyMs: USUALLY_MS,
    async send(items, ctx) {
      return writeRest(items.map(decide), async (due) => {
        if (due.length > MOST_SINGLE) return sendAll(due, ctx);
        const results: PriceResult[] = [];
        for (const one of due) results.push(await setOne(one, ctx));
        return results;
      });
    },
    poll: (handle, ctx, sent = []) => pollFeed(priceFeed, handle, sent, ctx),
  },
};
