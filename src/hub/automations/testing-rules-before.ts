/** For tests: which orders shipping rules were for before they were automations (decision 724). */
import type { Optional } from "../../commerce/optional.ts";
import { comparedPostcode } from "../../commerce/postcode.ts";
import type { Preference } from "../../commerce/shipping-preference.ts";
import {
  type AvailableCourier,
  type CourierAnswer,
  type Proposal,
  propose,
  type ShippingRule,
} from "../../commerce/shipping-rules.ts";

/** What an order has to be; all that is given has to fit. */
export type RuleConditions = Optional<{
  /** Two letters each. */
  countries: readonly string[];
  /** How postcodes begin, without spaces. */
  postcodes: readonly string[];
  minWeightGrams: number;
  maxWeightGrams: number;
  /** Of the goods, in `currency`. */
  minValueMinor: number;
  maxValueMinor: number;
  payment: "prepaid" | "cod";
  /** One of its lines has one of them; "TEE-*" is every SKU that begins so. */
  skus: readonly string[];
  /** One of its products has one of them. */
  tags: readonly string[];
}>;

export interface RuleChoice {
  /** Null: any courier. */
  readonly courierId: string | null;
  /** As an offer names it. Null: any. */
  readonly service: string | null;
  readonly serviceName: string | null;
  readonly prefer: Preference;
  /** In `currency`. */
  readonly maxPriceMinor?: number | undefined;
  readonly maxDays?: number | undefined;
}

export interface RuleBefore {
  readonly id: string;
  readonly name: string;
  readonly isOn: boolean;
  /** Of the amounts in it. */
  readonly currency: string | null;
  readonly when: RuleConditions;
  readonly choose: RuleChoice;
}

export interface RulesBefore {
  readonly rules: readonly RuleBefore[];
  readonly fallback: Preference | "none";
}

/** What rules look at of an order. */
export interface FactsBefore {
  readonly country: string;
  readonly currency: string;
  readonly payment: "prepaid" | "cod";
  readonly postcode: string;
  readonly skus: readonly string[];
  readonly tags: readonly string[];
  readonly valueMinor: bigint;
  readonly weightGrams: number;
}

export interface ProposalInput extends RulesBefore {
  readonly facts: FactsBefore;
  /** Those that may be booked with. */
  readonly couriers: readonly AvailableCourier[];
  /** By courier, as far as they were asked. */
  readonly known: ReadonlyMap<string, CourierAnswer>;
}

/** The rule is named by its id, or by the fallback. */
export function proposedBefore({ rules, fallback, facts, couriers, known }: ProposalInput): Proposal {
  const fitting = rules.filter((rule) => rule.isOn && fits(rule, facts)).map(ruleOf);
  const any = { courierId: null, service: null, serviceName: null };
  const all =
    fallback === "none"
      ? fitting
      : [...fitting, ruleOf({ id: fallback, name: "", currency: null, choose: { ...any, prefer: fallback } })];
  return propose({ rules: all, currency: facts.currency, couriers, known });
}

function ruleOf({ id, name, currency, choose }: Pick<RuleBefore, "id" | "name" | "currency" | "choose">): ShippingRule {
  const { maxPriceMinor, maxDays = null, ...rest } = choose;
  const maxPrice = maxPriceMinor !== undefined && currency !== null ? { minor: maxPriceMinor, currency } : null;
  return { id, name, choose: { ...rest, maxPrice, maxDays }, why: [] };
}

const isWithin = (value: bigint | number, min: number | undefined, max: number | undefined): boolean =>
  (min === undefined || value >= min) && (max === undefined || value <= max);

const isLike = (sku: string, requested: string): boolean =>
  requested.endsWith("*")
    ? sku.toUpperCase().startsWith(requested.slice(0, -1).toUpperCase())
    : sku.toUpperCase() === requested.toUpperCase();

const matchedSku = (when: RuleConditions, facts: FactsBefore): string | undefined =>
  facts.skus.find((sku) => when.skus?.some((requested) => isLike(sku, requested)));

const matchedTag = (when: RuleConditions, facts: FactsBefore): string | undefined =>
  facts.tags.find((tag) => when.tags?.some((requested) => requested.toLowerCase() === tag.toLowerCase()));

const matchedPostcode = (when: RuleConditions, facts: FactsBefore): string | undefined =>
  when.postcodes?.find((beginning) => comparedPostcode(facts.postcode).startsWith(comparedPostcode(beginning)));

function fits({ when, currency }: Pick<RuleBefore, "when" | "currency">, facts: FactsBefore): boolean {
  const limitsValue = when.minValueMinor !== undefined || when.maxValueMinor !== undefined;
  return (
    (when.countries === undefined || when.countries.includes(facts.country)) &&
    (when.postcodes === undefined || matchedPostcode(when, facts) !== undefined) &&
    isWithin(facts.weightGrams, when.minWeightGrams, when.maxWeightGrams) &&
    (!limitsValue ||
      (currency === facts.currency && isWithin(facts.valueMinor, when.minValueMinor, when.maxValueMinor))) &&
    (when.payment === undefined || when.payment === facts.payment) &&
    (when.skus === undefined || matchedSku(when, facts) !== undefined) &&
    (when.tags === undefined || matchedTag(when, facts) !== undefined)
  );
}
