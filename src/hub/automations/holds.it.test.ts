import { expect, test } from "vitest";
import type { AutomationAction, Condition } from "../../commerce/automations/definition.ts";
import type { OrderPart } from "../../commerce/order.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { endDueHolds } from "../order-holds/due-holds.ts";
import { getOrder } from "../orders/detail.ts";
import { later, minutes, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { dryRunAutomations, dryRunRequest } from "./dry-run.ts";
import { listAutomationRuns } from "./runs.ts";
import { ruleOf, switchedOn, workAll } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
const store = fixture(() => shop.newStore());

let sold = 0;
async function sell(more: Partial<OrderPart> = {}): Promise<{ readonly id: string; readonly part: OrderPart }> {
  const part = orderPart(`h-${++sold}`, { lines: [orderLine({ quantity: 1 })], ...more });
  const [applied] = await store.apply([part]);
  return { id: applied?.orderId ?? "", part };
}
const received = (action: AutomationAction, when?: Condition) =>
  ruleOf("order.received", [action], when === undefined ? {} : { when });
const on = (...rules: readonly ReturnType<typeof ruleOf>[]) => shop.run((tx) => switchedOn(tx, rules, noon));
const work = () => workAll(shop.run, noon);
const order = (id: string) => shop.run((tx) => getOrder(tx, id));
const actsOf = async (orderId: string) =>
  (await shop.run((tx) => listAutomationRuns(tx, { orderId }))).items.flatMap(({ acts }) => acts);

test("a rule holds an order until it is paid, leaves a paid one alone, and the payment ends the hold", async () => {
  await on(received({ do: "hold_order", reason: "payment", until: "paid" }));
  const [unpaid, paid] = [await sell({ financial: "pending" }), await sell({ financial: "paid" })];
  await work();
  expect((await order(unpaid.id)).hold).toMatchObject({ reason: "payment", untilEvent: "paid" });
  expect(await order(paid.id)).toMatchObject({ hold: null });
  expect(await actsOf(paid.id)).toEqual([{ do: "hold_order", leftOut: "ORDER_HOLD_UNTIL" }]);
  await store.apply([later(unpaid.part, 1, { financial: "paid" })]);
  await shop.run((tx) => endDueHolds(tx, minutes(2)));
  expect((await order(unpaid.id)).hold).toBeNull();
});

test("a rule holds orders until a date, and holds none once the date has come", async () => {
  await on(received({ do: "hold_order", reason: "other", date: minutes(30).toISOString() }));
  const early = await sell();
  await work();
  expect((await order(early.id)).hold).toMatchObject({ untilAt: expect.stringMatching(/12:30:00/) });
  await shop.run((tx) => endDueHolds(tx, minutes(30)));
  expect((await order(early.id)).hold).toBeNull();
  const late = await sell();
  await workAll(shop.run, minutes(31));
  expect((await order(late.id)).hold).toBeNull();
});

test("a later rule sees that an earlier one held the order, and does not run into the hold", async () => {
  const isNotHeld: Condition = { field: "order.status", is: "is_not", value: "on_hold" };
  const isDoubted: Condition = { field: "order.hold_reason", is: "is", value: "fraud" };
  const rules = [
    received({ do: "hold_order", reason: "fraud" }),
    received({ do: "add_tags", tags: ["sent on"] }, isNotHeld),
    received({ do: "add_tags", tags: ["to check"] }, isDoubted),
  ];
  await on(...rules);
  const { id } = await sell();
  await work();
  expect(await order(id)).toMatchObject({ status: "on_hold", ownTags: ["to check"] });
  const free = await sell();
  const tried = await shop.run((tx) => dryRunAutomations(tx, { definitions: rules, orders: 1, now: noon }));
  expect(tried.rows[0]).toMatchObject({ orderId: free.id, matches: [{ index: 0 }, { index: 2 }] });
});

test("conditions see what the channel doubts, the tax and the location an order ships from", async () => {
  const variant = await shop.newVariant();
  await store.list(variant, "at-home");
  await shop.stock(variant, 5);
  const { id } = await sell({ doubt: "payment", lines: [orderLine({ variantKey: "at-home", quantity: 2 })] });
  const all: readonly Condition[] = [
    { field: "order.risk", is: "is", value: "payment" },
    { field: "order.tax", is: "at_least", value: { minor: 0, currency: "EUR" } },
    { field: "order.locations", is: "is_not_empty" },
    { field: "order.hold_reason", is: "is_empty" },
  ];
  await on(received({ do: "add_tags", tags: ["seen"] }, { all }));
  const [requested] = await shop.run((tx) => dryRunRequest(tx, { subject: "order", id, now: noon }));
  const { lines } = await order(id);
  expect(requested?.looked.map(({ field, found }) => [field, found])).toEqual([
    ["order.risk", "payment"],
    ["order.tax", expect.objectContaining({ currency: "EUR" })],
    ["order.locations", [lines[0]?.locationId]],
    ["order.hold_reason", null],
  ]);
});
