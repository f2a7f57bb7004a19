/** Orders of one buyer to one address in a browser: suggested, merged, packed together, and undone. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { seriousFaults } from "../support/axe.ts";
import { visit } from "../support/dashboard.ts";
import { until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";

interface Made {
  readonly id: string;
  readonly number: string;
}

describeInBrowser("a packer with two orders to one address", (hub) => {
  const seller = fixture(() => hub.seller("merger", { organization: "One Parcel", currency: "EUR" }));

  beforeAll(async () => {
    await seller.post("/products", {
      title: "Stoneware mug",
      variants: [{ sku: "MUG", priceMinor: 1_000, currency: "EUR", barcode: "4006381333931" }],
    });
    await seller.post("/inventory/levels", { items: [{ sku: "MUG", onHand: 500 }] });
  }, 180_000);

  const ordered = (name: string, line1: string) =>
    seller.post<Made>("/orders", {
      currency: "EUR",
      lines: [{ sku: "MUG", quantity: 1 }],
      shippingMinor: 490,
      financial: "paid",
      paymentKind: "prepaid",
      contact: { name },
      shippingAddress: { name, line1, city: "Vienna", postcode: "1010", country: "AT" },
    });
  /** With SCREENS=<folder> what a test looks at is drawn. */
  const picture = async (page: Page, name: string) => {
    if (process.env.SCREENS) await page.screenshot({ path: join(process.env.SCREENS, `${name}.png`), fullPage: true });
  };
  const main = (page: Page) => page.getByRole("main");

  test("a seller sees two orders in the list, merges them by keyboard, packs them together, and undoes it", async () => {
    const first = await ordered("Asha Example", "1 Main Street");
    const second = await ordered("Asha Example", "1 MAIN ST.");
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/orders`);
    await main(page).getByText("+1 to this address").first().waitFor();
    await picture(page, "merge-list");
    await page.goto(`${hub.url}/orders/${first.id}`);
    await page.locator("[data-merge-suggestion]").getByText("1 more order to this address").waitFor();
    await picture(page, "merge-suggested");
    await page.keyboard.press("m");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("The addresses are written differently").waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await picture(page, "merge-dialog");
    await page.keyboard.press("Control+Enter");
    await page.locator("[data-merge=open]").filter({ hasText: second.number }).waitFor();
    await main(page)
      .getByText(/4\.90 shipping of/)
      .waitFor();
    await picture(page, "merge-open");

    const batch = await seller.post<{ items: { orderId: string }[] }>("/pick-batches", { orderIds: [second.id] });
    expect(batch.items.map(({ orderId }) => orderId)).toEqual([second.id, first.id]);
    await page.goto(`${hub.url}/orders/verify`);
    await page.locator("main form input").fill(second.number);
    await page.keyboard.press("Enter");
    await page.locator("[data-together]").filter({ hasText: first.number }).waitFor();
    await picture(page, "merge-station");

    await page.goto(`${hub.url}/orders/${second.id}`);
    await page.getByRole("button", { name: "Refund shipping" }).click();
    const amount = page.getByRole("dialog").getByLabel("Shipping refund");
    await until("the refund is filled in", async () => (await amount.inputValue()) === "4.90");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Undo merge" }).click();
    await page.locator("[data-merge-suggestion]").waitFor();
    const { suggestion } = await seller.get<{ suggestion: unknown }>(`/orders/${first.id}/merging`);
    expect(suggestion).not.toBeNull();
  });

  test("a seller merges chosen orders to other recipients once that is confirmed", async () => {
    const chosen = [await ordered("Rana Example", "3 Main Street"), await ordered("Rami Example", "3 Main Street")];
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/orders`);
    for (const { number } of chosen)
      await page.locator("[data-row]").filter({ hasText: number }).getByRole("checkbox").check();
    const bar = page.getByRole("region");
    const step = bar.getByRole("button", { name: "Merge orders" });
    const more = bar.getByRole("button", { name: "More" });
    await step.or(more).first().waitFor();
    if ((await step.count()) > 0) await step.click();
    else {
      await more.click();
      await page.getByRole("menuitem", { name: "Merge orders" }).click();
    }
    await page.getByRole("dialog").getByText("These orders name different recipients").waitFor();
    await picture(page, "merge-recipients");
    await page.getByRole("button", { name: "Merge 2 orders" }).click();
    await page.locator("[data-merge=open]").waitFor();
  });

  test("a seller reads the suggestion in Arabic, and finds the settings", async () => {
    const one = await ordered("Mona Example", "2 Main Street");
    await ordered("Mona Example", "2 Main Street");
    await using visitor = await visit(hub, seller, { language: "ar" });
    const { page } = visitor;
    await page.goto(`${hub.url}/orders/${one.id}`);
    await page.locator("[data-merge-suggestion]").getByText("طلب آخر إلى هذا العنوان").waitFor();
    await picture(page, "merge-arabic");
    await page.goto(`${hub.url}/settings/shipping`);
    await page.locator("[data-merge-settings]").waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await picture(page, "merge-settings");
  });
});
