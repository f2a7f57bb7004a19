/** A web order is made ready, paid and handed over at the register, and its channel says that it is fulfilled. */
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { seriousFaults } from "../support/axe.ts";
import { connectCourier } from "../support/courier.ts";
import { visit } from "../support/dashboard.ts";
import { firstSyncDone, until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { addRegister, enterPin, openRegister } from "./register-world.ts";

interface Order {
  readonly id: string;
  readonly number: string;
  readonly orderKey: string;
  readonly state: string;
}

describeInBrowser("picking up a web order", (hub) => {
  const seller = fixture(() => hub.seller("pickup"));
  const sandbox = fixture(() => hub.sandbox("shopify", { seed: 5, currency: "USD" }));

  beforeAll(async () => {
    sandbox.shop.addProduct({ title: "Soap", status: "active", variants: [{ sku: "SOAP", price: "6.00", stock: 20 }] });
    await firstSyncDone(seller, await hub.connect(seller, sandbox, "Cairo", { stockFrom: "channel" }));
  });

  const found = async (key: string) =>
    (await seller.get<{ items: Order[] }>("/orders?limit=50")).items.find(({ orderKey }) => orderKey === key);
  const stateOf = async (key: string) => (await found(key))?.state;

  async function collected(payment: "paid" | "pending"): Promise<{ readonly key: string; readonly order: Order }> {
    const key = sandbox.shop.placeOrder({ lines: [{ sku: "SOAP", quantity: 2 }], payment });
    await until("the order is here", async () => (await found(key)) !== undefined);
    const order = await found(key);
    if (!order) throw new Error("The order is gone.");
    return { key, order };
  }

  const openPickups = async (page: Page, order: Order) => {
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("button", { name: "Pickup", exact: true }).click();
    await page.getByLabel("Number, name or phone, or scan").fill(order.number);
    await page.getByRole("button", { name: `Open ${order.number}` }).click();
  };

  const handOver = async (page: Page) => {
    await page.getByLabel("Taken by").fill("Amal Haddad");
    await page.getByRole("button", { name: "Hand over" }).click();
    await page.getByRole("dialog").getByText("Amal Haddad").waitFor();
  };

  test("an order marked on its page is made ready and handed over, and the channel says it is fulfilled [F4]", async () => {
    const made = await addRegister(seller, "Counter", "P1");
    const { key, order } = await collected("paid");
    await using visitor = await visit(hub, seller, { width: 1280, height: 900 });
    const { page } = visitor;
    await page.goto(`${hub.url}/orders/${order.id}`);
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Have it picked up…" }).click();
    await page.getByRole("dialog").getByRole("combobox", { name: "Location" }).click();
    await page.getByRole("option").first().click();
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.getByText("To pick up").first().waitFor();
    await openRegister(page, hub, made);
    await openPickups(page, order);
    await page.getByRole("button", { name: "Ready for pickup" }).click();
    await until("it is ready", async () => (await stateOf(key)) === "ready_for_pickup");
    await handOver(page);
    await until("the channel is told", async () => sandbox.shop.order(key)?.fulfilled === true);
    await until("it is picked up", async () => (await stateOf(key)) === "picked_up");
    expect(visitor.complaints).toEqual([]);
  });

  test("an unpaid one is paid in cash first, and the Z report adds up [F4]", async () => {
    const made = await addRegister(seller, "Second counter", "P2");
    const { key, order } = await collected("pending");
    const { items } = await seller.get<{ items: { id: string }[] }>("/locations");
    await seller.post(`/orders/${order.id}/pickup`, { locationId: items[0]?.id });
    await using visitor = await visit(hub, seller, { width: 1024, height: 768 });
    const { page } = visitor;
    await openRegister(page, hub, made);
    await openPickups(page, order);
    await page
      .getByRole("button", { name: /^Take / })
      .first()
      .click();
    await handOver(page);
    await until("it is picked up", async () => (await stateOf(key)) === "picked_up");
    const sessions = await seller.get<{ items: { id: string }[] }>(`/pos/sessions?registerId=${made.id}`);
    const { report } = await seller.get<{ report: { collected: number; expected: number; sales: number } }>(
      `/pos/sessions/${sessions.items[0]?.id}`,
    );
    expect(report.collected).toBeGreaterThan(0);
    expect([report.expected, report.sales]).toEqual([10_000 + report.collected, 0]);
    expect(visitor.complaints).toEqual([]);
  });

  test("an order's days to collect are set with its location, and later it is shown as overdue [F4]", async () => {
    const made = await addRegister(seller, "Third counter", "P3");
    const { order } = await collected("paid");
    const { items } = await seller.get<{ items: { id: string; name: string }[] }>("/locations");
    const [place] = items;
    await seller.post(`/orders/${order.id}/pickup`, { locationId: place?.id });
    await using visitor = await visit(hub, seller, { width: 1280, height: 900 });
    const { page } = visitor;
    await openRegister(page, hub, made);
    await openPickups(page, order);
    await page.getByRole("button", { name: "Ready for pickup" }).click();
    await until("it is ready", async () => (await stateOf(order.orderKey)) === "ready_for_pickup");
    await hub.look(
      seller,
      `update argosy.sales_order set pickup_ready_at = pickup_ready_at - interval '2 days'
       where organization_id = argosy.tenant() and id = $1 returning id`,
      [order.id],
    );
    const isOverdue = async () => {
      await page.goto(`${hub.url}/register/`);
      await enterPin(page);
      await page.getByTestId("products").waitFor();
      await openPickups(page, order);
      await page.getByRole("dialog").getByText(order.number).first().waitFor();
      await page.getByLabel("Taken by").waitFor();
      return (await page.getByRole("dialog").getByText("Overdue", { exact: true }).count()) > 0;
    };
    expect(await isOverdue()).toBe(false);
    await page.goto(`${hub.url}/inventory/locations`);
    await page
      .getByRole("row", { name: place?.name ?? "" })
      .getByRole("button", { name: "Edit location" })
      .click();
    await page.getByRole("dialog").getByLabel("Days to pick up an order").fill("1");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.getByText("Location saved.").waitFor();
    expect((await seller.get<{ items: { pickupDays: number }[] }>("/locations")).items[0]?.pickupDays).toBe(1);
    expect(await isOverdue()).toBe(true);
    expect(visitor.complaints).toEqual([]);
  });

  test("Shopify's local pickup is read from the order, also where the shop has one location [F4]", async () => {
    const key = sandbox.shop.placeOrder({ lines: [{ sku: "SOAP", quantity: 1 }], isCollected: true });
    await until("the order waits to be picked up", async () => (await stateOf(key)) === "to_pick_up");
  });

  test("a courier with no address to collect parcels from asks for one until it is entered [G1]", async () => {
    const novice = await hub.seller("novice", { organization: "Novice", currency: "INR" });
    await using _courier = await connectCourier(novice, "delhivery", 5);
    const { items } = await novice.get<{ items: { id: string }[] }>("/stores?kind=logistics");
    await using visitor = await visit(hub, novice);
    const { page } = visitor;
    await page.goto(`${hub.url}/channels/${items[0]?.id}`);
    await page.getByText("Main has no address.").waitFor();
    await page.getByRole("link", { name: "Enter address" }).click();
    await page.getByRole("row", { name: "Main" }).getByText("No address").waitFor();
    await page.getByRole("button", { name: "Edit location" }).click();
    const dialog = page.getByRole("dialog");
    for (const [label, text] of [
      ["Street and number", "1 Dock Road"],
      ["Postcode", "560001"],
      ["Town", "Bengaluru"],
      ["Region", "Karnataka"],
      ["Phone", "+919000000002"],
      ["E-mail", "dock"],
    ] as const)
      await dialog.getByLabel(label).fill(text);
    await dialog.getByRole("combobox", { name: "Country" }).fill("Indi");
    await page.getByRole("option", { name: "India", exact: true }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("This is not an e-mail address.", { exact: true }).waitFor();
    await dialog.getByLabel("E-mail").fill("dock@example.test");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("row", { name: "Main" }).getByText("1 Dock Road, 560001 Bengaluru, India").waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    const locations = page.waitForResponse(/\/api\/locations/);
    await page.goto(`${hub.url}/shipments`);
    await locations;
    await page.getByText("No shipments", { exact: true }).waitFor();
    expect(await page.getByText("Main has no address.").count()).toBe(0);
  }, 120_000);
});
