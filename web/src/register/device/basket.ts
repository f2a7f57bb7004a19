/** The basket of a register: what is in it, what may be done to it, and what it comes to. Pure. */
import { parseDecimal } from "../../../../src/commerce/decimal.ts";
import type { PromotionOutcome } from "../../../../src/commerce/promotions/apply.ts";
import { applyPromotions } from "../../../../src/commerce/promotions/apply.ts";
import { rounded } from "../../../../src/commerce/till/tax.ts";
import { sharedOver, size, sum, taxesOfLine, totalsOf } from "../../../../src/commerce/till/totals.ts";
import type {
  TillCustomer,
  TillDiscount,
  TillLine,
  TillPayment,
  TillSale,
  TillTotals,
} from "../../../../src/commerce/till/types.ts";
import type { CatalogItem } from "./catalog-item.ts";
import type { Setup } from "./setup.ts";

/** The class of goods without one, as src/commerce/till/tax.ts has it. */
export const STANDARD = "standard";

/** Off a line or a basket: a share of it, or an amount. */
export type Reduction =
  | { readonly kind: "percent"; readonly percent: string }
  | { readonly kind: "amount"; readonly amount: bigint };

export interface BasketLine {
  readonly key: string;
  readonly variantId: string | null;
  readonly productId: string | null;
  readonly categoryIds: readonly string[];
  readonly sku: string | null;
  readonly title: string;
  /** Below zero where goods come back. */
  readonly quantity: number;
  readonly unitPrice: bigint;
  readonly priceBefore: bigint | null;
  readonly reason: string | null;
  readonly isReduced: boolean;
  readonly isGiftCard: boolean;
  readonly taxClass: string;
  readonly reduction: Reduction | null;
  readonly serials: readonly string[];
  /** Of lines kept by a version before: absent. */
  readonly batch?: string | null;
  readonly restock: boolean;
  /** Of goods that come back by a receipt: the taxes they were sold with. */
  readonly taxes?: TillLine["taxes"];
}

/** What the hub said of the codes, for the basket it was asked of. */
export interface CheckedCodes {
  readonly sign: string;
  readonly outcome: PromotionOutcome;
  /** Refusals in a channel's own words, by code. */
  readonly texts: Readonly<Record<string, string>>;
}

/** Money on its way off a gift card; the same key takes it once. */
export interface CardRedemption {
  readonly key: string;
  readonly code: string;
  /** Null: a card of our own. */
  readonly storeId: string | null;
  readonly amount: bigint;
}

export interface Basket {
  readonly id: string;
  readonly lines: readonly BasketLine[];
  readonly reduction: Reduction | null;
  readonly codes: readonly string[];
  readonly customer: TillCustomer | null;
  readonly note: string;
  /** The order whose goods come back; null without a receipt. */
  readonly returnOf: string | null;
  /** The parked basket, quote or layaway of the hub it was made of. */
  readonly asideId?: string | null;
  /** Sent from a location instead of taken along; of baskets kept by a version before: absent. */
  readonly deliverFrom?: TillSale["deliverFrom"] | null;
  /** Taken already: a reload must not ask for a card twice. */
  readonly payments: readonly TillPayment[];
  readonly checked?: CheckedCodes | null;
  /** Asked for, and not answered yet. */
  readonly redeeming?: CardRedemption | null;
  /** At the card terminal, and not known to have ended. */
  readonly asking?: { readonly key: string; readonly amount: bigint } | null;
  /** On its way back to the card of the payment `of`, and not known to have ended. */
  readonly refunding?: { readonly key: string; readonly of: string; readonly amount: bigint } | null;
  /** Of payments the terminal took: the ids under which they go back, by payment key. */
  readonly charges?: Readonly<Record<string, string>>;
  /** Card payments of the receipts whose goods come back. */
  readonly returnCards?: readonly { readonly key: string; readonly amount: bigint }[];
  /** Of gift cards that paid, by redemption key, so that it can be put back. */
  readonly cards?: Readonly<Record<string, Pick<CardRedemption, "code" | "storeId">>>;
}

export const emptyBasket = (id: string): Basket => ({
  id,
  lines: [],
  reduction: null,
  codes: [],
  customer: null,
  note: "",
  returnOf: null,
  payments: [],
});

const MOST_UNITS = 9_999;

