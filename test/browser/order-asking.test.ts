/** What is asked of orders and has to be said first: goods back into stock, many orders at once, one without items. */
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { SandboxShop } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { PHONE, visit } from "../support/dashboard.ts";
import { firstSyncDone, until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { pasteInto } from "../support/paste.ts";
import { pickVariant } from "../support/pick-variant.ts";
import { arrived, ordersWorld } from "./orders-world.ts";

describeInBrowser("what is asked of orders in the dashboard", (hub) => {
  const world = fixture(() => ordersWorld(hub));

  const goTo = (page: Page, path: string) => page.goto(hub.url + path);
  /** With SCREENS=<folder> what a test looks at is drawn. */
  const picture = async (page: Page, name: string) => {
    if (process.env.SCREENS) await page.screenshot({ path: join(process.env.SCREENS, `${name}.png`) });
  };

  test("an order whose items the shop took out says so where its items stood", async () => {
    const { shop } = world.store.sandbox;
    const key = shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }], payment: "paid" });
    const { id } = await arrived(world.seller, key);
    shop.editOrder?.(key, "MUG", 0);
    await using visitor = await visit(hub, world.seller);
    await goTo(visitor.page, "/orders");
    await visitor.page.locator(`[data-row]:has(a[href^="/orders/${id}"])`, { hasText: "No items left" }).waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("an order that waits to be accepted stands in its tab, says until when, and is accepted with one click", async () => {
    const { seller } = world;
    const sandbox = await hub.sandbox("walmart");
    sandbox.shop.addProduct({ title: "Kettle", variants: [{ sku: "KETTLE", price: "30.00", stock: 5 }] });
    const store = await hub.connect(seller, sandbox, "Walmart");
    await firstSyncDone(seller, store);
    const key = sandbox.shop.placeOrder({ lines: [{ sku: "KETTLE", quantity: 1 }], payment: "pending" });
    await seller.post(`/stores/${store.id}/sync/orders`);
    const { id } = await arrived(seller, key);
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, "/orders");
    await page.getByRole("tab", { name: /^To accept/ }).click();
    await page.locator(`[data-row]:has(a[href^="/orders/${id}"])`, { hasText: /Accept in [34] h/ }).waitFor();
    await goTo(page, `/orders/${id}`);
    const notice = page.getByRole("alert").filter({ hasText: "Walmart waits for you to accept this order" });
    await notice.getByText("Accept or cancel it before").waitFor();
    await picture(page, "order-to-accept");
    await notice.getByRole("button", { name: "Accept order" }).click();
    await notice.waitFor({ state: "detached" });
    expect(sandbox.shop.order(key)?.status).toBe("Acknowledged");
    expect(visitor.complaints).toEqual([]);
  });

  test("a row shows what is packed, whence, whereto and by when; a phone's card names the country", async () => {
    const { seller, store } = world;
    const image = `${hub.url}/favicon.svg`;
    const [mug] = (await seller.get<{ items: { productId: string }[] }>("/variants?sku=MUG")).items;
    await seller.patch(`/products/${mug?.productId}`, { images: [{ url: image }] });
    const lines = [
      { sku: "MUG", quantity: 2 },
      { sku: "BLANKET", quantity: 1 },
      { sku: "BOX-NEW", quantity: 1 },
    ];
    const customer = { name: "Rania Row", phone: "+201001230077" };
    const soon = await arrived(seller, store.sandbox.shop.placeOrder({ lines, customer, payment: "paid" }));
    const one = { lines: [{ sku: "MUG", quantity: 1 }], customer: { name: "Rania Late" }, payment: "paid" } as const;
    const late = await arrived(seller, store.sandbox.shop.placeOrder(one));
    await seller.post("/products", { title: "Serving plate", variants: [{ sku: "PLATE" }] });
    await seller.post("/inventory/levels", { items: [{ sku: "PLATE", onHand: 1 }] });
    const short = {
      currency: "EUR",
      contact: { name: "Rania Short" },
      lines: [{ sku: "PLATE", quantity: 2, unitPrice: "9.00" }],
    };
    await seller.post("/orders", { ...short, financial: "paid" });
    // By when a platform wants it shipped: Shopify is not one of those that tell.
    for (const [order, hours] of [
      [soon, 5.2],
      [late, -3.2],
    ] as const)
      await hub.owner.run(
        `update sales_order set ship_by = now() + $2 * interval '1 hour', due_at = now() + $2 * interval '1 hour'
         where id = $1`,
        [order.id, hours],
      );
    // Words are found a second after what has them, and a list does not look again for them.
    await until("all three are found", () => seller.get<{ items: unknown[] }>("/orders?q=rania"), {
      wanted: ({ items }) => items.length === 3,
    });
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, "/orders?q=rania");
    const rowOf = (name: string) => page.locator("[data-row]", { hasText: name });
    const row = rowOf("Rania Row");
    for (const text of ["2 ×", "Stoneware mug", "+2", "Nile Home", "GR", "Ship in 5 hr", "€178.00"])
      await row.getByText(text, { exact: true }).waitFor();
    const drawn = "[...document.images].filter(({ naturalWidth }) => naturalWidth > 0).map(({ src }) => src)";
    const images = async () => new Set(await page.evaluate<string[]>(drawn));
    await until("the item and the channel are drawn", images, {
      wanted: (there) => there.has(image) && there.has(`${hub.url}/logos/shopify.svg`),
    });
    for (const text of ["To ship", "Late, due 3 hr ago"])
      await rowOf("Rania Late").getByText(text, { exact: true }).waitFor();
    await rowOf("Rania Short").getByText("Short 1", { exact: true }).waitFor();
    await rowOf("Rania Short").getByText("Manual order", { exact: true }).waitFor();
    await row.getByText("GR", { exact: true }).hover();
    await row.getByTitle("Greece", { exact: true }).waitFor();
    await using phone = await visit(hub, seller, PHONE);
    await goTo(phone.page, "/orders?q=rania");
    const card = phone.page.getByRole("listitem").filter({ hasText: "Rania Row" });
    for (const text of ["Stoneware mug", "+2", "Ship in 5 hr", "Nile Home", "Greece", "€178.00"])
      await card.getByText(text, { exact: true }).waitFor();
    expect(await phone.page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    expect([...visitor.complaints, ...phone.complaints]).toEqual([]);
  });

  test("goods that left go back into stock only when a person says so [E6.2]", async () => {
    await using visitor = await visit(hub, world.seller);
    const { page } = visitor;
    const [id = ""] = world.orders;
    await world.seller.post(`/orders/${id}/fulfil`, { trackingNumbers: [] });
    await until("it is shipped", async () => (await world.record(id))?.lines[0]?.shipped === 1);
    const order = () => world.seller.get<{ fulfilment: string }>(`/orders/${id}`);
    await until("the hub knows of it", order, { wanted: ({ fulfilment }) => fulfilment === "fulfilled" });
    await goTo(page, `/orders/${id}`);
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Refund", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Units of Stoneware mug to refund").fill("1");
    const restock = dialog.getByLabel("Put the shipped units back into stock");
    expect(await restock.isChecked()).toBe(false);
    await dialog.getByText("depends on how the customer paid").waitFor();
    await picture(page, "orders-refund-shipped");
    expect(visitor.complaints).toEqual([]);
  });

  test("a refund the hub refuses keeps its items and what was typed", async () => {
    await using visitor = await visit(hub, world.seller);
    const { page } = visitor;
    await goTo(page, `/orders/${world.orders[1]}`);
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Refund", exact: true }).click();
    const dialog = page.getByRole("dialog");
    const units = dialog.getByLabel("Units of Stoneware mug to refund");
    await units.fill("1");
    await dialog.getByRole("button", { name: /12\.50/ }).waitFor();
    await dialog.getByLabel("Amount").fill("99999");
    // What was worked out for the amount before is not asked for in its place.
    expect(await dialog.getByRole("button", { name: /12\.50/ }).isDisabled()).toBe(true);
    await dialog.getByRole("alert").filter({ hasText: "Something went wrong" }).waitFor();
    expect(await units.inputValue()).toBe("1");
    await picture(page, "orders-refund-refused");
    await dialog.getByLabel("Amount").fill("5");
    await dialog.getByRole("button", { name: /5\.00/ }).waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("a country is chosen by its name in either language, and goes out as its code", async () => {
    await using visitor = await visit(hub, world.seller);
    const { page } = visitor;
    await goTo(page, "/orders/new");
    const country = page.getByRole("combobox", { name: "Country" });
    await country.fill("Austria");
    await page.getByRole("option", { name: "Austria", exact: true }).waitFor();
    expect(await page.getByRole("option").allTextContents()).toEqual(["Austria"]);
    await country.fill("النمسا");
    await page.getByRole("option", { name: "Austria", exact: true }).click();
    expect(await country.inputValue()).toBe("Austria");
    await pickVariant(page.getByLabel("Product", { exact: true }), "mug", /MUG/);
    await page.getByLabel("Unit price").fill("3");
    await page.getByRole("button", { name: "Create order" }).click();
    await page.getByRole("heading", { level: 1, name: /^Order / }).waitFor();
    const id = page.url().split("/").at(-1);
    expect(await world.seller.get(`/orders/${id}`)).toMatchObject({ shippingAddress: { country: "AT" } });
    await page.locator("address").getByText("Austria").first().waitFor();
    // Cancelled, a phone's card says so and not that it waits to be shipped.
    await world.seller.post(`/orders/${id}/cancel`, {});
    const { number } = await world.seller.get<{ number: string }>(`/orders/${id}`);
    await page.setViewportSize({ width: 390, height: 844 });
    await goTo(page, "/orders");
    const card = page.locator("[data-row]", { hasText: number });
    await card.getByText("Cancelled", { exact: true }).waitFor();
    expect(await card.getByText("Not shipped").count()).toBe(0);
    await picture(page, "orders-card-cancelled");
    expect(visitor.complaints).toEqual([]);
  });

  test("choosing a row moves none of them", async () => {
    await using visitor = await visit(hub, world.seller);
    const { page } = visitor;
    await goTo(page, "/orders");
    const row = page.locator("[data-row]").first();
    const before = await row.boundingBox();
    await row.getByRole("checkbox").check();
    await page.getByRole("region", { name: /selected/ }).waitFor();
    expect(await row.boundingBox()).toEqual(before);
    await picture(page, "orders-chosen");
    expect(visitor.complaints).toEqual([]);
  });

  test("cancelling puts units back by default only while none has shipped", async () => {
    const { shop } = world.store.sandbox;
    const key = shop.placeOrder({ lines: [{ sku: "MUG", quantity: 2 }], payment: "paid" });
    const { id } = await arrived(world.seller, key);
    const [line] = (await world.seller.get<{ lines: { key: string }[] }>(`/orders/${id}`)).lines;
    await using visitor = await visit(hub, world.seller);
    const { page } = visitor;
    const restocks = async () => {
      await goTo(page, `/orders/${id}`);
      await page.getByRole("button", { name: "More" }).click();
      await page.getByRole("menuitem", { name: "Cancel the order" }).click();
      return page.getByRole("dialog").getByLabel("Put the units back into stock").isChecked();
    };
    expect(await restocks()).toBe(true);
    await world.seller.post(`/orders/${id}/fulfil`, { lines: [{ lineKey: line?.key ?? "", quantity: 1 }] });
    await until("one unit has shipped", async () => {
      const { lines } = await world.seller.get<{ lines: { fulfilledQuantity: number }[] }>(`/orders/${id}`);
      return lines[0]?.fulfilledQuantity === 1;
    });
    expect(await restocks()).toBe(false);
    await page.getByText("Some units have shipped. Tick only if they have come back.").waitFor();
  });

  test("orders that are being cancelled say so, are not shipped, and are cancelled only by their number", async () => {
    await using visitor = await visit(hub, world.seller);
    const { page } = visitor;
    const { shop, faults } = world.store.sandbox;
    const place = () => shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }], payment: "paid" });
    const keys = [place(), place()];
    const ids = [];
    for (const key of keys) ids.push((await arrived(world.seller, key)).id);
    const numbers = [];
    for (const id of ids) numbers.push((await world.seller.get<{ number: string }>(`/orders/${id}`)).number);
    await goTo(page, "/orders?toShip=true");
    for (const number of numbers) await page.getByLabel(`Select ${number}`).check();
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Cancel 2 orders" }).click();
    const dialog = page.getByRole("dialog");
    const confirm = dialog.getByRole("button", { name: "Cancel 2 orders" });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByLabel("This cannot be undone. Type 2 to confirm.").fill("2");
    await picture(page, "orders-bulk-cancel");
    faults.add({ fault: { kind: "status", status: 503, body: "busy" }, write: true });
    try {
      await confirm.click();
      await dialog.getByText("2 done, 0 failed.").waitFor();
      await dialog.getByRole("button", { name: "Close" }).last().click();
      for (const number of numbers)
        await page.locator("[data-row]", { hasText: number }).waitFor({ state: "detached" });
      const options = page.waitForResponse(/\/orders\/[^/]+\/options/);
      await goTo(page, `/orders/${ids[0] ?? ""}`);
      await options;
      await page.getByText("Cancelling", { exact: true }).first().waitFor();
      expect(await page.getByRole("button", { name: "Ship", exact: true }).count()).toBe(0);
      await picture(page, "orders-cancelling");
    } finally {
      faults.clear();
    }
    expect(visitor.complaints).toEqual([]);
  });

  /** A range with Shift, the first fifty, and still chosen after a look at one of them; rows on one line each. */
  const chooseAsAPackerDoes = async (page: Page) => {
    const rows = page.locator("[data-row]");
    const chosen = (count: number) => page.getByRole("region", { name: `${count} selected` }).waitFor();
    await rows.nth(6).getByRole("checkbox").check();
    await rows
      .nth(2)
      .getByRole("checkbox")
      .click({ modifiers: ["Shift"] });
    await chosen(5);
    await page.getByRole("button", { name: "First 50" }).click();
    await chosen(50);
    await rows.nth(1).getByRole("link").first().click();
    await page.getByRole("heading", { level: 1, name: /^Order / }).waitFor();
    await page.goBack();
    await chosen(50);
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("menuitemcheckbox", { name: "Compact rows" }).click();
    await page.keyboard.press("Escape");
    await picture(page, "orders-compact");
    expect((await rows.first().boundingBox())?.height).toBeLessThan(36);
  };

  test("a packer ships 60 orders of three channels with pasted tracking numbers, and ten from a file", async () => {
    const { seller } = world;
    const shops = [{ store: "Nile Home", shop: world.store.sandbox.shop }, ...(await otherShops())];
    await seller.post("/inventory/adjustments", { items: [{ sku: "MUG", delta: 100 }] });
    const bought = (each: number) =>
      shops.flatMap(({ store, shop }) =>
        Array.from({ length: each }, () => ({
          store,
          shop,
          key: shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }], payment: "paid" }),
        })),
      );
    const placed = bought(20);
    const orders = await listedOf(placed);
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, "/orders?toShip=true&sort=oldest");
    await until("their rows", () => page.locator("[data-row]").count(), { wanted: (rows) => rows >= 60 });
    await chooseAsAPackerDoes(page);
    await page.getByLabel("Select all shown").check();
    await page.getByRole("button", { name: /^Ship \d+ orders$/ }).click();
    // As a courier's page has it: in an order of its own, with a heading, by our numbers or the channel's.
    const isOnce = ({ platformNumber }: Row) =>
      orders.filter((each) => each.platformNumber === platformNumber).length === 1;
    const pasted = orders.toReversed().map((order, n) => {
      const name = n % 3 === 0 && isOnce(order) ? order.platformNumber : order.number;
      return `AX-${order.number}\t${name}\tAramex`;
    });
    const text = ["AWB\tOrder no\tCourier", ...pasted, "AX-0\tNOBODY-1\tAramex"].join("\r\n");
    await page.getByLabel("Order, row 1", { exact: true }).waitFor();
    await page.evaluate(pasteInto('[data-cell="0 order"]', text));
    await page.locator('[data-parcel="NOBODY-1"]').getByText("There is no such order.").waitFor();
    await picture(page, "orders-ship-grid");
    await page.getByRole("button", { name: "Ship 60 orders" }).click();
    await page.getByText("60 orders sent.").waitFor();
    await shippedThere(placed, orders);
    const [first] = orders;
    await page.locator(`[data-parcel="${first?.number}"]`).getByText("Shipped").waitFor();
    await picture(page, "orders-ship-sent");

    // The same from a courier's file, of orders nobody has chosen.
    const more = bought(4).slice(0, 10);
    const late = await listedOf(more);
    await page.evaluate("sessionStorage.clear()");
    await goTo(page, "/orders/ship");
    const file = ["Order no;Tracking no;Carrier", ...late.map(({ number }) => `"${number}";AX-${number};Aramex`)];
    await page.locator("input[type=file]").setInputFiles({
      name: "aramex.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(`\ufeff${file.join("\r\n")}\r\n`),
    });
    await page.getByRole("button", { name: "Ship 10 orders" }).click();
    await page.getByText("10 orders sent.").waitFor();
    await shippedThere(more, late);
    expect(visitor.complaints).toEqual([]);
  }, 240_000);

  interface Placed {
    readonly store: string;
    readonly shop: SandboxShop;
    readonly key: string;
  }

  interface Row {
    readonly orderKey: string;
    readonly storeName: string;
    readonly number: string;
    readonly platformNumber: string;
  }

  async function otherShops() {
    const shops: { readonly store: string; readonly shop: SandboxShop }[] = [];
    for (const [provider, store] of [
      ["woocommerce", "Cairo outlet"],
      ["bigcommerce", "Trade counter"],
    ] as const) {
      const sandbox = await hub.sandbox(provider);
      sandbox.shop.addProduct({
        title: "Stoneware mug",
        status: "active",
        variants: [{ sku: "MUG", price: "12.50", stock: 100 }],
      });
      await firstSyncDone(world.seller, await hub.connect(world.seller, sandbox, store, { stockFrom: "hub" }));
      shops.push({ store, shop: sandbox.shop });
    }
    return shops;
  }

  const is = ({ store, key }: Placed, { storeName, orderKey }: Row) => storeName === store && orderKey === key;

  /** These orders at the hub, once all have arrived. */
  async function listedOf(placed: readonly Placed[]): Promise<readonly Row[]> {
    const listed = async () =>
      (await world.seller.get<{ items: Row[] }>("/orders?limit=200")).items.filter((row) =>
        placed.some((one) => is(one, row)),
      );
    return until(`${placed.length} orders`, listed, { wanted: ({ length }) => length === placed.length });
  }

  /** Every shop keeps of each of its orders the one tracking number that was given for it. */
  async function shippedThere(placed: readonly Placed[], orders: readonly Row[]): Promise<void> {
    const given = placed.map((one) => [`AX-${orders.find((row) => is(one, row))?.number}`]);
    const kept = async () =>
      placed.map(({ shop, key }) => shop.record?.(key)?.parcels.flatMap(({ trackingNumbers }) => trackingNumbers));
    await until("the shops have their numbers", kept, { wanted: (numbers) => isDeepStrictEqual(numbers, given) });
  }
});
