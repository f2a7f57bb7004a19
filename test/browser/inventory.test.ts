/** Stock as a person looks after it: changed, explained, counted, and seen by whoever else looks. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Seller } from "../../demo/seller.ts";
import type { Sandbox } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { findChromium, openBrowser } from "../support/browser.ts";
import { buildDashboard, visit } from "../support/dashboard.ts";
import { firstSyncDone, type TestHub, testHub, until } from "../support/hub.ts";

const executable = findChromium();

describe.skipIf(executable === undefined)("inventory", () => {
  let hub: TestHub;
  let browser: Browser;
  let seller: Seller;
  let sandbox: Sandbox;

  beforeAll(async () => {
    buildDashboard();
    hub = await testHub();
    browser = await openBrowser(executable ?? "");
    seller = await hub.seller("stock");
    sandbox = await hub.sandbox("shopify", { seed: 5 });
    for (const [sku, title] of [
      ["SOAP-1", "Olive oil soap"],
      ["SOAP-2", "Laurel soap"],
    ] as const)
      sandbox.shop.addProduct({ title, status: "active", variants: [{ sku, price: "6.00", stock: 20 }] });
    await firstSyncDone(seller, await hub.connect(seller, sandbox, "Cairo", { stockFrom: "channel" }));
  });

  afterAll(async () => {
    await hub?.[Symbol.asyncDispose]();
  });

  test("a change reaches the store, says why, and shows in a second window on its own", async () => {
    await using first = await visit(browser, hub, seller);
    await using second = await visit(browser, hub, seller, { language: "ar", scheme: "dark" });
    await second.page.goto(`${hub.url}/inventory`);
    const seen = second.page.locator("[data-row]", { hasText: "SOAP-1" });
    await seen.getByText("20", { exact: true }).first().waitFor();

    await first.page.goto(`${hub.url}/inventory`);
    await first.page.getByRole("button", { name: "Change stock of SOAP-1" }).click();
    await first.page.getByLabel("By how many").fill("-3");
    await first.page.getByText("On hand: 20 → 17").waitFor();
    await first.page.getByRole("button", { name: "Change stock", exact: true }).click();
    await first.page.getByText("Stock of SOAP-1 changed.").waitFor();

    await seen.getByText("17", { exact: true }).first().waitFor();
    await until("the store shows it", async () => sandbox.shop.stockOf("SOAP-1") === 17);

    await first.page.locator("[data-row]", { hasText: "SOAP-1" }).click();
    await first.page.getByText("17 on hand − 0 reserved").waitFor();
    await first.page.getByText("It shows 17").waitFor();
    await first.page.locator("[data-row]", { hasText: "Adjustment" }).waitFor();

    const { items } = await seller.get<{ items: { id: string }[] }>("/products?q=SOAP-1");
    await first.page.goto(`${hub.url}/products/${items[0]?.id}`);
    await first.page.getByRole("button", { name: "SOAP-1 shows 17: why?" }).click();
    await first.page.getByRole("dialog").getByText("17 on hand − 0 reserved").waitFor();
    await first.page
      .getByRole("dialog")
      .getByText(/sent .* confirmed/)
      .waitFor();
    await first.page.keyboard.press("Escape");

    await first.page.getByRole("button", { name: "Add variant" }).click();
    const dialog = first.page.getByRole("dialog");
    await dialog.getByLabel("SKU").fill("SOAP-BOX");
    await dialog.getByLabel("Option").fill("Size");
    await dialog.getByLabel("Its value").fill("Box of two");
    await dialog.getByRole("button", { name: "Save" }).click();
    const box = first.page.getByRole("row", { name: /SOAP-BOX Size: Box of two/ });
    await box.getByRole("link", { name: "0" }).click();
    // What has never lain anywhere gets its first stock here.
    for (const [delta, after] of [
      ["4", "On hand: 0 → 4"],
      ["-4", "On hand: 4 → 0"],
    ] as const) {
      await first.page.getByRole("button", { name: "Change stock at Main" }).click();
      await dialog.getByLabel("By how many").fill(delta);
      await dialog.getByText(after).waitFor();
      await dialog.getByRole("button", { name: "Change stock", exact: true }).click();
      await dialog.waitFor({ state: "detached" });
    }
    await first.page.getByRole("button", { name: "Make it a bundle" }).click();
    await dialog.getByRole("combobox", { name: "Add an item" }).fill("SOAP-1");
    await first.page.getByRole("option", { name: /SOAP-1/ }).click();
    await dialog.getByLabel("How many SOAP-1 in one bundle").fill("2");
    await dialog.getByRole("button", { name: "Save" }).click();
    await first.page.getByText("What its items make now: 8.").waitFor();
    await first.page.getByRole("link", { name: "See product" }).click();
    await box.getByRole("link", { name: "8" }).waitFor();
    expect([...first.complaints, ...second.complaints]).toEqual([]);
  });

  test("a purchase is posted and a count closed, on a phone's width [I3.1]", async () => {
    await using visitor = await visit(browser, hub, seller, { width: 390, height: 844 });
    const { page } = visitor;
    await page.goto(`${hub.url}/inventory/documents`);
    await page.getByRole("button", { name: "New document" }).click();
    await page.getByRole("menuitem", { name: "Purchase invoice" }).click();
    await page.getByRole("combobox", { name: "Add an item" }).fill("SOAP-2");
    await page.getByRole("option", { name: /SOAP-2/ }).click();
    await page.getByLabel("Quantity SOAP-2").fill("12");
    await page.getByLabel("Unit cost SOAP-2").fill("2.5");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Draft saved.").waitFor();
    await page.getByRole("button", { name: "Post document" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Post document" }).click();
    await page.getByText("Document posted; stock has moved.").waitFor();
    await until("the store shows it", async () => sandbox.shop.stockOf("SOAP-2") === 32);

    await page.goto(`${hub.url}/inventory/counts`);
    await page.getByRole("button", { name: "New count" }).click();
    await page.getByRole("button", { name: "Begin count" }).click();
    await page.getByLabel("Counted SOAP-2").fill("30");
    await page.getByLabel("Counted SOAP-2").press("Enter");
    // However many items the count holds: what the test before made may be among them.
    await page.getByText(/^1 of \d+$/).waitFor();
    await page.getByRole("button", { name: "Close count" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Close count" }).click();
    await page.getByText("Count closed; the differences are booked.").waitFor();
    await until("the store shows it", async () => sandbox.shop.stockOf("SOAP-2") === 30);
    expect(visitor.complaints).toEqual([]);
  });

  test("an Arabic list is read as it is written, its faults are named in Arabic, the rest is written", async () => {
    await using visitor = await visit(browser, hub, seller, { language: "ar" });
    const { page } = visitor;
    const lines = [
      "اسم المنتج;كود الصنف;السعر;الكمية;اللون الداخلي",
      '"صابون; غار ""حلبي""";GHAR-1;12,50;7;أخضر',
      "شمعة;GHAR-2;١٤٫٠٠;3;",
      "بلا رمز;;9,00;1;",
      "سعر غريب;GHAR-4;تسعة;1;",
      "مكرر;GHAR-1;9,00;1;",
    ];
    await page.goto(`${hub.url}/products/imports`);
    await page
      .locator("input[type=file]")
      .first()
      .setInputFiles({
        name: "مخزون.csv",
        mimeType: "text/csv",
        buffer: Buffer.from(`\ufeff${lines.join("\r\n")}`),
      });
    await page.getByText("تُقرأ المبالغ بفاصلة عشرية.").waitFor();
    await page.getByText("5 أعمدة، طوبق منها 4").waitFor();
    await page.getByRole("combobox", { name: "حقل العمود اللون الداخلي" }).click();
    await page.getByRole("option", { name: "خيار: اللون الداخلي" }).click();
    await page.getByText("5 أعمدة، طوبق منها 5").waitFor();
    await page.getByRole("button", { name: "فحص 5 صفوف" }).click();
    await page.locator("[data-row]", { hasText: "املأ العمود" }).waitFor();
    await page.locator("[data-row]", { hasText: "اكتب أرقامًا فقط مع فاصلة عشرية" }).waitFor();
    await page.locator("[data-row]", { hasText: "مذكور في الصف 2 أيضًا" }).waitFor();
    await page.getByRole("button", { name: "كتابة صفين" }).click();
    await page.getByRole("link", { name: "عرض المنتجات" }).click();
    await page.locator("[data-row]", { hasText: "GHAR-1" }).waitFor();
    const { items } = await seller.get<{ items: { priceMinor: number; available: number }[] }>("/variants?q=GHAR");
    expect(items.map(({ priceMinor, available }) => [priceMinor, available]).sort()).toEqual([
      [1250, 7],
      [1400, 3],
    ]);

    await page.getByLabel('تحديد صابون; غار "حلبي"').check();
    await page.getByRole("button", { name: "تغيير سعر منتج واحد" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("النسبة، والسالب يخفض").fill("-10");
    await dialog.getByRole("button", { name: "تغيير سعر منتج واحد" }).click();
    await dialog.getByText("نجح 1 وفشل 0.").waitFor();
    const after = await seller.get<{ items: { sku: string; priceMinor: number }[] }>("/variants?sku=GHAR-1");
    expect(after.items[0]?.priceMinor).toBe(1125);

    // What the hub refuses of a field is said in Arabic, too.
    await page.goto(`${hub.url}/settings`);
    await page.getByLabel("الاسم المختصر").fill("Not A Slug");
    await page.getByRole("button", { name: "حفظ" }).click();
    await page.getByText("أحرف لاتينية صغيرة وأرقام وشرطات فقط، حتى 60.").first().waitFor();
    expect(visitor.complaints).toEqual([]);
  });
});