/** One more of an item: on the line that has it at its own price, else a line of its own. */
export function withItem(
  basket: Basket,
  item: CatalogItem,
  added: { readonly key: string; readonly price: bigint },
): Basket {
  const same = basket.lines.find(
    ({ variantId, quantity, priceBefore, unitPrice, serials, batch }) =>
      variantId === item.variantId &&
      quantity > 0 &&
      priceBefore === null &&
      unitPrice === added.price &&
      serials.length === 0 &&
      batch == null,
  );
  if (same) return withQuantity(basket, same.key, same.quantity + 1);
  const line: BasketLine = {
    key: added.key,
    variantId: item.variantId,
    productId: item.productId,
    categoryIds: item.categoryIds,
    sku: item.sku,
    title: item.variantTitle === "" ? item.title : `${item.title} · ${item.variantTitle}`,
    quantity: 1,
    unitPrice: added.price,
    priceBefore: null,
    reason: null,
    isReduced: item.compareAtMinor !== null && BigInt(item.compareAtMinor) > added.price,
    isGiftCard: item.isGiftCard,
    taxClass: item.taxClass ?? STANDARD,
    reduction: null,
    serials: [],
    restock: true,
  };
  return { ...basket, lines: [...basket.lines, line] };
}

/** A sale returns goods of one order: those of another receipt, or without one (null), wait for the next. */
export const canReturnBy = ({ lines, returnOf }: Basket, orderId: string | null): boolean =>
  returnOf === orderId || !lines.some(({ quantity }) => quantity < 0);

/** Goods that come back by a receipt; the same basket where others come back in it. */
export function withReceiptLines(
  basket: Basket,
  by: {
    readonly orderId: string | null;
    readonly cards: NonNullable<Basket["returnCards"]>;
    readonly customer: TillCustomer | null;
    readonly lines: readonly BasketLine[];
  },
): Basket {
  if (!canReturnBy(basket, by.orderId)) return basket;
  return {
    ...basket,
    returnOf: by.orderId,
    returnCards: by.cards,
    customer: basket.customer ?? by.customer,
    lines: [...basket.lines, ...by.lines],
  };
}

/** One unit that comes back without a receipt, at today's price; the same basket where others come back by one. */
export function withReturned(
  basket: Basket,
  item: CatalogItem,
  of: { readonly key: string; readonly price: bigint; readonly reason: string; readonly restock: boolean },
): Basket {
  const { key, price, reason, restock } = of;
  const [line] = withItem(emptyBasket(basket.id), item, { key, price }).lines;
  if (!line) return basket;
  const back = { ...line, quantity: -1, reason, restock, isReduced: false };
  return withReceiptLines(basket, { orderId: null, cards: [], customer: null, lines: [back] });
}

const withLine = (basket: Basket, key: string, change: (line: BasketLine) => BasketLine): Basket => ({
  ...basket,
  lines: basket.lines.map((line) => (line.key === key ? change(line) : line)),
});

/** Zero takes the line out. */
export function withQuantity(basket: Basket, key: string, quantity: number): Basket {
  const bounded = Math.max(-MOST_UNITS, Math.min(MOST_UNITS, Math.trunc(quantity)));
  if (bounded === 0) return { ...basket, lines: basket.lines.filter((line) => line.key !== key) };
  return withLine(basket, key, (line) => ({ ...line, quantity: bounded }));
}

export const withLineReduction = (basket: Basket, key: string, reduction: Reduction | null): Basket =>
  withLine(basket, key, (line) => ({ ...line, reduction }));

export const withPrice = (
  basket: Basket,
  key: string,
  price: { readonly unit: bigint; readonly reason: string },
): Basket =>
  withLine(basket, key, (line) => {
    const before = line.priceBefore ?? line.unitPrice;
    return price.unit === before
      ? { ...line, unitPrice: before, priceBefore: null, reason: null }
      : { ...line, unitPrice: price.unit, priceBefore: before, reason: price.reason };
  });

/** Which units they are, by serial number or by the batch they were made in. */
export const withUnits = (
  basket: Basket,
  key: string,
  units: { readonly serials: readonly string[]; readonly batch: string | null },
): Basket => withLine(basket, key, (line) => ({ ...line, ...units }));

/** What a share or an amount takes off something: never more than it costs, with its sign. */
function worthOf(reduction: Reduction | null, amount: bigint): bigint {
  if (reduction === null) return 0n;
  const most = size(amount);
  const off = reduction.kind === "amount" ? reduction.amount : shareOf(reduction.percent, most);
  const isMore = off > most;
  const bounded = isMore ? most : off;
  return amount < 0n ? -bounded : bounded;
}

function shareOf(percent: string, amount: bigint): bigint {
  const { digits, scale } = parseDecimal(percent);
  return rounded(amount * digits, 100n * 10n ** BigInt(scale), "half_up");
}

export interface CountedBasket {
  readonly lines: readonly TillLine[];
  readonly totals: TillTotals;
  /** What coupons and automatic discounts did, and why not. */
  readonly promotions: PromotionOutcome;
}

