/** Orders that rules route between two locations, with the hub killed at each statement that chooses: every unit stays where it is. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectShop } from "../demo/connect.ts";
import { organizationId } from "../src/commerce/ids.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { testDatabase } from "../src/db/testing.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { checkLedger, checkReservations } from "../src/hub/inventory/doctor.ts";
import { openSimHub } from "./sim/hub.ts";
import { MINUTE } from "./support/lab-clock.ts";
import { startSandboxOf } from "./support/start.ts";

const hub = fixture(async () => openSimHub(await testDatabase()));
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandboxOf("woocommerce", { clock: hub.clock, seed: 11 });
});
afterAll(() => sandbox.close());

interface Routed {
  readonly chosenBy: string | null;
  readonly locations: readonly { readonly name: string; readonly reserved: number; readonly short: number }[];
}

test("three orders are routed to two locations though the hub is killed between, and one moves when stock comes [D4.4, D4.6]", async () => {
  const seller = hub.owner;
  await seller.post("/products", { title: "Mug", variants: [{ sku: "MUG", priceMinor: 900, currency: "USD" }] });
  const { items } = await seller.get<{ items: { id: string }[] }>("/locations");
  const berlin = items[0]?.id;
  const { id: paris } = await seller.post<{ id: string }>("/locations", { name: "Paris" });
  const stock = (locationId: string | undefined, onHand: number) =>
    seller.post("/inventory/levels", { items: [{ sku: "MUG", locationId, onHand }] });
  await stock(berlin, 50);
  await stock(paris, 4);
  const location = (locationId: string | undefined) => ({
    locationId,
    areas: [],
    onlyAreas: false,
    costMinor: null,
    ordersPerDay: null,
  });
  await seller.call("PUT", "/routing", {
    isOn: true,
    criteria: ["rank"],
    split: "when_needed",
    locations: [location(paris), location(berlin)],
  });
  sandbox.shop.addProduct({ title: "Mug", status: "active", variants: [{ sku: "MUG", price: "9.00", stock: 54 }] });
  const sync = { importProducts: false, stockFrom: "none", importOrdersDays: null } as const;
  await connectShop(seller, sandbox, { name: "Mugs", sync });
  await hub.pass(12 * MINUTE, [sandbox]);
  const choices = [
    "from argosy.order_routing",
    "insert into argosy.order_route as r",
    "insert into argosy.order_route_location",
  ];
  for (const choice of choices) {
    hub.life.seam.watch(({ what, when }) => when === "before" && what.includes(choice));
    sandbox.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 2 }], payment: "paid" });
    await hub.work([sandbox]);
    hub.life.seam.disarm();
    await hub.pass(12 * MINUTE, [sandbox]);
  }
  expect(hub.deaths.length).toBeGreaterThanOrEqual(choices.length);
  const orders = await seller.get<{ items: { id: string }[] }>("/orders");
  const routed = () => Promise.all(orders.items.map(({ id }) => seller.get<Routed>(`/orders/${id}/routing`)));
  const placed = (all: readonly Routed[]) => all.flatMap(({ locations }) => locations.map(({ name }) => name)).sort();
  const before = await routed();
  expect(placed(before)).toEqual(["Main", "Paris", "Paris"]);
  expect(before.flatMap(({ locations }) => locations.map(({ reserved, short }) => reserved + short))).toEqual([
    2, 2, 2,
  ]);
  await stock(paris, 20);
  await hub.pass(3 * MINUTE, [sandbox]);
  await hub.life.engine.upkeep();
  expect(placed(await routed())).toEqual(["Paris", "Paris", "Paris"]);
  const wrong = await hub.db.database.tenant(organizationId(seller.organizationId), async (tx) => [
    ...(await checkLedger(tx)),
    ...(await checkReservations(tx)),
  ]);
  expect(wrong).toEqual([]);
});
