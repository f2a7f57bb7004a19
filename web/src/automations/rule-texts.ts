/** A rule as one sentence, and the words of its parts. */
import {
  actionOf,
  DOCUMENT_SETS,
  isAction,
  PRICE_BASES,
  PRICE_ENDINGS,
} from "../../../src/commerce/automations/actions.ts";
import type {
  AutomationAction,
  AutomationDefinition,
  Comparison,
  Condition,
  FactValue,
  ParameterValue,
} from "../../../src/commerce/automations/definition.ts";
import { isMoney, isTexts } from "../../../src/commerce/automations/evaluate.ts";
import { type FieldKey, fieldOf, type ReferenceKind } from "../../../src/commerce/automations/fields.ts";
import { type Operator, valueKindOf } from "../../../src/commerce/automations/operators.ts";
import { type SubjectKind, triggerOf } from "../../../src/commerce/automations/triggers.ts";
import { localeOf } from "../../../src/commerce/money-text.ts";
import { CANCEL_REASONS } from "../../../src/commerce/order-command.ts";
import { CHANNEL_DOUBTS, GIVEN_REASONS, HOLD_EVENTS } from "../../../src/commerce/order-holds.ts";
import { ORDER_PRIORITIES } from "../../../src/commerce/order-priority.ts";
import { SPLIT_BY } from "../../../src/commerce/order-split.ts";
import { PREFERENCES } from "../../../src/commerce/shipping-preference.ts";
import {
  FINANCIAL_STATUSES,
  FULFILMENT_STATUSES,
  ORDER_STATUSES,
  SHIPMENT_STATUSES,
} from "../../../src/commerce/statuses.ts";
import { countryName } from "../i18n/choices.ts";
import type { Format } from "../i18n/format.ts";
import { directionOf } from "../i18n/languages.ts";
import type { Translate } from "../i18n/translation.ts";

export interface Wording {
  readonly t: Translate<"automations" | "orders" | "orders/page">;
  readonly language: string;
  readonly format: Format;
  /** Of what ids stand for; undefined: it is gone. */
  nameOf(kind: ReferenceKind, id: string): string | undefined;
}

const PRODUCT_TYPES = ["goods", "virtual", "group", "external"] as const;
const PAYMENT_KINDS = ["prepaid", "cod", "unknown"] as const;
const PARCEL_PAYMENTS = ["prepaid", "cod"] as const;
const COUNTRY_FIELDS: readonly string[] = ["address.country", "address.billing_country"];

export const isCountry = (field: FieldKey): boolean => COUNTRY_FIELDS.includes(field);

/** The one of a list a text is. */
const among = <Value extends string>(values: readonly Value[], text: string): Value | undefined =>
  values.find((value) => value === text);

function weekday(day: string, language: string): string {
  const nth = fieldOf("time.weekday").choices?.indexOf(day) ?? -1;
  if (nth < 0) return day;
  // The first of January 2024 was a Monday.
  const names = new Intl.DateTimeFormat(localeOf(language), { weekday: "long", timeZone: "UTC" });
  return names.format(Date.UTC(2024, 0, 1 + nth));
}

/** The word of a code a field may hold; undefined: the code stands for itself. */
function codeWord(field: FieldKey, code: string, { t, language }: Wording): string | undefined {
  const word = <Value extends string>(values: readonly Value[], report: (value: Value) => string) => {
    const existing = among(values, code);
    return existing && report(existing);
  };
  switch (field) {
    case "order.status":
      return word(ORDER_STATUSES, (value) => t(`orders:status.${value}`));
    case "order.payment":
      return word(FINANCIAL_STATUSES, (value) => t(`orders:financial.${value}`));
    case "order.fulfilment":
      return word(FULFILMENT_STATUSES, (value) => t(`orders:fulfilment.${value}`));
    case "order.payment_kind":
      return word(PAYMENT_KINDS, (value) => t(`orders:paymentKind.${value}`));
    case "parcel.payment":
      return word(PARCEL_PAYMENTS, (value) => t(`proposal.${value}`));
    case "order.priority":
      return word(ORDER_PRIORITIES, (value) => t(`priorities.${value}`));
    case "order.risk":
      return word(CHANNEL_DOUBTS, (value) => t(`holdReasons.${value}`));
    case "order.hold_reason":
      return word([...GIVEN_REASONS, "channel"], (value) => t(`holdReasons.${value}`));
    case "product.type":
      return word(PRODUCT_TYPES, (value) => t(`productTypes.${value}`));
    case "shipment.status":
      return word(SHIPMENT_STATUSES, (value) => t(`parcel.${value}`));
    case "time.weekday":
      return weekday(code, language);
    default:
      return isCountry(field) ? countryName(code.toUpperCase(), language) : undefined;
  }
}

