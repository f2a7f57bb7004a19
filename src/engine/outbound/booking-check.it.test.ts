/** What is known of a booking before anybody pays for it: what is missing, and what it costs. */
import { expect, test } from "vitest";
import { ruleOf, switchedOn } from "../../hub/automations/testing.ts";
import { bookMany, type Choose } from "../../hub/shipping/book-many.ts";
import { checkBooking } from "../../hub/shipping/check.ts";
import { shipmentDetail } from "../../hub/shipping/list.ts";
import { addPreset } from "../../hub/shipping/presets.ts";
import { bookingCache } from "../../hub/shipping/request.ts";
import { fakeCourier, shippingWorld } from "./testing-shipments.ts";

const actor = { kind: "user", id: "u", name: "ana@example.test" } as const;
const BOX = { lengthMm: 200, widthMm: 150, heightMm: 100 };
const HEAVY = { ...BOX, weightGrams: 900 };
const offers = (["std", "air"] as const).map((service, n) => ({
  ...{ service, serviceName: service.toUpperCase(), carrier: "UPS", days: 5 - 3 * n },
  price: { minor: 550n + 400n * BigInt(n), currency: "USD" },
}));

test("missing data of an order is reported with its screen before anything is booked [G3]", async () => {
  await using world = await shippingWorld(fakeCourier());
  const { owner } = world.db;
  const now = new Date(world.clock.now());
  const [weighed = "", unlinked = "", streetless = "", homeless = "", gone = ""] = await world.orders(5);
  await owner.run("update argosy.variant set weight_grams = 150");
  const link =
    "update argosy.order_line set variant_id = (select id from argosy.variant limit 1) where order_id = any($1)";
  await owner.run(link, [[weighed, streetless, homeless, gone]]);
  await owner.run("update argosy.sales_order set shipping_address = shipping_address - 'line1' where id = $1", [
    streetless,
  ]);
  await owner.run("update argosy.sales_order set shipping_address = null where id = $1", [homeless]);
  await owner.run("update argosy.sales_order set status = 'cancelled' where id = $1", [gone]);
  const check = (orderId: string, parcel: object = BOX) =>
    world.inside((tx) => checkBooking(tx, { orderId, parcels: [{ ...BOX, ...parcel }] }, bookingCache(tx, now)));
  const problemsOf = async (orderId: string) =>
    (await check(orderId)).problems.map(({ error, mend }) => [error.code, error.said?.code, mend.kind]);

  expect(await check(weighed)).toMatchObject({ weightGrams: 300, problems: [] });
  expect(await problemsOf(unlinked)).toEqual([["SHIPMENT_WEIGHT", "refused.shipmentWeight", "order"]]);
  expect(await check(unlinked, { weightGrams: 700 }), "a person weighed it").toMatchObject({
    weightGrams: 700,
    problems: [],
  });
  expect(await problemsOf(streetless)).toEqual([["SHIPMENT_ADDRESS", "refused.shipmentStreet", "order"]]);
  expect(await problemsOf(homeless)).toEqual([["SHIPMENT_ADDRESS", "refused.shipmentAddress", "order"]]);
  expect(await problemsOf(gone)).toEqual([["ORDER_CANCELLED", "refused.orderCancelled", "order"]]);
  await owner.run("update argosy.variant set weight_grams = null");
  await owner.run("update argosy.location set address = '{}'");
  expect(await problemsOf(streetless), "all of it at once").toEqual([
    ["SHIPMENT_ADDRESS", "refused.shipmentStreet", "order"],
    ["SHIPMENT_WEIGHT", "refused.shipmentWeight", "product"],
    ["SHIPMENT_PLACE", "refused.shipmentPlace", "location"],
  ]);
  expect(await world.states()).toEqual({});
});

