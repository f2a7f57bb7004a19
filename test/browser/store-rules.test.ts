/** A seller decides what a store shows: links judged together, a buffer, a price rule, zeros let through or not, files carried. */
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { ConnectedShop } from "../../demo/connect.ts";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { levelsOf } from "../../src/sandboxes/shopify/catalog.ts";
import type { ShopifySandbox } from "../../src/sandboxes/shopify/index.ts";
import { PHONE, visit } from "../support/dashboard.ts";
import { firstSyncDone, until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";

const SKUS = ["SOAP-1", "SOAP-2", "SOAP-3", "SOAP-4"] as const;

describeInBrowser("what a store shows", (hub) => {
  let store: ConnectedShop;

  const seller = fixture(() => hub.seller("nile-soap", { organization: "Nile Soap", currency: "EUR" }));

  beforeAll(async () => {
    const sandbox = await hub.sandbox("woocommerce");
    for (const sku of SKUS) {
      sandbox.shop.addProduct({
        title: `Soap ${sku}`,
        status: "active",
        variants: [{ sku, price: "6.00", stock: 20 }],
      });
      await seller.post("/products", {
        title: `Soap ${sku}`,
        variants: [{ sku, priceMinor: 600, currency: "EUR", costMinor: 300 }],
      });
    }
    store = await hub.connect(seller, sandbox, "Cairo outlet", {
      stockFrom: "channel",
      settings: { inventory: { holdLeast: 3, holdPercent: 50 } },
    });
    await firstSyncDone(seller, store);
  });

  const goTo = async (page: Page, path: string) => {
    await page.goto(hub.url + path);
  };
  /** The second answer, and the look at what comes of it. */
  const letThrough = async (hold: Locator) => {
    // Before what shows the items, and the help.
    await hold
      .getByRole("button")
      .nth((await hold.getByRole("button").count()) - 3)
      .click();
    await hold.page().getByRole("dialog").getByRole("button").last().click();
  };
  const shows = (sku: string, units: number) =>
    until(`${sku} shows ${units}`, async () => store.sandbox.shop.stockOf(sku) === units);

  test("similar items are accepted, refused, or accepted together; what is left becomes products at once", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    const alike = ["Lavender sachet, twin pack", "Hammam glove, black", "Rose water spray, large"];
    for (const title of alike) {
      await seller.post("/products", { title: title.replace(",", ""), variants: [{ sku: title.slice(0, 4) }] });
      store.sandbox.shop.addProduct({ title, status: "active", variants: [{ sku: "", price: "9.00", stock: 5 }] });
    }
    for (const sku of ["MYS-A", "MYS-B"])
      store.sandbox.shop.addProduct({
        title: `Box ${sku}`,
        status: "active",
        variants: [{ sku, price: "4.00", stock: 7 }],
      });
    await goTo(page, `/channels/${store.id}?tab=links`);
    // Told as they come, also to a page that is open.
    await page.getByRole("tab", { name: "Unlinked (5)" }).waitFor();
    await page.getByRole("button", { name: "Find matches" }).click();
    const suggested = page.locator("[data-suggestion]");
    await suggested.nth(2).waitFor();
    await page.getByRole("button", { name: `${alike[0]} is not the same` }).click();
    await until("it is gone", async () => (await suggested.count()) === 2);
    await page.getByRole("button", { name: "Accept 2 of 90 % and more" }).click();
    await until("all are judged", async () => (await suggested.count()) === 0);
    await page.getByRole("tab", { name: "Unlinked (3)" }).click();
    for (const sku of ["MYS-A", "MYS-B"]) await page.getByLabel(`Select ${sku}`).check();
    await page.getByRole("button", { name: "Create products from 2 items" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Create products from 2 items" }).click();
    await dialog.getByText("2 done, 0 failed.").waitFor();
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await page.getByRole("tab", { name: "Unlinked (1)" }).waitFor();
    const { items } = await seller.get<{ items: { sku: string; state: string }[] }>(
      `/stores/${store.id}/mappings?state=mapped`,
    );
    expect(items.map(({ sku }) => sku ?? "").filter((sku) => sku.startsWith("MYS"))).toHaveLength(2);
    expect(visitor.complaints).toEqual([]);
  });

  test("a buffer is tried, taken back, tried again and kept; leaving without saving asks first", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, `/channels/${store.id}?tab=rules`);
    const buffer = page.getByRole("textbox", { name: "Safety buffer" });
    await buffer.fill("25");
    await page.getByText("would be sold out").waitFor();
    await page.getByRole("tab", { name: "Links" }).click();
    await page.getByRole("dialog", { name: "Leave without saving?" }).getByRole("button", { name: "Cancel" }).click();
    expect(await buffer.inputValue()).toBe("25");
    await page.getByRole("button", { name: "Undo changes" }).click();
    expect(await buffer.inputValue()).toBe("0");
    await buffer.fill("3");
    const preview = page.locator("[data-preview]");
    await preview.getByText("Soap SOAP-1").waitFor();
    expect(await preview.textContent()).toContain("20 → 17");
    // Whoever leaves while it is being saved waits for that, and is not asked.
    const reRead = Promise.withResolvers<void>();
    await page.route(/\/allocation$/, async (route) => {
      if (route.request().method() === "GET") await reRead.promise;
      await route.continue();
    });
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await shows("SOAP-1", 17);
    await page.getByRole("tab", { name: "Links" }).click();
    expect(await page.getByRole("dialog").count()).toBe(0);
    reRead.resolve();
    await page.getByRole("tab", { name: /^Linked/ }).waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("the channel's locations are linked together: what that sends is shown, and where is sent at once [D5.1]", async () => {
    const sandbox = (await hub.sandbox("shopify", { seed: 9 })) as ShopifySandbox;
    sandbox.shop.addProduct({
      title: "Loofah",
      status: "active",
      variants: [{ sku: "LOOFAH", price: "4.00", stock: 30 }],
    });
    sandbox.state.locations.push({ id: "2", name: "Shop floor", active: true });
    await seller.post("/products", { title: "Loofah", variants: [{ sku: "LOOFAH" }] });
    const annex = await seller.post<{ id: string }>("/locations", { name: "Annex" });
    await seller.post("/inventory/levels", { items: [{ sku: "LOOFAH", onHand: 30 }] });
    await seller.post("/inventory/levels", { items: [{ sku: "LOOFAH", locationId: annex.id, onHand: 5 }] });
    const shopify = await hub.connect(seller, sandbox, "Luxor");
    await firstSyncDone(seller, shopify);
    const item = [...sandbox.state.variants.values()].find(({ sku }) => sku === "LOOFAH")?.itemId ?? "";
    const shown = () =>
      `${levelsOf(sandbox.state, item).map(({ locationId, level }) => [locationId, level.available])}`;
    await until("the first shows all of it", async () => shown() === "1,35");

    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, `/channels/${shopify.id}?tab=rules`);
    const card = page.getByRole("region", { name: "Channel locations" });
    const ours = (name: string) => card.getByRole("combobox", { name: `Your location for ${name}` });
    const link = async (name: string, location: string) => {
      await ours(name).click();
      await page.getByRole("option", { name: location, exact: true }).click();
    };
    await card.getByText("2 locations are not linked").waitFor();
    await card.getByText("The channel sells your whole stock.").waitFor();
    await link("Main warehouse", "Main");
    await card.getByText("Shop floor shows the stock of all your locations that are not linked here.").waitFor();
    await link("Shop floor", "Annex");
    const totals = card.getByRole("table", { name: "Units by channel location" }).getByRole("row");
    await until("what would be sent is shown", async () => (await totals.count()) === 3);
    expect(await totals.nth(1).textContent()).toBe("Main warehouse13530");
    expect(await totals.nth(2).textContent()).toBe("Shop floor105");
    expect(await card.locator("[data-unlinked]").count()).toBe(0);
    expect(shown()).toBe("1,35");
    await card.getByRole("button", { name: "Save and send 2 quantities" }).click();
    await until("each shows what lies there", async () => shown() === "1,30,2,5");
    await card.locator("[data-preview]").waitFor({ state: "detached" });

    await page.route("**/api/me", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), role: "viewer", actions: ["view"] } });
    });
    const refused: string[] = [];
    page.on("request", (request) => request.url().includes("/price-rules") && refused.push(request.url()));
    await goTo(page, `/channels/${shopify.id}?tab=rules`);
    await until("ours is named", async () => (await ours("Shop floor").inputValue()) === "Annex");
    expect(await ours("Shop floor").isDisabled()).toBe(true);
    const locations = page.waitForResponse(`**/api/stores/${store.id}/locations*`);
    await goTo(page, `/channels/${store.id}?tab=rules`);
    await locations;
    await page.getByRole("region", { name: "Stock for this channel" }).waitFor();
    expect(await card.count()).toBe(0);
    expect(refused).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test("a price rule shows what it does before it is kept, and the store has its price", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, `/channels/${store.id}?tab=rules`);
    await page.getByRole("button", { name: "Add rule" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Outlet");
    await dialog.getByLabel("Add percent").pressSequentially("12,5");
    await dialog.getByLabel("Add amount").pressSequentially("ten");
    await dialog.getByLabel("Round to multiples of").pressSequentially("1.00");
    await dialog.getByText("Enter an amount in EUR, such as 12.50.").waitFor();
    await dialog.getByLabel("Add amount").fill("");
    await dialog.getByLabel("and end in").pressSequentially("0,99");
    await dialog.getByText("€6.00 → €6.99").first().waitFor();
    await dialog.getByText(/^Prices are not sent to this channel yet/).waitFor();
    await dialog.getByRole("button", { name: "Save the rule" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("tab", { name: "Links" }).click();
    await page.getByPlaceholder("Find by title, SKU or barcode").fill("SOAP-");
    await until("the soaps", async () => (await page.locator("[data-row]").count()) === SKUS.length);
    await page.getByLabel("Select all shown").check();
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Send prices of 4 items" }).click();
    await dialog.getByText("4 done, 0 failed.").waitFor();
    await until("the store asks it", async () => Number(store.sandbox.shop.priceOf("SOAP-2")) === 6.99);
    expect(visitor.complaints).toEqual([]);
  });

  test("too many zeros at once wait for a person: refused they are not written, approved they are", async () => {
    await using visitor = await visit(hub, seller, { ...PHONE, language: "ar", scheme: "dark" });
    const { page } = visitor;
    const set = (onHand: number) => seller.post("/inventory/levels", { items: SKUS.map((sku) => ({ sku, onHand })) });
    const hold = page.locator("[data-hold=out]");
    // The list is there before the page hears what happens: on a slow network more happens in between.
    const { promise: isHeld, resolve: listens } = Promise.withResolvers<void>();
    await page.route("**/api/events?*", (route) => isHeld.then(() => route.continue()));
    await goTo(page, "/inbox");
    await set(0);
    await until(
      "the hub holds them",
      async () => (await seller.get<{ items: unknown[] }>("/stock-holds")).items.length,
    );
    listens();
    await hold.waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    await hold.getByRole("button", { name: "اعرض ما سيتغير" }).click();
    await hold.getByText("SOAP-4", { exact: true }).waitFor();
    await hold.getByRole("button").first().click();
    await hold.waitFor({ state: "detached" });
    expect(store.sandbox.shop.stockOf("SOAP-1")).toBe(17);
    // Thought better of: what was refused is let through under "later".
    await page.getByText("مؤجلة", { exact: true }).click();
    await letThrough(hold);
    for (const sku of SKUS) await shows(sku, 0);
    await hold.waitFor({ state: "detached" });
    expect(visitor.complaints).toEqual([]);
  });

  test("many numbers that fall at the store wait for a person: refused ours are written back, approved they are ours", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    const { shop } = store.sandbox;
    await seller.post("/inventory/levels", { items: SKUS.map((sku) => ({ sku, onHand: 10 })) });
    for (const sku of SKUS) await shows(sku, 7);
    // The platform tells of each by itself: the first of them counts already.
    const guard = { holdLeast: 1, holdPercent: 1 };
    await seller.patch(`/stores/${store.id}`, { settings: { inventory: guard, policy: { stock: "channel" } } });
    const ours = async () =>
      (await seller.get<{ items: { available: number }[] }>("/inventory/levels?q=SOAP-1")).items[0]?.available;
    // WooCommerce tells the time of a change in whole seconds: a number that stood there before in the same second looks
    // like the delivery that told of it then.
    const emptied = async () => {
      const second = () => Math.floor(Date.now() / 1_000);
      const now = second();
      await until("another second", async () => second() !== now);
      for (const sku of SKUS) shop.setStock(sku, 0);
    };
    const hold = page.locator("[data-hold=in]");
    const all = hold.getByRole("button", { name: "Accept 4 numbers" });
    await goTo(page, "/inbox");
    await emptied();
    await all.waitFor();
    await hold.getByText("The channel shows 0 in total where 28 were expected").waitFor();
    await hold.getByRole("button", { name: "Restore Argosy's numbers" }).click();
    await hold.waitFor({ state: "detached" });
    for (const sku of SKUS) await shows(sku, 7);
    expect(await ours()).toBe(10);

    await emptied();
    await all.waitFor();
    await letThrough(hold);
    await hold.waitFor({ state: "detached" });
    await until("the store's numbers are ours", async () => (await ours()) === 3);
    expect(visitor.complaints).toEqual([]);
  });

  test("a store of files: a report that is none is refused in the open, a right one makes orders, stock is carried back, its currency has a rate", async () => {
    const { storeId } = await seller.post<{ storeId: string }>("/stores", {
      provider: "meesho",
      name: "Kurti House",
      values: { supplierName: "Kurti House" },
      syncOptions: { importProducts: false, stockFrom: "hub" },
    });
    await seller.post("/products", { title: "Blue kurti", variants: [{ sku: "KRT-BLU-M" }] });
    await seller.post("/inventory/levels", { items: [{ sku: "KRT-BLU-M", onHand: 10 }] });
    await using visitor = await visit(hub, seller, PHONE);
    const { page } = visitor;
    await goTo(page, `/channels/${storeId}?tab=files`);
    await page.getByRole("button", { name: "Upload a report" }).waitFor();
    const upload = (name: string, text: string) =>
      page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
    await upload("prices.csv", "a,b,c\n1,2,3\n");
    await page.getByRole("main").getByRole("alert").getByText("This file is none of").waitFor();
    const today = new Date(Date.now() + 5.5 * 3_600_000).toISOString().slice(0, 10);
    const row = (status: string, id: string, units: number) =>
      `${status},${id},${today},Kerala,Blue kurti,KRT-BLU,M,${units},449.00,389.00,P1`;
    await upload(
      "orders.csv",
      [
        "Reason for Credit Entry,Sub Order No,Order Date,Customer State,Product Name,SKU,Size,Quantity,Supplier Listed Price (Incl. GST + Commission),Supplier Discounted Price (Incl GST and Commision),Packet Id",
        row("READY_TO_SHIP", "2102195680298950_1", 1),
        row("PENDING", "2102195680298951_1", 2),
        row("READY_TO_SHIP", "2.10219568029895E+17", 1),
      ].join("\r\n"),
    );
    const file = page.locator("[data-file='orders.csv']");
    await file.getByText("2 orders read").waitFor();
    await file.getByRole("button", { name: /to look at$/ }).click();
    await page.getByRole("dialog").getByText("A spreadsheet has turned this number").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Create stock file" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download" }).click(),
    ]);
    expect(await readFile(await download.path(), "utf8")).toBe("SKU,Size,Quantity\nKRT-BLU,M,7\n");
    await page.getByRole("button", { name: "I uploaded it" }).click();
    await page.locator("[data-stock-file]").getByText("Uploaded").waitFor();
    await goTo(page, `/channels/${storeId}?tab=rules`);
    await page.getByLabel("INR for 1 EUR").pressSequentially("nine");
    await page.getByLabel("INR for 1 EUR").blur();
    await page.getByText("Enter a rate such as 0.92.").waitFor();
    await page.getByLabel("INR for 1 EUR").fill("104,25");
    await page.getByRole("button", { name: "Set exchange rate" }).click();
    await page.getByText("Effective since").waitFor();
    expect(await seller.get("/fx-rates")).toMatchObject({ items: [{ base: "EUR", quote: "INR", rate: "104.25" }] });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    expect(visitor.complaints).toEqual([]);
  });

  test("a replaced webhook secret counts for a day more where the seller wants it, and only where there is one", async () => {
    const easy = await hub.connect(seller, await hub.sandbox("easyorders"), "Easy", { stockFrom: "none" });
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    const overlap = page.getByLabel("Accept the old webhook secret for 24 hours");
    await goTo(page, `/channels/${store.id}?tab=settings`);
    await page.getByLabel("Consumer secret").first().waitFor();
    expect(await overlap.count()).toBe(0);
    await goTo(page, `/channels/${easy.id}?tab=settings`);
    expect(await overlap.isChecked()).toBe(true);
    await page.getByLabel("Secret of the new-order webhook").first().fill("0f5c2a9e-made-anew");
    await page.getByRole("button", { name: "Save secrets" }).click();
    await page.getByText("Secrets saved").first().waitFor();
    await goTo(page, `/channels/${easy.id}?tab=health`);
    await page.getByText("Old one accepted until").waitFor();
    expect(visitor.complaints).toEqual([]);
  });
});
