/** Prices of listings made on eBay's site, in their site's currency. */
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { DesiredPrice, PriceItem, PriceResult } from "../kit/contract/ports.ts";
import { echo, rejectedItem } from "../kit/contract/results.ts";
import { element } from "../kit/parse/xml.ts";
import { homeOf } from "./settings.ts";
import { type TradingAddress, tradingAddress } from "./trading-keys.ts";
import { askListing, type Snapshot, snapshotsOf } from "./trading-listings.ts";
import { variationFor } from "./trading-stock.ts";
import { sendTradingUpdates, type TradingUpdate } from "./trading-updates.ts";
import { message } from "./words.ts";

/** Keys of such listings alone. */
export async function sendTradingPrices(items: readonly PriceItem[], ctx: Context): Promise<readonly PriceResult[]> {
  const results: PriceResult[] = [];
  const due: TradingUpdate<DesiredPrice>[] = [];
  const addresses = items.map(({ key }) => tradingAddress(key));
  const snapshots = await snapshotsOf(
    addresses.flatMap((address) => address?.itemId ?? []),
    ctx,
    "change",
  );
  for (const [index, item] of items.entries()) {
    const address = addresses[index];
    const decision = address
      ? decide({ item, address }, snapshots.get(address.itemId), ctx)
      : rejectedItem(item, "no_sku", message("refused.variationSku"));
    if ("outcome" in decision) results.push(decision);
    else due.push(decision);
  }
  const lookAgain = async (update: TradingUpdate<DesiredPrice>) =>
    decide(update, await askListing(update.address.itemId, ctx, "change"), ctx);
  return [...results, ...(await sendTradingUpdates(due, ctx, lookAgain))];
}

function decide(
  { item, address }: { readonly item: PriceItem; readonly address: TradingAddress },
  snapshot: Snapshot | undefined,
  ctx: Context,
): PriceResult | TradingUpdate<DesiredPrice> {
  const found = variationFor(item, address, snapshot);
  if ("outcome" in found) return found;
  const { variation } = found;
  const { price } = item.want;
  const home = homeOf(ctx.connection);
  const currency = variation.currency ?? home.currency;
  if (price.currency !== currency) {
    const text = message("refused.currency", { site: home.name, currency, other: price.currency });
    return rejectedItem(item, "currency", text);
  }
  if (variation.price !== undefined && parseMoney(variation.price, currency).minor === price.minor)
    return { ...echo(item), outcome: "applied", observed: item.want };
  const change = element("StartPrice", formatDecimal(price), { currencyID: currency });
  return { item, address, isZero: false, change };
}