test("a price is known before booking by rules, by a person's choice and by the best rate, and never guessed [G1, G3]", async () => {
  const courier = fakeCourier();
  let answer: () => typeof offers = () => offers;
  const rates = { quote: async () => ({ offers: answer(), text: "" }) };
  await using world = await shippingWorld({ ...courier, ports: { ...courier.ports, rates } });
  const now = new Date(world.clock.now());
  const [orderId = "", other = "", third = ""] = await world.orders(3);
  const courierId = world.store;
  const quote = (request: object) =>
    world.engine.couriers.quote({ orderId, parcels: [HEAVY], organization: world.organization, request });

  expect(await quote({})).toMatchObject({ state: "none", offer: null, text: "No rule matches. Choose a courier." });
  expect(await quote({ courierId })).toMatchObject({ state: "chosen", courierId, offer: offers[0], chosenBy: null });
  expect(await quote({ prefer: "fastest" })).toMatchObject({ state: "chosen", courierId, offer: offers[1], why: "" });
  expect(await quote({ courierId, service: "air" })).toMatchObject({ state: "chosen", offer: offers[1] });
  expect(await quote({ courierId, service: "sea" })).toMatchObject({ state: "none", courierId: null });
  const [ruleId = ""] = await world.inside((tx) =>
    switchedOn(
      tx,
      [ruleOf("order.shipping_choice", [{ do: "propose_courier", prefer: "cheapest" }], { name: "All" })],
      now,
    ),
  );
  const byRules = await quote({});
  expect(byRules).toMatchObject({ state: "chosen", offer: offers[0], chosenBy: { ruleId } });
  expect(byRules.why).toBe("By the rule “All”. The cheapest rate is used.");
  answer = () => {
    throw new Error("away");
  };
  expect(await quote({ courierId }), "nobody knows what it would take").toMatchObject({
    ...{ state: "untold", courierId, offer: null },
  });
  answer = () => [];
  expect(await quote({ courierId })).toMatchObject({ state: "none", text: "No courier has a rate for it." });

  // One order goes as it was quoted, another as the others do.
  const [box] = await world.inside((tx) =>
    addPreset(tx, { name: "Box", ...BOX, weightGrams: 80, isDefault: true }, now),
  );
  const price = { minor: 950n, currency: "USD" };
  const choose: Choose = async () => ({
    ...{ connectionId: courierId, service: "std", serviceName: "STD", price: undefined },
    chosenBy: { ruleId },
  });
  const results = await bookMany(world.inside, choose, {
    orderIds: [orderId, other, third],
    packageId: box?.id ?? "",
    own: [
      { orderId, parcel: HEAVY, connectionId: courierId, service: "air", serviceName: "AIR", price },
      { orderId: other, parcel: { ...HEAVY, weightGrams: 400 } },
    ],
    ...{ fulfilWhen: "picked_up", notifyCustomer: false, idempotencyKey: "own", actor, now },
  });
  expect(results.map(({ error }) => error?.code)).toEqual([undefined, undefined, "SHIPMENT_WEIGHT"]);
  const [own, asOthers] = await Promise.all(
    results.slice(0, 2).map(({ shipmentId = "" }) => world.inside((tx) => shipmentDetail(tx, shipmentId))),
  );
  expect(own).toMatchObject({ service: "air", why: null, parcelList: [{ weightGrams: 900 }] });
  expect(asOthers).toMatchObject({ service: "std", parcelList: [{ weightGrams: 400 }] });
  await world.engine.runUntilIdle();
  expect(courier.booked.map(({ draft }) => draft.price)).toEqual(expect.arrayContaining([price, undefined]));
});

test("a courier that gives no rates says so, and is booked with all the same [G1]", async () => {
  await using world = await shippingWorld(fakeCourier());
  const [orderId = ""] = await world.orders(1);
  const order = { orderId, parcels: [HEAVY], organization: world.organization };
  const quote = await world.engine.couriers.quote({ ...order, request: { courierId: world.store } });
  expect(quote).toMatchObject({ state: "untold", courierId: world.store, offer: null });
  expect(quote.text).toMatch(/ gives no rates before booking\.$/);
});