export interface CountWith {
  readonly setup: Setup;
  /** ISO instant. */
  readonly at: string;
  readonly titles: { readonly line: string; readonly basket: string };
}

const OWN_ID = /^[0-9a-f-]{36}$/;

/** What was taken off a line by hand. */
export const offByHand = ({ reduction, unitPrice, quantity }: BasketLine): bigint =>
  worthOf(reduction, unitPrice * BigInt(quantity));

/** What an answer about codes depends on: another basket has to be asked of anew. */
export const signOf = ({ lines, codes, customer }: Basket): string =>
  JSON.stringify([
    lines.map(({ key, variantId, quantity, unitPrice, reduction }) => [
      key,
      variantId,
      quantity,
      String(unitPrice),
      reduction?.kind === "amount" ? String(reduction.amount) : (reduction?.percent ?? null),
    ]),
    codes,
    customer?.email ?? null,
  ]);

/** A basket with every discount and tax: by hand on lines first, then coupons and automatic ones, then the whole basket. */
export function counted(basket: Basket, how: CountWith): CountedBasket {
  const byHand = basket.lines.map(offByHand);
  const isChecked = basket.checked?.sign === signOf(basket);
  const promotions = (isChecked ? basket.checked?.outcome : null) ?? promotionsOf(basket, byHand, how);
  const withCoupons = basket.lines.map((line, n): TillDiscount[] => [
    ...taken("line", how.titles.line, byHand[n] ?? 0n),
    ...(promotions.lines.find(({ key }) => key === line.key)?.discounts ?? []).map(
      ({ source, promotionId, code, title, amount }): TillDiscount => ({
        source,
        // A channel's discount has no id here.
        ...(OWN_ID.test(promotionId) && { promotionId }),
        ...(code !== null && { code }),
        title,
        amount,
      }),
    ),
  ]);
  const left = basket.lines.map((line, n) => {
    const off = sum((withCoupons[n] ?? []).map(({ amount }) => amount));
    return line.unitPrice * BigInt(line.quantity) - off;
  });
  const itemsTotal = sum(left.filter((amount) => amount > 0n));
  const shares = sharedOver(left, worthOf(basket.reduction, itemsTotal));
  const lines = basket.lines.map((line, n) =>
    tillLine(line, [...(withCoupons[n] ?? []), ...taken("basket", how.titles.basket, shares[n] ?? 0n)]),
  );
  const { taxRates, place, register } = how.setup;
  const rules = {
    rates: taxRates,
    place: basket.deliverFrom?.address?.country ? basket.deliverFrom.address : place,
    pricesIncludeTax: register.pricesIncludeTax,
    rounding: { per: register.taxPer, mode: register.taxMode },
  };
  // A receipt says what was paid, whatever the rates are when goods come back by it.
  const taxed = lines.map((line) => ({ ...line, taxes: taxesOfLine(line, rules) }));
  return { lines: taxed, totals: totalsOf(taxed, rules), promotions };
}

const taken = (source: TillDiscount["source"], title: string, amount: bigint): TillDiscount[] =>
  amount === 0n ? [] : [{ source, title, amount }];

function promotionsOf(basket: Basket, byHand: readonly bigint[], how: CountWith): PromotionOutcome {
  return applyPromotions({
    basket: {
      currency: how.setup.register.currency,
      lines: basket.lines.map((line, n) => ({
        key: line.key,
        variantId: line.variantId,
        productId: line.productId,
        categoryIds: line.categoryIds,
        quantity: line.quantity,
        unitPrice: line.unitPrice,
        already: byHand[n] ?? 0n,
        isReduced: line.isReduced,
        isGiftCard: line.isGiftCard,
      })),
      shipping: null,
      hasCustomer: basket.customer !== null,
      place: "till",
      at: how.at,
    },
    promotions: how.setup.promotions,
    codes: basket.codes,
    // Another register may have used one meanwhile, with a network or without.
    uses: null,
  });
}

function tillLine(line: BasketLine, discounts: readonly TillDiscount[]): TillLine {
  return {
    key: line.key,
    variantId: line.variantId,
    sku: line.sku,
    title: line.title,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    ...(line.priceBefore !== null && { priceBefore: line.priceBefore }),
    ...(line.reason !== null && { reason: line.reason }),
    taxClass: line.taxClass,
    discounts,
    ...(line.serials.length > 0 && { serials: line.serials }),
    ...(line.batch != null && { batch: line.batch }),
    ...(line.quantity < 0 && { restock: line.restock, ...(line.taxes !== undefined && { taxes: line.taxes }) }),
  };
}
