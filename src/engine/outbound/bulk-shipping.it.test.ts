/** What the shipping desk asks for many orders at once. */
import { PDFDocument } from "@cantoo/pdf-lib";
import { expect, test } from "vitest";
import type { AutomationDefinition, Condition } from "../../commerce/automations/definition.ts";
import { whyChosen } from "../../hub/automations/courier-rules.ts";
import { dryRunShipping } from "../../hub/automations/shipping-dry-run.ts";
import { ruleOf, switchedOn } from "../../hub/automations/testing.ts";
import { createFiles } from "../../hub/files/files.ts";
import { type Drawer, drawHere } from "../../hub/paper-print/drawing.ts";
import { bookMany, type Choose } from "../../hub/shipping/book-many.ts";
import { listShipments, shipmentDetail } from "../../hub/shipping/list.ts";
import { mergedLabels } from "../../hub/shipping/merged-labels.ts";
import { courierPerformance } from "../../hub/shipping/performance.ts";
import { addPreset } from "../../hub/shipping/presets.ts";
import { countStages } from "../../hub/shipping/stages.ts";
import { fakeCourier, shippingWorld } from "./testing-shipments.ts";

const actor = { kind: "user", id: "u", name: "ana@example.test" } as const;

test("many orders are booked once each, weighed with their package, refused by name, and their labels print in order [G3]", async () => {
  const courier = fakeCourier();
  const one = await PDFDocument.create();
  one.addPage([288, 432]).drawRectangle({ x: 5, y: 5, width: 40, height: 20 });
  const pdf = Buffer.from(await one.save());
  const given = courier.ports.labels?.get;
  const labels = {
    formats: [],
    async get(...requested: Parameters<NonNullable<typeof given>>) {
      const [{ shipment }] = requested;
      // The courier's second label comes to nothing a PDF could show.
      const bytes = shipment.key === "S-2" ? Buffer.from("^XA^XZ") : pdf;
      return {
        state: "ready" as const,
        documents: [{ kind: "label" as const, contentType: "application/pdf" as const, bytes }],
      };
    },
  };
  let quoted = 0;
  const offers = (["std", "air"] as const).map((service, n) => ({
    ...{ service, serviceName: service.toUpperCase(), carrier: "UPS", days: 5 - 3 * n },
    price: { minor: 550n + 400n * BigInt(n), currency: "USD" },
  }));
  const rates = {
    async quote() {
      quoted += 1;
      return { offers, text: "" };
    },
  };
  await using world = await shippingWorld({ ...courier, ports: { ...courier.ports, labels, rates } });
  const now = new Date(world.clock.now());
  const [first = "", second = "", nowhere = "", third = ""] = await world.orders(4);
  await world.db.owner.run("update argosy.variant set weight_grams = 150");
  await world.db.owner.run(
    `update argosy.order_line set variant_id = (select id from argosy.variant limit 1)
     where order_id = any($1::uuid[])`,
    [[first, second, nowhere, third]],
  );
  await world.db.owner.run("update argosy.sales_order set shipping_address = null where id = $1", [nowhere]);
  const size = { lengthMm: 200, widthMm: 150, heightMm: 100 };
  const [box] = await world.inside((tx) =>
    addPreset(tx, { name: "Box", ...size, weightGrams: 80, isDefault: false }, now),
  );
  expect(box?.isDefault, "the first is the default").toBe(true);
  const input = {
    orderIds: [first, nowhere, second],
    connectionId: world.store,
    packageId: box?.id ?? "",
    fulfilWhen: "picked_up",
    notifyCustomer: false,
    idempotencyKey: "monday",
    actor,
    now,
  } as const;
  const choose: Choose = (of) => world.engine.couriers.choose({ ...of, organization: world.organization });
  const results = await bookMany(world.inside, choose, input);
  expect(results.map(({ orderId, error }) => [orderId, error?.code])).toEqual([
    [first, undefined],
    [nowhere, "SHIPMENT_ADDRESS"],
    [second, undefined],
  ]);
  expect(await bookMany(world.inside, choose, input), "the same key books nothing twice").toEqual(results);
  expect((await world.inside(countStages)).booking).toEqual({ count: 2, more: false });
  await world.engine.runUntilIdle();

  const ids = results.flatMap(({ shipmentId = "" }) => (shipmentId === "" ? [] : [shipmentId]));
  const [id = ""] = ids;
  const booked = await world.inside((tx) => shipmentDetail(tx, id));
  expect(booked).toMatchObject({ stage: "ready", labelState: "ready" });
  expect(booked.parcelList[0]).toMatchObject({ weightGrams: 2 * 150 + 80, ...size });
  expect((await world.inside((tx) => listShipments(tx, { stage: "ready" }))).items).toHaveLength(2);
  expect((await world.inside((tx) => listShipments(tx, { stage: "moving" }))).items).toEqual([]);
  expect(courier.booked).toHaveLength(2);

  const all = { from: "2000-01-01", to: "2100-01-01", zone: "Africa/Cairo" };
  expect(await world.inside((tx) => courierPerformance(tx, all))).toEqual([
    {
      ...{ courierId: world.store, courierName: expect.any(String), country: "EG", region: null, shipments: 2 },
      ...{ delivered: 0, returned: 0, daysToDeliver: null },
      charges: [{ currency: "USD", minor: 1_100n, shipments: 2 }],
    },
  ]);
  await world.db.owner.run(
    `update argosy.sales_order set shipping_address = shipping_address || '{"region":" Giza "}' where id = $1`,
    [first],
  );
  const byRegion = await world.inside((tx) => courierPerformance(tx, all));
  expect(byRegion.map(({ region, charges }) => [region, charges])).toEqual([
    ["Giza", [{ currency: "USD", minor: 550n, shipments: 1 }]],
    [null, [{ currency: "USD", minor: 550n, shipments: 1 }]],
  ]);
  const here = (more: object) => world.inside((tx) => listShipments(tx, { country: ["EG"], ...more }));
  expect((await here({})).items).toHaveLength(2);
  expect((await here({ postcode: "999" })).items).toEqual([]);
  expect((await here({ service: "nobody's" })).items).toEqual([]);
  expect((await here({ sku: "none" })).items).toEqual([]);
  const print = async (shipmentIds: readonly string[]) => {
    const request = { shipmentIds, paper: "a6" } as const;
    const drawer: Drawer = { draw: (_organization, job) => drawHere(job) };
    const merging = { db: world.db.database, files: createFiles(world.db.database), drawer };
    return PDFDocument.load(await mergedLabels(merging, world.organization, request));
  };
  // Two pages: the second stands in for a label that cannot be printed.
  expect((await print(ids)).getPageCount()).toBe(2);
  const unreadable = ids.filter((each) => each !== id);
  const bad = courier.booked[1]?.reference === booked.reference ? [id] : unreadable;
  await expect(print(bad)).rejects.toMatchObject({ code: "SHIPMENT_LABEL_NONE" });

  // Nothing decides while there is no rule; with rules the courier they name is asked, and why is kept.
  expect(quoted).toBe(0);
  const byRules = { ...input, orderIds: [third], connectionId: undefined, whyChosen };
  expect(await bookMany(world.inside, choose, byRules)).toMatchObject([{ error: { code: "SHIPMENT_NO_COURIER" } }]);
  const air = { do: "propose_courier", courier: world.store, service: "air", serviceName: "Air", prefer: "cheapest" };
  const choosing = (name: string, when: Condition, action = air) =>
    ruleOf("order.shipping_choice", [action], { name, when });
  const worth = { minor: 5_000, currency: "USD" };
  const inEgypt = { field: "address.country", is: "is", value: "EG" } as const;
  const rules = [
    choosing("Heavy", { field: "parcel.weight_grams", is: "at_least", value: 5_000 }),
    choosing("Egypt", { all: [inEgypt, { field: "parcel.value", is: "at_most", value: worth }] }),
  ];
  await world.inside((tx) => switchedOn(tx, rules, now));
  // What was tried and refused above books under the same key now.
  const [chosen] = await bookMany(world.inside, choose, byRules);
  expect(await bookMany(world.inside, choose, byRules), "asked again it is the same").toEqual([chosen]);
  expect(quoted, "once a try").toBe(1);
  const went = await world.inside((tx) => shipmentDetail(tx, chosen?.shipmentId ?? ""));
  expect(went).toMatchObject({ service: "air", serviceName: "AIR" });
  expect(went.why).toBe("By the rule “Egypt”. It ships to EG. The goods are worth 20.00 USD.");
  expect(went.whySaid?.map(({ code }) => code)).toEqual([
    "shipment.why.rule",
    "shipment.why.country",
    "shipment.why.value",
  ]);
  await world.engine.runUntilIdle();

  // Over the past: two went the courier's own way for 5.50 each, one by air; nothing is known of what "sea" costs.
  const play = (of: readonly AutomationDefinition[]) =>
    world.inside((tx) =>
      dryRunShipping(
        tx,
        of.map((each, n) => ({ ...each, id: `${n}` })),
        now,
      ),
    );
  const played = await play([choosing("Sea", inEgypt, { ...air, service: "sea" })]);
  expect(played).toMatchObject({ shipments: 3, isCut: false, changed: 3 });
  expect(played.would).toMatchObject([{ service: "sea", shipments: 3, costs: [], withoutCost: 3 }]);
  const same = await play(rules);
  expect(same.changed).toBe(2);
  expect(same.would).toMatchObject([
    { service: "air", shipments: 3, costs: [{ currency: "USD", minor: 1_650n, shipments: 3 }], withoutCost: 0 },
  ]);
  expect(same.rows.map(({ would }) => would?.rule)).toEqual(["Egypt", "Egypt"]);
  await world.db.owner.run("update argosy.shipment set charge_minor = 400 where service is null");
  const cheapest = await play([ruleOf("order.shipping_choice", [{ do: "propose_courier", prefer: "cheapest" }])]);
  expect(cheapest, "two went as the cheapest would, by no service in particular").toMatchObject({ changed: 1 });
});
