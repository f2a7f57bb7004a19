import type { Condition } from "../../../src/commerce/automations/definition.ts";
import { isMoney } from "../../../src/commerce/automations/evaluate.ts";
import { AUTOMATION_TEMPLATES, type AutomationTemplate } from "../../../src/commerce/automations/templates.ts";
import { currencyExponent } from "../../../src/commerce/money.ts";

/** The templates with their example amounts in a currency: an amount of another one decides nothing. */
export const templatesIn = (currency: string): readonly AutomationTemplate[] =>
  AUTOMATION_TEMPLATES.map(({ key, automation: { when, ...rest } }) => ({
    key,
    automation: when === undefined ? rest : { ...rest, when: inCurrency(when, currency) },
  }));

function inCurrency(condition: Condition, currency: string): Condition {
  if ("all" in condition) return { all: condition.all.map((each) => inCurrency(each, currency)) };
  if ("any" in condition) return { any: condition.any.map((each) => inCurrency(each, currency)) };
  if ("not" in condition) return { not: inCurrency(condition.not, currency) };
  const { value } = condition;
  if (value === undefined || !isMoney(value)) return condition;
  const minor = Math.round(value.minor * 10 ** (currencyExponent(currency) - currencyExponent(value.currency)));
  return { ...condition, value: { minor, currency } };
}
