import { expect, test } from "vitest";
import { readAutomation } from "./read.ts";
import { fillTemplate } from "./template.ts";
import { AUTOMATION_TEMPLATES } from "./templates.ts";

const vip = {
  name: "VIP orders first",
  trigger: "order.received",
  when: { all: [{ field: "order.total", is: "at_least", value: { minor: 50_000, currency: "EUR" } }] },
  actions: [{ do: "set_priority", priority: "high" }],
};

const pricing = (parameters: object) => ({
  name: "Prices",
  trigger: "product.changed",
  actions: [{ do: "set_channel_price", ...parameters }],
});

test("an automation that can be read gets its defaults", () => {
  expect(readAutomation(vip)).toEqual({
    definition: { ...vip, channels: null, stopHere: false, limits: { perDay: 1_000, perSubject: 10 } },
    problems: [],
  });
});

test("an automation of a time of day keeps its time", () => {
  const { definition, problems } = readAutomation({ ...vip, trigger: "order.daily", at: "23:59" });
  expect([definition?.at, problems]).toEqual(["23:59", []]);
});

test.each([
  ["no time of day", { ...vip, trigger: "order.daily" }, "at", "field.required"],
  ["a time that is none", { ...vip, trigger: "order.daily", at: "24:00" }, "at", "automation.timeOfDay"],
  ["a time of another trigger", { ...vip, at: "09:30" }, "at", "automation.timeOfTrigger"],
  ["no trigger", { ...vip, trigger: "order.lost" }, "trigger", "field.choice"],
  [
    "an unknown field",
    { ...vip, when: { any: [{ field: "order.mood", is: "is" }] } },
    "when.any.0.field",
    "field.choice",
  ],
  [
    "an operator of another kind",
    { ...vip, when: { not: { field: "order.total", is: "contains", value: "5" } } },
    "when.not.is",
    "field.choice",
  ],
  [
    "an amount without currency",
    { ...vip, when: { field: "order.total", is: "is", value: { minor: 5 } } },
    "when.value.currency",
    "field.currency",
  ],
  [
    "a field the trigger does not have",
    { ...vip, when: { field: "shipment.status", is: "is", value: "delivered" } },
    "when.field",
    "automation.fieldOfTrigger",
  ],
  ["an empty group", { ...vip, when: { all: [] } }, "when.all", "field.tooFew"],
  ["no action", { ...vip, actions: [] }, "actions", "field.tooFew"],
  ["an action without its parameter", { ...vip, actions: [{ do: "add_tags" }] }, "actions.0.tags", "field.required"],
  [
    "an action that needs an order",
    { ...vip, trigger: "channel.failing", when: null, actions: [{ do: "cancel_order", reason: "fraud" }] },
    "actions.0.do",
    "automation.actionOfTrigger",
  ],
  [
    "an unknown placeholder",
    { ...vip, actions: [{ do: "add_note", text: "Hello {{buyer}}" }] },
    "actions.0.text",
    "automation.placeholder",
  ],
  [
    "a price and a percentage together",
    pricing({ percent: 5, price: { minor: 900, currency: "EUR" } }),
    "actions.0.percent",
    "automation.priceOrPercent",
  ],
  [
    "a hold with two ends",
    { ...vip, actions: [{ do: "hold_order", reason: "payment", hours: 4, until: "paid" }] },
    "actions.0.until",
    "automation.holdEnds",
  ],
  [
    "a hold that waits for units it gives away",
    { ...vip, actions: [{ do: "hold_order", reason: "stock", until: "in_stock", keepsUnits: false }] },
    "actions.0.keepsUnits",
    "automation.holdKeeps",
  ],
  [
    "a hold until no date",
    { ...vip, actions: [{ do: "hold_order", reason: "other", date: "soon" }] },
    "actions.0.date",
    "field.moment",
  ],
  ["neither of both", pricing({}), "actions.0.percent", "automation.priceOrPercent"],
  ["a percentage below its bound", pricing({ percent: -96 }), "actions.0.percent", "field.atLeast"],
  [
    "a price of nothing",
    pricing({ price: { minor: 0, currency: "EUR" } }),
    "actions.0.price",
    "automation.priceAboveZero",
  ],
  [
    "an action of orders on a product",
    { ...vip, trigger: "product.created", when: null },
    "actions.0.do",
    "automation.actionOfTrigger",
  ],
  ["another name", { ...vip, whenn: {} }, "", "field.unknown"],
])("%s is refused with where it stands", (_, given, path, code) => {
  const { problems } = readAutomation(given);
  expect(problems).toMatchObject([{ path, code }]);
});

test("each template can be read as it stands", () => {
  for (const { key, automation } of AUTOMATION_TEMPLATES)
    expect([key, readAutomation(automation)]).toEqual([key, { definition: automation, problems: [] }]);
});

test("groups nested too deep are refused where they begin to be", () => {
  let when: unknown = { field: "order.units", is: "is", value: 1 };
  for (let n = 0; n < 5; n++) when = { not: when };
  expect(readAutomation({ ...vip, when }).problems).toMatchObject([{ code: "automation.tooDeep" }]);
});

test("a buyer's words fill a placeholder on one line, bounded, and are never read as a template", () => {
  const options = { money: () => "", mostPerValue: 30 };
  const facts = { "customer.name": `{{order.number}}\nPay here: ${"x".repeat(100)}`, "order.number": "26" };
  expect(fillTemplate("Dear {{ customer.name }}, {{order.number}}{{order.note}}.", facts, options)).toBe(
    "Dear {{order.number}} Pay here: xxx, 26.",
  );
});
