/** A rule in words: what it is for, and what it chooses. */
import { countryName } from "../../i18n/choices.ts";
import type { Format } from "../../i18n/format.ts";
import type { Translate } from "../../i18n/translation.ts";
import type { Rule } from "./queries.ts";

export interface Wording {
  readonly t: Translate<"shipments/rules">;
  readonly language: string;
  readonly format: Format;
}

export function whenWords({ when, currency }: Rule, { t, language, format }: Wording): string {
  const amount = (minor: number) => format.money(minor, currency ?? "");
  const { countries, postcodes, minWeightGrams, maxWeightGrams, minValueMinor, maxValueMinor, payment, skus, tags } =
    when;
  const words = [
    countries && t("words.countries", { list: format.list(countries.map((code) => countryName(code, language))) }),
    postcodes && t("words.postcodes", { list: postcodes.join(", ") }),
    minWeightGrams !== undefined && t("words.weightFrom", { grams: format.number(minWeightGrams) }),
    maxWeightGrams !== undefined && t("words.weightTo", { grams: format.number(maxWeightGrams) }),
    minValueMinor !== undefined && t("words.valueFrom", { amount: amount(minValueMinor) }),
    maxValueMinor !== undefined && t("words.valueTo", { amount: amount(maxValueMinor) }),
    payment && t(`words.${payment}`),
    skus && t("words.skus", { list: skus.join(", ") }),
    tags && t("words.tags", { list: tags.join(", ") }),
  ].filter((each): each is string => typeof each === "string");
  return words.length === 0 ? t("anyOrder") : words.join(" · ");
}

export function chooseWords(
  { choose, currency }: Rule,
  { t, format }: Wording,
  courierNames: ReadonlyMap<string, string>,
): string {
  const { courierId, service, serviceName, prefer, maxPriceMinor, maxDays } = choose;
  return [
    courierId === null ? t("anyCourier") : (courierNames.get(courierId) ?? "–"),
    service === null ? t(`words.${prefer}`) : (serviceName ?? service),
    maxPriceMinor !== undefined && t("words.priceTo", { amount: format.money(maxPriceMinor, currency ?? "") }),
    maxDays !== undefined && t("words.daysTo", { count: maxDays, days: format.number(maxDays) }),
  ]
    .filter((each) => each !== false)
    .join(" · ");
}
