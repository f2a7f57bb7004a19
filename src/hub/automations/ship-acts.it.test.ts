import { expect, test } from "vitest";
import { newId } from "../../commerce/new-id.ts";
import { unlisted } from "../../commerce/routing/rules.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { createLocation } from "../inventory/locations.ts";
import { mergeOrders } from "../merging/merges.ts";
import { holdOrder } from "../order-holds/order-holds.ts";
import { getTimeline } from "../orders/detail.ts";
import { chooseLocation } from "../orders/route.ts";
import { actor, minutes, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { saveRouting } from "../routing/settings.ts";
import { choiceOf, chooseShipping, ruleOfOrder } from "../shipping/order-choice.ts";
import { packLines } from "../shipping/pack.ts";
import { addPreset } from "../shipping/presets.ts";
import { listPrintQueue, markPrinted } from "../shipping/print-queue.ts";
import { requestShipment } from "../shipping/request.ts";
import { splitOrder } from "../shipping/split.ts";
import { NO_PLATFORMS } from "./acting.ts";
import { listAutomationRuns, undoRun } from "./runs.ts";
import { ruleOf, switchedOn, workAll } from "./testing.ts";
import { workEvents } from "./work.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
const by = { actor, now: minutes(5) };

/** A shop with two locations, a courier and two packages. */
const world = fixture(async () => {
  const store = await shop.newStore();
  const mug = await shop.newVariant("MUG");
  await store.list(mug, "mug");
  const address = { line1: "1 Rue", city: "Paris", postcode: "75001", country: "FR" };
  const paris = (await shop.run((tx) => createLocation(tx, { name: "Paris", address, now: noon }))).id;
  await shop.stock(mug, 100);
  await shop.stock(mug, 100, paris);
  const locations = [{ ...unlisted(shop.locationId) }, { ...unlisted(paris) }];
  await shop.run((tx) =>
    saveRouting(tx, {
      isOn: true,
      criteria: ["rank"],
      split: "when_needed",
      locations,
      ifUpdatedAt: undefined,
      now: noon,
    }),
  );
  const [courier, slow] = [newId(noon), newId(noon)];
  await shop.run(async (tx) => {
    await tx.run(
      `insert into argosy.connection (organization_id, id, kind, provider, code, name, state, webhook_key)
       select argosy.tenant(), n.id, 'logistics', 'sandcourier', n.name, n.name, 'active', n.id::text
       from unnest($1::uuid[], $2::text[]) as n(id, name)`,
      [
        [courier, slow],
        ["fast", "slow"],
      ],
    );
    await tx.run("update argosy.variant set weight_grams = 300 where organization_id = argosy.tenant()");
  });
  const size = { lengthMm: 300, widthMm: 200, heightMm: 100, weightGrams: 80, isDefault: false };
  await shop.run((tx) => addPreset(tx, { ...size, name: "Box" }, noon));
  const presets = await shop.run((tx) => addPreset(tx, { ...size, name: "Tube" }, noon));
  const packageId = (name: string) => presets.find((each) => each.name === name)?.id ?? "";
  return { store, paris, courier, slow, box: packageId("Box"), tube: packageId("Tube") };
});

let sold = 0;
const home = { name: "Bo", line1: "1 Street", city: "Town", postcode: "10115", country: "DE" };
async function sell(to = home, quantity = 1): Promise<string> {
  const part = orderPart(`s-${++sold}`, {
    lines: [orderLine({ key: "mug", variantKey: "mug", quantity, channelTook: 0 })],
    shippingAddress: to,
  });
  const [applied] = await world.store.apply([part]);
  if (!applied) throw new Error("No order was applied.");
  return applied.orderId;
}

const on = (...rules: readonly ReturnType<typeof ruleOf>[]) => shop.run((tx) => switchedOn(tx, rules, noon));
const work = (now = noon) => workAll(shop.run, now);
const runsOf = async (orderId: string) => (await shop.run((tx) => listAutomationRuns(tx, { orderId }))).items;
const locationOf = (orderId: string) =>
  shop.run((tx) =>
    tx.one<{ place: string }>(
      "select location_id as place from argosy.order_line where organization_id = argosy.tenant() and order_id = $1",
      [orderId],
    ),
  );
const shipments = (orderId: string) =>
  shop.run((tx) =>
    tx.rows<{ courier: string; service: string | null; place: string; state: string; grams: number }>(
      `select s.connection_id as courier, s.service, s.location_id as place, s.state, p.weight_grams as grams
       from argosy.shipment s
       join argosy.parcel p on p.organization_id = argosy.tenant() and p.shipment_id = s.id
       where s.organization_id = argosy.tenant() and s.order_id = $1`,
      [orderId],
    ),
  );

test("an automation chooses location, courier and package of an order; the courier is proposed before the rules, and all is undone", async () => {
  const { courier, paris, tube } = world;
  const [id] = await on(
    ruleOf("order.received", [
      { do: "choose_location", location: paris },
      { do: "choose_courier", courier, service: "express" },
      { do: "choose_package", package: tube },
    ]),
  );
  const order = await sell();
  await work();
  expect(await locationOf(order)).toEqual({ place: paris });
  const choice = await shop.run((tx) => choiceOf(tx, order));
  expect(choice).toMatchObject({
    courier: { courierId: courier, service: "express", automationId: id },
    packageId: tube,
  });
  const own = await shop.run((tx) => ruleOfOrder(tx, order));
  expect(own).toMatchObject({ id, choose: { courierId: courier, service: "express" } });
  const [run] = await runsOf(order);
  const undone = await shop.run((tx) => undoRun(tx, { id: run?.id ?? "", ...by }));
  expect(undone.acts.map((each) => each["undone"])).toEqual([true, true, true]);
  expect(await locationOf(order)).toEqual({ place: shop.locationId });
  expect(await shop.run((tx) => choiceOf(tx, order))).toEqual({ courier: null, packageId: null, insured: null });
});

test("an automation's hold is told to a channel that takes holds", async () => {
  await on(ruleOf("order.received", [{ do: "hold_order", reason: "address" }]));
  const order = await sell();
  const platforms = { ...NO_PLATFORMS, takesHolds: () => true };
  await shop.run((tx) => workEvents(tx, noon, { size: 50, taken: [] }, platforms));
  const commands = await shop.run((tx) =>
    tx.rows(
      `select kind, input ->> 'action' as action, input ->> 'reason' as reason from argosy.command
       where organization_id = argosy.tenant() and order_id = $1`,
      [order],
    ),
  );
  expect(commands).toEqual([{ kind: "hold", action: "place", reason: "address" }]);
});

test("an automation has parcels insured for their goods or an amount of the order's currency, and it is undone", async () => {
  await on(
    ruleOf("order.received", [{ do: "insure" }]),
    ruleOf("order.received", [{ do: "insure", amount: { minor: 5_000, currency: "XTS" } }]),
  );
  const order = await sell();
  await work();
  const insured = async () => (await shop.run((tx) => choiceOf(tx, order))).insured;
  expect(await insured()).toBe("goods");
  const runs = await runsOf(order);
  expect(runs.flatMap(({ acts }) => acts.map((each) => [each["after"], each["leftOut"]])).toSorted()).toEqual([
    [undefined, "currency"],
    ["goods", undefined],
  ]);
  const done = runs.find(({ acts }) => acts[0]?.["after"] === "goods");
  const undone = await shop.run((tx) => undoRun(tx, { id: done?.id ?? "", ...by }));
  expect(undone.acts.map((each) => each["undone"])).toEqual([true]);
  expect(await insured()).toBe(null);
});

test("undoing leaves a location, courier and package that somebody chose since", async () => {
  const { courier, slow, paris, tube, box } = world;
  const choosing = (of: string, into: string) => [
    { do: "choose_courier", courier: of },
    { do: "choose_package", package: into },
  ];
  await on(
    ruleOf("order.received", [{ do: "choose_location", location: paris }, ...choosing(courier, tube)]),
    ruleOf("order.received", choosing(slow, box)),
  );
  const order = await sell();
  await work();
  await shop.run((tx) => chooseLocation(tx, { orderId: order, locationId: shop.locationId, ...by }));
  const first = (await runsOf(order)).at(-1);
  const undone = await shop.run((tx) => undoRun(tx, { id: first?.id ?? "", ...by }));
  expect(undone.acts.map((each) => each["undone"])).toEqual([false, false, false]);
  expect(await shop.run((tx) => choiceOf(tx, order))).toMatchObject({ courier: { courierId: slow }, packageId: box });
  expect(await locationOf(order)).toEqual({ place: shop.locationId });
});

test("a label is booked once for an event from where the units are, in the package chosen, although the worker is killed and repeats", async () => {
  const { courier, paris, tube } = world;
  await on(
    ruleOf("order.received", [
      { do: "choose_location", location: paris },
      { do: "choose_package", package: tube },
      { do: "book_label", courier, service: "express" },
      { do: "book_label", courier },
    ]),
  );
  const order = await sell();
  const killed = shop.run(async (tx) => {
    await workEvents(tx, noon, { size: 50, taken: [] });
    throw new Error("killed");
  });
  await expect(killed).rejects.toThrow("killed");
  expect(await shipments(order)).toEqual([]);
  await work();
  await work();
  expect((await runsOf(order)).map(({ error }) => error)).toEqual([null]);
  expect(await shipments(order)).toEqual([
    { courier, service: "express", place: paris, state: "requested", grams: 380 },
  ]);
  const [run] = await runsOf(order);
  expect(run?.acts.at(-1)).toEqual({ do: "book_label", leftOut: "SHIPMENT_NOTHING_LEFT" });
  const undone = await shop.run((tx) => undoRun(tx, { id: run?.id ?? "", ...by }));
  expect(undone.acts.map((each) => each["undone"])).toEqual([true, true, true, false]);
  expect(await shipments(order)).toMatchObject([{ state: "withdrawn" }]);
});

test("no label is booked for an order on hold, and the run says why", async () => {
  const { courier, box } = world;
  await on(ruleOf("order.received", [{ do: "book_label", courier, package: box }]));
  const order = await sell();
  await shop.run((tx) => holdOrder(tx, { orderId: order, reason: "fraud", note: "", keepsUnits: true, ...by }));
  await work();
  expect(await shipments(order)).toEqual([]);
  expect(await runsOf(order)).toMatchObject([{ outcome: "failed", error: expect.stringContaining("hold") }]);
});

test("an automation holds an order whose channel was deleted since", async () => {
  await on(ruleOf("order.received", [{ do: "hold_order", reason: "fraud" }]));
  const gone = await shop.newStore("Gone");
  const [applied] = await gone.apply([orderPart("gone", { lines: [orderLine({ key: "1", quantity: 1 })] })]);
  await shop.run((tx) =>
    tx.run(
      `update argosy.connection set state = 'deleted', installed_at = $2, deleted_at = $2
       where organization_id = argosy.tenant() and id = $1`,
      [gone.id, noon],
    ),
  );
  await work();
  expect(await runsOf(applied?.orderId ?? "")).toMatchObject([{ error: null }]);
});

test("an automation that names a courier, location or package that is gone is not switched on", async () => {
  const gone = newId(noon);
  for (const action of [
    { do: "choose_courier", courier: gone },
    { do: "choose_location", location: gone },
    { do: "choose_package", package: world.paris },
  ])
    await expect(on(ruleOf("order.received", [action]))).rejects.toMatchObject({ code: "AUTOMATION_REFERENCE" });
});

const toHim = { name: "Cy", line1: "9 Street", city: "Town", postcode: "10999", country: "DE" };
const mergeOf = (orderId: string) =>
  shop.run((tx) =>
    tx.rows<{ id: string; orders: string[] }>(
      `select e.merge_id as id, array_agg(a.order_id::text order by a.order_id) as orders
       from argosy.order_merge_order e
       join argosy.order_merge_order a on a.organization_id = argosy.tenant() and a.merge_id = e.merge_id
       where e.organization_id = argosy.tenant() and e.order_id = $1 and e.is_open
       group by 1`,
      [orderId],
    ),
  );
const workKnowing = (policy: "allowed" | "unknown") =>
  shop.run((tx) => workEvents(tx, noon, { size: 50, taken: [] }, { ...NO_PLATFORMS, mergePolicy: () => policy }));

test("orders of one buyer are merged once by a rule, not one on hold and not of a channel whose rules are unknown, and undone", async () => {
  await on();
  const held = await sell(toHim);
  await shop.run((tx) => holdOrder(tx, { orderId: held, reason: "fraud", note: "", keepsUnits: true, ...by }));
  await on(ruleOf("order.received", [{ do: "merge_order" }]));
  const first = await sell(toHim);
  const second = await sell(toHim);
  const killed = shop.run(async (tx) => {
    await workEvents(tx, noon, { size: 50, taken: [] }, { ...NO_PLATFORMS, mergePolicy: () => "allowed" });
    throw new Error("killed");
  });
  await expect(killed).rejects.toThrow("killed");
  expect(await mergeOf(first)).toEqual([]);
  await workKnowing("allowed");
  await workKnowing("allowed");
  const [merge] = await mergeOf(first);
  expect(merge?.orders).toEqual([first, second].toSorted());
  expect((await runsOf(second))[0]?.acts).toEqual([{ do: "merge_order", leftOut: "nothing_to_merge" }]);
  const [run] = await runsOf(first);
  const undone = await shop.run((tx) => undoRun(tx, { id: run?.id ?? "", ...by }));
  expect(undone.acts).toMatchObject([{ do: "merge_order", undone: true }]);
  expect(await mergeOf(first)).toEqual([]);
  const third = await sell(toHim);
  await workKnowing("unknown");
  expect(await mergeOf(third)).toEqual([]);
});

test("papers wait in the print queue once, are noted as printed once, and are taken off by undoing until then", async () => {
  await on(
    ruleOf("order.received", [
      { do: "print_papers", papers: "label_slip" },
      { do: "print_papers", papers: "all" },
    ]),
  );
  const [first, second] = [await sell(), await sell()];
  await workAll(shop.run, noon);
  const waiting = () => shop.run(listPrintQueue);
  expect((await waiting()).map(({ orderId, papers }) => [orderId, papers])).toEqual(
    [first, second].toSorted().map((id) => [id, ["invoice", "label", "slip"]]),
  );
  const [run] = (await shop.run((tx) => listAutomationRuns(tx, { orderId: first }))).items;
  expect(run?.acts.map((act) => act["queued"])).toEqual([["label", "slip"], ["invoice"]]);
  const undone = await shop.run((tx) => undoRun(tx, { id: run?.id ?? "", ...by }));
  expect(undone.acts.map((act) => act["undone"])).toEqual([true, true]);
  const print = (...documents: ("label" | "slip" | "invoice")[]) =>
    shop.run((tx) => markPrinted(tx, { orderIds: [first, second], papers: documents, ...by }));
  expect([await print("slip"), await print("slip"), await print("label")]).toEqual([1, 0, 0]);
  // Its label is not there: it has not been printed.
  expect(await waiting()).toMatchObject([{ orderId: second, papers: ["invoice", "label"] }]);
  await shop.run((tx) => holdOrder(tx, { orderId: second, reason: "fraud", note: "", keepsUnits: true, ...by }));
  await expect(print("label")).rejects.toMatchObject({ code: "ORDER_ON_HOLD" });
  expect(await print("invoice")).toBe(1);
  expect(await waiting()).toMatchObject([{ orderId: second, papers: ["label"] }]);
  const reported = (await shop.run((tx) => getTimeline(tx, second))).filter(({ kind }) => kind === "printed");
  expect(reported.map(({ data }) => data)).toEqual([{ papers: ["slip"] }, { papers: ["invoice"] }]);
});

test("a choice to insure counts for all orders of a parcel, and an amount once for the parcels of an order", async () => {
  await on();
  const insure = (orderId: string, insured: bigint) =>
    shop.run((tx) => chooseShipping(tx, { orderIds: [orderId], insured, name: "", ...by }));
  const book = (orderId: string) =>
    shop.run((tx) =>
      requestShipment(tx, {
        ...{ orderId, connectionId: world.courier, locationId: world.paris, fulfilWhen: "picked_up", ...by },
        parcels: [{ weightGrams: 500, lengthMm: 200, widthMm: 150, heightMm: 100 }],
        ...{ notifyCustomer: false, idempotencyKey: newId(noon) },
      }),
    );
  const insuredOf = (shipmentId: string) =>
    shop.run(async (tx) => {
      const { minor } = await tx.one<{ minor: bigint }>(
        `select sum(insured_minor)::bigint as minor from argosy.shipment
         where organization_id = argosy.tenant() and (id = $1 or label_shipment_id = $1)`,
        [shipmentId],
      );
      return minor;
    });
  const [one, other] = [await sell(), await sell()];
  await insure(other, 5000n);
  await shop.run((tx) =>
    mergeOrders(tx, { orderIds: [one, other], otherRecipients: false, policy: () => "allowed", ...by }),
  );
  expect(await insuredOf(await book(one))).toBe(5000n);
  const alone = await sell(home, 2);
  await insure(alone, 3000n);
  await shop.run(async (tx) => {
    const [mugs] = await packLines(tx, alone);
    await splitOrder(tx, { orderId: alone, parcels: [[{ lineId: mugs?.id ?? "", quantity: 1 }]], ...by });
  });
  expect(await insuredOf(await book(alone))).toBe(3000n);
  expect(await insuredOf(await book(alone))).toBe(0n);
});