export function codeText(field: FieldKey, code: string, wording: Wording): string {
  const { reference } = fieldOf(field);
  const name = reference ? wording.nameOf(reference, code) : codeWord(field, code, wording);
  return name ?? apart(code, wording);
}

/** What somebody typed keeps its own direction within the sentence. */
const apart = (text: string, { language }: Wording): string =>
  directionOf(language) === "rtl" ? `\u2068${text}\u2069` : text;

/** "Germany or Egypt": one of them is enough. */
const anyOf = (texts: readonly string[], { language }: Wording): string =>
  new Intl.ListFormat(localeOf(language), { type: "disjunction" }).format(texts);

/** A value of a field, as it is held or compared with. */
export function valueText(field: FieldKey, value: FactValue | null, wording: Wording): string {
  const { t, format } = wording;
  if (value === null || value === "") return "–";
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (typeof value === "number") return Number.isSafeInteger(value) ? format.number(value) : format.rate(`${value}`);
  if (isMoney(value)) return format.money(value.minor, value.currency);
  if (isTexts(value))
    return value.length === 0 ? "–" : format.list(value.map((each) => codeText(field, each, wording)));
  if (typeof value !== "string") return "–";
  return fieldOf(field).kind === "date" ? format.dateTime(value) : codeText(field, value, wording);
}

function hoursText(is: Operator, hours: number, { t, format }: Wording): string {
  const params = { count: hours, hours: format.number(hours) };
  return is === "longer_ago_than_hours" ? t("hoursAgo", params) : t("hours", params);
}

/** Of a list there are several. */
export function operatorWord(field: FieldKey, is: Operator, { t }: Wording): string {
  if (fieldOf(field).kind !== "list") return t(`operators.${is}`);
  if (is === "is_empty") return t("operators.are_empty");
  return t(is === "is_not_empty" ? "operators.are_not_empty" : `operators.${is}`);
}

/** "order total is at least €100.00" */
export function comparisonText({ field, is, value }: Comparison, wording: Wording): string {
  const { t } = wording;
  const start = `${t(`fields.${field}`)} ${operatorWord(field, is, wording)}`;
  const takes = valueKindOf(fieldOf(field).kind, is);
  if (takes === "none") return start;
  if (value === undefined) return `${start} ${t("whole.missing")}`;
  return `${start} ${comparedText({ field, is, value }, takes, wording)}`;
}

function comparedText(
  { field, is, value }: Comparison,
  takes: ReturnType<typeof valueKindOf>,
  wording: Wording,
): string {
  if (takes === "hours" && typeof value === "number") return hoursText(is, value, wording);
  if (takes !== "texts" || is === "has_all" || !isTexts(value)) return valueText(field, value ?? null, wording);
  return anyOf(
    value.map((each) => codeText(field, each, wording)),
    wording,
  );
}

const joined = (mode: "all" | "any", texts: readonly string[], { t }: Wording): string =>
  texts.reduceRight((rest, first) => t(`whole.${mode}`, { first, rest }));

function conditionText(condition: Condition, wording: Wording, isInside = false): string {
  const inside = (mode: "all" | "any", list: readonly Condition[]) =>
    list.length === 0
      ? wording.t("whole.missing")
      : joined(
          mode,
          list.map((each) => conditionText(each, wording, list.length > 1)),
          wording,
        );
  const within = (text: string, count: number) => (isInside && count > 1 ? `(${text})` : text);
  if ("all" in condition) return within(inside("all", condition.all), condition.all.length);
  if ("any" in condition) return within(inside("any", condition.any), condition.any.length);
  if (!("not" in condition)) return comparisonText(condition, wording);
  const inner = condition.not;
  return "all" in inner
    ? wording.t("whole.not_all", { inner: inside("all", inner.all) })
    : wording.t("whole.none", { inner: "any" in inner ? inside("any", inner.any) : conditionText(inner, wording) });
}

/** The value of a parameter that is not free text. */
function parameterText(action: string, name: string, value: ParameterValue, wording: Wording): string {
  const { t, format } = wording;
  const reference = isAction(action) ? actionOf(action).parameters[name]?.reference : undefined;
  if (isTexts(value)) return format.list(value);
  if (isMoney(value)) return format.money(value.minor, value.currency);
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (typeof value === "number") return hoursText("within_next_hours", value, wording);
  if (reference) return wording.nameOf(reference, value) ?? value;
  return choiceText(action, name, value, wording);
}

