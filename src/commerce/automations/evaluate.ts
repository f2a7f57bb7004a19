/**
 * Whether an automation is for an event, and why. A value that is not known, and an amount of another currency, answer
 * every comparison but "is empty" with "unknown"; `not` of that is unknown too, and only what is certain acts.
 */

import { comparedPostcode } from "../postcode.ts";
import type { AutomationDefinition, Comparison, Condition, Facts, FactValue, MoneyValue } from "./definition.ts";
import { fieldOf } from "./fields.ts";

export type ConditionResult = "yes" | "no" | "unknown";

/** One comparison as it came out. */
export interface CheckedCondition {
  /** Where it stands in the automation: "when.all.0". */
  readonly path: string;
  readonly field: Comparison["field"];
  readonly is: Comparison["is"];
  readonly value: FactValue | null;
  /** What the field held; null: it was not known. */
  readonly found: FactValue | null;
  readonly verdict: ConditionResult;
}

export interface Evaluation {
  /** It acts. */
  readonly matches: boolean;
  readonly verdict: ConditionResult;
  /** Every comparison, in the order they stand in. */
  readonly looked: readonly CheckedCondition[];
}

/** `now`: for dates that are counted in hours. */
export function evaluate(
  { when, channels }: Pick<AutomationDefinition, "when" | "channels">,
  facts: Facts,
  now: Date,
): Evaluation {
  const checked: CheckedCondition[] = [];
  const result = when === undefined ? "yes" : classify(when, { facts, now, path: "when", looked: checked });
  const isOf = isOfChannel(channels, facts);
  return { matches: isOf && result === "yes", verdict: isOf ? result : "no", looked: checked };
}

/**
 * Whether it matches, without why: most automations do not, and no one asks. What follows from its conditions alone is
 * worked out once for all events.
 */
export function meeting({
  when,
  channels,
}: Pick<AutomationDefinition, "when" | "channels">): (facts: Facts, now: Date) => boolean {
  const test = when === undefined ? null : testOf(when);
  return (facts, now) => isOfChannel(channels, facts) && (test === null || test(facts, now) === "yes");
}

type Test = (facts: Facts, now: Date) => ConditionResult;

function testOf(condition: Condition): Test {
  if ("field" in condition) return comparisonTest(condition);
  if ("not" in condition) {
    const test = testOf(condition.not);
    return (facts, now) => {
      const result = test(facts, now);
      return result === "unknown" ? "unknown" : asVerdict(result === "no");
    };
  }
  const [decides, each] = "all" in condition ? (["no", condition.all] as const) : (["yes", condition.any] as const);
  const tests = each.map(testOf);
  return (facts, now) => {
    let isUnknown = false;
    for (const test of tests) {
      const result = test(facts, now);
      if (result === decides) return decides;
      isUnknown ||= result === "unknown";
    }
    return isUnknown ? "unknown" : asVerdict(decides === "no");
  };
}

/** Amounts and lists of texts are what most automations compare. */
function comparisonTest(comparison: Comparison): Test {
  const { field, is, value } = comparison;
  const { kind, isPostcode } = fieldOf(field);
  if (kind === "money" && isMoney(value) && is !== "is_empty" && is !== "is_not_empty")
    return (facts) => {
      const found = facts[field] ?? null;
      const isComplete = found !== null && isMoney(found) && found.currency === value.currency;
      return isComplete ? asVerdict(compareNumber(is, found.minor, value.minor)) : "unknown";
    };
  if (kind === "text" && isTexts(value) && (is === "one_of" || is === "not_one_of")) {
    const plainOf = isPostcode ? comparedPostcode : plain;
    const requested = new Set(value.map(plainOf));
    return (facts) => {
      const found = facts[field] ?? null;
      return typeof found === "string" ? asVerdict(requested.has(plainOf(found)) === (is === "one_of")) : "unknown";
    };
  }
  return (facts, now) => compare(comparison, facts[field] ?? null, now);
}

const isOfChannel = (channels: AutomationDefinition["channels"], facts: Facts): boolean =>
  channels === null || channelsOf(facts).some((channel) => channels.includes(channel));

/** An order's channel, or those a product is on. */
function channelsOf(facts: Facts): readonly string[] {
  const channel = facts["channel.id"] ?? facts["product.channels"] ?? null;
  return channel !== null && isTexts(channel) ? channel : typeof channel === "string" ? [channel] : [];
}

interface Looking {
  readonly facts: Facts;
  readonly now: Date;
  readonly path: string;
  readonly looked: CheckedCondition[];
}

