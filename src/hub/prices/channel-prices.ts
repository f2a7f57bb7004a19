import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import { markPrices, setPriceOverrides } from "./overrides.ts";
import { loadPricePicture, priceTarget } from "./price-picture.ts";

/** A price a channel shows and the hub is to have. */
export interface ChannelPrice {
  readonly listingId: string;
  readonly connectionId: string;
  readonly variantId: string;
  readonly currency: string;
  readonly minor: bigint;
}

/**
 * The channel's price becomes ours. Where the listing simply asks the variant's price that is the variant's; where a
 * rule, a conversion or an override lies between, no price of ours leads to it in general: it is set for the listing.
 */
export async function takeChannelPrices(tx: Tx, prices: readonly ChannelPrice[], now: Date): Promise<void> {
  if (prices.length === 0) return;
  const picture = await loadPricePicture(tx, prices, now);
  const isPlain = (price: ChannelPrice) => {
    const { origin, currency } = priceTarget(picture, price);
    return (
      origin === "variant" &&
      currency === price.currency &&
      picture.variants.get(price.variantId)?.currency === currency
    );
  };
  const plain = prices.filter(isPlain);
  await tx.run(
    `update variant v set price_minor = d.price, updated_at = $2 from json_to_recordset($1) as d(id uuid, price bigint)
     where v.organization_id = argosy.tenant() and v.id = d.id and v.price_minor is distinct from d.price`,
    [jsonRows(plain.map(({ variantId, minor }) => ({ id: variantId, price: minor.toString() }))), now],
  );
  await setPriceOverrides(tx, {
    overrides: prices
      .filter((price) => !plain.includes(price))
      .map(({ listingId, minor, currency }) => ({ listingId, priceMinor: minor, currency })),
    by: "channel",
    now,
  });
  // What else asks for these variants' prices hears of it by the triggers; the listing itself also when nothing moved.
  await markPrices(
    tx,
    prices.map((price) => price.variantId),
  );
}
