/** Who may do what at a register, and what is written down with a sale: serial numbers, batch, reason, customer. */
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { TABLET, visit } from "../support/dashboard.ts";
import { until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { addRegister, openMenu, openRegister, PIN, scan } from "./register-world.ts";

const DRILL = "4006381333931";

interface Sale {
  readonly number: string;
  readonly staffName: string;
  readonly totalMinor: number;
  readonly breaches: readonly string[];
  readonly orderId: string;
  readonly sale: { readonly lines: readonly object[]; readonly customer?: object };
}

describeInBrowser("rights at a register", (hub) => {
  const seller = fixture(() => hub.seller("rights"));

  beforeAll(async () => {
    const variants = [{ sku: "DRILL-1", priceMinor: 10_000, currency: "USD", barcode: DRILL }];
    await seller.post("/products", { title: "Cordless drill", variants });
  });

  const openLine = async (page: Page, part: string) => {
    await page.getByTestId("line").getByText("Cordless drill").click();
    await page.getByRole("dialog").getByRole("button", { name: part, exact: true }).click();
  };
  const switchTo = async (page: Page, name: string, pin: string) => {
    await page.getByTitle("Switch staff").click();
    await page.getByRole("button", { name }).click();
    await page.getByRole("heading", { name: `PIN of ${name}` }).waitFor();
    await page.keyboard.type(pin);
    await page.keyboard.press("Enter");
    await page.getByTestId("products").waitFor();
  };

  test("a seller keeps to the register's limits, a manager switches in by PIN, and the sale tells what was sold to whom [F4]", async () => {
    const made = await addRegister(seller, "Tools", "T1");
    await seller.patch(`/pos/registers/${made.id}`, { discountLimit: 10, mayOverride: false });
    await seller.post("/pos/staff", { name: "Omar", pin: "2468" });
    await using visitor = await visit(hub, seller, TABLET);
    const { page } = visitor;
    await openRegister(page, hub, made);
    await switchTo(page, "Omar", "2468");
    await scan(page, DRILL);
    await page.getByTestId("line").waitFor({ state: "attached" });
    await openLine(page, "Discount");
    await page.getByText("Up to 10% at this register. A manager can give more.").waitFor();
    expect(await page.getByRole("button", { name: "20%" }).isDisabled()).toBe(true);
    await page.keyboard.type("30");
    await page.getByText("This discount is above the limit of 10%. Ask a manager to switch in.").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Change price", exact: true }).click();
    await page.getByText("Only managers change prices at this register.").waitFor();
    await page.keyboard.press("Escape");

    await switchTo(page, "Hala", PIN);
    await openLine(page, "Change price");
    await page.getByRole("button", { name: "Price match" }).click();
    for (const digit of ["8", "0", "00"])
      await page.getByRole("dialog").getByRole("button", { name: digit, exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Change price", exact: true }).last().click();
    await page.getByTestId("total").getByText("80.00").waitFor();
    await openLine(page, "Serial numbers");
    await page.getByRole("dialog").getByLabel("Serial numbers").fill("SN-1001\n");
    await page.getByRole("dialog").getByLabel("Batch").fill("LOT-7");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Add customer" }).click();
    await page.getByRole("button", { name: "New customer" }).click();
    await page.getByRole("dialog").getByLabel("Name", { exact: true }).fill("Nour Said");
    await page.getByRole("dialog").getByLabel("E-mail").fill("nour@example.test");
    await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
    await page.keyboard.press("F2");
    await page.getByRole("button", { name: /in cash$/ }).click();
    await page.getByText("SN-1001").first().waitFor();
    await page.getByText("LOT-7").first().waitFor();
    await page.getByRole("button", { name: "New sale" }).click();

    const kept = async () => (await seller.get<{ items: { id: string }[] }>(`/pos/sales?registerId=${made.id}`)).items;
    await until("the sale is uploaded", async () => (await kept()).length === 1);
    const [{ id } = { id: "" }] = await kept();
    const whole = await seller.get<Sale>(`/pos/sales/${id}`);
    expect(whole).toMatchObject({ number: "T1-000001", staffName: "Hala", totalMinor: 8_000, breaches: [] });
    expect(whole.sale.lines).toMatchObject([
      { unitPrice: 8_000, priceBefore: 10_000, reason: "Price match", serials: ["SN-1001"], batch: "LOT-7" },
    ]);
    expect(whole.sale.customer).toMatchObject({ name: "Nour Said", email: "nour@example.test" });
    await until("the customer is known", async () => {
      const { items } = await seller.get<{ items: { name: string }[] }>("/customers?q=nour@example.test");
      return items[0]?.name === "Nour Said";
    });
    expect(visitor.complaints).toEqual([]);
  });

  test("a quote keeps its price until it is sold, and is given up in words [F4]", async () => {
    const made = await addRegister(seller, "Quotes", "T2");
    await using visitor = await visit(hub, seller, TABLET);
    const { page } = visitor;
    await openRegister(page, hub, made);
    await scan(page, DRILL);
    await page.getByTestId("line").waitFor({ state: "attached" });
    await openMenu(page, "Quote or layaway");
    await page.getByRole("button", { name: "Make quote" }).click();
    const open = async () =>
      (await seller.get<{ items: { kind: string; totalMinor: number }[] }>(`/pos/baskets?registerId=${made.id}`)).items;
    await until("the quote is kept", async () => (await open()).length === 1);
    expect(await open()).toMatchObject([{ kind: "quote", totalMinor: 10_000 }]);
    const { items } = await seller.get<{ items: { id: string }[] }>("/variants?sku=DRILL-1");
    await seller.patch(`/variants/${items[0]?.id}`, { priceMinor: 12_000 });
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Parked sales" }).click();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByTestId("total").getByText("100.00").waitFor();
    await page.keyboard.press("F2");
    await page.getByRole("button", { name: /in cash$/ }).click();
    await page.getByRole("button", { name: "New sale" }).click();
    await until("it is sold", async () => (await open()).length === 0);
    expect(visitor.complaints).toEqual([]);
  });
});
