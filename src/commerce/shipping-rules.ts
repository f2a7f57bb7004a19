/**
 * Which courier and service an order goes by: the first rule that is for it and has an offer. Pure: whoever asks hands in
 * what couriers answered, and is told whom to ask where that decides (decision 305).
 */

import type { AutomationAction, MoneyValue } from "./automations/definition.ts";
import { type CheckedCondition, isMoney, isTexts } from "./automations/evaluate.ts";
import type { FieldKey } from "./automations/fields.ts";
import { type Message, message } from "./message.ts";
import { formatDecimal, type Money } from "./money.ts";
import { comparedPostcode } from "./postcode.ts";
import type { ShippingOffer } from "./shipment.ts";
import { isPreference, type Preference } from "./shipping-preference.ts";

export interface RuleChoice {
  /** Null: any courier. */
  readonly courierId: string | null;
  /** As an offer names it. Null: any. */
  readonly service: string | null;
  readonly serviceName: string | null;
  readonly prefer: Preference;
  readonly maxPrice: MoneyValue | null;
  readonly maxDays: number | null;
}

/** A rule that is for the order, and why. */
export interface ShippingRule {
  readonly id: string;
  readonly name: string;
  readonly choose: RuleChoice;
  readonly why: readonly Message[];
}

export interface CourierAnswer {
  readonly offers: readonly ShippingOffer[];
  /** False: it cannot be asked, and takes what it is given. */
  readonly isAsked: boolean;
}

export interface AvailableCourier {
  readonly id: string;
  readonly name: string;
}

/** The rule that proposed it. */
export interface ChosenBy {
  readonly ruleId: string;
}

export type Proposal =
  | {
      readonly state: "chosen";
      readonly courierId: string;
      /** Null: the courier cannot be asked. */
      readonly offer: ShippingOffer | null;
      readonly rule: ShippingRule;
      readonly why: readonly Message[];
    }
  /** These have to be asked first. */
  | { readonly state: "ask"; readonly courierIds: readonly string[] }
  | { readonly state: "none"; readonly why: readonly Message[] };

export interface ProposalInput {
  /** Those that are for the order, in their order. */
  readonly rules: readonly ShippingRule[];
  /** Of the order. */
  readonly currency: string;
  /** Those that may be booked with. */
  readonly couriers: readonly AvailableCourier[];
  /** By courier, as far as they were asked. */
  readonly known: ReadonlyMap<string, CourierAnswer>;
}

/** What is proposed, or who has to be asked before that can be said. More answers than needed change nothing. */
export function propose({ rules, ...requested }: ProposalInput): Proposal {
  const passed: Message[] = [];
  for (const rule of rules) {
    const found = best(rule.choose, requested);
    if (found.state === "ask") return found;
    if (found.state === "chosen") return { ...found, rule, why: [...passed, ...rule.why] };
    passed.push(message("shipment.why.passed", { rule: rule.name }));
  }
  return {
    state: "none",
    why: [...passed, message(rules.length > 0 ? "shipment.why.noOffer" : "shipment.why.noRule")],
  };
}

interface Candidate {
  readonly courierId: string;
  readonly offer: ShippingOffer | null;
}

type Found =
  | ({ readonly state: "chosen" } & Candidate)
  | { readonly state: "ask"; readonly courierIds: readonly string[] }
  | { readonly state: "none" };

function best(choose: RuleChoice, { couriers, currency, known }: Omit<ProposalInput, "rules">): Found {
  const requested = couriers.filter(({ id }) => choose.courierId === null || id === choose.courierId);
  const courierIds = requested.flatMap(({ id }) => (known.has(id) ? [] : [id]));
  if (courierIds.length > 0) return { state: "ask", courierIds };
  const candidates = requested.flatMap(({ id }): readonly Candidate[] => {
    const answer = known.get(id);
    if (!answer) return [];
    // Whoever cannot be asked is taken at a rule's word, never for its price or its days.
    if (!answer.isAsked) return choose.courierId === id && isUnlimited(choose) ? [{ courierId: id, offer: null }] : [];
    return answer.offers.filter((offer) => isAllowed(offer, choose)).map((offer) => ({ courierId: id, offer }));
  });
  const [first] = candidates.toSorted((a, b) => compare(a.offer, b.offer, { prefer: choose.prefer, currency }));
  return first ? { state: "chosen", ...first } : { state: "none" };
}