/** One of an action's fixed choices. */
export function choiceText(action: string, name: string, value: string, wording: Wording): string {
  const { t } = wording;
  if (name === "reason") return reasonText(action, value, wording);
  const until = name === "until" ? among(HOLD_EVENTS, value) : undefined;
  if (until) return t(`until.${until}`);
  const priority = among(ORDER_PRIORITIES, value);
  if (name === "priority" && priority) return t(`priorities.${priority}`);
  const base = name === "base" ? among(PRICE_BASES, value) : undefined;
  if (base) return t(`prices.${base}`);
  const rounding = name === "rounding" ? among(PRICE_ENDINGS, value) : undefined;
  if (rounding) return t(`roundings.${rounding}`);
  const division = name === "by" ? among(SPLIT_BY, value) : undefined;
  if (division) return t(`splits.${division}`);
  const papers = name === "papers" ? among(DOCUMENT_SETS, value) : undefined;
  if (papers) return t(`papers.${papers}`);
  const preference = among(PREFERENCES, value);
  if (name === "prefer" && preference) return t(`proposal.${preference}`);
  const status = among(ORDER_STATUSES, value);
  if (name === "status" && status) return t(`orders:status.${status}`);
  return value;
}

function reasonText(action: string, value: string, { t }: Wording): string {
  const held = action === "hold_order" ? among(GIVEN_REASONS, value) : undefined;
  if (held) return t(`holdReasons.${held}`);
  const cancelled = action === "cancel_order" ? among(CANCEL_REASONS, value) : undefined;
  return cancelled ? t(`orders/page:cancel.reasons.${cancelled}`) : value;
}

/** Which parameter says most of an action. */
const TOLD = [
  "channel",
  "location",
  "courier",
  "package",
  "tags",
  "priority",
  "member",
  "status",
  "currency",
  "papers",
  "reason",
  "hours",
  "endpoint",
  "template",
  "subject",
  "title",
  "text",
];

/** Absent: every channel a product is on. */
const channelText = ({ channel }: AutomationAction, { t, nameOf }: Wording): string =>
  typeof channel === "string" ? (nameOf("channel", channel) ?? channel) : t("everyChannel");

/** Absent: what the goods are worth. */
const coverText = (amount: ParameterValue | undefined, { t, format }: Wording): string =>
  amount !== undefined && isMoney(amount) ? format.money(amount.minor, amount.currency) : t("goodsValue");

/** "every channel to our price +12.5% (ending in .99)" */
function priceText(action: AutomationAction, wording: Wording): string {
  const { t, language, format } = wording;
  const { price, percent, base, rounding } = action;
  const channel = channelText(action, wording);
  if (price !== undefined && isMoney(price))
    return t("prices.to", { channel, price: format.money(price.minor, price.currency) });
  if (typeof percent !== "number") return t("prices.to", { channel, price: t("whole.missing") });
  const signed = new Intl.NumberFormat(localeOf(language), {
    style: "percent",
    signDisplay: "exceptZero",
    maximumFractionDigits: 2,
  }).format(percent / 100);
  const plain = t("prices.plus", {
    base: choiceText(action.do, "base", typeof base === "string" ? base : "price", wording),
    percent: signed,
  });
  const isRounded = typeof rounding === "string" && rounding !== "unit";
  const reported = isRounded
    ? t("prices.ending", { price: plain, rounding: choiceText(action.do, "rounding", rounding, wording) })
    : plain;
  return t("prices.to", { channel, price: reported });
}

/** "add tags VIP" */
export function actionText(action: AutomationAction, wording: Wording): string {
  const { t } = wording;
  if (!isAction(action.do)) return action.do;
  if (action.do === "propose_courier") return t("said.propose_courier", { value: proposedText(action, wording) });
  if (action.do === "set_channel_price") return t(`said.${action.do}`, { value: priceText(action, wording) });
  if (action.do === "insure") return t("said.insure", { value: coverText(action["amount"], wording) });
  // Only those that may do without one name every channel.
  const { channel } = actionOf(action.do).parameters;
  if (channel && !channel.isRequired) return t(`said.${action.do}`, { value: channelText(action, wording) });
  const name = TOLD.find((each) => action[each] !== undefined);
  const value = name === undefined ? undefined : action[name];
  const text =
    name === undefined || value === undefined ? t("whole.missing") : parameterText(action.do, name, value, wording);
  if (action.do === "split_order") return t(`said.${action.do}`, { value: short(splitText(action, wording)) });
  if (action.do === "hold_order") return t(`said.${action.do}`, { value: short(heldText(text, action, wording)) });
  if (action.do === "add_gift") return t(`said.${action.do}`, { value: giftText(action, wording) });
  const { service } = action;
  const whole = typeof service === "string" ? `${text} (${apart(service, wording)})` : text;
  return t(`said.${action.do}`, { value: short(whole) });
}

