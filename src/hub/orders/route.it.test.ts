import { beforeEach, describe, expect, test } from "vitest";
import type { HandlingTime } from "../../commerce/handling-time.ts";
import { type Criterion, type LocationRouting, type Split, unlisted } from "../../commerce/routing/rules.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { statementsOf } from "../../db/testing-statements.ts";
import { setLocationHandling } from "../handling-times/handling-times.ts";
import { checkLedger, checkReservations } from "../inventory/doctor.ts";
import { createLocation } from "../inventory/locations.ts";
import { setStockRule } from "../inventory/stock-rules.ts";
import { saveRouting } from "../routing/settings.ts";
import { previewRouting } from "./preview-routing.ts";
import { chooseLocation, improveRoutes, orderRouting } from "./route.ts";
import { actor, later, minutes, noon, orderLine, orderPart, testShop } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixturePerTest(() => testShop(db));
const store = fixturePerTest(() => shop.newStore());

let mug: string;
let tee: string;
let berlin: string;
let paris: string;

/** Berlin is the default; Paris is the other. */
beforeEach(async () => {
  mug = await shop.newVariant("MUG");
  tee = await shop.newVariant("TEE");
  await store.list(mug, "mug");
  await store.list(tee, "tee");
  berlin = shop.locationId;
  paris = (await shop.run((tx) => createLocation(tx, { name: "Paris", now: noon }))).id;
});

const route = (
  locations: readonly (Partial<LocationRouting> & { readonly locationId: string })[],
  more: { readonly criteria?: readonly Criterion[]; readonly split?: Split; readonly now?: Date } = {},
) => {
  const { criteria = ["day", "area", "cost", "rank"], split = "when_needed", now = noon } = more;
  const full = locations.map((one) => ({ ...unlisted(one.locationId), ...one }));
  return shop.run((tx) =>
    saveRouting(tx, { isOn: true, criteria, split, locations: full, ifUpdatedAt: undefined, now }),
  );
};
const to = (country: string, postcode: string) => ({ country, postcode, city: "Town", line1: "1 Street" });
const order = (
  key: string,
  lines: readonly (readonly [item: string, quantity: number])[],
  address = to("DE", "10115"),
) =>
  orderPart(key, {
    shippingAddress: address,
    lines: lines.map(([variantKey, quantity]) => orderLine({ key: variantKey, variantKey, quantity, channelTook: 0 })),
  });
const sell = async (part: ReturnType<typeof order>) => {
  const [applied] = await store.apply([part]);
  return applied?.orderId ?? "";
};
const reserved = async (variant: string) => [
  (await shop.level(variant, berlin)).reserved,
  (await shop.level(variant, paris)).reserved,
];
const why = async (orderId: string) => {
  const { reasons, ...rest } = await shop.run((tx) => orderRouting(tx, orderId));
  return { ...rest, reasons: reasons.map(({ name, isTaken, why: { text } }) => `${name} ${isTaken}: ${text}`) };
};
const improve = async (now: Date) => {
  while (await shop.run((tx) => improveRoutes(tx, now)));
};
const isSound = async () => {
  expect(await shop.run(checkLedger)).toEqual([]);
  expect(await shop.run(checkReservations)).toEqual([]);
};

