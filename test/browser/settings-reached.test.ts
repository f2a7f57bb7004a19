/** What was set by programs alone before: who handles orders, a location's tax number, the order of categories. */
import { join } from "node:path";
import process from "node:process";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { seriousFaults } from "../support/axe.ts";
import { visit } from "../support/dashboard.ts";
import { describeInBrowser } from "../support/in-browser.ts";

describeInBrowser("settings of a person", (hub) => {
  const seller = fixture(() => hub.seller("settings-reached"));
  const orders: string[] = [];

  beforeAll(async () => {
    await seller.post("/products", { title: "Mug", variants: [{ sku: "MUG", priceMinor: 1_200, currency: "EUR" }] });
    for (const name of ["Ada", "Grace"]) {
      const made = await seller.post<{ id: string }>("/orders", {
        currency: "EUR",
        lines: [{ sku: "MUG", quantity: 1, unitPrice: "12.00" }],
        contact: { name },
        financial: "paid",
      });
      orders.push(made.id);
    }
  });

  const picture = async (page: Page, name: string) => {
    if (process.env.SCREENS) await page.screenshot({ path: join(process.env.SCREENS, `${name}.png`), fullPage: true });
  };
  const choose = async (page: Page, label: string, value: string) => {
    await page.getByRole("combobox", { name: label }).click();
    await page.getByRole("option", { name: value, exact: true }).click();
  };

  test("orders are given to somebody from the list, found by it, and one is made urgent on its page", async () => {
    const { items } = await seller.get<{ items: { userId: string; name: string }[] }>("/members");
    const [me] = items;
    await using visitor = await visit(hub, seller, { width: 1280, height: 900 });
    const { page } = visitor;
    await page.goto(`${hub.url}/orders`);
    await page.getByRole("checkbox", { name: "Select all" }).first().check({ force: true });
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Assign 2 orders" }).click();
    const dialog = page.getByRole("dialog");
    await choose(page, "Assigned to", me?.name ?? "");
    await picture(page, "orders-assign");
    await dialog.getByRole("button", { name: "Assign 2 orders" }).click();
    await dialog.getByText("2 done, 0 failed.").waitFor();
    const [order = ""] = orders;
    await page.goto(`${hub.url}/orders/${order}`);
    await page.getByRole("heading", { name: "Handling" }).waitFor();
    await choose(page, "Priority", "High");
    await expect
      .poll(async () => (await seller.get<{ priority: string; assignedTo: string }>(`/orders/${order}`)).priority)
      .toBe("high");
    expect((await seller.get<{ assignedTo: string }>(`/orders/${order}`)).assignedTo).toBe(me?.userId);
    expect(await seriousFaults(page)).toEqual([]);
    await picture(page, "order-handling");
    await page.goto(`${hub.url}/orders?assignedTo=${me?.userId}&priority=high`);
    await expect.poll(() => page.locator("[data-row]").count()).toBe(1);
    expect(visitor.complaints).toEqual([]);
  });

  test("a location of India takes its GSTIN, categories are moved and merged", async () => {
    await using visitor = await visit(hub, seller, { width: 1280, height: 900 });
    const { page } = visitor;
    const [location] = (await seller.get<{ items: { id: string; name: string }[] }>("/locations")).items;
    await seller.patch(`/locations/${location?.id}`, { address: { line1: "1 Marine Drive", country: "IN" } });
    await page.goto(`${hub.url}/inventory/locations`);
    await page.getByRole("button", { name: "Edit location" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("GSTIN", { exact: true }).fill("27aapfu0939f1zw");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("is not a GSTIN").first().waitFor();
    await dialog.getByLabel("GSTIN", { exact: true }).fill("27aapfu0939f1zv");
    await picture(page, "location-gstin");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    const [stored] = (await seller.get<{ items: { gstin: string }[] }>("/locations")).items;
    expect(stored).toMatchObject({ gstin: "27AAPFU0939F1ZV" });
    for (const name of ["Cups", "Mugs", "Bowls"]) await seller.post("/categories", { name });
    await page.goto(`${hub.url}/products/categories`);
    const order = async () =>
      (await page.locator("tbody tr td:first-child").allInnerTexts()).map((text) => text.trim());
    await page.getByRole("button", { name: "Actions for Mugs" }).click();
    await page.getByRole("menuitem", { name: "Move up" }).click();
    await expect.poll(order).toEqual(["Bowls", "Mugs", "Cups"]);
    await page.getByRole("button", { name: "Actions for Cups" }).click();
    await page.getByRole("menuitem", { name: "Merge into another" }).click();
    await choose(page, "Merge into", "Mugs");
    await picture(page, "categories-merge");
    await page.getByRole("dialog").getByRole("button", { name: "Merge", exact: true }).click();
    await expect.poll(order).toEqual(["Bowls", "Mugs"]);
    expect(visitor.complaints).toEqual([]);
  });
});
