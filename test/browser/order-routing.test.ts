/** Rules for the locations orders ship from: set up, tried, and seen on an order, which a person then moves. */
import { join } from "node:path";
import process from "node:process";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { seriousFaults } from "../support/axe.ts";
import { visit } from "../support/dashboard.ts";
import { describeInBrowser } from "../support/in-browser.ts";

describeInBrowser("order routing", (hub) => {
  const seller = fixture(() => hub.seller("routing"));

  const order = async (postcode: string) =>
    (
      await seller.post<{ id: string }>("/orders", {
        currency: "EUR",
        lines: [{ sku: "MUG", quantity: 1, unitPrice: "12.00" }],
        shippingAddress: { name: "Ada Lovelace", line1: "1 Rue de Rivoli", city: "Paris", postcode, country: "FR" },
        financial: "paid",
      })
    ).id;

  beforeAll(async () => {
    await seller.post("/products", {
      title: "Mug",
      variants: [{ sku: "MUG", priceMinor: 1_200, currency: "EUR" }],
    });

    const { items } = await seller.get<{ items: { id: string }[] }>("/locations");
    const [main] = items;
    await seller.patch(`/locations/${main?.id}`, { name: "Berlin" });
    const paris = await seller.post<{ id: string }>("/locations", { name: "Paris" });
    await seller.post("/inventory/levels", {
      items: [
        { sku: "MUG", locationId: main?.id, onHand: 20 },
        { sku: "MUG", locationId: paris.id, onHand: 20 },
      ],
    });
  });

  const picture = async (page: Page, name: string) => {
    if (process.env.SCREENS) await page.screenshot({ path: join(process.env.SCREENS, `${name}.png`), fullPage: true });
  };

  test("rules are set and tried, an order ships from the near location and says why, and a person moves it [D4.4]", async () => {
    const before = await order("75001");
    await using visitor = await visit(hub, seller, { width: 1280, height: 900 });
    const { page } = visitor;
    await page.goto(`${hub.url}/settings/shipping`);
    await page.getByRole("link", { name: "Open routing" }).click();
    await page.getByRole("switch", { name: "Choose locations by these rules" }).click({ force: true });
    await page.getByRole("button", { name: "Edit Paris" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Add area" }).click();
    await dialog.getByRole("combobox", { name: "Country" }).fill("France");
    await page.getByRole("option", { name: "France", exact: true }).click();
    await dialog.getByLabel("Postcodes begin with").fill("75");
    await dialog.getByLabel("Orders per day").fill("200");
    expect(await seriousFaults(page)).toEqual([]);
    await picture(page, "routing-location");
    await dialog.getByRole("button", { name: "Done" }).click();
    await page.getByText("Near: France 75 · 200 orders per day").waitFor();
    await page.getByRole("button", { name: "Preview", exact: true }).click();
    await page.getByText("1 order: 1 would ship from elsewhere, 0 from several locations").waitFor();
    await picture(page, "routing-light");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Routing saved.").waitFor();

    const id = await order("75002");
    await page.goto(`${hub.url}/orders/${id}`);
    const card = page.locator("[data-ships-from]");
    await card.getByText("Paris").waitFor();
    await page.getByText("It is nearest to the buyer.").first().waitFor();
    await picture(page, "routing-order");
    await page.getByRole("button", { name: "Why, and change" }).click();
    await dialog.getByText("It is farther from the buyer.").waitFor();
    await picture(page, "routing-why");
    await dialog.getByRole("radio", { name: "Berlin" }).check();
    await dialog.getByRole("button", { name: "Save" }).click();
    await card.getByText("Berlin").waitFor();
    await page.getByText("Chosen by hand.").first().waitFor();
    await page.goto(`${hub.url}/orders/${before}`);
    await card.getByText("Berlin").or(card.getByText("Paris")).waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("the rules and an order read well in the dark, in Arabic and on a phone [J8.1]", async () => {
    const { items } = await seller.get<{ items: { id: string }[] }>("/orders?limit=1");
    const checks = [
      { name: "dark", look: { scheme: "dark", width: 1280, height: 900 } },
      { name: "arabic", look: { language: "ar", width: 1280, height: 900 } },
      { name: "phone", look: { width: 390, height: 844 } },
    ] as const;
    for (const { name, look } of checks) {
      await using visitor = await visit(hub, seller, look);
      const { page } = visitor;
      await page.goto(`${hub.url}/settings/routing`);
      await page.locator("[data-ranked]").first().waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await picture(page, `routing-${name}`);
      await page.goto(`${hub.url}/orders/${items[0]?.id}`);
      await page.locator("[data-ships-from]").first().waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await picture(page, `routing-order-${name}`);
      expect(visitor.complaints).toEqual([]);
    }
  });
});
