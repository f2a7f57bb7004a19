/** Selling at the till: with a scanner, without network, and the last unit twice. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Seller } from "../../demo/seller.ts";
import type { Sandbox } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { findChromium, openBrowser } from "../support/browser.ts";
import { buildDashboard, visit } from "../support/dashboard.ts";
import { firstSyncDone, type TestHub, testHub, until } from "../support/hub.ts";
import { addRegister, enterPin, keptOnDevice, openRegister, scan, sellOne } from "./register-world.ts";

const executable = findChromium();

interface Order {
  readonly id: string;
  readonly number: string;
}

describe.skipIf(executable === undefined)("the register", () => {
  let hub: TestHub;
  let browser: Browser;
  let seller: Seller;
  let sandbox: Sandbox;

  beforeAll(async () => {
    buildDashboard();
    hub = await testHub();
    browser = await openBrowser(executable ?? "");
    seller = await hub.seller("till");
    sandbox = await hub.sandbox("shopify", { seed: 5 });
    for (const [sku, title, barcode, stock] of [
      ["SOAP-1", "Olive oil soap", "4006381333931", 50],
      ["SOAP-2", "Laurel soap", "4006381333948", 20],
      ["LAMP-1", "Brass lamp", "4006381333955", 1],
    ] as const)
      sandbox.shop.addProduct({ title, status: "active", variants: [{ sku, price: "6.00", stock, barcode }] });
    await firstSyncDone(seller, await hub.connect(seller, sandbox, "Cairo", { stockFrom: "channel" }));
  });

  afterAll(async () => {
    await hub?.[Symbol.asyncDispose]();
  });

  const sales = async () => (await seller.get<{ items: Order[] }>("/pos/sales?limit=200")).items;

  test("a scan, cash and change; thirty sales without network and a reload come back as thirty orders [F4]", async () => {
    const made = await addRegister(seller, "Front desk", "R1");
    await using visitor = await visit(browser, hub, seller, { width: 1024, height: 768 });
    const { page, context } = visitor;
    await openRegister(page, hub, made);
    await keptOnDevice(page);

    await scan(page, "4006381333931");
    await page.getByTestId("total").getByText("6.00").waitFor();
    await scan(page, "4006381333931");
    await page.getByTestId("total").getByText("12.00").waitFor();
    await page.keyboard.press("F2");
    await page.keyboard.type("2000");
    await page.keyboard.press("Enter");
    await page.getByTestId("change").getByText("8.00").waitFor();
    await page.getByRole("button", { name: "New sale" }).click();
    await until("the sale is an order", async () => (await sales()).length === 1);
    await until("the channel shows it", async () => sandbox.shop.stockOf("SOAP-1") === 48);

    await context.setOffline(true);
    await page.getByText("Offline", { exact: true }).waitFor();
    for (let n = 1; n <= 15; n++) await sellOne(page, "4006381333931");
    await page.getByText("Offline · 15 sales wait here").waitFor();
    await page.reload();
    await enterPin(page);
    await page.getByTestId("products").waitFor();
    for (let n = 1; n <= 15; n++) await sellOne(page, "4006381333948");
    await page.getByText("Offline · 30 sales wait here").waitFor();
    expect(await sales()).toHaveLength(1);

    await context.setOffline(false);
    await page.getByText("Online", { exact: true }).waitFor();
    await until("all thirty are orders", async () => (await sales()).length === 31);
    const numbers = new Set((await sales()).map(({ number }) => number));
    expect(numbers.size).toBe(31);
    await until("the channel follows", async () => sandbox.shop.stockOf("SOAP-1") === 33);
    await until("the channel follows", async () => sandbox.shop.stockOf("SOAP-2") === 5);
    expect(visitor.complaints).toEqual([]);
  });

  test("a coupon of one's own counts, one with a usage limit is refused in words, and the sale counts the use [F1]", async () => {
    const coupon = (code: string, uses: number | null) =>
      seller.post<{ id: string }>("/discounts", {
        ...{ code, title: `Welcome ${code}`, limits: { uses, perCustomer: null } },
        effect: { kind: "percent_basket", percent: "10", most: null },
      });
    const { id } = await coupon("TEN", null);
    await coupon("FEW", 3);
    const made = await addRegister(seller, "Coupons", "R9");
    await using visitor = await visit(browser, hub, seller, { width: 1024, height: 768 });
    const { page } = visitor;
    await openRegister(page, hub, made);
    await scan(page, "4006381333948");
    await page.getByTestId("total").getByText("6.00").waitFor();
    await page.getByRole("button", { name: "Coupon" }).click();
    for (const code of ["few", "ten"]) {
      await page.getByLabel("Coupon code").fill(code);
      await page.getByRole("button", { name: "Apply" }).click();
    }
    await page.getByText("Discounts with a usage limit can't be used at a register.").waitFor();
    await page.getByText("Welcome TEN").first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("total").getByText("5.40").waitFor();
    const before = (await sales()).length;
    await page.keyboard.press("F2");
    await page.getByRole("button", { name: /in cash$/ }).click();
    await page.getByRole("button", { name: "New sale" }).click();
    await until("the sale is an order", async () => (await sales()).length === before + 1);
    const { items } = await seller.get<{ items: { totalMinor: number }[] }>("/orders?limit=1");
    expect(items[0]?.totalMinor).toBe(540);
    expect((await seller.get<{ uses: number }>(`/discounts/${id}`)).uses).toBe(1);
    expect(visitor.complaints).toEqual([]);
  });

  test("two registers sell the last unit without network: both orders are kept, one is short, with an alert [F4]", async () => {
    const registers = [await addRegister(seller, "Left", "L1"), await addRegister(seller, "Right", "R2")];
    await using left = await visit(browser, hub, seller, { width: 1024, height: 768 });
    await using right = await visit(browser, hub, seller, { width: 390, height: 844 });
    const before = (await sales()).length;
    for (const [n, { page, context }] of [left, right].entries()) {
      const register = registers[n];
      if (!register) throw new Error("There is no register.");
      await openRegister(page, hub, register);
      await keptOnDevice(page);
      await context.setOffline(true);
    }
    await sellOne(left.page, "4006381333955");
    await sellOne(right.page, "4006381333955");
    for (const { context } of [left, right]) await context.setOffline(false);
    await until("both are orders", async () => (await sales()).length === before + 2);
    const two = (await seller.get<{ items: { short: { units: number }[] }[] }>("/pos/sales?limit=2")).items;
    expect(two.map(({ short }) => short.length).sort()).toEqual([0, 1]);
    await until("the channel shows none", async () => sandbox.shop.stockOf("LAMP-1") === 0);
    const alerts = await seller.get<{ items: { kind: string }[] }>("/alerts?limit=50");
    expect(alerts.items.some(({ kind }) => /pos|till|short|sale/.test(kind))).toBe(true);
  });

  test("goods come back for others, and the day is closed with a difference [F4]", async () => {
    const made = await addRegister(seller, "Back desk", "B1");
    await using visitor = await visit(browser, hub, seller, { width: 1024, height: 768 });
    const { page } = visitor;
    await openRegister(page, hub, made);
    const before = sandbox.shop.stockOf("SOAP-2") ?? 0;
    await sellOne(page, "4006381333948");
    await page.getByText("Online", { exact: true }).waitFor();
    await until("the channel shows the sale", async () => sandbox.shop.stockOf("SOAP-2") === before - 1);

    // One soap comes back, a dearer basket goes: the customer pays the rest.
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("button", { name: "Receipts and returns" }).click();
    await page.getByRole("button", { name: /B1-000001/ }).click();
    await page.getByRole("button", { name: "Return items" }).click();
    await page.getByRole("button", { name: "One more: Laurel soap" }).click();
    await page.getByRole("button", { name: /^Return / }).click();
    await scan(page, "4006381333931");
    await scan(page, "4006381333931");
    await page.getByTestId("total").getByText("6.00").waitFor();
    await page.keyboard.press("F2");
    await page.getByRole("button", { name: /in cash$/ }).click();
    await page.getByRole("button", { name: "New sale" }).click();
    await until("the soap is back on the channel", async () => sandbox.shop.stockOf("SOAP-2") === before);

    // 100 and two payments of 6.00 are expected; 110 are counted.
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("button", { name: "Close the day" }).click();
    for (const note of ["$100.00", "$10.00"]) await page.getByLabel(note, { exact: true }).fill("1");
    await page.getByRole("button", { name: /^Close with/ }).click();
    await page.getByText("Z report 1").waitFor();
    await page.getByRole("article").getByText("-$2.00").waitFor();
    const [closed] = (
      await seller.get<{ items: { differenceMinor: number; expectedMinor: number }[] }>(
        `/pos/sessions?registerId=${made.id}`,
      )
    ).items;
    expect(closed).toMatchObject({ expectedMinor: 11_200, differenceMinor: -200 });
    expect(visitor.complaints).toEqual([]);
  });
});
