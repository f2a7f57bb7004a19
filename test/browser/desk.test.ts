/** A seller's desk: more orders than a screen holds, lists asked by place and day, what keys do, who changed what. */
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { PHONE, visit } from "../support/dashboard.ts";
import { until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";

interface Made {
  readonly id: string;
  readonly number: string;
}

const LOCATIONS = {
  "Asha Vienna": { city: "Vienna", postcode: "1010", country: "AT" },
  "Zoe Berlin": { city: "Berlin", postcode: "10115", country: "DE" },
  "Mona Cairo": { city: "Cairo", postcode: "11511", country: "EG" },
} as const;

describeInBrowser("a seller's desk", (hub) => {
  const seller = fixture(() => hub.seller("desk", { organization: "Desk", currency: "EUR" }));
  const made: Made[] = [];
  let variantId = "";

  beforeAll(async () => {
    await seller.post("/products", {
      title: "Olive soap",
      variants: [{ sku: "SOAP", priceMinor: 1_200, currency: "EUR" }],
    });
    variantId = (await seller.get<{ items: { id: string }[] }>("/variants?sku=SOAP")).items[0]?.id ?? "";
    await seller.post("/inventory/levels", { items: [{ sku: "SOAP", onHand: 2_000 }] });
    for (const [name, place] of Object.entries(LOCATIONS))
      made.push(
        await seller.post<Made>("/orders", {
          currency: name === "Mona Cairo" ? "EGP" : "EUR",
          lines: [{ sku: "SOAP", quantity: 2, unitPrice: "12.00" }],
          financial: "paid",
          contact: { name, email: `${name.slice(0, 4).trim().toLowerCase()}@mail.example` },
          shippingAddress: { name, line1: "1 Main Street", ...place },
        }),
      );
  }, 180_000);

  const goTo = (page: Page, path: string) => page.goto(hub.url + path);
  const numberOf = (nth: number) => made[nth]?.number ?? "";
  const idOf = (nth: number) => made[nth]?.id ?? "";
  const chosen = (page: Page, ids: readonly string[]) =>
    page.evaluate(`sessionStorage.setItem("argosy.chosenOrders", ${JSON.stringify(JSON.stringify(ids))})`);
  const offeredFilter = async (page: Page, name: string) => {
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await page.getByRole("button", { name, exact: true }).click();
  };
  const rows = (page: Page) => page.locator("main [data-row]");

  test("six hundred chosen orders are all picked, and slips, shipping and booking take them in turns", async () => {
    const ids = await hub.look<{ id: string }>(
      seller,
      `insert into argosy.sales_order (organization_id, ext_number, number, status, financial, fulfilment, currency,
         total_minor, placed_at)
       select argosy.tenant(), 'B' || n, 'B' || n, 'processing', 'paid', 'unfulfilled', 'EUR', n,
         timestamptz '2026-01-01' + n * interval '1 minute'
       from generate_series(1, 600) n
       returning id`,
    );
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, "/orders");
    await rows(page).first().waitFor();
    // The last one is beyond what was kept once: it has what is on the shelf.
    await chosen(page, [...ids.map(({ id }) => id), idOf(0)]);
    await goTo(page, "/orders/picking");
    await page.locator("[data-picked=SOAP]", { hasText: numberOf(0) }).waitFor();
    await goTo(page, "/orders/slips");
    await page.getByText("Showing orders 1–500 of 601.").waitFor();
    await page.getByRole("link", { name: "Next 101" }).click();
    await page.locator(`[data-slip="${numberOf(0)}"]`).waitFor();
    await page.getByText("Showing orders 501–601 of 601.").waitFor();
    for (const path of ["/orders/ship", "/orders/book"]) {
      await goTo(page, `${path}?turn=2`);
      await page.getByText("Showing orders 501–601 of 601.").waitFor();
      await page.locator(`[data-parcel="${numberOf(0)}"], [data-booking="${numberOf(0)}"]`).waitFor();
    }
    await hub.look(
      seller,
      "delete from argosy.sales_order where organization_id = argosy.tenant() and ext_number like 'B%'",
    );
    expect(visitor.complaints).toEqual([]);
  });

  test("a ticked line of the picking list is ticked after a reload, and not on the list of other orders", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, "/orders");
    await rows(page).first().waitFor();
    await chosen(page, [idOf(0)]);
    await goTo(page, "/orders/picking");
    const tick = page.getByRole("checkbox", { name: "Picked SOAP" });
    await tick.check();
    await page.reload();
    await page.getByRole("status").filter({ hasText: "1 of 1 picked" }).waitFor();
    expect(await tick.isChecked()).toBe(true);
    await chosen(page, [idOf(0), idOf(1)]);
    await page.reload();
    await page.getByRole("status").filter({ hasText: "0 of 1 picked" }).waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("the key p on an order prints its packing slip: receiver, items and units", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, "/orders?q=asha");
    await until("hers alone", async () => (await rows(page).count()) === 1);
    await rows(page).first().press("p");
    const slip = page.locator(`[data-slip="${numberOf(0)}"]`);
    await slip.waitFor();
    const [title = "", address = ""] = [
      (await slip.locator("h2").textContent()) ?? "",
      (await slip.locator("address").textContent()) ?? "",
    ];
    expect(title).toBe(numberOf(0));
    expect(address).toContain("Asha Vienna");
    expect(address).toContain("Austria");
    const item = await slip.getByRole("table", { name: "Contents" }).locator("tbody tr").allInnerTexts();
    expect(item).toHaveLength(1);
    expect(item[0]).toContain("Olive soap");
    expect(item[0]?.trim().endsWith("2")).toBe(true);
    // So does the menu of the order's own page.
    await goTo(page, `/orders/${idOf(0)}`);
    await page.getByRole("main").getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Packing slip" }).click();
    await page.waitForURL(`**/orders/slips?order=${idOf(0)}`);
    await slip.getByRole("table", { name: "Contents" }).getByText("Olive soap").waitFor();
    expect(await slip.locator("h2").textContent()).toBe(numberOf(0));
    expect(visitor.complaints).toEqual([]);
  });

  test("a street is corrected on the order, and its packing slip has it", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, `/orders/${idOf(0)}`);
    const customer = page.getByRole("region", { name: "Customer" });
    await customer.getByRole("button", { name: "Edit address" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Street and number").fill("7 Ring");
    await dialog.getByRole("button", { name: "Save address" }).click();
    await dialog.waitFor({ state: "detached" });
    await customer.getByText("7 Ring").waitFor();
    await page.getByText("The delivery address was corrected.").waitFor();
    await goTo(page, `/orders/slips?order=${idOf(0)}`);
    await page.locator("address").getByText("7 Ring").waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("countries, several for a zone, and a currency are chosen by their names", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, "/orders");
    await offeredFilter(page, "Ships to country");
    await page.getByRole("combobox", { name: "Ships to country" }).fill("austr");
    await page.getByRole("option", { name: "Austria" }).click();
    await page.waitForURL(/country=AT/);
    await page.getByRole("button", { name: "Ships to country: Austria" }).waitFor();
    await until("what goes to Austria", async () => (await rows(page).count()) === 1);
    expect(await rows(page).first().textContent()).toContain(numberOf(0));
    await page.getByRole("combobox", { name: "Ships to country" }).fill("germ");
    await page.getByRole("option", { name: "Germany" }).click();
    await page.waitForURL(/country=AT(,|%2C)DE/);
    await page.getByRole("button", { name: "Ships to country: Austria and Germany" }).waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await offeredFilter(page, "Currency");
    await page.getByRole("combobox", { name: "Currency" }).fill("egyp");
    await page.getByRole("option", { name: /Egyptian Pound/ }).click();
    await page.waitForURL(/currency=EGP/);
    await until("the one in pounds", async () => (await rows(page).count()) === 1);
    await goTo(page, "/shipments");
    await offeredFilter(page, "Ships to country");
    await page.getByRole("combobox", { name: "Ships to country" }).fill("österreich");
    expect(visitor.complaints).toEqual([]);
  });

  test("customers are sorted by name from either end, by a press on the column's head", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, "/customers");
    await rows(page).nth(2).waitFor();
    const head = page.getByRole("columnheader", { name: "Name" });
    const names = () => rows(page).getByRole("link").allInnerTexts();
    await head.getByRole("button").click();
    await until("from A", async () => (await names())[0] === "Asha Vienna");
    expect(await names()).toEqual(["Asha Vienna", "Mona Cairo", "Zoe Berlin"]);
    await head.getByRole("button").click();
    await until("from Z", async () => (await names())[0] === "Zoe Berlin");
    expect(await head.getAttribute("aria-sort")).toBe("descending");
    expect(visitor.complaints).toEqual([]);
  });

  test("customers are sorted by their last order: the latest first, and who ordered longest ago first", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, "/customers");
    await rows(page).nth(2).waitFor();
    const head = page.getByRole("columnheader", { name: "Last order" });
    const names = () => rows(page).getByRole("link").allInnerTexts();
    await head.getByRole("button").click();
    await page.waitForURL(/sort=latestOrder/);
    await until("the latest", async () => (await names())[0] === "Mona Cairo");
    expect(await names()).toEqual(["Mona Cairo", "Zoe Berlin", "Asha Vienna"]);
    await head.getByRole("button").click();
    await until("longest ago", async () => (await names())[0] === "Asha Vienna");
    expect(await names()).toEqual(["Asha Vienna", "Zoe Berlin", "Mona Cairo"]);
    expect(visitor.complaints).toEqual([]);
  });

  test("a list without a table's head is sorted from a menu, both ways: cards on a phone, products by their images", async () => {
    await using visitor = await visit(hub, seller, { ...PHONE, isApart: true });
    const { page } = visitor;
    await goTo(page, "/customers");
    await rows(page).nth(2).waitFor();
    const sortBy = async (name: string) => {
      await page.getByRole("button", { name: "Sort", exact: true }).click();
      await page.getByRole("menuitemradio", { name, exact: true }).click();
    };
    const isFirst = (text: string) => async () => ((await rows(page).first().textContent()) ?? "").includes(text);
    await sortBy("Name, ascending");
    await until("from A", isFirst("Asha Vienna"));
    await sortBy("Name, descending");
    await until("from Z", isFirst("Zoe Berlin"));
    await page.getByRole("button", { name: "Sort", exact: true }).click();
    const chosenWay = page.getByRole("menuitemradio", { name: "Name, descending" });
    expect(await chosenWay.getAttribute("aria-checked")).toBe("true");
    await page.setViewportSize({ width: 1280, height: 900 });
    await seller.post("/products", { title: "Aleppo soap", variants: [{ sku: "ALEPPO" }] });
    await goTo(page, "/products");
    await rows(page).nth(1).waitFor();
    expect(await page.getByRole("button", { name: "Sort", exact: true }).count()).toBe(0);
    await page.getByRole("button", { name: "Show as grid" }).click();
    await sortBy("Product, ascending");
    await until("from A", isFirst("Aleppo soap"));
    await sortBy("Product, descending");
    await until("from Z", isFirst("Olive soap"));
    expect(visitor.complaints).toEqual([]);
  });

  test.each([
    "/invoices",
    "/shipments",
    "/returns",
    "/settlements",
    "/channels/activity",
    "/inventory/purchase-orders",
    "/inbox",
    "/inbox/messages",
    "/inbox/conflicts",
    "/customers",
  ])("%s is asked by a stretch of days with one press", async (path) => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, path);
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await page.getByRole("button", { name: / from$/ }).click();
    const answered = page.waitForResponse((answer) =>
      /\/api\/[^?]+\?.*from=.*to=|\/api\/[^?]+\?.*to=.*from=/.test(answer.url()),
    );
    await page.getByRole("button", { name: "Last 7 days" }).click();
    expect((await answered).status()).toBe(200);
    await page.getByRole("button", { name: / from: / }).waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("one goes from order to order by button and by key, as the sheet of keys says", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    const heading = (nth: number) => page.getByRole("heading", { level: 1, name: `Order ${numberOf(nth)}` });
    await goTo(page, "/orders?sort=oldest");
    await rows(page)
      .filter({ hasText: numberOf(0) })
      .click();
    await heading(0).waitFor();
    await page.getByRole("link", { name: `Next order, ${numberOf(1)}` }).click();
    await heading(1).waitFor();
    await page.getByRole("link", { name: `Next order, ${numberOf(2)}` }).waitFor();
    await page.keyboard.press("j");
    await heading(2).waitFor();
    await page.getByRole("link", { name: `Previous order, ${numberOf(1)}` }).waitFor();
    await page.keyboard.press("?");
    const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await sheet.getByText(`Previous order, ${numberOf(1)}`).waitFor();
    // Under a dialog the page does not move.
    await page.keyboard.press("k");
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await heading(2).waitFor();
    await page.keyboard.press("k");
    await heading(1).waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("the key e on a row of stock changes it, m leads to its actions, and the sheet of keys says so", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, "/inventory");
    await rows(page).first().waitFor();
    await page.keyboard.press("?");
    const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await sheet.getByText("Change its stock").waitFor();
    await sheet.getByText("Go to the row's actions").waitFor();
    expect(await sheet.getByText("Ship the order").count()).toBe(0);
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await rows(page).first().press("m");
    await page.keyboard.press("Enter");
    const change = page.getByRole("dialog", { name: "Change stock" });
    await change.waitFor();
    await page.keyboard.press("Escape");
    await change.waitFor({ state: "detached" });
    await rows(page).first().press("e");
    await page.getByRole("dialog").getByText("SOAP").first().waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("an order says what is next, its line leads to the product, and the tabs count the rows", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, "/orders");
    const tab = page.getByRole("tab", { name: /^To ship/ });
    await until("it is counted", async () => /\d/.test((await tab.textContent()) ?? ""));
    await tab.click();
    await rows(page).first().waitFor();
    expect(Number(/\d+/.exec((await tab.textContent()) ?? "")?.[0])).toBe(await rows(page).count());
    await goTo(page, `/orders/${idOf(0)}`);
    await page.getByText("Everything is in stock. Pack it and ship it.").waitFor();
    await page.locator("[data-line]").getByRole("link", { name: "Olive soap" }).click();
    await page.getByRole("heading", { level: 1, name: "Olive soap" }).waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("a changed price is read in the audit trail as a person reads it, found by act and by person", async () => {
    await seller.patch(`/variants/${variantId}`, { priceMinor: 1_300 });
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, "/settings/audit");
    await offeredFilter(page, "Action");
    await page.getByRole("combobox", { name: "Action" }).fill("variant");
    await page.getByRole("option", { name: "Changed a variant", exact: true }).click();
    await page.waitForURL(/action=variants\.update/);
    await offeredFilter(page, "By");
    await page.getByRole("combobox", { name: "By" }).click();
    await page.getByRole("option", { name: seller.email }).click();
    const row = rows(page).first();
    await row.getByText("Changed the variant").waitFor();
    await row.click();
    const change = page.getByRole("dialog").locator("[data-change=priceMinor]");
    await change.waitFor();
    expect(await change.locator("td").allInnerTexts()).toEqual(["Price", "€12.00", "€13.00"]);
    await page.keyboard.press("Escape");
    await row.getByRole("link").click();
    await page.waitForURL(`**/inventory/variants/${variantId}`);
    expect(visitor.complaints).toEqual([]);
  });
});
