/** What goes into the parcels of an order, in a browser: part of it sent separately, a gift, and rules that do both. */
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

describeInBrowser("a packer with an order of several items", (hub) => {
  const seller = fixture(() => hub.seller("parcels", { organization: "Two Parcels", currency: "EUR" }));

  beforeAll(async () => {
    for (const [title, sku, onHand] of [
      ["Stoneware mug", "MUG", 50],
      ["Oak tray", "TRAY", 1],
      ["Sticker sheet", "STICKER", 20],
    ] as const) {
      await seller.post("/products", { title, variants: [{ sku, priceMinor: 1_000, currency: "EUR" }] });
      await seller.post("/inventory/levels", { items: [{ sku, onHand }] });
    }
  }, 180_000);

  const ordered = (trays: number) =>
    seller.post<Made>("/orders", {
      currency: "EUR",
      lines: [
        { sku: "MUG", quantity: 2 },
        { sku: "TRAY", quantity: trays },
      ],
      financial: "paid",
      paymentKind: "prepaid",
      contact: { name: "Asha Example" },
      shippingAddress: {
        name: "Asha Example",
        line1: "1 Main Street",
        city: "Vienna",
        postcode: "1010",
        country: "AT",
      },
    });
  const picture = async (page: Page, name: string) => {
    if (process.env.SCREENS) await page.screenshot({ path: join(process.env.SCREENS, `${name}.png`), fullPage: true });
  };
  const more = async (page: Page, name: string) => {
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name }).click();
  };

  test("a seller sends what is in stock first, adds a gift to it, packs that alone, and undoes both", async () => {
    const { id, number } = await ordered(3);
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/orders/${id}`);
    await more(page, "Ship separately");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Units of Oak tray").waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await picture(page, "split-dialog");
    await dialog.getByRole("button", { name: "What is in stock now" }).click();
    await page.locator("[data-planned-parcel='2']").getByText("Waits for stock").waitFor();
    await page.locator("[data-planned-parcel='1']").getByText("Next").waitFor();
    await page.getByText("To ship").first().waitFor();
    await more(page, "Add a gift");
    await dialog.getByLabel("Item").fill("sticker");
    await page.getByRole("option", { name: /STICKER/ }).click();
    expect(await seriousFaults(page)).toEqual([]);
    await picture(page, "gift-dialog");
    await dialog.getByRole("button", { name: "Add gift" }).click();
    const gift = page.locator("[data-line^='gift:']");
    await gift.getByText("Gift", { exact: true }).waitFor();
    await picture(page, "split-order");

    await page.goto(`${hub.url}/orders/verify`);
    await page.locator("main form input").fill(number);
    await page.keyboard.press("Enter");
    await page.getByText("Sticker sheet").waitFor();
    await picture(page, "split-station");
    const { items } = (
      await seller.get<{ items: { items: { sku: string; left: number; packed: number }[] }[] }>(
        `/orders/packing?orderIds=${id}`,
      )
    ).items[0] ?? { items: [] };
    expect(items.map(({ sku, left, packed }) => [sku, left - packed])).toEqual([
      ["MUG", 2],
      ["TRAY", 1],
      ["STICKER", 1],
    ]);

    await page.goto(`${hub.url}/orders/${id}`);
    await gift.getByRole("button", { name: "Remove gift" }).click();
    await gift.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Ship in one parcel" }).click();
    await page.locator("[data-split]").waitFor({ state: "detached" });
    await until("its units are free", async () => {
      const { isSplit } = await seller.get<{ isSplit: boolean }>(`/orders/${id}/split`);
      return !isSplit;
    });
  });

  test("a seller reads rules that split and add gifts as sentences, in English and Arabic", async () => {
    const { id } = await seller.post<{ id: string }>("/automations", {
      name: "Frozen apart, stickers with it",
      trigger: "order.received",
      actions: [
        { do: "split_order", by: "lines", skus: ["TRAY"], tags: ["frozen"] },
        { do: "add_gift", sku: "STICKER", units: 2 },
      ],
    });
    for (const [language, split, gift] of [
      ["en", "ship separately: items with these SKUs or tags (TRAY and frozen)", "add a gift: 2 × STICKER"],
      ["ar", "شحن منفصل:", "إضافة هدية:"],
    ] as const) {
      await using visitor = await visit(hub, seller, { language });
      const { page } = visitor;
      await page.goto(`${hub.url}/automation`);
      await page.getByText(split).first().waitFor();
      await page.getByText(gift).first().waitFor();
      await page.goto(`${hub.url}/automation/${id}`);
      await page.locator("[data-action=add_gift]").waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await picture(page, `parcel-rules-${language}`);
    }
  });

  test("a seller reads a split order in Arabic", async () => {
    const { id } = await ordered(1);
    await seller.put(`/orders/${id}/split`, { by: "availability" });
    await using visitor = await visit(hub, seller, { language: "ar" });
    const { page } = visitor;
    await page.goto(`${hub.url}/orders/${id}`);
    await page.locator("[data-planned-parcel='1']").getByText("التالي").waitFor();
    await picture(page, "split-arabic");
  });
});
