/** Orders their channel gives to the seller only once they are accepted. */
import { expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import { AUTOMATION_TEMPLATES } from "../../commerce/automations/templates.ts";
import type { OrderPart } from "../../commerce/order.ts";
import { timeVersion } from "../../commerce/version.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { resolveSettledAlerts } from "../../engine/maintenance/settled-alerts.ts";
import { listAlerts, resolveAlert } from "../alerts/alerts.ts";
import { switchedOn, workAll } from "../automations/testing.ts";
import { listOrders } from "./list.ts";
import { alertToAccept } from "./orders-to-accept.ts";
import { minutes, noon, orderLine, orderPart, testShop } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
const store = fixture(() => shop.newStore());

let last = 0;
/** Ordered at noon, to be accepted within four hours. */
async function waiting(part: Partial<OrderPart> = {}, stock = 5) {
  last += 1;
  const key = `a${last}`;
  const variant = await shop.newVariant();
  await store.list(variant, key);
  await shop.stock(variant, stock);
  const sent = orderPart(key, {
    ...{ lines: [orderLine({ variantKey: key, quantity: 1 })], status: "pending", financial: "pending" },
    ...{ placedAt: noon.toISOString(), toAccept: { by: minutes(240).toISOString() }, ...part },
  });
  const [made] = await store.apply([sent]);
  const id = made?.orderId ?? "";
  const { toAccept: _done, ...rest } = sent;
  return {
    id,
    number: `SH-${sent.number}`,
    accepted: () =>
      store.apply([{ ...rest, status: "confirmed", version: timeVersion(minutes(30).toISOString()) }], {
        now: minutes(30),
      }),
    async summary() {
      const { items } = await shop.run((tx) => listOrders(tx, { limit: 100 }));
      return items.find((each) => each.id === id);
    },
  };
}

const open = async () =>
  (await shop.run((tx) => listAlerts(tx, { state: "open", now: noon }))).items
    .filter(({ kind }) => kind === "orders_to_accept")
    .map(({ title, text, count }) => ({ title, text, count }));
const remind = (after: number) => shop.run((tx) => alertToAccept(tx, minutes(after)));
const settle = (after: number) => shop.run((tx) => resolveSettledAlerts(tx, minutes(after)));

test("an order that waits to be accepted says so and until when, whatever else it lacks, and no more once it is accepted", async () => {
  const order = await waiting({}, 0);
  expect(await order.summary()).toMatchObject({ state: "to_accept", acceptBy: minutes(240), isShort: true });
  await order.accepted();
  expect(await order.summary()).toMatchObject({ state: "short", acceptBy: null });
});

test("orders to accept are told in the last quarter of their time, again only for another order, and no more once accepted", async () => {
  const first = await waiting();
  const untimed = await waiting({ toAccept: {} });
  await remind(179);
  expect(await open()).toEqual([]);
  const alert = {
    title: "Cairo shop: 1 order waits to be accepted",
    text: `Accept or cancel them before 2026-11-20 16:00 UTC: ${first.number}.`,
    count: 1,
  };
  for (const after of [180, 181]) {
    await remind(after);
    expect(await open()).toEqual([alert]);
  }
  // Closed by a person, who knows of it.
  await shop.run((tx) => resolveAlert(tx, `orders-to-accept:${store.id}`, minutes(182), systemActor));
  await remind(183);
  expect(await open()).toEqual([]);

  const second = await waiting({ toAccept: { by: minutes(248).toISOString() } });
  await remind(186);
  expect(await open()).toMatchObject([
    { title: "Cairo shop: 2 orders wait to be accepted", text: expect.stringContaining(second.number) },
  ]);
  await first.accepted();
  await settle(187);
  expect(await open()).toHaveLength(1);
  await second.accepted();
  await settle(188);
  expect(await open()).toEqual([]);
  expect(await untimed.summary()).toMatchObject({ state: "to_accept", acceptBy: null });
});

test("an automation accepts what is in stock, and leaves what is short to a person", async () => {
  const template = AUTOMATION_TEMPLATES.find(({ key }) => key === "accept_in_stock");
  if (!template) throw new Error("no template");
  await shop.run((tx) => switchedOn(tx, [template.automation], noon));
  const [there, short, needless] = [await waiting(), await waiting({}, 0), await waiting({ toAccept: undefined })];
  await workAll(shop.run, minutes(1));
  const requested = await shop.run((tx) =>
    tx.rows<{ id: string; input: unknown }>(
      `select order_id as id, input from argosy.command
       where organization_id = argosy.tenant() and order_id = any($1) and kind = 'status'`,
      [[there.id, short.id, needless.id]],
    ),
  );
  expect(requested).toEqual([{ id: there.id, input: expect.objectContaining({ status: "confirmed" }) }]);
});
