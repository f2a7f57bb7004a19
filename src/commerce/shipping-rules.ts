/**
 * Which courier and service an order goes by: the first rule that fits it and has an offer, else the fallback among all
 * offers. Pure: whoever asks hands in what couriers answered, and is told whom to ask where that decides (decision 305).
 */

import { type Message, message } from "./message.ts";
import { formatDecimal, type Money } from "./money.ts";
import type { Optional } from "./optional.ts";
import { comparedPostcode } from "./postcode.ts";
import type { ShippingOffer } from "./shipment.ts";

export const PREFERENCES = ["cheapest", "fastest"] as const;
export type Preference = (typeof PREFERENCES)[number];

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

export interface ShippingRule {
  readonly id: string;
  readonly name: string;
  readonly isOn: boolean;
  /** Of the amounts in it. */
  readonly currency: string | null;
  readonly when: RuleConditions;
  readonly choose: RuleChoice;
}

export interface ShippingRules {
  readonly rules: readonly ShippingRule[];
  readonly fallback: Preference | "none";
}

/** What rules look at of an order. */
export interface RuleFacts {
  readonly country: string;
  readonly postcode: string;
  readonly weightGrams: number;
  readonly valueMinor: bigint;
  readonly currency: string;
  readonly payment: "prepaid" | "cod";
  readonly skus: readonly string[];
  readonly tags: readonly string[];
}

export interface CourierAnswer {
  readonly offers: readonly ShippingOffer[];
  /** False: it cannot be asked, and takes what it is given. */
  readonly isAsked: boolean;
}

export interface KnownCourier {
  readonly id: string;
  readonly name: string;
}

export interface ChosenBy {
  readonly kind: "rule" | Preference;
  /** Of a rule. */
  readonly ruleId: string | null;
}

export type Proposal =
  | {
      readonly state: "chosen";
      readonly courierId: string;
      /** Null: the courier cannot be asked. */
      readonly offer: ShippingOffer | null;
      readonly by: ChosenBy;
      readonly why: readonly Message[];
    }
  /** These have to be asked first. */
  | { readonly state: "ask"; readonly courierIds: readonly string[] }
  | { readonly state: "none"; readonly why: readonly Message[] };

export interface ProposalInput extends ShippingRules {
  readonly facts: RuleFacts;
  /** Those that may be booked with. */
  readonly couriers: readonly KnownCourier[];
  /** By courier, as far as they were asked. */
  readonly known: ReadonlyMap<string, CourierAnswer>;
}

/** What is proposed, or who has to be asked before that can be said. More answers than needed change nothing. */
export function propose({ rules, fallback, facts, couriers, known }: ProposalInput): Proposal {
  const passed: Message[] = [];
  for (const rule of rules) {
    if (!rule.isOn || !fits(rule, facts)) continue;
    const asked = couriers.filter(({ id }) => rule.choose.courierId === null || id === rule.choose.courierId);
    const found = best(asked, { choose: rule.choose, limitCurrency: rule.currency, facts, known });
    if (found.state === "ask") return found;
    if (found.state === "chosen")
      return { ...found, by: { kind: "rule", ruleId: rule.id }, why: [...passed, ...whyRule(rule, facts)] };
    passed.push(message("shipment.why.passed", { rule: rule.name }));
  }
  if (fallback === "none") return { state: "none", why: [...passed, message("shipment.why.noRule")] };
  const choose = { courierId: null, service: null, serviceName: null, prefer: fallback };
  const found = best(couriers, { choose, limitCurrency: null, facts, known });
  if (found.state === "ask") return found;
  if (found.state === "none") return { state: "none", why: [...passed, message("shipment.why.noOffer")] };
  return {
    ...found,
    by: { kind: fallback, ruleId: null },
    why: [...passed, message(`shipment.why.fallback.${fallback}`)],
  };
}

const isWithin = (value: bigint | number, min: number | undefined, max: number | undefined): boolean =>
  (min === undefined || value >= min) && (max === undefined || value <= max);

const isLike = (sku: string, wanted: string): boolean =>
  wanted.endsWith("*")
    ? sku.toUpperCase().startsWith(wanted.slice(0, -1).toUpperCase())
    : sku.toUpperCase() === wanted.toUpperCase();

const matchedSku = (when: RuleConditions, facts: RuleFacts): string | undefined =>
  facts.skus.find((sku) => when.skus?.some((wanted) => isLike(sku, wanted)));

const matchedTag = (when: RuleConditions, facts: RuleFacts): string | undefined =>
  facts.tags.find((tag) => when.tags?.some((wanted) => wanted.toLowerCase() === tag.toLowerCase()));

const matchedPostcode = (when: RuleConditions, facts: RuleFacts): string | undefined =>
  when.postcodes?.find((beginning) => comparedPostcode(facts.postcode).startsWith(comparedPostcode(beginning)));

