/** Orders on hold: many from the list, one from its page or by key, seen where people look, released again. */
import process from "node:process";
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

describeInBrowser("orders on hold", (hub) => {
  const seller = fixture(() => hub.seller("holds", { organization: "Holds", currency: "EUR" }));
  const made: Made[] = [];

  beforeAll(async () => {
    await seller.post("/products", {
      title: "Olive soap",
      variants: [{ sku: "SOAP", priceMinor: 1_200, currency: "EUR" }],
    });
    await seller.post("/inventory/levels", { items: [{ sku: "SOAP", onHand: 20 }] });
    for (const name of ["Asha", "Zoe", "Mona"])
      made.push(
        await seller.post<Made>("/orders", {
          ...{ currency: "EUR", financial: "paid", lines: [{ sku: "SOAP", quantity: 2, unitPrice: "12.00" }] },
          contact: { name },
          shippingAddress: { name, line1: "1 Main Street", city: "Vienna", postcode: "1010", country: "AT" },
        }),
      );
  }, 180_000);

  const numberOf = (nth: number) => made[nth]?.number ?? "";
  const pageOf = (nth: number) => `${hub.url}/orders/${made[nth]?.id}`;
  const state = (id: string | undefined) => seller.get<{ state: string; hold: unknown }>(`/orders/${id}`);
  const picture = async (page: Page, name: string) => {
    const folder = process.env["PICTURES"];
    if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  };

  test("orders are held from the list, stand in their tab, and are released there [E2.6]", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/orders`);
    for (const nth of [0, 1])
      await page
        .locator("main [data-row]", { hasText: numberOf(nth) })
        .getByRole("checkbox")
        .check();
    await page.getByRole("button", { name: "More" }).last().click();
    await page.getByRole("menuitem", { name: "Put 2 orders on hold" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Note for the team" }).fill("Card stolen");
    await picture(page, "hold-bulk");
    await dialog.getByRole("button", { name: "Put 2 orders on hold" }).click();
    await dialog.getByText("2 done, 0 failed.").waitFor();
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await page.getByRole("tab", { name: /On hold/ }).click();
    await page.locator("main [data-row]", { hasText: numberOf(1) }).waitFor();
    await picture(page, "hold-tab");
    await page
      .locator("main [data-row]", { hasText: numberOf(0) })
      .getByRole("checkbox")
      .check();
    await page.getByRole("button", { name: "More" }).last().click();
    await page.getByRole("menuitem", { name: "Release 1 order" }).click();
    await dialog.getByText("1 done, 0 failed.").waitFor();
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await page.locator("main [data-row]", { hasText: numberOf(0) }).waitFor({ state: "detached" });
    expect(await state(made[0]?.id)).toMatchObject({ state: "to_ship", hold: null });
    expect(await state(made[1]?.id)).toMatchObject({ state: "on_hold" });
  });

  test("an order is held by key until a day, its page says why and until when, and releases it [E2.1]", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(pageOf(2));
    await page.getByRole("button", { name: "Ship", exact: true }).waitFor();
    await page.keyboard.press("h");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Reason" }).click();
    await page.getByRole("option", { name: "Address to check" }).click();
    await dialog.getByRole("combobox", { name: "Until" }).click();
    await page.getByRole("option", { name: "A date" }).click();
    await dialog.getByLabel("Date").fill("2099-01-05");
    await picture(page, "hold-dialog");
    await dialog.getByRole("button", { name: "Put on hold" }).click();
    const notice = page.getByRole("alert").filter({ hasText: "On hold: Address to check" });
    await notice.waitFor();
    expect(await notice.textContent()).toMatch(/2099/);
    expect(await page.getByRole("button", { name: "Ship", exact: true }).count()).toBe(0);
    await picture(page, "hold-light");
    await notice.getByRole("button", { name: "Release" }).click();
    await page.getByRole("button", { name: "Ship", exact: true }).waitFor();
  });

  test("a held order says so on a phone, in the dark and in Arabic [E2.1]", async () => {
    for (const [name, how] of [
      ["phone", PHONE],
      ["dark", { scheme: "dark" }],
      ["arabic", { language: "ar" }],
    ] as const) {
      await using visitor = await visit(hub, seller, how);
      await visitor.page.goto(pageOf(1));
      await visitor.page.getByText("Card stolen").first().waitFor();
      await picture(visitor.page, `hold-${name}`);
    }
  });

  test("a location's handling time is set on its screen, and an order tells how its due time follows [E1.1]", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/inventory/locations`);
    const row = page.getByRole("table", { name: "Handling times" }).getByRole("row", { name: /Main/ });
    await row.getByRole("button", { name: "Edit" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Working days", { exact: true }).fill("3");
    await dialog.getByLabel("Holidays").fill("2099-12-25");
    await picture(page, "handling-dialog");
    await dialog.getByRole("button", { name: "Save" }).click();
    await row.getByText("3 working days, by 15:00").waitFor();
    await picture(page, "handling");
    await until("its due time is calculated", async () => {
      const { dueFrom } = await seller.get<{ dueFrom: string }>(`/orders/${made[0]?.id}`);
      return dueFrom === "handling";
    });
    await page.goto(pageOf(0));
    await page.getByText(/3 working days from/).waitFor();
    await picture(page, "promise");
  });
});