function classify(condition: Condition, looking: Looking): ConditionResult {
  const at = (part: string): Looking => ({ ...looking, path: `${looking.path}.${part}` });
  if ("all" in condition) {
    const each = condition.all.map((one, n) => classify(one, at(`all.${n}`)));
    return each.includes("no") ? "no" : each.includes("unknown") ? "unknown" : "yes";
  }
  if ("any" in condition) {
    const each = condition.any.map((one, n) => classify(one, at(`any.${n}`)));
    return each.includes("yes") ? "yes" : each.includes("unknown") ? "unknown" : "no";
  }
  if ("not" in condition) {
    const result = classify(condition.not, at("not"));
    return result === "unknown" ? "unknown" : result === "yes" ? "no" : "yes";
  }
  const { field, is, value = null } = condition;
  const found = looking.facts[field] ?? null;
  const result = compare(condition, found, looking.now);
  looking.looked.push({ path: looking.path, field, is, value, found, verdict: result });
  return result;
}

const asVerdict = (is: boolean): ConditionResult => (is ? "yes" : "no");

function compare({ field, is, value }: Comparison, found: FactValue | null, now: Date): ConditionResult {
  const isEmpty = found === null || found === "" || (Array.isArray(found) && found.length === 0);
  if (is === "is_empty") return asVerdict(isEmpty);
  if (is === "is_not_empty") return asVerdict(!isEmpty);
  if (found === null || value === undefined) return "unknown";
  const { kind, isPostcode } = fieldOf(field);
  if (kind === "text" && typeof found === "string")
    return asVerdict(compareText(is, found, { value, plainOf: isPostcode ? comparedPostcode : plain }));
  if (kind === "number" && typeof found === "number" && typeof value === "number")
    return asVerdict(compareNumber(is, found, value));
  if (kind === "boolean") return asVerdict(found === value);
  if (kind === "money" && isMoney(found) && isMoney(value))
    return found.currency === value.currency ? asVerdict(compareNumber(is, found.minor, value.minor)) : "unknown";
  if (kind === "list" && isTexts(found) && isTexts(value)) return asVerdict(compareList(is, found, value));
  if (kind === "date" && typeof found === "string") return compareDate(is, { found, value, now });
  return "unknown";
}

export const isMoney = (value: unknown): value is MoneyValue =>
  typeof value === "object" && value !== null && "minor" in value && "currency" in value;
export const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === "string");

const plain = (text: string): string => text.trim().toLowerCase();

function compareText(
  is: Comparison["is"],
  found: string,
  { value, plainOf }: { readonly value: FactValue; readonly plainOf: (text: string) => string },
): boolean {
  const text = plainOf(found);
  if (isTexts(value)) {
    if (is === "begins_with_one_of") return value.some((each) => text.startsWith(plainOf(each)));
    const isOne = value.some((each) => plainOf(each) === text);
    return is === "one_of" ? isOne : is === "not_one_of" && !isOne;
  }
  if (typeof value !== "string") return false;
  const requested = plainOf(value);
  switch (is) {
    case "is":
      return text === requested;
    case "is_not":
      return text !== requested;
    case "contains":
      return text.includes(requested);
    case "not_contains":
      return !text.includes(requested);
    case "begins_with":
      return text.startsWith(requested);
    case "ends_with":
      return text.endsWith(requested);
    default:
      return false;
  }
}

function compareNumber(is: Comparison["is"], found: number, requested: number): boolean {
  switch (is) {
    case "is":
      return found === requested;
    case "is_not":
      return found !== requested;
    case "at_least":
      return found >= requested;
    case "at_most":
      return found <= requested;
    case "more_than":
      return found > requested;
    case "less_than":
      return found < requested;
    default:
      return false;
  }
}

function compareList(is: Comparison["is"], found: readonly string[], value: readonly string[]): boolean {
  const have = found.map(plain);
  const requested = value.map(plain);
  const isThere = (one: string) => have.includes(one);
  switch (is) {
    case "has_any":
      return requested.some(isThere);
    case "has_all":
      return requested.every(isThere);
    case "has_none":
      return !requested.some(isThere);
    case "any_begins_with":
      return requested.some((beginning) => have.some((each) => each.startsWith(beginning)));
    case "any_contains":
      return requested.some((part) => have.some((each) => each.includes(part)));
    default:
      return false;
  }
}

const HOUR_MS = 3_600_000;

function compareDate(
  is: Comparison["is"],
  { found, value, now }: { readonly found: string; readonly value: FactValue; readonly now: Date },
): ConditionResult {
  const at = Date.parse(found);
  const hoursAgo = (now.getTime() - at) / HOUR_MS;
  if (typeof value === "number")
    switch (is) {
      case "within_last_hours":
        return asVerdict(hoursAgo >= 0 && hoursAgo <= value);
      case "longer_ago_than_hours":
        return asVerdict(hoursAgo > value);
      case "within_next_hours":
        return asVerdict(hoursAgo <= 0 && -hoursAgo <= value);
      default:
        return "unknown";
    }
  if (typeof value !== "string" || Number.isNaN(at)) return "unknown";
  const requested = Date.parse(value);
  if (is === "before") return asVerdict(at < requested);
  return is === "after" ? asVerdict(at > requested) : "unknown";
}
