/**
 * What an order costs by the seller's own rules, where no platform tells. Of each kind of cost the first rule that fits a
 * line counts for it, so that nothing is charged twice.
 */
import type { RuleKind } from "./cost-kinds.ts";
import { type DecimalText, divideRounded, parseDecimal } from "./decimal.ts";

export const RULE_BASES = ["total", "goods", "line"] as const;
/**
 * total: what the buyer pays, tax and shipping included; goods: the lines, once an order; line: each line by itself, its
 * fixed amount and steps a unit.
 */
export type RuleBase = (typeof RULE_BASES)[number];

/** From this amount on these figures count. */
export interface FeeTier {
  readonly fromMinor: bigint;
  readonly percent: DecimalText;
  readonly fixedMinor: bigint;
}

export interface FeeRule {
  readonly id: string;
  readonly name: string;
  /** Null, here and below: any. */
  readonly connectionId: string | null;
  readonly paymentKind: "prepaid" | "cod" | null;
  /** The payment method as orders name it; letters' case does not count. */
  readonly gateway: string | null;
  /** Name of a category; the lines in it or below it. */
  readonly category: string | null;
  readonly kind: RuleKind;
  /** "2.5" is 2.5 %. */
  readonly percent: DecimalText;
  readonly fixedMinor: bigint;
  /** Of the fixed amounts; null only where there are none. */
  readonly currency: string | null;
  /** In the place of percent and fixed; below the lowest nothing is charged. */
  readonly tiers: readonly FeeTier[] | null;
  readonly base: RuleBase;
  /** On top of the fee. */
  readonly taxPercent: DecimalText;
  /** Days of the organization's zone, both included. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly isActive: boolean;
}

/** What rules look at of an order, in its own currency. */
export interface FeeFacts {
  readonly connectionId: string | null;
  readonly paymentKind: "prepaid" | "cod" | "unknown";
  readonly gateway: string | null;
  readonly currency: string;
  /** Day of the organization's zone. */
  readonly placedOn: string;
  /** Null: the platform hides it. Then no rule on the total counts. */
  readonly totalMinor: bigint | null;
  readonly lines: readonly FeeLine[];
}

export interface FeeLine {
  readonly totalMinor: bigint;
  readonly quantity: number;
  /** Names of the categories it is in, and of those above them. */
  readonly categories: readonly string[];
}

/** A cost by rule, in the order's currency. */
export interface RuleFee {
  readonly ruleId: string;
  readonly kind: RuleKind;
  /** With its tax. */
  readonly amountMinor: bigint;
  readonly taxMinor: bigint;
  /** The lines it is for, by their place in the facts. */
  readonly lines: readonly number[];
}

/**
 * The costs of an order by rules, in the rules' order; amounts of zero are left out. Rules count in the order given.
 * Rounded half away from zero, once a fee and once its tax.
 */
export function feesByRules(facts: FeeFacts, rules: readonly FeeRule[]): RuleFee[] {
  const fitting = rules.filter((rule) => fitsOrder(rule, facts));
  const kinds = [...new Set(fitting.map(({ kind }) => kind))];
  const charged = kinds.flatMap((kind) => feesOfKind(facts, fitting, kind));
  const place = new Map(rules.map(({ id }, index) => [id, index]));
  return charged.sort((a, b) => (place.get(a.ruleId) ?? 0) - (place.get(b.ruleId) ?? 0));
}

/** Whether a rule is for an order at all; its category is asked of each line. */
function fitsOrder(rule: FeeRule, facts: FeeFacts): boolean {
  return (
    rule.isActive &&
    (rule.connectionId === null || rule.connectionId === facts.connectionId) &&
    (rule.paymentKind === null || rule.paymentKind === facts.paymentKind) &&
    (rule.gateway === null || same(rule.gateway, facts.gateway ?? "")) &&
    (rule.currency === null || rule.currency === facts.currency) &&
    (rule.validFrom === null || rule.validFrom <= facts.placedOn) &&
    (rule.validTo === null || facts.placedOn <= rule.validTo)
  );
}

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

function feesOfKind(facts: FeeFacts, rules: readonly FeeRule[], kind: RuleKind): RuleFee[] {
  let open = facts.lines.map((_line, index) => index).filter((index) => (facts.lines[index]?.quantity ?? 0) > 0);
  const taken: number[] = [];
  const fees: RuleFee[] = [];
  for (const rule of rules) {
    if (rule.kind !== kind) continue;
    if (rule.base === "total" && facts.totalMinor === null) continue;
    const { category } = rule;
    const covered = open.filter(
      (index) => category === null || facts.lines[index]?.categories.some((name) => same(name, category)),
    );
    if (covered.length === 0) continue;
    const net = netFee(rule, facts, { covered, taken });
    open = open.filter((index) => !covered.includes(index));
    taken.push(...covered);
    const taxMinor = share(net, rule.taxPercent);
    if (net !== 0n) fees.push({ ruleId: rule.id, kind, amountMinor: net + taxMinor, taxMinor, lines: covered });
  }
  return fees;
}

interface Coverage {
  readonly covered: readonly number[];
  /** Lines an earlier rule of the kind counted for. */
  readonly taken: readonly number[];
}

function netFee(rule: FeeRule, facts: FeeFacts, { covered, taken }: Coverage): bigint {
  const goods = (indexes: readonly number[]) =>
    indexes.reduce((sum, index) => sum + (facts.lines[index]?.totalMinor ?? 0n), 0n);
  if (rule.base === "goods") return feeOn(rule, goods(covered), 1n);
  if (rule.base === "total") return feeOn(rule, (facts.totalMinor ?? 0n) - goods(taken), 1n);
  return covered.reduce((sum, index) => {
    const line = facts.lines[index];
    return line ? sum + feeOn(rule, line.totalMinor, BigInt(line.quantity)) : sum;
  }, 0n);
}

/** The fee on an amount that stands for so many units. Nothing is charged on less than nothing. */
function feeOn(rule: FeeRule, baseMinor: bigint, units: bigint): bigint {
  const base = baseMinor > 0n ? baseMinor : 0n;
  const figures = rule.tiers === null ? rule : tierOf(rule.tiers, base, units);
  return figures === null ? 0n : share(base, figures.percent) + figures.fixedMinor * units;
}

/** The highest step a unit's amount reaches. */
function tierOf(tiers: readonly FeeTier[], base: bigint, units: bigint): FeeTier | null {
  return tiers.reduce<FeeTier | null>(
    (best, tier) =>
      tier.fromMinor * units <= base && (best === null || tier.fromMinor > best.fromMinor) ? tier : best,
    null,
  );
}

function share(amount: bigint, percent: DecimalText): bigint {
  const { digits, scale } = parseDecimal(percent);
  return divideRounded(amount * digits, 100n * 10n ** BigInt(scale));
}

/** Of a rule about which nothing is said: a commission on the goods of every order, from now on and for good. */
export const NEW_FEE_RULE = {
  paymentKind: null,
  gateway: null,
  category: null,
  kind: "commission",
  currency: null,
  tiers: null,
  base: "goods",
  taxPercent: "0",
  validFrom: null,
  validTo: null,
  isActive: true,
} as const;
