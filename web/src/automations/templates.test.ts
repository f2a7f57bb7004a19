import { expect, test } from "vitest";
import { readAutomation } from "../../../src/commerce/automations/read.ts";
import { templatesIn } from "./templates.ts";

test("every template is a rule the hub reads, with its amounts in the organization's currency", () => {
  for (const currency of ["EUR", "KWD", "JPY"]) {
    const templates = templatesIn(currency);
    expect(templates.map(({ automation }) => readAutomation(automation).problems)).toEqual(templates.map(() => []));
    const amounts = JSON.stringify(templates).match(/"currency":"[A-Z]+"/g) ?? [];
    expect(new Set(amounts)).toEqual(new Set([`"currency":"${currency}"`]));
  }
  const large = (currency: string) => templatesIn(currency).find(({ key }) => key === "large_orders_first");
  expect(large("KWD")?.automation.when).toMatchObject({ value: { minor: 200_000 } });
  expect(large("JPY")?.automation.when).toMatchObject({ value: { minor: 200 } });
});