describe("an order", () => {
  test("an order reserves at the location near the buyer and shows why [D4.4]", async () => {
    await shop.stock(mug, 10);
    await shop.stock(mug, 10, paris);
    await route([{ locationId: berlin }, { locationId: paris, areas: [{ country: "FR", postcodes: ["75"] }] }]);
    const french = await sell(order("f1", [["mug", 2]], to("FR", "75001")));
    const german = await sell(order("g1", [["mug", 3]]));
    expect(await reserved(mug)).toEqual([3, 2]);
    expect((await why(french)).reasons).toEqual([
      "Main false: It is farther from the buyer.",
      "Paris true: It is nearest to the buyer.",
    ]);
    expect(await why(german)).toMatchObject({ chosenBy: "rules", canMove: true, isOverCapacity: false });
    const [entry] = await shop.run((tx) =>
      tx.rows<{ text: string }>(
        "select text from timeline where organization_id = argosy.tenant() and order_id = $1 and kind = 'routing'",
        [french],
      ),
    );
    expect(entry?.text).toBe("Ships from Paris. It is nearest to the buyer.");
    await isSound();
  });

  test("an order leaves whole from the second location, is split where none has all, and short where it may not be [D4.4]", async () => {
    await shop.stock(mug, 5);
    await shop.stock(tee, 5, paris);
    await shop.stock(mug, 1, paris);
    await route([{ locationId: berlin }, { locationId: paris }]);
    await sell(
      order("w1", [
        ["mug", 1],
        ["tee", 1],
      ]),
    );
    expect([await reserved(mug), await reserved(tee)]).toEqual([
      [0, 1],
      [0, 1],
    ]);
    const split = await sell(
      order("s1", [
        ["mug", 2],
        ["tee", 2],
      ]),
    );
    expect([await reserved(mug), await reserved(tee)]).toEqual([
      [2, 1],
      [0, 3],
    ]);
    expect((await why(split)).locations.map(({ name, reserved: units }) => [name, units])).toEqual([
      ["Main", 2],
      ["Paris", 2],
    ]);
    await route([{ locationId: berlin }, { locationId: paris }], { split: "never" });
    const [refused] = await store.apply([
      order("n1", [
        ["mug", 1],
        ["tee", 1],
      ]),
    ]);
    expect(refused?.short).toBe(true);
    await isSound();
  });

  test("an order never leaves from a location its channel does not sell from, or outside of its areas [D4.4]", async () => {
    await shop.stock(mug, 5);
    await shop.stock(mug, 5, paris);
    const only = [{ locationId: paris, onlyAreas: true, areas: [{ country: "FR", postcodes: [] }] }];
    await route(only);
    await sell(order("o1", [["mug", 1]]));
    expect(await reserved(mug)).toEqual([1, 0]);
    const rule = { locationIds: [paris], buffer: 0, cap: null, percent: null, zeroBelow: 0, keep: 0 };
    await shop.run((tx) => setStockRule(tx, store.id, rule));
    const second = await sell(order("o2", [["mug", 1]]));
    expect(await reserved(mug)).toEqual([1, 1]);
    expect(await alerts()).toEqual([]);
    expect((await why(second)).reasons).toContain("Paris true: The channel sells from there.");
  });
});

const alerts = async () =>
  (
    await shop.run((tx) =>
      tx.rows<{ kind: string }>(
        "select kind from alert where organization_id = argosy.tenant() and kind in ('locations_full', 'no_location')",
      ),
    )
  ).map(({ kind }) => kind);

describe("a location with a daily limit", () => {
  test("a location is full after its daily limit; the next orders go elsewhere, then to tomorrow, then to an alert [D4.5]", async () => {
    await shop.stock(mug, 100);
    await shop.stock(mug, 1, paris);
    await route([
      { locationId: berlin, ordersPerDay: 1 },
      { locationId: paris, ordersPerDay: 1 },
    ]);
    const ids = [];
    for (const n of [1, 2, 3]) ids.push(await sell(order(`c${n}`, [["mug", 1]])));
    expect(await reserved(mug)).toEqual([2, 1]);
    const days = await Promise.all(ids.map(async (id) => (await why(id)).locations[0]?.day));
    expect(days).toEqual(["2026-11-20", "2026-11-20", "2026-11-21"]);
    for (let n = 4; n <= 9; n++) ids.push(await sell(order(`c${n}`, [["mug", 1]])));
    expect((await why(ids.at(-1) ?? "")).isOverCapacity).toBe(true);
    expect(await alerts()).toEqual(["locations_full"]);
    expect(await reserved(mug)).toEqual([8, 1]);
  });

  test("a location with room for one gets one of two orders that arrive at once [D4.5]", async () => {
    await shop.stock(mug, 100);
    await shop.stock(mug, 100, paris);
    await route([{ locationId: berlin, ordersPerDay: 1 }, { locationId: paris }]);
    const apply = (key: string) => (tx: Parameters<typeof store.applyIn>[0]) =>
      store.applyIn(tx, [order(key, [["mug", 1]])]);
    await shop.meet(apply("a"), apply("b"));
    expect(await reserved(mug)).toEqual([1, 1]);
  });

  test("a location has room again for an order planned for later, once another is cancelled [D4.5]", async () => {
    await shop.stock(mug, 100);
    await route([{ locationId: berlin, ordersPerDay: 1 }, { locationId: paris }]);
    const first = order("r1", [["mug", 1]]);
    await sell(first);
    const second = await sell(order("r2", [["mug", 1]]));
    expect((await why(second)).locations[0]?.day).toBe("2026-11-21");
    await store.apply([later(first, 1, { status: "cancelled" })]);
    await improve(minutes(11));
    expect((await why(second)).locations[0]?.day).toBe("2026-11-20");
  });
});

