import { expect, test } from "vitest";
import type { AutomationDefinition } from "../../commerce/automations/definition.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { minutes, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { noteDaily } from "./daily.ts";
import { ruleOf, switchedOn, workAll } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixturePerTest(() => testShop(db));
const store = fixturePerTest(() => shop.newStore());

let sold = 0;
async function sell(status: "processing" | "pending" | "completed" | "cancelled" = "processing"): Promise<string> {
  const fulfilment = status === "completed" ? "fulfilled" : "unfulfilled";
  const part = orderPart(`d-${++sold}`, { status, fulfilment, lines: [orderLine({ quantity: 1 })] });
  const [applied] = await store.apply([part]);
  if (!applied) throw new Error("No order was applied.");
  return applied.orderId;
}

const at = (time: string, tag: string): AutomationDefinition =>
  ruleOf("order.daily", [{ do: "add_note", text: tag }], { at: time });
const on = (...rules: readonly AutomationDefinition[]) => shop.run((tx) => switchedOn(tx, rules, noon));
/** As every minute does it, twice. */
async function readNow(now: Date): Promise<void> {
  for (let n = 0; n < 2; n += 1) {
    while (await shop.run((tx) => noteDaily(tx, now)));
    await workAll(shop.run, now);
  }
}
const notes = async (orderId: string) =>
  (
    await shop.run((tx) =>
      tx.rows<{ text: string }>(
        `select text from argosy.timeline
         where organization_id = argosy.tenant() and order_id = $1 and kind = 'note' order by id`,
        [orderId],
      ),
    )
  ).map(({ text }) => text);
const HOUR = 60;
const DAY = 24 * HOUR;

test("an automation of a time of day acts once a day on each open order, in the organization's time zone", async () => {
  await shop.run((tx) =>
    tx.run("update argosy.organization set zone = 'Asia/Kolkata' where organization_id = argosy.tenant()"),
  );
  // Noon is half past five in the afternoon there.
  await on(at("18:30", "evening"), at("19:00", "later"));
  const open = await sell();
  const unpaid = await sell("pending");
  const over = [await sell("completed"), await sell("cancelled")];
  await readNow(minutes(59));
  expect(await notes(open)).toEqual([]);
  await readNow(minutes(HOUR));
  await readNow(minutes(HOUR + 20));
  expect([await notes(open), await notes(unpaid)]).toEqual([["evening"], ["evening"]]);
  await readNow(minutes(HOUR + 30));
  expect(await notes(open)).toEqual(["evening", "later"]);
  expect(await Promise.all(over.map(notes))).toEqual([[], []]);
  await readNow(minutes(DAY + HOUR));
  expect(await notes(open)).toEqual(["evening", "later", "evening"]);
});

test("an automation switched on after its time starts tomorrow, and a day that was missed is not made up for", async () => {
  await on(at("11:59", "morning"));
  const order = await sell();
  await readNow(minutes(30));
  expect(await notes(order)).toEqual([]);
  await readNow(minutes(3 * DAY + 5 * HOUR));
  expect(await notes(order)).toEqual(["morning"]);
});

test("a process that is killed while it notes open orders notes none twice", async () => {
  await on(at("12:01", "once"));
  const order = await sell();
  const killed = shop.run(async (tx) => {
    await noteDaily(tx, minutes(2));
    throw new Error("killed");
  });
  await expect(killed).rejects.toThrow("killed");
  await readNow(minutes(2));
  expect(await notes(order)).toEqual(["once"]);
});
