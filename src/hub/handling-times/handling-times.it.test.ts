import { expect, test } from "vitest";
import type { HandlingTime } from "../../commerce/handling-time.ts";
import type { OrderPart } from "../../commerce/order.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { listAlerts } from "../alerts/alerts.ts";
import { changeHandling } from "../orders/handling.ts";
import { listOrders } from "../orders/list.ts";
import { alertAtRisk } from "../orders/orders-at-risk.ts";
import { calculatePromises, explainPromise } from "../orders/promise-dates.ts";
import { actor, later, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { setChannelHandling, setLocationHandling } from "./handling-times.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
const store = fixture(() => shop.newStore());

const DESK: HandlingTime = {
  ...{ zone: "Africa/Cairo", cutOff: "15:00", days: 1, workingDays: [7, 1, 2, 3, 4], holidays: ["2026-11-22"] },
};

let last = 0;
/** Ordered on Thursday the 19th at noon in Cairo. */
async function ordered(part: Partial<OrderPart> = {}) {
  last += 1;
  const key = `p${last}`;
  const variant = await shop.newVariant();
  await store.list(variant, key);
  await shop.stock(variant, 5);
  const sent = orderPart(key, {
    ...{ lines: [orderLine({ variantKey: key, quantity: 1 })], placedAt: "2026-11-19T10:00:00Z" },
    ...part,
  });
  const [made] = await store.apply([sent]);
  const id = made?.orderId ?? "";
  const due = async () => {
    const { items } = await shop.run((tx) => listOrders(tx, { sort: "due", limit: 100 }));
    const found = items.find((each) => each.id === id);
    return [found?.dueFrom, found?.dueAt?.toISOString()];
  };
  return { id, sent, due };
}

const set = (handling: HandlingTime | null) => shop.run((tx) => setLocationHandling(tx, shop.locationId, handling));
const calculate = async () => {
  while (await shop.run(calculatePromises));
};

test("orders are due by the handling time of their location once it is set, and as before without it [E1.1]", async () => {
  const { id, sent, due } = await ordered();
  expect(await due()).toEqual(["default", "2026-11-21T10:00:00.000Z"]);
  await set(DESK);
  await calculate();
  // Friday and Saturday closed, Sunday a holiday.
  expect(await due()).toEqual(["handling", "2026-11-23T13:00:00.000Z"]);
  await store.apply([later(sent, 1, { tags: ["seen"] })]);
  expect(await due(), "reported again").toEqual(["handling", "2026-11-23T13:00:00.000Z"]);
  const why = await shop.run((tx) => explainPromise(tx, id));
  expect(why).toMatchObject({ from: "handling", locationName: "Main", cutOff: "15:00", days: 1 });
  expect(why.promised?.closed.map(({ why: reason }) => reason)).toEqual(["weekday", "weekday", "holiday"]);
  const another = await ordered();
  await calculate();
  expect(await another.due(), "a new order").toEqual(["handling", "2026-11-23T13:00:00.000Z"]);
  await shop.run((tx) => setChannelHandling(tx, store.id, { days: 0, cutOff: null }));
  await calculate();
  expect(await due(), "the channel's own").toEqual(["handling", "2026-11-19T13:00:00.000Z"]);
  await shop.run((tx) => setChannelHandling(tx, store.id, { days: null, cutOff: null }));
  await set(null);
  await calculate();
  expect(await due()).toEqual(["default", "2026-11-21T10:00:00.000Z"]);
});

test("a channel's due time counts, whatever the handling time, and replaces what was calculated [E1.3]", async () => {
  await set(DESK);
  const reported = await ordered({ shipBy: "2026-11-20T08:00:00Z" });
  const late = await ordered();
  await calculate();
  expect(await reported.due()).toEqual(["channel", "2026-11-20T08:00:00.000Z"]);
  await store.apply([later(late.sent, 1, { shipBy: "2026-11-22T08:00:00Z" })]);
  expect(await late.due()).toEqual(["channel", "2026-11-22T08:00:00.000Z"]);
  expect((await shop.run((tx) => explainPromise(tx, reported.id))).from).toBe("channel");
});

test("a time an automation set stays, whatever handling time or channel say, until it is taken back [E1.3]", async () => {
  await set(DESK);
  const { id, sent, due } = await ordered();
  const own = (ownShipBy: Date | null) =>
    shop.run((tx) => changeHandling(tx, [{ orderId: id, ownShipBy }], { actor, now: noon }));
  await own(new Date("2026-11-20T20:00:00Z"));
  await set({ ...DESK, days: 2 });
  await calculate();
  expect(await due()).toEqual(["rule", "2026-11-20T20:00:00.000Z"]);
  expect((await shop.run((tx) => explainPromise(tx, id))).from).toBe("rule");
  await store.apply([later(sent, 1, { shipBy: "2026-11-22T08:00:00Z" })]);
  expect(await due(), "the channel tells one").toEqual(["rule", "2026-11-20T20:00:00.000Z"]);
  const another = await ordered();
  await shop.run((tx) =>
    changeHandling(tx, [{ orderId: another.id, ownShipBy: new Date("2026-11-20T20:00:00Z") }], { actor, now: noon }),
  );
  await shop.run((tx) => changeHandling(tx, [{ orderId: another.id, ownShipBy: null }], { actor, now: noon }));
  await calculate();
  expect(await another.due(), "taken back").toEqual(["handling", "2026-11-24T13:00:00.000Z"]);
});

test("orders at risk are those due within a day that are still here [E1.1]", async () => {
  const { id } = await ordered({ shipBy: "2026-11-20T08:00:00Z" });
  const atRisk = async (from: string) => {
    const at = new Date(from);
    const to = new Date(at.getTime() + 86_400_000);
    const { items } = await shop.run((tx) => listOrders(tx, { atRisk: { from: at, to }, limit: 100 }));
    return items.map((each) => each.id).includes(id);
  };
  expect(await atRisk("2026-11-19T07:00:00Z")).toBe(false);
  expect(await atRisk("2026-11-19T09:00:00Z")).toBe(true);
  expect(await atRisk("2026-11-20T09:00:00Z"), "late already").toBe(false);
});

test("orders at risk are told once a day with their numbers, and no more when none is left [E1.1]", async () => {
  const day = "2026-12-01T08:00:00Z";
  await ordered({ shipBy: "2026-12-01T20:00:00Z", number: "7001" });
  const open = async () =>
    (await shop.run((tx) => listAlerts(tx, { state: "open", now: noon }))).items.filter(
      ({ kind }) => kind === "orders_at_risk",
    );
  await shop.run((tx) => alertAtRisk(tx, new Date(day)));
  const [reported] = await open();
  expect([reported?.title, reported?.text]).toEqual(["1 order is due within 24 hours", "Not shipped yet: SH-7001."]);
  await shop.run((tx) => alertAtRisk(tx, new Date("2026-12-02T08:00:00Z")));
  expect(await open()).toEqual([]);
});

test("a zone no clock has is refused [E4.4]", async () => {
  await expect(set({ ...DESK, zone: "Mars/Olympus" })).rejects.toMatchObject({ code: "HANDLING_ZONE", field: "zone" });
});