describe("a location past its cut-off or on a closed day", () => {
  const open = { zone: "Europe/Berlin", cutOff: "12:00", days: 0, workingDays: [1, 2, 3, 4, 5], holidays: [] };
  const handle = (locationId: string, more: Partial<HandlingTime>) =>
    shop.run((tx) => setLocationHandling(tx, locationId, { ...open, ...more }));
  const placed = (key: string, placedAt: string) => sell({ ...order(key, [["mug", 1]]), placedAt });

  test("a location past its cut-off comes after one that ships the order today, and its day is its next working day [D4.4, E1.1]", async () => {
    await shop.stock(mug, 9);
    await shop.stock(mug, 1, paris);
    await handle(berlin, {});
    await handle(paris, { cutOff: "18:00" });
    await route([{ locationId: berlin }, { locationId: paris }]);
    // A quarter past twelve and five to twelve in Berlin, on a Friday.
    const late = await placed("c1", "2026-11-20T11:15:00Z");
    expect((await why(late)).reasons).toEqual([
      "Main false: It can ship it only later.",
      "Paris true: It can ship it first.",
    ]);
    const rules = { criteria: ["day", "rank"] as const, split: "when_needed" as const, locations: [] };
    const { rows } = await shop.run((tx) => previewRouting(tx, rules, minutes(1)));
    expect(rows.map(({ would, why: text }) => [would, text?.text])).toEqual([
      [["Paris"], "It can ship it on 2026-11-20. Main ships it on 2026-11-23: it came after the cut-off there, 12:00."],
    ]);
    const early = await placed("c2", "2026-11-20T10:55:00Z");
    expect((await why(early)).locations).toMatchObject([{ name: "Main", day: "2026-11-20" }]);
    const monday = await placed("c3", "2026-11-20T11:20:00Z");
    expect((await why(monday)).locations).toMatchObject([{ name: "Main", day: "2026-11-23" }]);
    await isSound();
  });

  test("a location is not left for another while time passes: the cut-off counts from when the order was placed [D4.6]", async () => {
    await shop.stock(mug, 5);
    await handle(berlin, {});
    await handle(paris, { cutOff: "23:00" });
    await route([{ locationId: berlin }, { locationId: paris }]);
    const id = await placed("c1", "2026-11-20T10:00:00Z");
    await shop.stock(mug, 5, paris);
    await improve(minutes(30));
    expect((await why(id)).locations).toMatchObject([{ name: "Main", day: "2026-11-20", reserved: 1 }]);
  });

  test("a location is full once every working day in view is, by its orders a day [D4.4]", async () => {
    await shop.stock(mug, 9);
    await handle(berlin, { holidays: ["2026-11-23"] });
    await handle(paris, {});
    await route([{ locationId: berlin, ordersPerDay: 1 }]);
    const days: unknown[] = [];
    for (const key of ["d1", "d2", "d3"])
      days.push((await why(await placed(key, "2026-11-20T08:00:00Z"))).locations[0]?.day);
    expect(days).toEqual(["2026-11-20", "2026-11-24", "2026-11-25"]);
  });
});

