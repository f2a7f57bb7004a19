/** No screen has a serious fault for people who use a keyboard or a screen reader, in any theme or direction. */
import { statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { PDFDocument } from "@cantoo/pdf-lib";
import type { Page } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { faultsBesideColor, faultsInDark, seriousFaults } from "../support/axe.ts";
import { dress, type Look, PHONE, visit } from "../support/dashboard.ts";
import { until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { closeOpenedTab } from "../support/tabs.ts";
import { dashboardRoutes, routeOf } from "./dashboard-routes.ts";
import { CUT_AT_THE_BEGINNING, OVER_ITS_CELL, WIDER_THAN_SHOWN } from "./misplaced.ts";
import { NOT_DRAWN, screens } from "./screens.ts";
import { screensWorld, toBook } from "./screens-world.ts";

const DIST = join(import.meta.dirname, "../../web/dist");

const CHECKS: Readonly<Record<string, Look>> = {
  light: { scheme: "light" },
  dark: { scheme: "dark" },
  arabic: { language: "ar" },
  phone: PHONE,
};
/** With SCREENS=<folder> every screen is drawn in all looks. */
const DRAWN =
  process.env.SCREENS === undefined ? [] : Object.entries(CHECKS).filter(([name]) => isChosen("SCREENS_LOOKS", name));

/** Two frames: what a page draws for another width it has drawn, and what follows from it. */
const DRAWN_ANEW = "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))";

/** Whether a setting names it, one after the other with commas; without the setting all are asked for. */
function isChosen(setting: string, name: string): boolean {
  return process.env[setting]?.split(",").includes(name) ?? true;
}

/** An address without a screen. */
const NOWHERE = "/nowhere";

/** Goes there as a link does. */
async function leadTo(page: Page, path: string): Promise<void> {
  await page.evaluate(`history.pushState(null, "", ${JSON.stringify(path)})`);
}

describeInBrowser("screens", (hub) => {
  const shown = fixture(() => screensWorld(hub));

  afterAll(() => shown.courier.close());

  /** Goes to a screen from an address without one: nothing of the screen before may be taken for this one. */
  async function open(page: Page, screen: (typeof screens)[number]): Promise<void> {
    await leadTo(page, NOWHERE);
    await page.locator(`h1 ~ a[href="/"]`).waitFor();
    await leadTo(page, await screen.path(shown));
    await screen.before?.(page);
    await page.locator(screen.ready).first().waitFor();
    if (screen.endsAt !== undefined) expect(new URL(page.url()).pathname).toBe(screen.endsAt);
  }

  /** A test for each screen, one after the other in one window that is loaded once: each load costs more than the rest. */
  function testEach(
    { look, wanted = screens }: { look: Look; wanted?: typeof screens },
    faultsOf: (page: Page, screen: (typeof screens)[number]) => Promise<readonly string[]>,
  ): void {
    describe.each([
      { by: "a stranger", person: () => undefined },
      { by: "a newcomer", person: () => shown.newcomer },
      { by: "the seller", person: () => shown.seller },
    ])("seen by $by", ({ by, person }) => {
      const window = fixture(async () => {
        const visitor = await visit(hub, person(), look);
        await visitor.page.goto(`${hub.url}${NOWHERE}`);
        return visitor;
      });
      let reported = 0;

      test.each(wanted.filter((screen) => (screen.by ?? "the seller") === by))("$name", async (screen) => {
        await dress(window.page, look);
        await open(window.page, screen);
        const faults = await faultsOf(window.page, screen);
        const complaints = window.complaints.slice(reported);
        reported = window.complaints.length;
        expect([...faults, ...complaints]).toEqual([]);
      });
    });
  }

  /** Whether the texts of a page have words, keep to their cells, and keep their beginning. */
  async function misplaced(page: Page): Promise<string[]> {
    const titles = await page.locator("h1").allTextContents();
    const empty = titles.some((title) => title.trim() === "") ? ["a title without words"] : [];
    const over: string[] = await page.evaluate(OVER_ITS_CELL);
    return [...empty, ...over.map((what) => `a text over the cell beside it: ${what}`)];
  }

  describe("screens on a phone scroll sideways in rows of tabs and sheets alone; a wider window has no serious axe fault in light and dark, and each text keeps its position", () => {
    testEach({ look: PHONE }, async (page, { isSheet, ready }) => {
      const wide: string[] = isSheet ? [] : await page.evaluate(WIDER_THAN_SHOWN);
      await dress(page, {});
      await page.evaluate(DRAWN_ANEW);
      await page.locator(ready).first().waitFor();
      return [...wide, ...(await seriousFaults(page)), ...(await faultsInDark(page)), ...(await misplaced(page))];
    });
  });

  describe("screens in Arabic have no serious axe fault, and each text keeps its beginning and its position", () => {
    testEach({ look: { language: "ar" } }, async (page) => {
      const cut: string[] = await page.evaluate(CUT_AT_THE_BEGINNING);
      const faults = [...(await faultsBesideColor(page)), ...(await misplaced(page))];
      return [...faults, ...cut.map((what) => `cut at its beginning: ${what}`)];
    });
  });

  test("every address of the dashboard has a screen here, or a reason why it has none", async () => {
    const routes = dashboardRoutes();
    const drawn = new Set<string | undefined>();
    for (const screen of screens) {
      const path = screen.endsAt ?? (await screen.path(shown));
      drawn.add(routeOf(new URL(path, hub.url).pathname, routes));
    }
    expect(routes.filter((route) => !drawn.has(route))).toEqual(Object.keys(NOT_DRAWN));
  });

  test.each([
    // With the steps of a beginner, which come a moment after the heading.
    { path: "/", shown: "main li[data-step]", kB: 200, most: 30, styles: 220, asks: ["/api/me"] },
    {
      path: "/orders?sort=total",
      shown: "tbody [data-row]",
      kB: 180,
      // Four, and what is loaded once the rows stand there. Asking for a file costs a slow processor more than reading a
      // kilobyte of one.
      most: 6,
      // Of Mantine's styles only the frame's: those of dialogs and fields come with the first screen that has any.
      styles: 100,
      asks: ["/api/me", "/api/orders", "/api/orders/tabs"],
    },
  ])(
    "$path loads less than $kB kB of script in few files, and asks once for what it shows first",
    async ({ path, shown: what, kB, most, styles, asks }) => {
      await using visitor = await visit(hub, shown.seller);
      await visitor.page.goto(hub.url + path);
      await visitor.page.locator(what).first().waitFor();
      // Told by the page itself: what the browser reports to its driver may leave out the very first.
      const loaded = () =>
        visitor.page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname));
      const paths = await until("what it shows first is answered", loaded, {
        wanted: (seen) => asks.every((each) => seen.includes(each)),
      });
      const scripts = new Set(paths.filter((each) => each.endsWith(".js")));
      expect([...scripts].filter((each) => each.includes("/index-"))).toHaveLength(1);
      const bytes = [...scripts].map((each) => statSync(join(DIST, `${each}.gz`)).size);
      expect(bytes.length).toBeGreaterThan(3);
      expect(bytes.length).toBeLessThanOrEqual(most);
      expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(kB * 1000);
      const sheets = new Set(paths.filter((each) => each.endsWith(".css")));
      const written = [...sheets].map((each) => statSync(join(DIST, each)).size);
      expect(written.reduce((sum, size) => sum + size, 0)).toBeLessThan(styles * 1000);
      expect(paths.filter((each) => asks.includes(each)).sort()).toEqual(asks);
      expect(visitor.complaints).toEqual([]);
    },
  );

  test("an entry of the navigation reads its screen ahead, opens it in this page, and elsewhere where that is asked", async () => {
    await using visitor = await visit(hub, shown.seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/orders`);
    await page.locator("tbody [data-row]").first().waitFor();
    const customers = page.getByRole("navigation").getByRole("link", { name: "Customers" });
    const ahead = page.waitForRequest((request) => request.url().endsWith(".js"));
    await customers.hover();
    await ahead;
    await customers.click({ modifiers: ["Control"] });
    await closeOpenedTab(page, ({ pathname }) => pathname === "/customers");
    expect(new URL(page.url()).pathname).toBe("/orders");
    await page.evaluate('document.body.setAttribute("data-kept", "yes")');
    await customers.click();
    await page.getByRole("heading", { name: "Customers" }).waitFor();
    expect(await page.locator("body").getAttribute("data-kept")).toBe("yes");
  });

  const store = (tab: string) => () => Promise.resolve(`/channels/${shown.stores[0]?.id}?tab=${tab}`);
  const one = (of: string) => async () =>
    `${of}/${(await shown.seller.get<{ items: readonly { readonly id: string }[] }>(`${of}?limit=1`)).items[0]?.id}`;

  test.each([
    {
      screen: "home",
      path: () => Promise.resolve("/"),
      held: "/analytics/home",
      beside: ["/mappings/counts", "/inventory/levels", "/orders", "/members", "/invitations", "/sign-up"],
    },
    {
      screen: "an order",
      path: one("/orders"),
      held: "/orders/:id",
      beside: [
        ...["timeline", "options", "neighbours", "profit", "invoice"].map((part) => `/orders/:id/${part}`),
        ...["/shipments", "/stores"],
      ],
    },
    {
      screen: "a product",
      path: one("/products"),
      held: "/products/:id",
      beside: ["/products/:id/channels", "/inventory/explain", "/categories", "/stores"],
    },
    {
      screen: "a channel's health",
      path: store("health"),
      held: "/stores/:id",
      beside: ["health", "sync-status", "statistics", "provider"].map((part) => `/stores/:id/${part}`),
    },
    {
      screen: "a channel's rules",
      path: store("rules"),
      held: "/stores/:id",
      beside: [...["allocation", "price-rules", "order-statuses"].map((part) => `/stores/:id/${part}`), "/locations"],
    },
    { screen: "a channel's sync", path: store("sync"), held: "/stores/:id", beside: ["/categories"] },
  ])("$screen asks for what its parts show beside what it is of, not after it", async ({ path, held, beside }) => {
    await using visitor = await visit(hub, shown.seller, { isApart: true });
    const { page } = visitor;
    const requested = new Set<string>();
    const gate = Promise.withResolvers<void>();
    await page.route("**/api/**", async (route) => {
      const address = new URL(route.request().url()).pathname.slice("/api".length).replace(/[0-9a-f-]{36}/, ":id");
      requested.add(address);
      if (address === held) await gate.promise;
      await route.continue();
    });
    await page.goto(hub.url + (await path()));
    const missing = () => Promise.resolve([held, ...beside].filter((each) => !requested.has(each)));
    await until("all of it was asked for", missing, { wanted: ({ length }) => length === 0 });
    const before = new Set(requested);
    gate.resolve();
    await page.locator("main h1").first().waitFor();
    await page.locator("main section, main [data-line]").first().waitFor();
    expect([...requested].filter((each) => each.startsWith(`${held}/`) && !before.has(each))).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  describe.each(DRAWN)("drawn: %s", (name, look) => {
    const expected = screens.filter((screen) => isChosen("SCREENS_ONLY", screen.name));
    testEach({ look, wanted: expected }, async (page, screen) => {
      await page.locator('main [aria-busy="true"]').first().waitFor({ state: "detached" });
      await page.screenshot({ path: join(process.env.SCREENS ?? "", `${screen.name}-${name}.png`) });
      return [];
    });
  });

  test("orders of three channels are booked at once, two are refused by name, and a buyer follows one to the door", async () => {
    const { seller, courier } = shown;
    const open = await toBook(seller);
    const ofEach = [...Map.groupBy(open, ({ storeId }) => storeId).values()];
    expect(ofEach).toHaveLength(3);
    const chosen = [
      ...ofEach.flatMap((orders) => orders.filter(({ hasUnweighed }) => !hasUnweighed).slice(0, 2)),
      ...open.filter(({ hasUnweighed }) => hasUnweighed).slice(0, 2),
    ];
    await using visitor = await visit(hub, seller, { isApart: true });
    const { page } = visitor;
    const ids = JSON.stringify(chosen.map(({ id }) => id));
    await page.addInitScript(`sessionStorage.setItem("argosy.chosenOrders", ${JSON.stringify(ids)});
      window.open = (address) => { window.opened = address; return null; };`);
    await page.goto(`${hub.url}/orders/book`);
    await page.getByRole("button", { name: "Book 6 orders" }).click();
    await page
      .getByRole("status")
      .filter({ hasText: "6 of 8 booked, 6 labels ready. 2 orders need attention." })
      .waitFor();
    const rows = await page.locator("main [data-row]").allInnerTexts();
    expect(rows.map((row) => row.includes("has no weight"))).toEqual(chosen.map(({ hasUnweighed }) => hasUnweighed));
    await page.getByRole("button", { name: "Paper size" }).click();
    await page.getByRole("menuitem", { name: "A4, four on a sheet" }).click();
    const opened: unknown = await page.evaluate("window.opened");
    const labels = await page.request.get(`${hub.url}${String(opened)}`);
    const sheets = await PDFDocument.load(await labels.body());
    expect(sheets.getPages().map((sheet) => sheet.node.normalizedEntries().XObject.keys().length)).toEqual([4, 2]);

    const first = page.locator("main [data-row]").first();
    await first.getByRole("link").last().click();
    await page.getByRole("heading", { level: 1, name: /^Shipment of order/ }).waitFor();
    const path = (await page.getByRole("link", { name: "Tracking page" }).getAttribute("href")) ?? "";
    const number = await page.locator("section .code").first().textContent();
    for (const word of ["picked_up", "out_for_delivery", "delivered"] as const) courier.shop.scan(number ?? "", word);
    await page.getByText("Delivered").first().waitFor();
    await using buyer = await visit(hub);
    await buyer.page.goto(hub.url + path);
    expect(await buyer.page.locator("h1").textContent()).toBe("Delivered");
    expect([...visitor.complaints, ...buyer.complaints]).toEqual([]);
  });

  test("a parcel that came back puts stock back, and reports of cash show one missing and one short", async () => {
    const { seller, courier } = shown;
    interface Parcel {
      readonly id: string;
      readonly orderId: string;
      readonly orderNumber: string;
      readonly trackingNumbers: readonly string[];
    }
    const listed = async (query: string) => (await seller.get<{ items: Parcel[] }>(`/shipments?${query}`)).items;
    const ready = await listed("stage=ready&limit=50");
    const storeOf = new Map<string, string>();
    for (const { orderId } of ready)
      storeOf.set(orderId, (await seller.get<{ storeId: string }>(`/orders/${orderId}`)).storeId);
    // Of a channel that answers: it has to take the parcel's number before goods count as having left.
    const back = ready.find(({ orderId }) => shown.stores.some(({ id }) => id === storeOf.get(orderId)));
    const [missing, short] = ready.filter((each) => each !== back);
    if (!back || !missing || !short) throw new Error("Three parcels have to stand ready.");
    const number = ({ trackingNumbers }: Parcel) => trackingNumbers[0] ?? "";
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/shipments/handover`);
    await page.getByRole("button", { name: /^Hand over \d+ shipments$/ }).waitFor();
    // Shippo sends no van: what cannot be asked is not offered.
    expect(await page.getByRole("button", { name: "Request pickup" }).count()).toBe(0);
    await page.getByRole("button", { name: /^Hand over \d+ shipments$/ }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Hand over \d+/ })
      .click();
    await page.getByRole("status").filter({ hasText: "handed over" }).waitFor();
    const late = await seller.call("POST", `/shipments/${back.id}/cancel`);
    expect(late.status, "handed over it is taken back no more").toBe(409);

    courier.shop.scan(number(back), "picked_up");
    const order = () => seller.get<{ fulfilments: readonly unknown[] }>(`/orders/${back.orderId}`);
    await until("its channel was told of it", order, { wanted: ({ fulfilments }) => fulfilments.length > 0 });
    for (const word of ["exception", "rto_in_transit", "rto_delivered"] as const) courier.shop.scan(number(back), word);
    const returned = async () =>
      (await seller.get<{ items: { id: string; orderId: string }[] }>("/returns?limit=200")).items.find(
        ({ orderId }) => orderId === back.orderId,
      );
    const one = await until("its return", returned);
    const onHand = () =>
      hub.owner.one<{ units: number }>(
        `select coalesce(sum(l.on_hand), 0)::int as units from argosy.level l
         where l.variant_id in (select variant_id from argosy.order_line where order_id = $1)`,
        [back.orderId],
      );
    const before = await onHand();
    await page.goto(`${hub.url}/returns/${one?.id}`);
    await page.getByRole("button", { name: "Receive", exact: true }).click();
    const arrived = page.getByRole("dialog").getByRole("button", { name: /^Receive \d+ units?$/ });
    const units = Number(/\d+/.exec((await arrived.textContent()) ?? "")?.[0]);
    for (const one of await page.getByRole("dialog").getByLabel("New", { exact: true }).all()) await one.check();
    await arrived.click();
    await until("stock is back", onHand, { wanted: (now) => now.units === before.units + units });

    await hub.owner.run(
      `update argosy.shipment
       set payment = 'cod', collect_minor = 1500, status = 'delivered', ended_at = now() - interval '20 days'
       where id = any($1::uuid[])`,
      [[missing.id, short.id]],
    );
    await page.goto(`${hub.url}/shipments/money`);
    const read = async (csv: string, columns: Readonly<Record<string, string>>) => {
      await page.getByRole("button", { name: "Import report" }).click();
      const dialog = page.getByRole("dialog");
      const file = { name: "cash.csv", mimeType: "text/csv", buffer: Buffer.from(csv) };
      await dialog.locator("input[type=file]").setInputFiles(file);
      for (const [label, head] of Object.entries(columns)) {
        await dialog.getByRole("combobox", { name: label, exact: true }).click();
        await page.getByRole("option", { name: head, exact: true }).click();
      }
      await dialog.getByRole("button", { name: "Import report" }).click();
      await dialog.getByRole("status").filter({ hasText: "1 of 1 row imported." }).waitFor();
      await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
    };
    const report = (amount: string) => `AWB,COD paid,UTR\n${number(short)},${amount},UTR-1\n`;
    const columns = {
      "Tracking number": "AWB",
      Amount: "COD paid",
      "Payout or invoice number": "UTR",
    };
    await read(report("9.00"), columns);
    await page
      .locator("[data-row]")
      .filter({ hasText: number(missing) })
      .getByText("Missing")
      .waitFor();
    await page
      .locator("[data-row]")
      .filter({ hasText: number(short) })
      .getByText("Too little")
      .waitFor();
    const dispute = await page.request.get(`${hub.url}/api/shipments/differences?format=csv`);
    expect(await dispute.text()).toContain(number(short));
    // Its columns are remembered; what was short was passed on by now.
    await read(report("15.00"), {});
    await page
      .locator("[data-row]")
      .filter({ hasText: number(short) })
      .waitFor({ state: "detached" });
    expect(visitor.complaints).toEqual([]);
  });
});
