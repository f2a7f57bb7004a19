/** What runs low as a seller meets it: on Home, in the tab, the stock list's filter and the inbox, and ordered from there. */
import { beforeAll, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { findRunningOut } from "../../src/hub/analytics/running-out.ts";
import { seriousFaults } from "../support/axe.ts";
import { visit } from "../support/dashboard.ts";
import { until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";

describeInBrowser("low stock", (hub) => {
  const seller = fixture(() => hub.seller("low"));

  beforeAll(async () => {
    for (const sku of ["SOAP-1", "SOAP-2"])
      await seller.post("/products", { title: `Soap ${sku}`, variants: [{ sku, priceMinor: 600 }] });
    const items = ["SOAP-1", "SOAP-2"].map((sku) => ({ sku, onHand: 12 }));
    await seller.post("/inventory/levels", { items });
    await seller.post("/orders", {
      currency: "EUR",
      contact: { name: "Omar" },
      lines: [{ sku: "SOAP-2", title: "Soap SOAP-2", quantity: 10, unitPrice: "6.00" }],
    });
    await until("the sale is counted", async () => {
      await hub.owner.run("update argosy.analytics_state set paced_at = null where organization_id = $1", [
        seller.organization,
      ]);
      await hub.db.database.tenant(seller.organization, (tx) => findRunningOut(tx, new Date()));
      return (await seller.get<{ lowStock: number }>("/analytics/home")).lowStock === 1;
    });
  }, 180_000);

  test("an item that sells faster than it is replaced is on Home, in the tab, the filter and one alert [D6.1]", async () => {
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    await page.goto(hub.url);
    const running = page.getByRole("region", { name: "About to run out" });
    await running.getByText("6 days left").waitFor();
    await running.getByRole("link", { name: "All low stock (1)" }).click();
    const low = page.locator("[data-row]", { hasText: "SOAP-2" });
    await low.getByText("Lasts 6 d of 14 d").waitFor();
    await low.getByText("For 44 d").waitFor();
    if (process.env.SCREENS) await page.screenshot({ path: `${process.env.SCREENS}/low.png`, fullPage: true });
    expect(await page.locator("[data-row]").count()).toBe(1);
    expect(await seriousFaults(page)).toEqual([]);
    await page.goto(`${hub.url}/inventory`);
    await page.locator("[data-row]", { hasText: "SOAP-1" }).waitFor();
    await page.getByRole("tab", { name: "Low", exact: true }).click();
    await page.locator("[data-row]", { hasText: "SOAP-1" }).waitFor({ state: "detached" });
    await low.getByText("Low", { exact: true }).waitFor();
    await page.goto(`${hub.url}/inbox`);
    await page.getByText("Items sell out before more can arrive").waitFor();
    await page.getByRole("link", { name: "See low stock" }).click();
    await low.waitFor();
    expect(complaints).toEqual([]);
  });

  test("chosen low stock becomes a draft of a purchase order with the proposed quantities", async () => {
    await seller.post("/suppliers", { name: "Aleppo Soapworks", currency: "EUR" });
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/inventory/low-stock`);
    await page.getByRole("checkbox", { name: /SOAP-2/ }).check();
    await page.getByRole("button", { name: "Create purchase order", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Supplier of items never ordered before" }).click();
    await page.getByRole("option", { name: "Aleppo Soapworks" }).click();
    if (process.env.SCREENS) await page.screenshot({ path: `${process.env.SCREENS}/order.png` });
    expect(await seriousFaults(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Write drafts" }).click();
    await page.getByText("1 draft written.").waitFor();
    // 10 in 30 days, for 44 days, less 2 that are there.
    expect(await page.getByLabel("Ordered SOAP-2").inputValue()).toBe("13");
    expect(complaints).toEqual([]);
  });
});
