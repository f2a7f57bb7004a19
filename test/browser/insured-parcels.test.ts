/** Insuring a parcel where it is booked: what each courier says to it, and what stands on the order. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { seriousFaults } from "../support/axe.ts";
import { connectCourier, readyToBook } from "../support/courier.ts";
import { visit } from "../support/dashboard.ts";
import { describeInBrowser } from "../support/in-browser.ts";

const BUYER = { name: "Ada", line1: "1 Long Street", city: "Reno", region: "NV", postcode: "89501", country: "US" };

describeInBrowser("a parcel to insure", (hub) => {
  const seller = fixture(() => hub.seller("cover", { organization: "Long Street", currency: "USD" }));

  test("an insured parcel is booked with the courier that insures, and the other one says why not", async () => {
    await using _shippo = await connectCourier(seller, "shippo", 4);
    await using _delhivery = await connectCourier(seller, "delhivery", 5);
    await readyToBook(seller);
    const sold = { sku: "MUG", priceMinor: 50_000, currency: "USD", weightGrams: 320 };
    await seller.post("/products", { title: "Stoneware mug", variants: [sold] });
    await seller.post("/inventory/levels", { items: [{ sku: "MUG", onHand: 10 }] });
    const order = await seller.post<{ id: string }>("/orders", {
      currency: "USD",
      lines: [{ sku: "MUG", quantity: 2 }],
      financial: "paid",
      paymentKind: "prepaid",
      contact: { name: BUYER.name },
      shippingAddress: BUYER,
    });
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    /** With SCREENS=<folder> what a test looks at is drawn. */
    const picture = async (name: string) => {
      const folder = process.env.SCREENS;
      if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
    };
    await page.goto(`${hub.url}/orders/${order.id}`);
    await page.getByRole("button", { name: "Book", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Insurance" }).click();
    await page.getByRole("option", { name: "Value of the goods" }).click();
    const refusal = dialog.locator("[data-refusal='Delhivery']");
    await refusal.filter({ hasText: "Delhivery takes no value to insure through its API." }).waitFor();
    await dialog.getByText("including insurance").first().waitFor();
    await picture("order-book-insured");
    expect(await seriousFaults(page)).toEqual([]);
    await dialog.getByRole("radio").first().check();
    await dialog.getByRole("button", { name: "Book shipment" }).click();
    await dialog.waitFor({ state: "detached" });
    const shown = page.locator("[data-insured]").filter({ hasText: "premium" });
    await shown.waitFor();
    expect(await shown.textContent()).toMatch(/Insured for .*1,000\.00/);
    await picture("order-insured");
    expect(visitor.complaints).toEqual([]);
  });
});