/** Whether an order is what a rule is for; amounts of another currency are not compared. */
export function fits({ when, currency }: Pick<ShippingRule, "when" | "currency">, facts: RuleFacts): boolean {
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

interface Candidate {
  readonly courierId: string;
  readonly offer: ShippingOffer | null;
}

type Found =
  | ({ readonly state: "chosen" } & Candidate)
  | { readonly state: "ask"; readonly courierIds: readonly string[] }
  | { readonly state: "none" };

interface Choosing {
  readonly choose: RuleChoice;
  readonly limitCurrency: string | null;
  readonly facts: RuleFacts;
  readonly known: ReadonlyMap<string, CourierAnswer>;
}

function best(couriers: readonly KnownCourier[], how: Choosing): Found {
  const { choose, facts, known } = how;
  const courierIds = couriers.flatMap(({ id }) => (known.has(id) ? [] : [id]));
  if (courierIds.length > 0) return { state: "ask", courierIds };
  const candidates = couriers.flatMap(({ id }): readonly Candidate[] => {
    const answer = known.get(id);
    if (!answer) return [];
    // Whoever cannot be asked is taken at a rule's word, never for its price or its days.
    if (!answer.isAsked) return choose.courierId === id && isUnlimited(choose) ? [{ courierId: id, offer: null }] : [];
    return answer.offers.filter((offer) => isAllowed(offer, how)).map((offer) => ({ courierId: id, offer }));
  });
  const [first] = candidates.toSorted((a, b) => compare(a.offer, b.offer, { ...choose, currency: facts.currency }));
  return first ? { state: "chosen", ...first } : { state: "none" };
}

const isUnlimited = ({ maxPriceMinor, maxDays }: RuleChoice): boolean =>
  maxPriceMinor === undefined && maxDays === undefined;

function isAllowed(offer: ShippingOffer, { choose, limitCurrency }: Choosing): boolean {
  const { service, maxPriceMinor, maxDays } = choose;
  const isCheapEnough =
    maxPriceMinor === undefined ||
    (offer.price !== null && offer.price.currency === limitCurrency && offer.price.minor <= maxPriceMinor);
  const isFastEnough = maxDays === undefined || (offer.days !== null && offer.days <= maxDays);
  return (service === null || offer.service === service) && isCheapEnough && isFastEnough;
}

/** By price, those in the order's currency first, or by days; what is not told comes last. */
function compare(
  a: ShippingOffer | null,
  b: ShippingOffer | null,
  by: { readonly prefer: Preference; readonly currency: string },
): number {
  const price = comparePrices(a?.price ?? null, b?.price ?? null, by.currency);
  const days = compareDays(a?.days ?? Number.POSITIVE_INFINITY, b?.days ?? Number.POSITIVE_INFINITY);
  return by.prefer === "cheapest" ? price || days : days || price;
}

/** Amounts of two currencies are not compared: one currency comes before the other. */
function comparePrices(a: Money | null, b: Money | null, currency: string): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (a.currency === b.currency) return a.minor < b.minor ? -1 : Number(a.minor > b.minor);
  if (a.currency === currency || b.currency === currency) return a.currency === currency ? -1 : 1;
  return a.currency < b.currency ? -1 : 1;
}

const compareDays = (a: number, b: number): number => (a < b ? -1 : Number(a > b));

const amountOf = (minor: number, currency: string): string =>
  `${formatDecimal({ minor: BigInt(minor), currency })} ${currency}`;

/** Why a rule is for this order, in messages. */
export function whyRule(rule: ShippingRule, facts: RuleFacts): readonly Message[] {
  const { when, choose, currency } = rule;
  const messages: Message[] = [message("shipment.why.rule", { rule: rule.name })];
  if (when.countries) messages.push(message("shipment.why.country", { country: facts.country }));
  const postcode = matchedPostcode(when, facts);
  if (postcode !== undefined) messages.push(message("shipment.why.postcode", { beginning: postcode }));
  if (when.minWeightGrams !== undefined || when.maxWeightGrams !== undefined)
    messages.push(message("shipment.why.weight", { grams: facts.weightGrams }));
  if (when.minValueMinor !== undefined || when.maxValueMinor !== undefined)
    messages.push(message("shipment.why.value", { amount: amountOf(Number(facts.valueMinor), facts.currency) }));
  if (when.payment) messages.push(message(`shipment.why.${when.payment}`));
  const sku = matchedSku(when, facts);
  if (sku !== undefined) messages.push(message("shipment.why.sku", { sku }));
  const tag = matchedTag(when, facts);
  if (tag !== undefined) messages.push(message("shipment.why.tag", { tag }));
  if (choose.maxPriceMinor !== undefined && currency !== null)
    messages.push(message("shipment.why.price", { amount: amountOf(choose.maxPriceMinor, currency) }));
  if (choose.maxDays !== undefined) messages.push(message("shipment.why.days", { days: choose.maxDays }));
  if (choose.courierId === null || choose.service === null) messages.push(message(`shipment.why.${choose.prefer}`));
  return messages;
}
