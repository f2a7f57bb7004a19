import { type Message, type MessageRef, message } from "./message.ts";

/** The most of one thing anybody has; two such numbers and their difference fit the database's columns. */
export const MOST_UNITS = 1_000_000_000;

/** A channel's number in whole units, within what can be counted here. */
export function countable(units: number): number {
  return Math.max(-MOST_UNITS, Math.min(MOST_UNITS, Math.trunc(units)));
}

/** Units free to promise at one of our locations; negative when more is promised than there is. */
export interface LocationLevel {
  readonly location: string;
  readonly available: number;
}

/** How much of what is available a store may sell. */
export interface StockRule {
  /** Units kept back. */
  readonly buffer: number;
  /** Share of the rest in percent, rounded down; null: everything. */
  readonly percent: number | null;
  /** Never show more than this; null: no limit. */
  readonly cap: number | null;
  /** Show nothing when fewer than this are left. */
  readonly zeroBelow: number;
}

/** A part of a bundle: the chosen locations' levels of the component and how many one bundle needs. */
export interface BundleComponent {
  readonly label: string;
  readonly quantity: number;
  readonly levels: readonly LocationLevel[];
  /** Units of it kept for other channels. */
  readonly kept?: number | undefined;
  /** Units of it that may be sold before they are there. */
  readonly ahead?: number | undefined;
}

export interface UnitsToShowStep {
  readonly label: string;
  /** The label's code and gaps, for other languages. */
  readonly said: MessageRef;
  readonly value: number;
}

const stepOf = ({ text, code, gaps }: Message, value: number): UnitsToShowStep => ({
  label: text,
  said: { code, gaps },
  value,
});

export interface UnitsToShow {
  /** What the channel should show; never negative. */
  readonly quantity: number;
  /** The arithmetic, one line a step, each with the value after it. */
  readonly steps: readonly UnitsToShowStep[];
}

/**
 * What a channel is told: the chosen locations' available units (for a bundle: as many as its scarcest
 * component allows), plus what may be sold ahead, minus what is kept for other channels, minus the buffer, times the
 * share, at most the cap, zero below the threshold or off sale.
 * `levels` are those of the chosen locations only.
 */
export function unitsToShow(input: {
  readonly levels: readonly LocationLevel[];
  readonly rule: StockRule;
  readonly bundle?: readonly BundleComponent[] | undefined;
  /** Units kept for other channels; a bundle's stand at its components. */
  readonly kept?: number | undefined;
  /** Units that may be sold before they are there; a bundle's stand at its components. */
  readonly ahead?: number | undefined;
  /** Off sale: nothing is shown, whatever lies there. */
  readonly isOffSale?: boolean | undefined;
  /** Units in the channel's own open orders, where its number contains them; added after the rule. */
  readonly openOrders?: number | undefined;
}): UnitsToShow {
  const { rule, bundle } = input;
  const steps: UnitsToShowStep[] = [];
  let quantity = bundle ? bundleQuantity(bundle, steps) : locationsQuantity(input.levels, steps);
  const step = (label: Message, value: number) => {
    quantity = value;
    steps.push(stepOf(label, value));
  };
  const { buffer, percent, cap, zeroBelow } = rule;
  const ahead = input.ahead ?? 0;
  if (ahead > 0) step(message("stock.ahead", { units: ahead }), quantity + ahead);
  const forOthers = input.kept ?? 0;
  if (forOthers > 0) step(message("stock.kept", { units: forOthers }), quantity - forOthers);
  if (buffer > 0) step(message("stock.buffer", { units: buffer }), quantity - buffer);
  if (quantity < 0) step(message("stock.belowZero"), 0);
  if (percent !== null) step(message("stock.percent", { percent }), Math.floor((quantity * percent) / 100));
  if (cap !== null && quantity > cap) step(message("stock.cap", { units: cap }), cap);
  if (quantity > 0 && quantity < zeroBelow) step(message("stock.zeroBelow", { units: zeroBelow }), 0);
  if (input.isOffSale === true && quantity > 0) step(message("stock.offSale"), 0);
  const open = input.openOrders ?? 0;
  if (open > 0) step(message("stock.openOrders", { units: open }), quantity + open);
  if (quantity > MOST_UNITS) step(message("stock.cap", { units: MOST_UNITS }), MOST_UNITS);
  return { quantity, steps };
}

function locationsQuantity(levels: readonly LocationLevel[], steps: UnitsToShowStep[]): number {
  for (const { location, available } of levels) steps.push(stepOf(message("stock.available", { location }), available));
  const sum = total(levels);
  if (levels.length !== 1) steps.push(stepOf(message("stock.availableInAll"), sum));
  return sum;
}

function bundleQuantity(bundle: readonly BundleComponent[], steps: UnitsToShowStep[]): number {
  let least = bundle.length === 0 ? 0 : Number.POSITIVE_INFINITY;
  for (const component of bundle) {
    const available = total(component.levels) + (component.ahead ?? 0) - (component.kept ?? 0);
    const bundles = Math.floor(available / component.quantity);
    const part = { component: component.label, available, perBundle: component.quantity };
    steps.push(stepOf(message("stock.component", part), bundles));
    least = Math.min(least, bundles);
  }
  steps.push(stepOf(message("stock.scarcest"), least));
  return least;
}

function total(levels: readonly LocationLevel[]): number {
  return levels.reduce((sum, level) => sum + level.available, 0);
}