/** "items with these SKUs or tags (FROZEN-1, frozen)" */
function splitText({ by, skus, tags }: AutomationAction, wording: Wording): string {
  const named = [skus, tags].flatMap((each) => (each !== undefined && isTexts(each) ? each : []));
  const text = choiceText("split_order", "by", `${by}`, wording);
  return by === "lines" && named.length > 0 ? `${text} (${wording.format.list(named)})` : text;
}

/** "suspected fraud, for 24 hours" */
function heldText(reason: string, { hours, date, until }: AutomationAction, wording: Wording): string {
  const { t, format } = wording;
  if (typeof hours === "number")
    return t("until.hours", { reason, hours: hoursText("within_next_hours", hours, wording) });
  if (typeof date === "string") return t("until.date", { reason, date: format.dateTime(date) });
  if (typeof until === "string")
    return t("until.event", { reason, event: choiceText("hold_order", "until", until, wording) });
  return reason;
}

/** "2 × STICKER" */
function giftText({ sku, units }: AutomationAction, wording: Wording): string {
  if (typeof sku !== "string") return wording.t("whole.missing");
  return `${wording.format.number(typeof units === "number" ? units : 1)} × ${apart(sku, wording)}`;
}

/** "DHL (Express) within 2 days" */
function proposedText(action: AutomationAction, wording: Wording): string {
  const { t, format } = wording;
  const { courier, service, serviceName, prefer, maxPrice, maxDays } = action;
  const carrier = typeof courier === "string" ? (wording.nameOf("courier", courier) ?? "–") : t("proposal.anyCourier");
  const named = typeof serviceName === "string" ? serviceName : service;
  const way = typeof named === "string" ? apart(named, wording) : choiceText(action.do, "prefer", `${prefer}`, wording);
  const texts = [
    `${carrier} (${way})`,
    maxPrice !== undefined &&
      isMoney(maxPrice) &&
      t("proposal.priceTo", { amount: format.money(maxPrice.minor, maxPrice.currency) }),
    typeof maxDays === "number" && t("proposal.daysTo", { count: maxDays, days: format.number(maxDays) }),
  ];
  return texts.filter((each) => each !== false).join(" ");
}

const LONGEST = 80;

const short = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1).trimEnd()}…` : text);

function wholeOf({
  subject,
  isBare,
  hasConditions,
}: {
  readonly subject: SubjectKind;
  readonly isBare: boolean;
  readonly hasConditions: boolean;
}) {
  if (isBare) return hasConditions ? "whole.bareIf" : "whole.bare";
  if (subject === "product") return hasConditions ? "whole.listedIf" : "whole.listed";
  return hasConditions ? "whole.whenIf" : "whole.when";
}

/** "When an order is received on any channel, if order total is at least €100.00, then add tags VIP." */
export function ruleText(rule: AutomationDefinition, wording: Wording): string {
  const { t, format } = wording;
  const { channels, when } = rule;
  const parts = {
    trigger: rule.at === undefined ? t(`triggers.${rule.trigger}`) : t("whole.daily", { at: apart(rule.at, wording) }),
    channels:
      channels &&
      anyOf(
        channels.map((id) => wording.nameOf("channel", id) ?? "–"),
        wording,
      ),
    conditions: when && conditionText(when, wording),
    actions:
      rule.actions.length === 0
        ? t("whole.missing")
        : format.list(rule.actions.map((each) => actionText(each, wording))),
  };
  // A channel that stops responding is on no channel, and a product may be on none.
  const { subject } = triggerOf(rule.trigger);
  const isBare = channels === null && subject !== "order";
  const shown = { ...parts, channels: parts.channels ?? t("sentence.anyChannel") };
  const text = t(wholeOf({ subject, isBare, hasConditions: when !== undefined }), shown);
  return rule.stopHere ? `${text} ${t("whole.stop")}` : text;
}
