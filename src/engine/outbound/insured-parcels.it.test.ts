import { expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import { mergeOrders } from "../../hub/merging/merges.ts";
import { listShipments, shipmentDetail } from "../../hub/shipping/list.ts";
import { chooseShipping } from "../../hub/shipping/order-choice.ts";
import { fakeCourier, type ShippingWorld, shippingWorld } from "./testing-shipments.ts";

const detail = (world: ShippingWorld, id: string) => world.inside((tx) => shipmentDetail(tx, id));
const at = (world: ShippingWorld) => ({ actor: systemActor, now: new Date(world.clock.now()) });

test("a parcel is insured for the goods in it, an amount, or what an automation chose, and tells what that costs [G1]", async () => {
  const courier = fakeCourier({ canFind: true, insures: true });
  await using world = await shippingWorld(courier);
  const [items = "", amount = "", chosen = "", bare = "", none = ""] = await world.orders(5);
  const choose = (orderIds: readonly string[]) =>
    world.inside((tx) => chooseShipping(tx, { orderIds, insured: 900n, name: "9.00 USD", ...at(world) }));
  await choose([chosen, none]);
  const ids = [
    await world.ask(items, { insured: "goods" }),
    await world.ask(amount, { insured: 1_500n }),
    await world.ask(chosen),
    await world.ask(bare),
    await world.ask(none, { insured: "none" }),
  ];
  await world.engine.runUntilIdle();
  const shown = [];
  for (const id of ids) {
    const { insuredMinor, insuranceMinor, insuranceCurrency, chargeMinor } = await detail(world, id);
    shown.push([insuredMinor, insuranceMinor, insuranceCurrency, chargeMinor]);
  }
  expect(shown).toEqual([
    [2_000n, 50n, "USD", 550n],
    [1_500n, 50n, "USD", 550n],
    [900n, 50n, "USD", 550n],
    [0n, null, null, 550n],
    [0n, null, null, 550n],
  ]);
  expect(courier.booked.map(({ draft }) => draft.insuredMinor).toSorted()).toEqual([0n, 0n, 1_500n, 2_000n, 900n]);
});

test("an insured parcel whose booking got no answer is looked for, and insured once", async () => {
  const courier = fakeCourier({ canFind: true, insures: true });
  await using world = await shippingWorld(courier);
  const [order = ""] = await world.orders(1);
  let isLost = true;
  courier.strike = async (step) => {
    if (step !== "committed" || !isLost) return;
    isLost = false;
    throw new Error("The line went dead.");
  };
  const id = await world.ask(order, { insured: "goods" });
  await world.engine.runUntilIdle();
  world.clock.pass(5 * 60_000);
  await world.engine.runUntilIdle();
  expect(courier.booked.map(({ draft }) => draft.insuredMinor)).toEqual([2_000n]);
  expect(await detail(world, id)).toMatchObject({ state: "booked", insuredMinor: 2_000n, insuranceMinor: 50n });
});

test("a courier that takes no value to insure is not called, and says so", async () => {
  const courier = fakeCourier();
  await using world = await shippingWorld(courier);
  const [order = ""] = await world.orders(1);
  const id = await world.ask(order, { insured: "goods" });
  await world.engine.runUntilIdle();
  expect(courier.booked).toEqual([]);
  expect(await detail(world, id)).toMatchObject({
    state: "refused",
    text: expect.stringMatching(/takes no value to insure through its API/),
  });
});

test("orders in one parcel are insured together, each for its goods [G1]", async () => {
  const courier = fakeCourier({ canFind: true, insures: true });
  await using world = await shippingWorld(courier);
  const orders = await world.orders(2);
  const merge = { orderIds: orders, otherRecipients: true, policy: () => "allowed" as const, ...at(world) };
  await world.inside((tx) => mergeOrders(tx, merge));
  await world.ask(orders[0] ?? "", { insured: 3_000n });
  await world.engine.runUntilIdle();
  expect(courier.booked.map(({ draft }) => draft.insuredMinor)).toEqual([3_000n]);
  const { items } = await world.inside((tx) => listShipments(tx, {}));
  expect(items.map(({ insuredMinor, insuranceMinor }) => [insuredMinor, insuranceMinor])).toEqual([
    [1_500n, 25n],
    [1_500n, 25n],
  ]);
});
