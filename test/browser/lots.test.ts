/** Lots with expiry dates in a browser: entered, picked, packed, refused, and found again in a recall. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { seriousFaults } from "../support/axe.ts";
import { visit } from "../support/dashboard.ts";
import { until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { paidOrder, refuses, says, scan } from "./packing-acts.ts";

const JAR = "4006381333931";

interface Made {
  readonly id: string;
  readonly number: string;
}

interface Batch {
  readonly id: string;
  readonly packed: number;
}

describeInBrowser("lots", (hub) => {
  const goTo = (page: Page, path: string) => page.goto(hub.url + path);
  /** With SCREENS=<folder> what a test looks at is drawn. */
  const picture = async (page: Page, name: string) => {
    if (process.env.SCREENS) await page.screenshot({ path: join(process.env.SCREENS, `${name}.png`), fullPage: true });
  };

  test("an item with lots is picked from the one that expires first and packed with it, and a recall finds its orders", async () => {
    const by = await hub.seller("lots", { organization: "Jam Road", currency: "EUR" });
    const { variants } = await by.post<{ variants: { id: string }[] }>("/products", {
      title: "Jam",
      variants: [{ sku: "JAM", priceMinor: 1_000, currency: "EUR", barcode: JAR }],
    });
    const variantId = variants[0]?.id ?? "";
    await by.post("/inventory/levels", { items: [{ sku: "JAM", onHand: 50 }] });
    await by.call("PUT", `/variants/${variantId}/lot-setting`, { asksLot: true });
    const { items: locations } = await by.get<{ items: { id: string }[] }>("/locations");
    const there = (units: number) => [{ locationId: locations[0]?.id, units }];
    const enter = (lot: string, more: object) => by.call("PUT", `/variants/${variantId}/lots`, { lot, ...more });
    await enter("LATE", { expiresOn: "2199-12-24", units: there(20) });
    await enter("OLD", { expiresOn: "2020-01-01", units: there(4) });
    const orders = [
      await by.post<Made>("/orders", paidOrder({ JAM: 2 })),
      await by.post<Made>("/orders", paidOrder({ JAM: 1 })),
    ];
    const batch = await by.post<Batch>("/pick-batches", { orderIds: orders.map(({ id }) => id), cart: "Cart 1" });
    const read = () => by.get<Batch>(`/pick-batches/${batch.id}`);
    await using visitor = await visit(hub, by, { isApart: true });
    const { page } = visitor;
    // A lot of the shelf is entered on the item's page.
    await goTo(page, `/inventory/variants/${variantId}`);
    await page.getByRole("button", { name: "Add a lot" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Lot" }).fill("soon");
    await dialog.getByLabel("Expires on").fill("2198-12-24");
    await dialog.getByLabel(/^Units left at/).fill("2");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("link", { name: "SOON" }).waitFor();
    await picture(page, "lots-of-item");
    await goTo(page, `/orders/picking?batch=${batch.id}`);
    await page.locator('[data-lot="SOON"]').waitFor();
    expect(
      await page.locator("[data-lot]").evaluateAll((all) => all.map((one) => one.getAttribute("data-lot"))),
    ).toEqual(["SOON", "LATE"]);
    await picture(page, "lots-picking");
    const existing = page.waitForResponse(/\/api\/orders\/packing/);
    await goTo(page, `/orders/verify?batch=${batch.id}`);
    await existing;
    await scan(page, "1", JAR);
    await says(page, "Jam: scan the lot of this unit.");
    await scan(page, "old");
    await refuses(page, "Lot OLD expired on");
    await picture(page, "station-lot");
    await scan(page, "OTHER");
    await refuses(page, "Lot OTHER was not received for this item.");
    await scan(page, "SOON", JAR, "late");
    await says(page, `Order ${orders[0]?.number} is complete`);
    await until("it is recorded", read, { wanted: ({ packed }) => packed === 1 });
    // While the hub is away what is known here of lots still counts, and a lot nobody knows is looked at later.
    await page.route("**/api/**", (route) => route.abort());
    await scan(page, "2", JAR, "OLD");
    await refuses(page, "Lot OLD expired on");
    await scan(page, "NEVER");
    await says(page, `Order ${orders[1]?.number} is complete`);
    await page.unroute("**/api/**");
    await refuses(page, `Order ${orders[1]?.number} is not recorded as packed.`);
    await scan(page, "2", JAR, "LATE");
    await until("both are recorded", read, { wanted: ({ packed }) => packed === 2 });
    await goTo(page, `/orders/${orders[0]?.id}`);
    await page.getByText(/Lot SOON × 1 · expires/).waitFor();
    await goTo(page, "/inventory/lots");
    await page.locator("[data-row]").filter({ hasText: "OLD" }).getByText("Expired").waitFor();
    await picture(page, "lots");
    await page.locator("[data-row]").filter({ hasText: "LATE" }).click();
    for (const { number } of orders) await page.getByRole("link", { name: number }).waitFor();
    const save = async () => {
      await dialog.getByRole("button", { name: "Save" }).click();
      await dialog.waitFor({ state: "detached" });
    };
    await page.getByRole("button", { name: "Change lot" }).click();
    await dialog.getByLabel("Blocked").check();
    await save();
    await page.getByText("Blocked", { exact: true }).first().waitFor();
    await picture(page, "lot");
    expect(await seriousFaults(page)).toEqual([]);
    // Neither a form that was open before nor a lot that is added again lifts what a colleague set.
    await enter("SOON", { isBlocked: false });
    await goTo(page, `/inventory/lots/${variantId}/SOON`);
    await page.getByRole("button", { name: "Change lot" }).click();
    await dialog.getByLabel(/^Units left at/).fill("3");
    await enter("SOON", { isBlocked: true });
    await save();
    await goTo(page, `/inventory/variants/${variantId}`);
    await page.getByRole("button", { name: "Add a lot" }).click();
    await dialog.getByRole("textbox", { name: "Lot" }).fill("soon");
    await dialog.getByLabel(/^Units left at/).fill("4");
    await save();
    const { items } = await by.get<{ items: object[] }>(`/lots?variantId=${variantId}&lot=soon`);
    expect(items).toMatchObject([{ units: 4, isBlocked: true, expiresOn: "2198-12-24" }]);
  });

  test("units of an expired lot are not for sale until they are written off with its number, and a count names lots", async () => {
    const by = await hub.seller("write-off", { organization: "Honey Road", currency: "EUR" });
    const { variants } = await by.post<{ variants: { id: string }[] }>("/products", {
      title: "Honey",
      variants: [{ sku: "HONEY", priceMinor: 1_000, currency: "EUR" }],
    });
    const variantId = variants[0]?.id ?? "";
    await by.post("/inventory/levels", { items: [{ sku: "HONEY", onHand: 10 }] });
    await by.call("PUT", `/variants/${variantId}/lot-setting`, { asksLot: true });
    const { items: locations } = await by.get<{ items: { id: string }[] }>("/locations");
    const there = (units: number) => [{ locationId: locations[0]?.id, units }];
    const enter = (lot: string, more: object) => by.call("PUT", `/variants/${variantId}/lots`, { lot, ...more });
    await enter("GOOD", { expiresOn: "2199-12-24", units: there(6) });
    await enter("OLD", { expiresOn: "2020-01-01", units: there(4) });
    const level = async () =>
      (await by.get<{ items: { onHand: number; available: number }[] }>(`/inventory/levels?variantId=${variantId}`))
        .items[0];
    const is = (onHand: number, available: number) =>
      until(`${onHand} on hand, ${available} available`, level, {
        wanted: (now) => now?.onHand === onHand && now.available === available,
      });
    await is(10, 6);
    await using visitor = await visit(hub, by, { isApart: true });
    const { page } = visitor;
    const dialog = page.getByRole("dialog");
    await goTo(page, `/inventory/variants/${variantId}`);
    await page.getByRole("button", { name: "Change stock at Main" }).click();
    await dialog.getByLabel("Change by").fill("-4");
    await dialog.getByText("Units with a lot: 0 of 4.").waitFor();
    const change = dialog.getByRole("button", { name: "Change stock" });
    expect(await change.isDisabled()).toBe(true);
    await dialog.getByLabel("Lot OLD").fill("4");
    await picture(page, "lots-write-off");
    await change.click();
    await dialog.waitFor({ state: "detached" });
    await is(6, 6);
    const count = await by.post<{ id: string }>("/stock-counts", { scope: "chosen", items: [{ variantId }] });
    await goTo(page, `/inventory/counts/${count.id}`);
    await page.getByRole("button", { name: "Count lots HONEY" }).click();
    await dialog.getByLabel("Lot GOOD").fill("5");
    await dialog.getByRole("button", { name: "Add a lot" }).click();
    await dialog.getByRole("textbox", { name: "Lot", exact: true }).fill("fresh");
    await dialog.getByLabel("Units", { exact: true }).fill("3");
    await dialog.getByText("8 counted, 6 expected.").waitFor();
    await picture(page, "lots-count");
    expect(await seriousFaults(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Close count" }).click();
    await dialog.getByRole("button", { name: "Close count" }).click();
    await is(8, 8);
    const { items } = await by.get<{ items: { lot: string; units: number }[] }>(`/lots?variantId=${variantId}`);
    expect(items.map(({ lot, units }) => `${units} ${lot}`).toSorted()).toEqual(["0 OLD", "3 FRESH", "5 GOOD"]);
    expect(visitor.complaints).toEqual([]);
  });

  test("units of an item with lots are changed in the list and in bulk with their lots, and those not for sale are named", async () => {
    const by = await hub.seller("lots-in-list", { organization: "Oil Road", currency: "EUR" });
    const { variants } = await by.post<{ variants: { id: string; sku: string }[] }>("/products", {
      title: "Oil",
      variants: ["OIL-1", "TIN-1"].map((sku, n) => ({
        ...{ sku, options: [{ name: "Size", value: `${n + 1} l` }], priceMinor: 1_000, currency: "EUR" },
      })),
    });
    const oil = variants.find(({ sku }) => sku === "OIL-1")?.id ?? "";
    await by.post("/inventory/levels", { items: ["OIL-1", "TIN-1"].map((sku) => ({ sku, onHand: 10 })) });
    await by.call("PUT", `/variants/${oil}/lot-setting`, { asksLot: true });
    const { items: locations } = await by.get<{ items: { id: string }[] }>("/locations");
    for (const [lot, expiresOn, units] of [
      ["GOOD", "2199-12-24", 6],
      ["OLD", "2020-01-01", 4],
    ] as const)
      await by.call("PUT", `/variants/${oil}/lots`, {
        lot,
        expiresOn,
        units: [{ locationId: locations[0]?.id, units }],
      });
    const lots = async () => {
      const { items } = await by.get<{ items: { lot: string; units: number }[] }>(`/lots?variantId=${oil}`);
      return items
        .map(({ lot, units }) => `${units} ${lot}`)
        .toSorted()
        .join();
    };
    await until(
      "what is left of the lot that expired is held",
      () => by.get<{ items: { available: number }[] }>(`/inventory/levels?variantId=${oil}`),
      {
        wanted: ({ items }) => items[0]?.available === 6,
      },
    );
    await using visitor = await visit(hub, by, { isApart: true });
    const { page } = visitor;
    await goTo(page, `/inventory/variants/${oil}`);
    await page.locator("[data-held=OLD]").filter({ hasText: "4 at Main" }).filter({ hasText: "Expired" }).waitFor();
    await picture(page, "lots-held");
    await goTo(page, "/inventory");
    await page.getByRole("button", { name: "10 of OIL-1 on hand. Change quantity" }).click();
    await page.getByLabel("On hand", { exact: true }).fill("9");
    await page.getByText("Units with a lot: 0 of 1.").waitFor();
    const change = page.getByRole("button", { name: "Change stock", exact: true });
    expect(await change.isDisabled()).toBe(true);
    await page.getByLabel("Lot OLD").fill("1");
    await picture(page, "lots-in-list");
    expect(await seriousFaults(page)).toEqual([]);
    await change.click();
    await until("one unit of the lot is taken off", lots, { wanted: (now) => now === "3 OLD,6 GOOD" });
    const dialog = page.getByRole("dialog");
    const inBulk = async (names: number | null) => {
      for (const sku of ["OIL-1", "TIN-1"]) await page.getByRole("checkbox", { name: new RegExp(sku) }).check();
      await page.getByRole("button", { name: "Change stock of 2 items" }).click();
      await dialog.getByLabel("Change by").fill("-2");
      await dialog.getByText("1 of these items has lots.").waitFor();
      if (names !== null) await dialog.locator("[data-lots-of=OIL-1]").getByLabel("Lot GOOD").fill(String(names));
      await picture(page, "lots-in-bulk");
      expect(await seriousFaults(page)).toEqual([]);
      await dialog.getByRole("button", { name: "Change stock of 2 items" }).click();
      await dialog.getByText(names === null ? "1 done, 1 failed" : "2 done").waitFor();
      if (names === null) await dialog.getByText("name the lots of its units").waitFor();
      await dialog.getByRole("button", { name: "Close" }).last().click();
      await dialog.waitFor({ state: "detached" });
    };
    await inBulk(2);
    expect(await lots()).toBe("3 OLD,4 GOOD");
    await inBulk(null);
    expect(await lots()).toBe("3 OLD,4 GOOD");
    const { items } = await by.get<{ items: { sku: string; onHand: number }[] }>("/inventory/levels");
    expect(items.map(({ sku, onHand }) => `${sku} ${onHand}`).toSorted()).toEqual(["OIL-1 7", "TIN-1 6"]);
    expect(visitor.complaints).toEqual([]);
  });
});
