/**
 * Prices by the price file (PRI01): it takes the place of all prices an offer has, so that those of other channels, times
 * and customers are read and sent along (sheet section 8).
 */
import { formatDecimal, money, parseMoney } from "../../commerce/money.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { DesiredPrice, PriceItem, PriceResult, Prices } from "../kit/contract/ports.ts";
import { echo, rejectedItem } from "../kit/contract/results.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { read } from "./client.ts";
import type { Row } from "./offer-csv.ts";
import { filePush, gone, type ImportKind } from "./offer-imports.ts";
import { basePrice, isBase } from "./offer-prices.ts";
import { type Offer, type OfferPrice, priceImportsSchema } from "./schemas.ts";
import { factsOf } from "./settings.ts";
import { message } from "./words.ts";

const IMPORTS = "/offers/pricing/imports";

const priceFile: ImportKind<DesiredPrice> = {
  path: IMPORTS,
  name: "prices",
  // PRI02 is answered once a minute.
  pollMs: 65_000,
  columns: ["offer-sku", "price", "discount-price", "discount-start-date", "discount-end-date"],
  async state(id, ctx) {
    const body = await read(ctx, IMPORTS, "prices.status", [["import_id", id]]);
    const [reported] = parseResponse(priceImportsSchema, body, { ctx, what: "the price import" }).data;
    // Not listed yet.
    return (
      reported ?? { status: "WAITING", has_error_report: false, date_created: undefined, reason_status: undefined }
    );
  },
  shows(item, offer) {
    const shown = shownBy(offer);
    return { value: shown ?? item.want, isWanted: shown !== undefined && isSame(shown, wanted(item)) };
  },
  // Where the operator approves prices, a file that was taken changes none yet.
  otherwise: (item) => rejectedItem(item, "not_shown", message("refused.priceNotShown"), "price"),
};

export const prices: Prices = { push: filePush(priceFile, decide) };

/** A price that is not above the other is no crossed-out price. */
function wanted({ want: { price, compareAt } }: PriceItem): DesiredPrice {
  return compareAt && compareAt.minor > price.minor ? { price, compareAt } : { price };
}

function shownBy(offer: Offer): DesiredPrice | undefined {
  const base = basePrice(offer);
  if (base === undefined) return undefined;
  const origin = parseMoney(base.unit_origin_price, offer.currency_iso_code);
  if (base.unit_discount_price === undefined) return { price: origin };
  return { price: parseMoney(base.unit_discount_price, offer.currency_iso_code), compareAt: origin };
}

const isSame = (a: DesiredPrice, b: DesiredPrice): boolean =>
  a.price.minor === b.price.minor && a.compareAt?.minor === b.compareAt?.minor;

function decide(item: PriceItem, offer: Offer | undefined, { connection }: Context) {
  if (!offer) return gone(item);
  const desired = wanted(item);
  const currency = offer.currency_iso_code;
  if (desired.price.currency !== currency)
    return rejectedItem(item, "currency", message("refused.priceCurrency", { currency }), "price");
  if (desired.price.minor <= 0n) return rejectedItem(item, "zero", message("refused.priceZero"), "price");
  const shown = shownBy(offer);
  if (shown && isSame(shown, desired))
    return { ...echo(item), outcome: "applied", observed: item.want } satisfies PriceResult;
  const base = basePrice(offer);
  const hasPeriod = base?.discount_start_date !== undefined && base.discount_end_date !== undefined;
  if (desired.compareAt && factsOf(connection).discountPeriodRequired && !hasPeriod)
    return rejectedItem(item, "discount_period", message("refused.discountPeriod"), "compareAt");
  return { item, rows: [baseRow(item.key, desired, base), ...othersOf(offer)] };
}

const decimal = (minor: bigint, currency: string): string => formatDecimal(money(minor, currency));

/** Without a discount its period ends as well; prices by quantity stay, but for that of one. */
function baseRow(sku: string, { price, compareAt }: DesiredPrice, base: OfferPrice | undefined): Row {
  const { currency } = price;
  const origin = decimal((compareAt ?? price).minor, currency);
  const discount = compareAt ? decimal(price.minor, currency) : "";
  const more = base?.volume_prices.filter(({ quantity_threshold: from }) => from > 1) ?? [];
  return {
    "offer-sku": sku,
    price: origin,
    "discount-price": discount,
    "discount-start-date": (compareAt && base?.discount_start_date) ?? "",
    "discount-end-date": (compareAt && base?.discount_end_date) ?? "",
    ...rangesOf(origin, discount, more),
  };
}

function rangesOf(price: string, discount: string, more: OfferPrice["volume_prices"]): Row {
  if (more.length === 0) return {};
  const told = (first: string, of: (one: (typeof more)[number]) => string | undefined) =>
    [
      `1|${first}`,
      ...more.flatMap((one) => (of(one) === undefined ? [] : [`${one.quantity_threshold}|${of(one)}`])),
    ].join(",");
  return {
    "price-ranges": told(price, (one) => one.unit_origin_price),
    ...(discount === "" ? {} : { "discount-ranges": told(discount, (one) => one.unit_discount_price) }),
  };
}

/** As they are, in the file's own words. */
const othersOf = (offer: Offer): Row[] =>
  offer.all_prices
    .filter((one) => !isBase(one))
    .map((one) => ({
      "offer-sku": offer.shop_sku,
      price: one.unit_origin_price,
      "discount-price": one.unit_discount_price ?? "",
      "discount-start-date": one.discount_start_date ?? "",
      "discount-end-date": one.discount_end_date ?? "",
      ...rangesOf(
        one.unit_origin_price,
        one.unit_discount_price ?? "",
        one.volume_prices.filter(({ quantity_threshold: from }) => from > 1),
      ),
      channels: (one.context?.channel_codes.length ? one.context.channel_codes : [one.channel_code ?? ""]).join("|"),
      "start-date": one.context?.start_date ?? "",
      "end-date": one.context?.end_date ?? "",
      "customer-organization-ids": one.context?.customer_organization_ids.join("|") ?? "",
      "customer-group-ids": one.context?.customer_group_ids.join("|") ?? "",
    }));
