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

export const wholeStock: StockRule = { buffer: 0, percent: null, cap: null, zeroBelow: 0 };

/** A part of a bundle: the chosen locations' levels of the component and how many one bundle needs. */
export interface BundleComponent {
  readonly label: string;
  readonly quantity: number;
  readonly levels: readonly LocationLevel[];
}

export interface AllocationStep {
  readonly label: string;
  readonly value: number;
}

export interface Allocation {
  /** What the channel should show; never negative. */
  readonly quantity: number;
  /** The arithmetic, one line a step, each with the value after it. */
  readonly steps: readonly AllocationStep[];
}

/**
 * What a channel is told: the chosen locations' available units (for a bundle: as many as its scarcest
 * component allows), minus the buffer, times the share, at most the cap, zero below the threshold.
 * `levels` are those of the chosen locations only.
 */
export function allocate(input: {
  readonly levels: readonly LocationLevel[];
  readonly rule: StockRule;
  readonly bundle?: readonly BundleComponent[] | undefined;
  /** Units in the channel's own open orders, where its number contains them; added after the rule. */
  readonly openOrders?: number | undefined;
}): Allocation {
  const { rule, bundle } = input;
  const steps: AllocationStep[] = [];
  let quantity = bundle ? bundleQuantity(bundle, steps) : locationsQuantity(input.levels, steps);
  const step = (label: string, value: number) => {
    quantity = value;
    steps.push({ label, value });
  };
  if (rule.buffer > 0) step(`minus the safety buffer of ${rule.buffer}`, quantity - rule.buffer);
  if (quantity < 0) step("never below zero", 0);
  if (rule.percent !== null) step(`${rule.percent} % of it`, Math.floor((quantity * rule.percent) / 100));
  if (rule.cap !== null && quantity > rule.cap) step(`at most ${rule.cap}`, rule.cap);
  if (quantity > 0 && quantity < rule.zeroBelow) step(`nothing when fewer than ${rule.zeroBelow}`, 0);
  const open = input.openOrders ?? 0;
  if (open > 0) step(`plus ${open} in the channel's own open orders, which it counts in`, quantity + open);
  return { quantity, steps };
}

function locationsQuantity(levels: readonly LocationLevel[], steps: AllocationStep[]): number {
  for (const level of levels) steps.push({ label: `available at ${level.location}`, value: level.available });
  const sum = total(levels);
  if (levels.length !== 1) steps.push({ label: "available in all chosen locations", value: sum });
  return sum;
}

function bundleQuantity(bundle: readonly BundleComponent[], steps: AllocationStep[]): number {
  let least = bundle.length === 0 ? 0 : Number.POSITIVE_INFINITY;
  for (const component of bundle) {
    const available = total(component.levels);
    const bundles = Math.floor(available / component.quantity);
    steps.push({ label: `${component.label}: ${available} available, ${component.quantity} a bundle`, value: bundles });
    least = Math.min(least, bundles);
  }
  steps.push({ label: "bundles the scarcest component allows", value: least });
  return least;
}

function total(levels: readonly LocationLevel[]): number {
  return levels.reduce((sum, level) => sum + level.available, 0);
}
