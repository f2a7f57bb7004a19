/** Prices: whole rupees with the maximum retail price beside, ten SKUs a call. */

import type { HubText } from "../../commerce/message.ts";
import { currencyExponent, type Money } from "../../commerce/money.ts";
import type { DesiredPrice, PriceItem, PriceResult, Prices } from "../kit/contract/ports.ts";
import type { ReadListing } from "./listing-reads.ts";
import { pushBySku, refused } from "./listing-writes.ts";
import { message } from "./words.ts";

/** SKUs in one call of the update. */
const MAX_ITEMS = 10;

export const prices: Prices = {
  push: {
    maxItems: MAX_ITEMS,
    send: (items, ctx) =>
      pushBySku<DesiredPrice>(items, ctx, {
        path: "update/price",
        operation: "prices.set",
        decide,
        applied,
        entry: (shown, some) => ({
          product_id: shown.listing.product_id,
          price: { ...priceOf(shown, some.at(-1)), currency: "INR" },
        }),
      }),
  },
};

const applied = (item: PriceItem): PriceResult => {
  const { key, location, seq, want } = item;
  return { key, location, seq, outcome: "applied", observed: want };
};

/** Whole rupees; undefined when there are paise, which Flipkart's prices do not have. */
function rupees({ minor, currency }: Money): number | undefined {
  const unit = 10n ** BigInt(currencyExponent(currency));
  return minor % unit === 0n ? Number(minor / unit) : undefined;
}

function decide(item: PriceItem, { listing }: ReadListing): PriceResult | null {
  const { price, compareAt } = item.want;
  for (const [field, amount] of [
    ["selling_price", price],
    ["mrp", compareAt],
  ] as const) {
    if (amount && amount.currency !== "INR")
      return no(item, field, "currency", message("refused.takesPricesRupeesNot", { currency: amount.currency }));
    if (amount && amount.minor < 0n) return no(item, field, "negative", message("refused.priceBelowZeroCannotShown"));
    if (amount && rupees(amount) === undefined)
      return no(item, field, "paise", message("refused.takesWholeRupeesRoundPrice"));
  }
  const input = priceOf({ listing }, item);
  const isShown =
    String(input.selling_price) === plain(listing.price.selling_price) &&
    String(input.mrp) === plain(listing.price.mrp);
  return isShown ? applied(item) : null;
}

const no = (item: PriceItem, field: string, code: string, text: HubText): PriceResult =>
  refused(item, { field, code, text, isTemporary: false });

const plain = (text: string): string => text.replace(/\.0*$/, "");

/** Without a crossed-out price the maximum retail price stays what it is. */
function priceOf({ listing }: Pick<ReadListing, "listing">, item: PriceItem | undefined) {
  const { price, compareAt } = item?.want ?? {};
  return {
    mrp: (compareAt && rupees(compareAt)) ?? Number(plain(listing.price.mrp)),
    selling_price: (price && rupees(price)) ?? Number(plain(listing.price.selling_price)),
  };
}
