/** A marketplace's settlement as a seller works it off: imported, tied to the bank, its short paid order found and settled. */
import { beforeAll, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { visit } from "../support/dashboard.ts";
import { firstSyncDone, until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";

interface Order {
  readonly id: string;
  readonly number: string;
  readonly orderKey: string;
  readonly totalMinor: number;
  readonly currency: string;
}

const decimal = (minor: number) => (minor / 100).toFixed(2);

describeInBrowser("settlements", (hub) => {
  let orders: readonly Order[];

  const seller = fixture(() => hub.seller("payouts", { organization: "Payouts", currency: "EUR" }));

  beforeAll(async () => {
    const sandbox = await hub.sandbox("woocommerce", { seed: 11, currency: "EUR" });
    sandbox.shop.addProduct({
      title: "Soap",
      status: "active",
      variants: [{ sku: "SOAP", price: "50.00", stock: 20 }],
    });
    await firstSyncDone(seller, await hub.connect(seller, sandbox, "Market", { stockFrom: "channel" }));
    for (const quantity of [1, 2])
      sandbox.shop.placeOrder({ lines: [{ sku: "SOAP", quantity }], payment: "paid", customer: { name: "Mona" } });
    orders = await until("both orders", async () => (await seller.get<{ items: Order[] }>("/orders")).items, {
      wanted: (found) => found.length === 2,
    });
  });

  /** The second order lacks 10.00; commission is a tenth. */
  const statement = () => {
    const rows = orders.map(({ orderKey, totalMinor }, n) => {
      const [price, fee] = [totalMinor - (n === 1 ? 1_000 : 0), -totalMinor / 10];
      return [orderKey, "NEFT-77", "2026-11-15", decimal(price), decimal(fee), decimal(price + fee)].join(",");
    });
    return ["Order Id,Payout Id,Payout Date,Product Price,Commission,Net Settlement", ...rows, ""].join("\n");
  };

  test("a settlement is imported, and its short paid order is found in three clicks and settled", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    const [right, short] = orders;
    await page.goto(`${hub.url}/settlements`);
    await page.getByRole("button", { name: "Import settlement" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "From", exact: true }).click();
    await page.getByRole("option", { name: "Market" }).click();
    await dialog
      .locator("input[type=file]")
      .setInputFiles({ name: "november.csv", mimeType: "text/csv", buffer: Buffer.from(statement()) });
    await dialog.getByRole("button", { name: "Check file" }).click();
    await dialog.getByText("Guessed from the headings.").waitFor();
    await dialog.getByText("2 orders matched.").waitFor();
    await dialog.getByRole("button", { name: "Import 4 lines" }).click();
    await page.getByRole("heading", { name: "NEFT-77" }).waitFor();
    await page.getByText("Matches the bank").first().waitFor();

    // From the first screen: Reports, Settlements, and this one shows the order.
    await page.goto(hub.url);
    const menu = page.getByRole("navigation", { name: "Main" });
    await menu.getByRole("link", { name: "Reports" }).click();
    await menu.getByRole("link", { name: "Settlements" }).click();
    await page.getByRole("link", { name: "NEFT-77" }).click();
    const differences = page.getByRole("table", { name: "Differences" });
    await differences.getByText("Underpaid").waitFor();
    expect(await differences.getByRole("row").count()).toBe(2);
    expect(await differences.getByText(right?.number ?? "", { exact: true }).count()).toBe(0);
    await differences.getByRole("link", { name: short?.number ?? "" }).click();
    await page.waitForURL(`${hub.url}/orders/${short?.id}`);

    await page.goBack();
    await page.getByRole("button", { name: `Settle ${short?.number}` }).click();
    await dialog.getByRole("combobox", { name: "Reason" }).click();
    await page.getByRole("option", { name: "Claimed from the channel" }).click();
    await dialog.getByLabel("Note").fill("Ticket 4711");
    await dialog.getByRole("button", { name: "Settle", exact: true }).click();
    await page.getByText("Difference settled.").waitFor();
    await dialog.waitFor({ state: "detached" });
    await differences.waitFor({ state: "detached" });
    expect(visitor.complaints).toEqual([]);
  });

  test("a fee rule is tried on past orders before it is saved, and finds fees above it", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/settlements/fee-rules`);
    await page.getByRole("button", { name: "Add rule" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Market 8%");
    await dialog.getByLabel("Percentage").fill("8");
    await dialog.getByRole("button", { name: "Done" }).click();
    await page.getByText("8% of the items").waitFor();
    await page.getByRole("button", { name: "Test on the last 30 days" }).click();
    await page.getByText("2 orders, 0 without a fee.").waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Rules saved.").waitFor();

    await page.goto(`${hub.url}/settlements/differences`);
    await until("both are charged too much", async () => {
      const { items } = await seller.get<{ items: { kind: string }[] }>("/settlement-cases?state=open");
      return items.filter(({ kind }) => kind === "over_charged").length === 2;
    });
    await page.reload();
    await page.locator("[data-row]", { hasText: "Fee too high" }).first().waitFor();
    expect(visitor.complaints).toEqual([]);
  });
});
