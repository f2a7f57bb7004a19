/** A page whose hub falls silent says so, and says when it is back. */
import { describe, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { findChromium } from "../support/browser.ts";
import { buildDashboard, visit } from "../support/dashboard.ts";
import { testHub } from "../support/hub.ts";
import { lineTo } from "./cut-line.ts";

describe.skipIf(findChromium() === undefined)("a hub that cannot be heard", () => {
  const hub = fixture(async () => {
    buildDashboard();
    return testHub({}, { streamBeatMs: 300 });
  });

  test("a line that goes dead without a word shows as offline, and the lists are read anew once it is back", async () => {
    const seller = await hub.seller("nile");
    await using line = await lineTo(hub.url);
    // Signed in at the hub's own address, which alone takes a password.
    await using _ = await visit(hub, seller, { isApart: true });
    await using visitor = await visit(line, seller, { isApart: true });
    const { page } = visitor;
    await page.goto(`${line.url}/products`);
    await page.getByRole("heading", { level: 1, name: "Products" }).waitFor();
    const offline = page.getByRole("status").filter({ hasText: "Offline" });
    // A hub that is slow for the length of two beats counts as away.
    await offline.waitFor({ state: "detached" });
    line.cut();
    await offline.waitFor();
    // Nobody tells the page of it: the event went by while it was away.
    await seller.post("/products", { title: "Olive soap", variants: [{ sku: "SOAP" }] });
    line.mend();
    await offline.waitFor({ state: "detached" });
    await page.locator("[data-row]", { hasText: "Olive soap" }).waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("each kind of screen opens while the hub is away, says so where its parts would stand, and loads them when the hub is back", async () => {
    const seller = await hub.seller("every-kind");
    await using visitor = await visit(hub, seller, { isApart: true });
    const { page } = visitor;
    await page.goto(`${hub.url}/products/new`);
    await page.getByLabel("Title", { exact: true }).waitFor();
    const offline = page.getByRole("status").filter({ hasText: "Offline" });
    const away = page.getByRole("main").getByText("This page loads as soon as Argosy answers.");
    const menu = page.getByRole("navigation", { name: "Main" });
    // Figures, an inbox, a list by place, a report, cards of channels.
    for (const name of ["Home", "Inbox", "Inventory", "Reports", "Channels"]) {
      await page.route(
        ({ pathname }) => !pathname.startsWith("/assets/"),
        (route) => route.abort("connectionrefused"),
      );
      await menu.getByRole("link", { name: new RegExp(`^${name}`) }).click();
      await away.first().waitFor();
      await page.unrouteAll();
      await away.first().waitFor({ state: "detached" });
      await offline.waitFor({ state: "detached" });
    }
  });
});
