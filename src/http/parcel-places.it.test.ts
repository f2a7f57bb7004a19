/** Where parcels leave from and what they are packed in, where whoever books says neither. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { chooseShipping } from "../hub/shipping/order-choice.ts";
import { quotedConsignment } from "../hub/shipping/quote-request.ts";
import { type PosHub, posHub, type Shop } from "./testing-pos.ts";

let hub: PosHub["hub"];
let ana: PosHub["ana"];
let ok: PosHub["ok"];
let paris: Shop;
let courier: string;
let box: string;
let tube: string;

const SIZE = { lengthMm: 200, widthMm: 150, heightMm: 100 };
const run: typeof hub.db.database.tenant = (...requested) => hub.db.database.tenant(...requested);
const now = () => new Date(hub.clock.now());

/** The default location has none of what Paris has. */
beforeAll(async () => {
  const made = await posHub();
  ({ hub, ana, ok } = made);
  paris = await made.shop({}, 100);
  courier = await run(ana.organization, async (tx) => {
    await tx.run(
      `update argosy.location set address = jsonb_build_object('line1', '1 Dock', 'city', name, 'country', 'FR')
       where organization_id = argosy.tenant()`,
    );
    await tx.run("update argosy.variant set weight_grams = 300 where organization_id = argosy.tenant()");
    const { id } = await tx.one<{ id: string }>(
      `insert into argosy.connection (organization_id, kind, provider, code, name, state, webhook_key)
       values (argosy.tenant(), 'logistics', 'fakecourier', 'c', 'DHL', 'active', 'c') returning id`,
    );
    return id;
  });
  box = (await ok("POST", "/package-presets", { name: "Box", ...SIZE, weightGrams: 100 })).items[0].id;
  const presets = (await ok("POST", "/package-presets", { name: "Tube", ...SIZE, weightGrams: 40 })).items;
  tube = presets.find((each: { name: string }) => each.name === "Tube").id;
});

/** An order whose units are reserved in Paris. */
async function newOrder(): Promise<string> {
  const { id, lines } = await ok("POST", "/orders", {
    ...{ currency: "EUR", financial: "paid", paymentKind: "prepaid" },
    shippingAddress: { name: "Ada", line1: "1 Rue", city: "Lyon", country: "FR" },
    lines: [{ variantId: paris.variantId, quantity: 2 }],
  });
  expect(lines[0].locationId).toBe(paris.location.id);
  return id;
}
const choose = (orderId: string, packageId: string) =>
  run(ana.organization, (tx) =>
    chooseShipping(tx, {
      ...{ orderIds: [orderId], packageId, name: "Tube", now: now() },
      actor: { kind: "user", id: "u", name: "ana@example.test" },
    }),
  );
const parcelOf = async (shipmentId: string) => {
  const { parcelList } = await ok("GET", `/shipments/${shipmentId}`);
  const { place } = await run(ana.organization, (tx) =>
    tx.one<{ place: string }>(
      "select location_id as place from argosy.shipment where organization_id = argosy.tenant() and id = $1",
      [shipmentId],
    ),
  );
  return { place, grams: parcelList[0].weightGrams };
};

afterAll(() => hub[Symbol.asyncDispose]());

test("a parcel booked without a location leaves from the one that holds its units, quoted and booked alone and with others [G3]", async () => {
  const [alone, together] = [await newOrder(), await newOrder()];
  const parcels = [{ ...SIZE, weightGrams: 500 }];
  const quoted = await run(ana.organization, (tx) =>
    quotedConsignment(tx, { orderId: alone, parcels, now: now() }, courier),
  );
  expect(quoted.from).toMatchObject({ locationId: paris.location.id, address: { city: "Shop 1" } });
  const one = await ok("POST", "/shipments", { orderId: alone, courierId: courier, parcels });
  expect((await parcelOf(one.id)).place).toBe(paris.location.id);
  await run(ana.organization, (tx) =>
    tx.run("update argosy.location set address = '{}' where organization_id = argosy.tenant() and id = $1", [
      paris.location.id,
    ]),
  );
  const check = await ok("POST", "/shipments/bulk/check", { orders: [{ orderId: together }] });
  expect(check.results[0].problems, "an address that is missing is told of where it leaves from").toMatchObject([
    { code: "SHIPMENT_PLACE", mend: { kind: "location", id: paris.location.id } },
  ]);
  await run(ana.organization, (tx) =>
    tx.run(
      `update argosy.location set address = '{"line1":"1 Dock","city":"Paris","country":"FR"}'
       where organization_id = argosy.tenant()`,
    ),
  );
  const many = await ok("POST", "/shipments/bulk", { orderIds: [together], courierId: courier, packageId: box });
  expect(await parcelOf(many.results[0].shipmentId)).toEqual({ place: paris.location.id, grams: 700 });
});

test("orders booked together each go in the package a rule chose, else the default, unless one is named for all [G3]", async () => {
  const [plain, chosen, gone, overridden] = [await newOrder(), await newOrder(), await newOrder(), await newOrder()];
  for (const id of [chosen, overridden]) await choose(id, tube);
  await choose(gone, crypto.randomUUID());
  const { results: checked } = await ok("POST", "/shipments/bulk/check", {
    orders: [{ orderId: plain }, { orderId: chosen }, { orderId: gone }],
  });
  expect(checked).toMatchObject([
    { packageId: box, weightGrams: 700, problems: [] },
    { packageId: tube, weightGrams: 640, problems: [] },
    { packageId: box, weightGrams: 700, problems: [] },
  ]);
  const { items } = await ok("GET", `/orders/packing?orderIds=${plain},${chosen},${gone}`);
  expect(items.map((each: { packageId: string | null }) => each.packageId)).toEqual([null, tube, null]);
  const book = async (orderIds: readonly string[], more: object = {}) => {
    const { results } = await ok("POST", "/shipments/bulk", { orderIds, courierId: courier, ...more });
    return Promise.all(results.map(async (each: { shipmentId: string }) => (await parcelOf(each.shipmentId)).grams));
  };
  expect(await book([plain, chosen, gone])).toEqual([700, 640, 700]);
  expect(await book([overridden], { packageId: box })).toEqual([700]);
});

test("an order tells of each rule that proposes couriers whether it is for it, as it would be packed [G1]", async () => {
  const orderId = await newOrder();
  await choose(orderId, tube);
  const rule = (name: string, grams: number) =>
    ok("POST", "/automations", {
      ...{ name, trigger: "order.shipping_choice", isOn: true },
      when: { field: "parcel.weight_grams", is: "at_most", value: grams },
      actions: [{ do: "propose_courier", courier, prefer: "cheapest" }],
    });
  const rules = [await rule("Light", 639), await rule("Heavier", 640)];
  const { now: requested } = await ok("GET", `/orders/${orderId}/automations`);
  expect(requested).toMatchObject([
    { automationId: rules[0].id, verdict: "no", looked: [{ found: 640 }] },
    { automationId: rules[1].id, verdict: "yes" },
  ]);
  const tried = await ok("POST", "/automations/dry-run/shipments", {});
  expect(tried).toMatchObject({ shipments: 0, rows: [] });
});
