/** The palette: what it finds, what Enter opens, what was opened lately, and what the open page can do. */
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { visit } from "../support/dashboard.ts";
import { until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";

interface Made {
  readonly id: string;
  readonly number: string;
}

describeInBrowser("the palette", (hub) => {
  const seller = fixture(() => hub.seller("nile"));
  const made: Record<string, Made> = {};

  beforeAll(async () => {
    await seller.post("/products", {
      title: "Olive soap",
      variants: [{ sku: "SOAP", priceMinor: 500, currency: "EUR" }],
    });
    await seller.post("/inventory/levels", { items: [{ sku: "SOAP", onHand: 50 }] });
    for (const name of ["Mona Adel", "Omar Said"])
      made[name] = await seller.post<Made>("/orders", {
        currency: "EUR",
        lines: [{ sku: "SOAP", quantity: 1 }],
        financial: "paid",
        contact: { name, email: `${name.slice(0, 4).toLowerCase()}@mail.example` },
      });
    for (const word of ["mona", "omar"])
      await until(`${word} is found`, async () => (await seller.get<{ items: unknown[] }>(`/orders?q=${word}`)).items, {
        wanted: ({ length }) => length === 1,
      });
  }, 180_000);

  const open = async (page: Page) => {
    await page.keyboard.press("Control+k");
    const palette = page.getByRole("dialog", { name: "Search" });
    const text = palette.getByRole("textbox");
    await text.waitFor();
    return { palette, text };
  };
  const rows = (page: Page) => page.locator(".mantine-Spotlight-action");

  test("Enter opens what was found for the whole text, however fast it is typed", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/products`);
    await page.locator("main h1").waitFor();
    const gate = Promise.withResolvers<void>();
    await page.route(/\/api\/(orders|products|customers)\?q=omar/i, async (route) => {
      await gate.promise;
      await route.continue();
    });
    const { palette, text } = await open(page);
    await text.fill("mona");
    await rows(page)
      .filter({ hasText: made["Mona Adel"]?.number ?? "" })
      .waitFor();
    await text.fill("omar");
    await text.press("Enter");
    // What was found for the earlier text is gone, and nothing is opened before the answer.
    await palette.getByText("Searching…").waitFor();
    expect(await rows(page).count()).toBe(0);
    gate.resolve();
    await page.getByRole("heading", { level: 1, name: "Omar Said" }).waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("the first of what is found is chosen, and one chosen by an arrow is kept", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/products`);
    await page.locator("main h1").waitFor();
    const { text } = await open(page);
    await text.fill("mona");
    await page.locator("[data-selected]", { hasText: "mona@mail.example" }).waitFor();
    await text.press("ArrowDown");
    const number = made["Mona Adel"]?.number ?? "";
    await page.locator("[data-selected]", { hasText: number }).waitFor();
    await text.press("Enter");
    await page.getByRole("heading", { level: 1, name: `Order ${number}` }).waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("records are listed as recently opened however they were opened, until the sign-out", async () => {
    await using visitor = await visit(hub, seller, { isApart: true });
    const { page, context } = visitor;
    await page.goto(`${hub.url}/orders`);
    const number = made["Mona Adel"]?.number ?? "";
    await page.locator("[data-row]", { hasText: number }).click();
    await page.getByRole("heading", { level: 1, name: `Order ${number}` }).waitFor();
    await page.getByRole("link", { name: "Mona Adel" }).first().click();
    await page.getByRole("heading", { level: 1, name: "Mona Adel" }).waitFor();
    // Another tab has them too.
    const other = await context.newPage();
    await other.goto(hub.url);
    await other.locator("main h1").waitFor();
    const { palette } = await open(other);
    const recent = rows(other).filter({ hasText: /^(Mona Adel|.*\d+)$/ });
    expect((await recent.allTextContents()).slice(0, 2)).toEqual(["Mona Adel", number]);
    await palette.getByText(number, { exact: true }).click();
    await other.getByRole("heading", { level: 1, name: `Order ${number}` }).waitFor();
    await other.getByRole("button", { name: "Your account" }).click();
    await other.getByRole("menuitem", { name: "Sign out" }).click();
    await other.waitForURL("**/sign-in**");
    expect(await other.evaluate("JSON.stringify(localStorage)")).not.toContain("Mona");
  });

  test("the palette offers what the open order can do, and leads to a customer's orders", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/orders/${made["Mona Adel"]?.id}`);
    await page.locator("[data-line]").waitFor();
    await page.getByRole("button", { name: "Ship", exact: true }).waitFor();
    const { text } = await open(page);
    await rows(page)
      .filter({ hasText: `Previous order, ${made["Omar Said"]?.number}` })
      .waitFor();
    await text.fill("s");
    await rows(page).getByText("Ship", { exact: true }).click();
    await page.getByRole("dialog").getByLabel("Carrier").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Mona Adel" }).first().click();
    await page.getByRole("heading", { level: 1, name: "Mona Adel" }).waitFor();
    await open(page);
    await rows(page).getByText("Orders of this customer", { exact: true }).click();
    await page.locator("[data-row]").first().waitFor();
    expect(await page.locator("[data-row]").count()).toBe(1);
    expect(visitor.complaints).toEqual([]);
  });
});
