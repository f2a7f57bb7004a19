/** Prices by the offers of this site, in its own currency; the same bulk call writes them. */
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import { writeRest } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { DesiredPrice, PriceItem, PriceResult, Prices } from "../kit/contract/ports.ts";
import { echo, rejectedItem } from "../kit/contract/results.ts";
import { gone, sendUpdates, type Update } from "./bulk-update.ts";
import { BULK, isPublished, offersBySku } from "./listings.ts";
import { extOf, type Offer } from "./schemas.ts";
import { homeOf } from "./settings.ts";
import { byCatalog } from "./trading-keys.ts";
import { sendTradingPrices } from "./trading-prices.ts";
import { sendBeside } from "./trading-updates.ts";
import { message } from "./words.ts";

export const prices: Prices = {
  push: {
    maxItems: BULK,
    async send(items, ctx) {
      const { trading, inventory } = byCatalog(items);
      const offers = await offersBySku(
        inventory.map(({ key }) => key),
        ctx,
      );
      const results = await writeRest(
        inventory.map((item) => decide(item, offers.get(item.key) ?? [], ctx)),
        (due) => sendUpdates(due, ctx),
      );
      return sendBeside(results, trading, () => sendTradingPrices(trading, ctx));
    },
  },
};

function decide(item: PriceItem, offers: readonly Offer[], ctx: Context): PriceResult | Update<DesiredPrice> {
  const home = homeOf(ctx.connection);
  const offer = offers.find(({ marketplaceId }) => marketplaceId === home.id);
  if (!offer) return gone(item);
  const { price } = item.want;
  const shown = offer.pricingSummary?.price;
  const currency = shown?.currency ?? home.currency;
  if (price.currency !== currency)
    return rejectedItem(
      item,
      "currency",
      message("refused.currency", { site: home.name, currency, other: price.currency }),
    );
  if (shown && parseMoney(shown.value, currency).minor === price.minor)
    return { ...echo(item), outcome: "applied", observed: item.want };
  // The bulk call changes live listings alone.
  if (!isPublished(offer)) return rejectedItem(item, "not_published", message("refused.notPublished"));
  return {
    item,
    listing: extOf(item.ext)?.listing ?? item.key,
    isZero: false,
    offerIds: [offer.offerId],
    body: {
      offers: [{ offerId: offer.offerId, price: { value: formatDecimal(price), currency } }],
    },
  };
}
