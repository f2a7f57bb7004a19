import { expect, test } from "vitest";
import type { AutomationAction } from "../../commerce/automations/definition.ts";
import type { TriggerKey } from "../../commerce/automations/triggers.ts";
import type { OrderStatus } from "../../commerce/statuses.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { holdOrder, releaseHold } from "../order-holds/order-holds.ts";
import { getTimeline } from "../orders/detail.ts";
import { actor, minutes, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { listAutomationRuns, undoRun } from "./runs.ts";
import { ruleOf, switchedOn, workAll } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
const store = fixture(() => shop.newStore());
const by = { actor, now: minutes(5) };

let sold = 0;
async function sell(): Promise<string> {
  const [applied] = await store.apply([orderPart(`u-${++sold}`, { lines: [orderLine({ quantity: 1 })] })]);
  if (!applied) throw new Error("No order was applied.");
  return applied.orderId;
}
const on = (trigger: TriggerKey, action: AutomationAction) =>
  shop.run((tx) => switchedOn(tx, [ruleOf(trigger, [action])], noon));
const work = () => workAll(shop.run, minutes(1));
const setStatus = (id: string, status: OrderStatus) =>
  shop.run((tx) =>
    tx.run("update sales_order set status = $2 where organization_id = argosy.tenant() and id = $1", [id, status]),
  );
async function undo(orderId: string, offered?: readonly OrderStatus[]) {
  const [run] = (await shop.run((tx) => listAutomationRuns(tx, { orderId }))).items;
  const { acts } = await shop.run((tx) => undoRun(tx, { id: run?.id ?? "", offered, ...by }));
  return acts[0];
}
const openHold = (id: string) =>
  shop.run((tx) =>
    tx.maybe(
      `select reason, note, until_at as "untilAt", keeps_units as "keepsUnits"
       from argosy.order_hold
       where organization_id = argosy.tenant() and order_id = $1 and ended_at is null`,
      [id],
    ),
  );
const sendRequest = async (id: string) =>
  (
    await shop.run((tx) =>
      tx.rows<{ status: string }>(
        `select input ->> 'status' as status
         from argosy.command
         where organization_id = argosy.tenant() and order_id = $1
         order by id`,
        [id],
      ),
    )
  ).map(({ status }) => status);

test("undoing a note leaves it in the history, and an entry behind it takes it back", async () => {
  await on("order.received", { do: "add_note", text: "Check" });
  const order = await sell();
  await work();
  expect(await undo(order)).toMatchObject({ undone: true });
  const notes = (await shop.run((tx) => getTimeline(tx, order))).filter(({ kind }) => kind === "note");
  const [note, taken] = notes;
  expect(note?.text).toBe("Check");
  expect(taken).toMatchObject({
    text: "The note was taken back.",
    data: { takesBack: Reflect.get(Object(note?.data), "note") },
  });
});

test("undoing a release puts the order on hold again with its reason and end, but not where the end came meanwhile", async () => {
  const order = await sell();
  const hold = { orderId: order, reason: "payment", note: "Ask", untilAt: minutes(60), keepsUnits: false } as const;
  await shop.run((tx) => holdOrder(tx, { ...hold, actor, now: noon }));
  await on("order.edited", { do: "release_order" });
  const edited = () =>
    shop.run((tx) =>
      tx.run("update sales_order set note = note || 'x' where organization_id = argosy.tenant() and id = $1", [order]),
    );
  await shop.run((tx) =>
    tx.run("update sales_order set note = 'n' where organization_id = argosy.tenant() and id = $1", [order]),
  );
  await work();
  expect(await openHold(order)).toBeUndefined();
  expect(await undo(order)).toMatchObject({ undone: true });
  expect(await openHold(order)).toEqual({ reason: "payment", note: "Ask", untilAt: minutes(60), keepsUnits: false });
  await shop.run((tx) => releaseHold(tx, { orderId: order, ...by }));
  await shop.run((tx) => holdOrder(tx, { ...hold, untilAt: minutes(3), actor, now: noon }));
  await edited();
  await work();
  expect(await undo(order)).toMatchObject({ undone: false, why: { code: "ORDER_HOLD_UNTIL" } });
  expect(await openHold(order)).toBeUndefined();
});

test("undoing a status asks the channel for the earlier one where it takes it back, and says why where it does not", async () => {
  await on("order.on_hold", { do: "set_status", status: "processing" });
  const [taken, refused] = [await sell(), await sell()];
  for (const each of [taken, refused]) await setStatus(each, "on_hold");
  await work();
  for (const each of [taken, refused]) await setStatus(each, "processing");
  expect(await undo(taken, ["on_hold", "processing"])).toMatchObject({ undone: true });
  expect(await sendRequest(taken)).toEqual(["processing", "on_hold"]);
  expect(await undo(refused, ["completed"])).toMatchObject({ undone: false, why: { code: "ORDER_STATUS" } });
  expect(await sendRequest(refused)).toEqual(["processing"]);
});
