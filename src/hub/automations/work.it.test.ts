import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { lockOrders } from "../orders/order-fields/order-rows.ts";
import { minutes, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { ruleOf, switchedOn, workAll } from "./testing.ts";
import { workEvents } from "./work.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
const store = fixture(() => shop.newStore());

let sold = 0;
/** An order of one line of so many units, 10.00 each. */
async function sell(quantity = 1): Promise<string> {
  const key = `a-${++sold}`;
  const [applied] = await store.apply([orderPart(key, { lines: [orderLine({ quantity })] })]);
  if (!applied) throw new Error("No order was applied.");
  return applied.orderId;
}

const orderNow = (id: string) =>
  shop.run((tx) =>
    tx.one<{ tags: string[]; priority: string; assigned: string | null }>(
      `select own_tags as tags, priority, assigned_to as assigned from argosy.sales_order
       where organization_id = argosy.tenant() and id = $1`,
      [id],
    ),
  );
const automationNow = (id: string) =>
  shop.run((tx) =>
    tx.one<{ isOn: boolean; because: string | null }>(
      `select is_on as "isOn", stopped_because as because from argosy.automation
       where organization_id = argosy.tenant() and id = $1`,
      [id],
    ),
  );
const setStatus = (ids: readonly string[], status: string) =>
  shop.run((tx) =>
    tx.run(
      "update argosy.sales_order set status = $2 where organization_id = argosy.tenant() and id = any($1::uuid[])",
      [ids, status],
    ),
  );
const work = (now = noon) => workAll(shop.run, now);
const runs = () =>
  shop.run((tx) =>
    tx.rows<{ outcome: string; order: string; acts: unknown; error: string | null; name: string }>(
      `select outcome, order_id as order, acts, error, name from argosy.automation_run
       where organization_id = argosy.tenant() order by id`,
    ),
  );
const on = (...rules: readonly ReturnType<typeof ruleOf>[]) => shop.run((tx) => switchedOn(tx, rules, noon));

test("an order that meets the conditions gets tag, priority and assignee, the next automation sees them, and the history says who", async () => {
  await on(
    ruleOf("order.received", [{ do: "add_tags", tags: ["big"] }], {
      when: { field: "order.total", is: "at_least", value: { minor: 5_000, currency: "EUR" } },
    }),
    ruleOf(
      "order.received",
      [
        { do: "set_priority", priority: "high" },
        { do: "assign", member: "m1" },
      ],
      {
        when: { field: "order.tags", is: "has_any", value: ["big"] },
      },
    ),
  );
  const [small, big] = [await sell(1), await sell(9)];
  await work();
  expect(await orderNow(small)).toEqual({ tags: [], priority: "normal", assigned: null });
  expect(await orderNow(big)).toEqual({ tags: ["big"], priority: "high", assigned: "m1" });
  const history = await shop.run((tx) =>
    tx.rows("select actor from argosy.timeline where organization_id = argosy.tenant() and order_id = $1 order by id", [
      big,
    ]),
  );
  expect(history).toContainEqual({ actor: "automation:add_tags" });
  const callLog = await shop.run((tx) =>
    tx.rows("select actor, action from argosy.audit where organization_id = argosy.tenant() order by seq desc limit 2"),
  );
  expect(callLog).toEqual([
    { actor: "automation:set_priority assign", action: "automations.acted" },
    { actor: "automation:add_tags", action: "automations.acted" },
  ]);
});

test("an automation that ends the list keeps later ones from the event", async () => {
  await on(
    ruleOf("order.received", [{ do: "add_tags", tags: ["first"] }], { stopHere: true }),
    ruleOf("order.received", [{ do: "add_tags", tags: ["second"] }]),
  );
  const order = await sell();
  await work();
  expect((await orderNow(order)).tags).toEqual(["first"]);
});

test("imported history and an organization without automations leave no event", async () => {
  await on(ruleOf("order.received", [{ do: "add_tags", tags: ["new"] }]));
  await store.apply([orderPart("old-1", { lines: [orderLine({ quantity: 1 })] })], { history: true });
  const count = () =>
    shop.run((tx) =>
      tx.one<{ n: number }>(
        "select count(*)::int as n from argosy.automation_event where organization_id = argosy.tenant()",
      ),
    );
  expect(await count()).toEqual({ n: 0 });
  await on();
  await sell();
  expect(await count()).toEqual({ n: 0 });
});

test("a worker killed before it commits did nothing, and the next one does it once", async () => {
  await on(ruleOf("order.received", [{ do: "add_note", text: "Check {{order.number}}" }]));
  const order = await sell();
  const killed = shop.run(async (tx) => {
    await workEvents(tx, noon, { size: 50, taken: [] });
    throw new Error("killed");
  });
  await expect(killed).rejects.toThrow("killed");
  await work();
  await work();
  const notes = await shop.run((tx) =>
    tx.rows(
      "select text from argosy.timeline where organization_id = argosy.tenant() and order_id = $1 and kind = 'note'",
      [order],
    ),
  );
  expect(notes).toEqual([{ text: `Check ${await orderNumber(order)}` }]);
});

const orderNumber = async (id: string) => (await shop.run((tx) => lockOrders(tx, [id])))[0]?.number ?? "";

test("an event told twice, as after it was set aside, is acted on once", async () => {
  const [id] = await on(ruleOf("order.received", [{ do: "add_note", text: "once" }]));
  const order = await sell();
  const event = await shop.run((tx) =>
    tx.one<{ id: string }>("select id from argosy.automation_event where organization_id = argosy.tenant()"),
  );
  await work();
  await shop.run((tx) =>
    tx.run(
      `insert into argosy.automation_event (organization_id, id, trigger, subject_id)
       values (argosy.tenant(), $1, 'order.received', $2)`,
      [event.id, order],
    ),
  );
  await work();
  const { n } = await shop.run((tx) =>
    tx.one<{ n: number }>(
      `select count(*)::int as n
       from argosy.automation_run
       where organization_id = argosy.tenant() and automation_id = $1`,
      [id],
    ),
  );
  expect(n).toBe(1);
});

test("an automation that acts on one order too often in a day is stopped, and people are told", async () => {
  const [id = ""] = await on(
    ruleOf("order.on_hold", [{ do: "set_status", status: "processing" }], { limits: { perDay: 100, perSubject: 3 } }),
  );
  const order = await sell();
  for (let n = 0; n < 4; n++) {
    await setStatus([order], "on_hold");
    await work();
    await setStatus([order], "processing");
  }
  expect(await automationNow(id)).toEqual({ isOn: false, because: "per_subject" });
  const alerts = await shop.run((tx) =>
    tx.rows("select title from argosy.alert where organization_id = argosy.tenant() and state = 'open' and kind = $1", [
      "automation_stopped",
    ]),
  );
  expect(alerts).toEqual([{ title: "Automation “set_status” was stopped" }]);
});

test("an automation acts as often as its limit of a day allows, whatever it did the day before or uncounted", async () => {
  const [id = ""] = await on(
    ruleOf("order.received", [{ do: "add_tags", tags: ["few"] }], { limits: { perDay: 3, perSubject: 10 } }),
  );
  const count = async () =>
    (await runs()).filter(({ name, outcome }) => name === "add_tags" && outcome === "acted").length;
  const before = await count();
  for (let n = 0; n < 3; n += 1) await sell();
  await work();
  const nextDay = minutes(25 * 60);
  await sell();
  await work(nextDay);
  expect([(await count()) - before, await automationNow(id)]).toEqual([4, { isOn: true, because: null }]);
  // As a process of the version before does.
  await shop.run((tx) =>
    tx.run(
      `with acted as (
         insert into argosy.automation_run (organization_id, event_id, automation_id, version, name, trigger,
           subject_id, outcome, looked, acts, happened_at, at)
         select argosy.tenant(), gen_random_uuid(), $1, 1, 'other', 'order.received', gen_random_uuid(), 'acted', '[]',
           '[]', $2, $2 from generate_series(1, 2))
       update argosy.automation set last_acted_at = $2::timestamptz + interval '1 second'
       where organization_id = argosy.tenant() and id = $1`,
      [id, nextDay],
    ),
  );
  await sell();
  await work(nextDay);
  expect([(await count()) - before, await automationNow(id)]).toEqual([4, { isOn: false, because: "per_day" }]);
});

test("an event that automations caused deeper than five is a loop", async () => {
  const [id = ""] = await on(ruleOf("order.short", [{ do: "add_tags", tags: ["loop"] }]));
  const order = await sell();
  await shop.run((tx) =>
    tx.run(
      `insert into argosy.automation_event (organization_id, trigger, subject_id, depth)
       values (argosy.tenant(), 'order.short', $1, 5)`,
      [order],
    ),
  );
  await work();
  expect(await automationNow(id)).toEqual({ isOn: false, because: "loop" });
  expect((await orderNow(order)).tags).toEqual([]);
});

test("an action an order refuses fails for that order alone, leaves nothing of it, and the third in a row stops it", async () => {
  const [id = ""] = await on(
    ruleOf("order.received", [
      { do: "add_tags", tags: ["tried"] },
      { do: "cancel_order", reason: "fraud" },
    ]),
  );
  const orders = [await sell(), await sell(), await sell(), await sell()];
  // Cancelled meanwhile: there is nothing left to cancel.
  await setStatus(orders.slice(1), "cancelled");
  await work(minutes(1));
  expect(await Promise.all(orders.map(async (each) => (await orderNow(each)).tags))).toEqual([["tried"], [], [], []]);
  const outcomes = (await runs()).filter(({ order }) => orders.includes(order)).map(({ outcome }) => outcome);
  expect(outcomes.toSorted()).toEqual(["acted", "failed", "failed", "failed"]);
  expect(await automationNow(id)).toEqual({ isOn: false, because: "failing" });
});