describe("an order that waits", () => {
  test("an order that waits moves once to a better location when stock comes, and not back [D4.6]", async () => {
    await shop.stock(mug, 5);
    await route([{ locationId: paris }, { locationId: berlin }]);
    const id = await sell(order("m1", [["mug", 2]]));
    expect(await reserved(mug)).toEqual([2, 0]);
    await shop.stock(mug, 5, paris);
    await improve(minutes(1));
    expect(await reserved(mug)).toEqual([0, 2]);
    await shop.stock(mug, 50);
    await improve(minutes(5));
    await improve(minutes(10));
    expect(await reserved(mug)).toEqual([0, 2]);
    const entries = await shop.run((tx) =>
      tx.rows("select 1 from timeline where organization_id = argosy.tenant() and order_id = $1 and kind = 'routing'", [
        id,
      ]),
    );
    expect(entries).toHaveLength(2);
    await isSound();
  });

  test("an order that waits moves when the rules change, unless it is in a batch [D4.6]", async () => {
    await shop.stock(mug, 5);
    await shop.stock(mug, 5, paris);
    await route([{ locationId: berlin }, { locationId: paris }]);
    await sell(order("b1", [["mug", 1]]));
    const picked = await sell(order("b2", [["mug", 1]]));
    await shop.run(async (tx) => {
      await tx.run(
        `insert into pick_batch (organization_id, id, number, created_at, created_by)
         values (argosy.tenant(), $1, 'B1', $2, 'a')`,
        [picked, noon],
      );
      await tx.run(
        `insert into pick_batch_order (organization_id, batch_id, order_id, tote) values (argosy.tenant(), $1, $1, 1)`,
        [picked],
      );
    });
    await route([{ locationId: paris }, { locationId: berlin }], { now: minutes(2) });
    await improve(minutes(3));
    expect(await reserved(mug)).toEqual([1, 1]);
    expect((await why(picked)).canMove).toBe(false);
    await expect(
      shop.run((tx) => chooseLocation(tx, { orderId: picked, locationId: paris, actor, now: minutes(4) })),
    ).rejects.toMatchObject({ code: "ROUTE_FIXED" });
    await isSound();
  });

  test("an order that waits stays where a person put it until that is taken back [D4.6]", async () => {
    await shop.stock(mug, 5);
    await shop.stock(mug, 1, paris);
    await route([{ locationId: berlin }, { locationId: paris }]);
    const orderId = await sell(order("h1", [["mug", 2]]));
    const choose = (locationId: string | null, n: number) =>
      shop.run((tx) => chooseLocation(tx, { orderId, locationId, actor, now: minutes(n) }));
    const chosen = await choose(paris, 1);
    expect(chosen).toMatchObject({ chosenBy: "person", locations: [{ name: "Paris", reserved: 1, short: 1 }] });
    await shop.stock(mug, 50);
    await improve(minutes(2));
    await shop.stock(mug, 5, paris);
    expect(await reserved(mug)).toEqual([0, 1]);
    await choose(null, 3);
    expect(await reserved(mug)).toEqual([2, 0]);
    expect((await why(orderId)).chosenBy).toBe("rules");
    await isSound();
  });
});

describe("a location chosen by hand", () => {
  const choose = (orderId: string, locationId: string) =>
    shop.run((tx) => chooseLocation(tx, { orderId, locationId, actor, now: minutes(1) }));

  test("a location chosen by hand may be one the channel does not sell from, with the units there [D4.6]", async () => {
    await shop.stock(mug, 5);
    await shop.stock(mug, 5, paris);
    await route([{ locationId: berlin }, { locationId: paris }]);
    const rule = { locationIds: [berlin], buffer: 0, cap: null, percent: null, zeroBelow: 0, keep: 0 };
    await shop.run((tx) => setStockRule(tx, store.id, rule));
    const orderId = await sell(order("x1", [["mug", 2]]));
    await choose(orderId, paris);
    expect(await reserved(mug)).toEqual([0, 2]);
    await isSound();
  });

  test("a location chosen by hand is refused for an order whose channel names another, which stays as it was [D4.6]", async () => {
    await shop.stock(mug, 5);
    await shop.stock(mug, 5, paris);
    await route([{ locationId: berlin }, { locationId: paris }]);
    await shop.run((tx) =>
      tx.run(
        `insert into ext_location (organization_id, connection_id, ext_key, name, location_id)
         values (argosy.tenant(), $1, 'b', 'b', $2), (argosy.tenant(), $1, 'p', 'p', $3)`,
        [store.id, berlin, paris],
      ),
    );
    const line = orderLine({ variantKey: "mug", quantity: 1, channelTook: 0, location: "b" });
    const orderId = await sell(orderPart("n1", { lines: [line] }));
    await expect(choose(orderId, paris)).rejects.toMatchObject({ code: "ROUTE_LOCATION" });
    expect(await reserved(mug)).toEqual([1, 0]);
    expect((await why(orderId)).chosenBy).toBe("rules");
  });
});

test("an organization without routing rules sends no statement more [D4.4]", async () => {
  await shop.stock(mug, 5);
  const sent = (key: string) => statementsOf(() => sell(order(key, [["mug", 1]])));
  await sent("p1");
  const before = await sent("p2");
  expect(before.filter(({ text }) => text.includes("order_route"))).toEqual([]);
});