const isUnlimited = ({ maxPrice, maxDays }: RuleChoice): boolean => maxPrice === null && maxDays === null;

function isAllowed({ service, price, days }: ShippingOffer, choose: RuleChoice): boolean {
  const { maxPrice, maxDays } = choose;
  const isCheapEnough =
    maxPrice === null || (price !== null && price.currency === maxPrice.currency && price.minor <= maxPrice.minor);
  const isFastEnough = maxDays === null || (days !== null && days <= maxDays);
  return (choose.service === null || service === choose.service) && isCheapEnough && isFastEnough;
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

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** What `propose_courier` chooses. */
export function choiceOf({ courier, service, serviceName, prefer, maxPrice, maxDays }: AutomationAction): RuleChoice {
  return {
    courierId: textOf(courier),
    service: textOf(service),
    serviceName: textOf(serviceName),
    prefer: isPreference(prefer) ? prefer : "cheapest",
    maxPrice: isMoney(maxPrice) ? maxPrice : null,
    maxDays: typeof maxDays === "number" ? maxDays : null,
  };
}

/** Why a rule is for an order, by the comparisons that were true. */
export function whyRule(name: string, checked: readonly CheckedCondition[], choose: RuleChoice): readonly Message[] {
  const { maxPrice, maxDays, courierId, service, prefer } = choose;
  const messages: Message[] = [message("shipment.why.rule", { rule: name })];
  // What stands under `not` is true because it is not so.
  for (const one of checked)
    if (one.verdict === "yes" && !one.path.split(".").includes("not")) messages.push(...(WHYS[one.field]?.(one) ?? []));
  if (maxPrice) messages.push(message("shipment.why.price", { amount: amountOf(maxPrice.minor, maxPrice.currency) }));
  if (maxDays !== null) messages.push(message("shipment.why.days", { days: maxDays }));
  if (courierId === null || service === null) messages.push(message(`shipment.why.${prefer}`));
  return [...new Map(messages.map((each) => [each.text, each])).values()];
}

const matched = ({ found, value, is }: CheckedCondition): string | undefined => {
  const requested = (isTexts(value) ? value : [value]).flatMap((each) => textOf(each)?.trim().toLowerCase() ?? []);
  const isLike = (each: string) =>
    requested.some((one) => (is === "any_begins_with" ? each.startsWith(one) : each === one));
  return isTexts(found) ? found.find((each) => isLike(each.trim().toLowerCase())) : undefined;
};

const beginningOf = ({ found, value }: CheckedCondition): string | undefined =>
  (isTexts(value) ? value : [value])
    .flatMap((each) => textOf(each) ?? [])
    .find((each) => comparedPostcode(textOf(found) ?? "").startsWith(comparedPostcode(each)));

const WHYS: Readonly<Partial<Record<FieldKey, (checked: CheckedCondition) => readonly Message[]>>> = {
  "address.country": ({ found, is }) =>
    is === "is" || is === "one_of" ? [message("shipment.why.country", { country: textOf(found) ?? "" })] : [],
  "address.postcode": (checked) => {
    const beginning = checked.is.startsWith("begins_with") ? beginningOf(checked) : undefined;
    return beginning === undefined ? [] : [message("shipment.why.postcode", { beginning })];
  },
  "parcel.weight_grams": ({ found }) => [message("shipment.why.weight", { grams: Number(found) })],
  "parcel.value": ({ found }) =>
    isMoney(found) ? [message("shipment.why.value", { amount: amountOf(found.minor, found.currency) })] : [],
  "parcel.payment": ({ found }) => (found === "cod" || found === "prepaid" ? [message(`shipment.why.${found}`)] : []),
  "parcel.skus": (checked) => {
    const sku = matched(checked);
    return sku === undefined ? [] : [message("shipment.why.sku", { sku })];
  },
  "lines.product_tags": (checked) => {
    const tag = matched(checked);
    return tag === undefined ? [] : [message("shipment.why.tag", { tag })];
  },
};
