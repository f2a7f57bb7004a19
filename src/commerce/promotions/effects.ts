/** What one discount takes off each line, of what earlier ones left. */
import { divideRounded, parseDecimal } from "../decimal.ts";
import type { MessageRef } from "../message.ts";
import { allocate } from "../money.ts";
import { amountText, isInScope } from "./conditions.ts";
import type { Effect, Promotion, PromotionLine } from "./promotion.ts";

export interface OpenLine {
  readonly line: PromotionLine;
  /** What is left of it to pay, before this discount. */
  readonly left: bigint;
}

export interface Taken {
  readonly key: string;
  readonly amount: bigint;
  readonly why: MessageRef;
}

type BuyGet = Extract<Effect, { kind: "buy_get" }>;

/** Lines that lose something; free shipping takes nothing off goods. */
export function takenBy({ effect, scope }: Promotion, open: readonly OpenLine[], currency: string): Taken[] {
  const within = open.filter(({ line, left }) => left > 0n && isInScope(scope, line));
  switch (effect.kind) {
    case "free_shipping":
      return [];
    case "buy_get":
      return boughtTogether(effect, within, open).filter(({ amount }) => amount > 0n);
    case "amount_items": {
      const why = said("promotion.amountItem", { amount: amountText(effect.amount, currency) });
      return within.map((one) => taken(one, effect.amount * BigInt(one.line.quantity), why));
    }
    case "percent_items": {
      const cuts = within.map(({ left }) => percentOf(left, effect.percent));
      return shared(within, capped(cuts, effect.most), said("promotion.percentItem", { percent: effect.percent }));
    }
    default: {
      const worth = within.reduce((sum, { left }) => sum + left, 0n);
      const isPercent = effect.kind === "percent_basket";
      const off = isPercent ? atMost(percentOf(worth, effect.percent), effect.most) : effect.amount;
      const why = isPercent
        ? said("promotion.percentBasket", { percent: effect.percent })
        : said("promotion.amountBasket", { amount: amountText(off, currency) });
      return shared(within, sharesOf(atMost(off, worth), within), why);
    }
  }
}

const said = (code: MessageRef["code"], params: MessageRef["gaps"]): MessageRef => ({ code, gaps: params });

const taken = ({ line, left }: OpenLine, amount: bigint, why: MessageRef): Taken => ({
  key: line.key,
  amount: atMost(amount, left),
  why,
});

const shared = (lines: readonly OpenLine[], cuts: readonly bigint[], why: MessageRef): Taken[] =>
  lines.map((one, index) => taken(one, cuts[index] ?? 0n, why)).filter(({ amount }) => amount > 0n);

/** Shares by worth: none is more than its line, as the whole is no more than all lines. */
const sharesOf = (off: bigint, lines: readonly OpenLine[]): bigint[] =>
  allocate(
    off,
    lines.map(({ left }) => left),
  );

const atMost = (amount: bigint, most: bigint | null): bigint => (most !== null && amount > most ? most : amount);

function capped(cuts: readonly bigint[], most: bigint | null): readonly bigint[] {
  const sum = cuts.reduce((total, cut) => total + cut, 0n);
  return most !== null && sum > most ? allocate(most, cuts) : cuts;
}

/** Rounded half up; a percentage is never below zero here. */
function percentOf(minor: bigint, percent: string): bigint {
  const { digits, scale } = parseDecimal(percent);
  return divideRounded(minor * digits, 100n * 10n ** BigInt(scale));
}

const unitsOf = (lines: readonly OpenLine[]): number => lines.reduce((sum, { line }) => sum + line.quantity, 0);

/** No unit is both bought and got; of what is got, the cheapest units are. */
function boughtTogether(effect: BuyGet, buying: readonly OpenLine[], open: readonly OpenLine[]): Taken[] {
  const getting = open.filter(({ line, left }) => left > 0n && isInScope(effect.of, line));
  const buyKeys = new Set(buying.map(({ line }) => line.key));
  const isBoth = ({ line }: OpenLine) => buyKeys.has(line.key);
  const both = unitsOf(getting.filter(isBoth));
  const onlyBuy = unitsOf(buying) - both;
  const onlyGet = unitsOf(getting) - both;
  const times = timesOf(effect, { onlyBuy, onlyGet, both });
  // Units that could be either are bought first where nothing else is.
  let ofBoth = both - Math.max(0, effect.buy * times - onlyBuy);
  let requested = effect.get * times;
  const why = (units: number, quantity: number) =>
    Number(effect.percent) === 100
      ? said("promotion.buyGetFree", { units, quantity, buy: effect.buy, get: effect.get })
      : said("promotion.buyGet", { units, quantity, buy: effect.buy, get: effect.get, percent: effect.percent });
  return [...getting].sort(cheapestFirst).map((one) => {
    const units = Math.min(requested, one.line.quantity, isBoth(one) ? ofBoth : one.line.quantity);
    requested -= units;
    if (isBoth(one)) ofBoth -= units;
    const worth = divideRounded(one.left * BigInt(units), BigInt(one.line.quantity));
    return taken(one, percentOf(worth, effect.percent), why(units, one.line.quantity));
  });
}

/** By what one unit costs, without dividing. */
function cheapestFirst(a: OpenLine, b: OpenLine): number {
  const difference = a.left * BigInt(b.line.quantity) - b.left * BigInt(a.line.quantity);
  if (difference === 0n) return a.line.key < b.line.key ? -1 : 1;
  return difference < 0n ? -1 : 1;
}

function timesOf(
  { buy, get, times }: BuyGet,
  { onlyBuy, onlyGet, both }: { readonly onlyBuy: number; readonly onlyGet: number; readonly both: number },
): number {
  const fits = (count: number) => Math.max(0, buy * count - onlyBuy) + Math.max(0, get * count - onlyGet) <= both;
  let low = 0;
  let high = Math.min(times ?? Number.MAX_SAFE_INTEGER, Math.floor((onlyBuy + both) / buy));
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
