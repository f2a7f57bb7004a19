/** Stock as a person looks after it: changed, explained, counted, and seen by whoever else looks. */
import { beforeAll, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { PHONE, visit } from "../support/dashboard.ts";
import { firstSyncDone, until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { pickVariant } from "../support/pick-variant.ts";
import { imageFiles } from "./images.ts";

describeInBrowser("inventory", (hub) => {
  const seller = fixture(() => hub.seller("stock"));
  const sandbox = fixture(() => hub.sandbox("shopify", { seed: 5 }));

  beforeAll(async () => {
    for (const [sku, title] of [
      ["SOAP-1", "Olive oil soap"],
      ["SOAP-2", "Laurel soap"],
      ["SOAP-3", "Rose soap"],
    ] as const)
      sandbox.shop.addProduct({ title, status: "active", variants: [{ sku, price: "6.00", stock: 20 }] });
    await firstSyncDone(seller, await hub.connect(seller, sandbox, "Cairo", { stockFrom: "channel" }));
  });

  test("a change reaches the store, says why, and shows in a second window on its own", async () => {
    await using first = await visit(hub, seller);
    await using second = await visit(hub, seller, { language: "ar", scheme: "dark" });
    await second.page.goto(`${hub.url}/inventory`);
    const seen = second.page.locator("[data-row]", { hasText: "SOAP-1" });
    await seen.getByText("20", { exact: true }).first().waitFor();

    await first.page.goto(`${hub.url}/inventory`);
    await first.page.getByRole("button", { name: "Change stock of SOAP-1" }).click();
    await first.page.getByLabel("Change by").fill("-3");
    await first.page.getByText("On hand: 20 → 17").waitFor();
    await first.page.getByRole("button", { name: "Change stock", exact: true }).click();
    await first.page.getByText("Stock of SOAP-1 changed.").waitFor();

    await seen.getByText("17", { exact: true }).first().waitFor();
    await until("the store shows it", async () => sandbox.shop.stockOf("SOAP-1") === 17);

    // Where it stands: Escape leaves it, a number that somebody else was quicker with is refused, Enter saves.
    const edit = first.page.getByRole("button", { name: /of SOAP-3 on hand/ });
    const onHand = first.page.getByRole("dialog").getByLabel("On hand");
    await edit.click();
    await onHand.fill("3");
    await seller.post("/inventory/levels", { items: [{ sku: "SOAP-3", onHand: 12 }] });
    await first.page.keyboard.press("Enter");
    await first.page.getByText("SOAP-3 has 12 on hand by now. Enter the number again.").waitFor();
    await first.page.keyboard.press("Escape");
    await onHand.waitFor({ state: "detached" });
    await edit.filter({ hasText: /^12$/ }).click();
    await onHand.fill("11");
    await first.page.keyboard.press("Enter");
    await edit.filter({ hasText: /^11$/ }).waitFor();
    await until("the store shows it", async () => sandbox.shop.stockOf("SOAP-3") === 11);

    await first.page.locator("[data-row]").getByText("SOAP-1", { exact: true }).click();
    await first.page.getByText("17 on hand − 0 reserved").waitFor();
    await first.page.getByText("Channel shows 17").waitFor();
    await first.page.locator("[data-row]", { hasText: "Adjustment" }).waitFor();

    const { items } = await seller.get<{ items: { productId: string }[] }>("/variants?sku=SOAP-1");
    await first.page.goto(`${hub.url}/products/${items[0]?.productId}`);
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
      await dialog.getByLabel("Change by").fill(delta);
      await dialog.getByText(after).waitFor();
      await dialog.getByRole("button", { name: "Change stock", exact: true }).click();
      await dialog.waitFor({ state: "detached" });
    }
    await first.page.getByRole("button", { name: "Make bundle" }).click();
    await pickVariant(dialog.getByRole("combobox", { name: "Add item" }), "SOAP-1", /SOAP-1/);
    await dialog.getByLabel("Units of SOAP-1 per bundle").fill("2");
    await dialog.getByRole("button", { name: "Save" }).click();
    await first.page.getByText("Available from its items: 8.").waitFor();
    await first.page.getByRole("link", { name: "View product" }).click();
    await box.getByRole("link", { name: "8" }).waitFor();
    expect([...first.complaints, ...second.complaints]).toEqual([]);
  });

  test("documents are narrowed to a stretch of days, and found again in another", async () => {
    const draft = { kind: "adjustment", lines: [] };
    const { number } = await seller.post<{ number: string }>("/stock-documents", draft);
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    const row = page.locator("[data-row]").filter({ hasText: number });
    await page.goto(`${hub.url}/inventory/documents`);
    await row.waitFor();
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await page.getByRole("button", { name: "Created from", exact: true }).click();
    await page.getByRole("button", { name: "Last month" }).click();
    await page.getByText("No matches").waitFor();
    await page.getByRole("button", { name: /^Created from: / }).click();
    await page.getByRole("textbox", { name: "Created from" }).fill("2026-01-01");
    await page.getByRole("button", { name: "Apply" }).click();
    // Without an end: a document's time is its id's, and ids of one process never go back, whatever clock a test before had.
    await page.getByRole("button", { name: "Remove filter: Created before" }).click();
    await row.waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("a purchase is posted and a count closed, on a phone's width [I3.1]", async () => {
    await using visitor = await visit(hub, seller, PHONE);
    const { page } = visitor;
    await page.goto(`${hub.url}/inventory/documents`);
    await page.getByRole("button", { name: "New document" }).click();
    await page.getByRole("menuitem", { name: "Purchase invoice" }).click();
    await pickVariant(page.getByRole("combobox", { name: "Add item" }), "SOAP-2", /Laurel soap\s*SOAP-2/);
    await page.getByRole("cell", { name: /^Laurel soap/ }).waitFor();
    await page.getByLabel("Quantity SOAP-2").fill("12");
    await page.getByLabel("Unit cost SOAP-2").fill("2.5");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Draft saved.").waitFor();
    await page.getByRole("button", { name: "Post document" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Post document" }).click();
    await page.getByText("Document posted. Stock has moved.").waitFor();
    await until("the store shows it", async () => sandbox.shop.stockOf("SOAP-2") === 32);
    const number = /\S+$/.exec((await page.getByRole("heading", { level: 1 }).textContent()) ?? "")?.[0] ?? "";
    await page.goto(`${hub.url}/inventory/history`);
    await page.getByRole("link", { name: number, exact: true }).first().waitFor();

    await page.goto(`${hub.url}/inventory/counts`);
    await page.getByRole("button", { name: "New count" }).click();
    await page.getByRole("button", { name: "Start count" }).click();
    await page.getByLabel("Counted SOAP-2").fill("30");
    await page.getByLabel("Counted SOAP-2").press("Enter");
    // However many items the count holds: what the test before made may be among them.
    await page.getByText(/^1 of \d+$/).waitFor();
    await page.getByRole("button", { name: "Close count" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Close count" }).click();
    await page.getByText("Count closed and differences booked.").waitFor();
    await until("the store shows it", async () => sandbox.shop.stockOf("SOAP-2") === 30);
    expect(visitor.complaints).toEqual([]);
  });

  test("three products are ordered from a supplier and received in two parts: the channel's stock rises", async () => {
    const { items } = await seller.get<{ items: { sku: string; onHand: number }[] }>("/inventory/levels");
    const before = new Map(items.map(({ sku, onHand }) => [sku, onHand]));
    const shows = (sku: string, more: number) =>
      until(
        `the store shows ${more} more of ${sku}`,
        async () => sandbox.shop.stockOf(sku) === (before.get(sku) ?? 0) + more,
      );
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    const dialog = page.getByRole("dialog");
    await page.goto(`${hub.url}/inventory/purchase-orders`);
    await page.getByRole("button", { name: "New purchase order" }).click();
    await dialog.getByLabel("Name").fill("Aleppo Soapworks");
    await dialog.getByLabel("Payment terms").fill("30 days net");
    // The emulated shop's: costs of another currency would need a rate.
    await dialog.getByRole("combobox", { name: "Currency" }).fill("EUR");
    await page.getByRole("option", { name: /EUR/ }).click();
    await dialog.getByRole("button", { name: "Add supplier" }).click();
    for (const [sku, quantity, cost] of [
      ["SOAP-1", "10", "2.5"],
      ["SOAP-2", "6", "3"],
      ["SOAP-3", "4", ""],
    ] as const) {
      await pickVariant(page.getByRole("combobox", { name: "Add item" }), sku, new RegExp(sku));
      await page.getByLabel(`Ordered ${sku}`).fill(quantity);
      if (cost !== "") await page.getByLabel(`Unit cost ${sku}`).fill(cost);
    }
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Purchase order saved.").waitFor();
    await page.getByRole("button", { name: "Mark as ordered" }).click();
    await dialog.getByText("20 units from Aleppo Soapworks").waitFor();
    await dialog.getByRole("button", { name: "Mark as ordered" }).click();
    await page.getByText("Marked as ordered. Its units are incoming.").waitFor();
    const address = page.url();

    await page.goto(`${hub.url}/inventory?q=SOAP-1`);
    await page.getByRole("columnheader", { name: "Incoming" }).waitFor();
    await page.locator("[data-row]", { hasText: "SOAP-1" }).getByText("10", { exact: true }).waitFor();

    await page.goto(address);
    await page.getByRole("button", { name: "Receive", exact: true }).click();
    await dialog.getByLabel("Received units of SOAP-1").fill("4");
    await dialog.getByLabel("Received units of SOAP-3").fill("0");
    await dialog.getByLabel("Delivery note").fill("DN-7");
    await dialog.getByRole("button", { name: "Receive 10 units" }).click();
    await page.getByText("10 units received.").waitFor();
    await page.getByText("Partly received").waitFor();
    await shows("SOAP-1", 4);
    await shows("SOAP-2", 6);

    await page.getByRole("button", { name: "Receive", exact: true }).click();
    await dialog.getByRole("button", { name: "Receive 10 units" }).click();
    await page.getByRole("link", { name: "PI-3" }).waitFor();
    await page.getByText("DN-7").waitFor();
    await shows("SOAP-1", 10);
    await shows("SOAP-3", 4);

    // What was found in the box besides, for two of them at once.
    await page.goto(`${hub.url}/inventory`);
    for (const sku of ["SOAP-1", "SOAP-3"])
      await page.locator("[data-row]", { hasText: sku }).getByRole("checkbox").check();
    await page.getByRole("button", { name: "Change stock of 2 items" }).click();
    await dialog.getByLabel("Change by").fill("1");
    await dialog.getByLabel("Reason").click();
    await page.getByRole("option", { name: "Found" }).click();
    await dialog.getByRole("button", { name: "Change stock of 2 items" }).click();
    await dialog.getByText("2 done, 0 failed.").waitFor();
    await shows("SOAP-1", 11);
    await shows("SOAP-3", 5);
    const history = await seller.get<{ items: { sku: string; note: string | null }[] }>("/inventory/history?limit=2");
    expect(history.items.map(({ sku, note }) => `${sku}: ${note}`).sort()).toEqual(["SOAP-1: Found", "SOAP-3: Found"]);
    const pdf = await page.request.get(`${hub.url}/api${new URL(address).pathname.replace("/inventory", "")}/pdf`);
    expect((await pdf.body()).subarray(0, 5).toString()).toBe("%PDF-");
    const { items: costs } = await seller.get<{ items: { costMinor: number }[] }>("/variants?sku=SOAP-1");
    expect(costs[0]?.costMinor).toBe(250);
    expect(visitor.complaints).toEqual([]);
  });

  test("a product of twelve variants and six images is made, and published to two channels", async () => {
    const other = await hub.sandbox("woocommerce", { seed: 6 });
    // The emulated shops sell in euros.
    await seller.put("/fx-rates", { rates: [{ base: "USD", quote: "EUR", rate: "0.9" }] });
    await firstSyncDone(seller, await hub.connect(seller, other, "Outlet", { stockFrom: "hub" }));
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/products`);
    await page.getByRole("link", { name: "New product" }).click();
    await page.getByLabel("Title", { exact: true }).fill("Aleppo soap");
    const description = page.getByRole("textbox", { name: "Description" });
    await description.click();
    await page.keyboard.type("Laurel and ");
    await page.keyboard.press("ControlOrMeta+b");
    await page.keyboard.type("olive");
    await page.keyboard.press("ControlOrMeta+b");
    await page.keyboard.type(" oil.");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Bulleted list" }).click();
    await page.keyboard.type("Soft");
    await page.getByRole("button", { name: "Edit as HTML" }).click();
    const html = "<p>Laurel and <strong>olive</strong> oil.</p><ul><li>Soft</li></ul>";
    expect(await page.getByLabel("Description").inputValue()).toBe(html);
    // What the editor does not know stays as it is; what could run does not.
    const table = "<table><tbody><tr><td>pH</td><td>9</td></tr></tbody></table>";
    await page.getByLabel("Description").fill(`${html}${table}<img src="x" onerror="document.title = 'ran'">`);
    await page.getByRole("button", { name: "Edit as text" }).click();
    await description.getByText("Laurel").click();
    await page.keyboard.press("Home");
    await page.keyboard.type("Real ");
    const type = async (label: string, values: readonly string[]) => {
      for (const value of values) {
        await page.getByRole("combobox", { name: label }).fill(value);
        await page.keyboard.press("Enter");
      }
    };
    await type("Tags", ["gift", "bath"]);
    await page.locator("input[type=file]").setInputFiles(imageFiles(6));
    await page.getByText("This is not a JPEG, PNG, GIF or WebP image.").waitFor();
    await page.getByLabel("Alt text of image 2").fill("The bar, cut open");
    await page.getByRole("button", { name: "Move image 2 up" }).click();
    await page.locator("[data-image='6']").dragTo(page.locator("[data-image='2']"));
    await page.getByLabel("Price", { exact: true }).fill("6.50");
    await page.getByRole("textbox", { name: "SKU" }).fill("ALEPPO");
    for (const [at, name, values] of [
      [1, "Size", ["100 g", "200 g", "500 g", "1 kg"]],
      [2, "Scent", ["Rose", "Oud", "Plain"]],
    ] as const) {
      await page.getByRole("button", { name: "Add option" }).click();
      await page.getByLabel(`Option ${at}`, { exact: true }).fill(name);
      await type(`Values of option ${at}`, values);
    }
    const grid = page.getByRole("region", { name: "12 variants" });
    await grid.getByLabel("Price 1 kg / Oud", { exact: true }).fill("39");
    await grid.getByLabel("Stock Main 1 kg / Oud").fill("4");
    for (const name of ["Cairo", "Outlet"]) await page.getByRole("checkbox", { name }).check();
    await page.getByRole("button", { name: "Create and publish to 2 channels" }).click();
    await page.getByText("Product created.").waitFor();
    await page
      .getByRole("row", { name: /ALEPPO-1-KG-OUD/ })
      .getByRole("link", { name: "4" })
      .waitFor();
    const images = page.getByRole("region", { name: "Images" });
    expect(await images.getByLabel("Alt text of image 1").inputValue()).toBe("The bar, cut open");
    const rail = page.getByRole("region", { name: "Channels", exact: true });
    for (const { shop } of [sandbox, other]) {
      const skus = () => shop.skus().filter((sku) => sku.startsWith("ALEPPO-"));
      await until("all variants are there", async () => skus().length === 12);
      await until("and the stock", async () => shop.stockOf("ALEPPO-1-KG-OUD") === 4);
    }
    // Without a reload.
    for (const name of ["Cairo", "Outlet"]) {
      const channel = rail.locator(`[data-channel="${name}"]`);
      await channel.getByText("Published", { exact: true }).waitFor();
      await channel.getByRole("button", { name: "ALEPPO-1-KG-OUD shows 4: why?" }).waitFor();
    }
    const { items } = await seller.get<{ items: { productId: string }[] }>("/variants?sku=ALEPPO-1-KG-OUD");
    const { images: stored, descriptionHtml } = await seller.get<{
      images: { url: string }[];
      descriptionHtml: string;
    }>(`/products/${items[0]?.productId}`);
    const order = async (urls: readonly string[]) =>
      Promise.all(urls.map(async (url) => Buffer.from(await (await fetch(url)).arrayBuffer())[6]));
    expect(await order(stored.map(({ url }) => hub.url + url))).toEqual([2, 6, 1, 3, 4, 5]);
    // Each shop has the same files in the same order.
    const fileOf = (url: string) => url.split("/").at(-1);
    for (const { shop } of [sandbox, other])
      expect((shop.imagesOf?.("ALEPPO-1-KG-OUD").product ?? []).map(fileOf)).toEqual(
        stored.map(({ url }) => fileOf(url)),
      );
    expect(descriptionHtml).toContain(html.replace("<p>", "<p>Real "));
    expect(descriptionHtml).toContain(table);
    expect(descriptionHtml).not.toContain("onerror");

    // Its own price and title on one channel, and off sale there alone.
    const outlet = rail.locator('[data-channel="Outlet"]');
    const choose = async (name: string) => {
      await rail.getByRole("button", { name: "Settings for Outlet" }).click();
      await page.getByRole("menuitem", { name }).click();
    };
    await choose("Set prices");
    await page.getByRole("dialog").getByLabel("ALEPPO-1-KG-OUD").fill("41");
    await page.getByRole("dialog").getByRole("button", { name: "Save prices" }).click();
    await outlet.getByText("own price").waitFor();
    await choose("Set title, description and images");
    await page.getByRole("checkbox", { name: "Use the product's title" }).uncheck();
    await page.getByRole("dialog").getByLabel("Title", { exact: true }).fill("Outlet soap");
    await page.getByRole("button", { name: "Save content" }).click();
    await outlet.getByText("own title").waitFor();
    await until("it is called so there", async () => other.shop.titleOf("ALEPPO-1-KG-OUD") === "Outlet soap");
    expect(sandbox.shop.titleOf("ALEPPO-1-KG-OUD")).toBe("Aleppo soap");
    await choose("Take off sale");
    await outlet.getByText("Off sale", { exact: true }).waitFor();
    await choose("Put back on sale");
    await outlet.getByText("Published", { exact: true }).waitFor();

    // The list tells where it is sold; as a grid, too.
    await page.goto(`${hub.url}/products?q=Aleppo`);
    await page.locator("[data-row]").getByRole("img", { name: "Outlet: Published" }).waitFor();
    await page.getByRole("button", { name: "Show as grid" }).click();
    await page.getByRole("listitem").getByRole("link", { name: "Aleppo soap" }).waitFor();
    await page.getByRole("listitem").getByRole("img", { name: "Cairo: Published" }).waitFor();
    await page.getByRole("button", { name: "Show as list" }).click();

    // Many at once, told product by product.
    await page.getByLabel("Select Aleppo soap").check();
    await page.getByRole("button", { name: "Publish 1 product" }).click();
    await page.getByRole("dialog").getByRole("checkbox", { name: "Outlet" }).check();
    await page.getByRole("dialog").getByRole("button", { name: "Publish 1 product" }).click();
    await page.getByRole("dialog").getByText("1 done, 0 failed.").waitFor();
    // Chromium tells of a handler it refuses also in a document that is only read (DOMParser) and runs nothing.
    const isRefusedHandler = (each: string) => each.startsWith("Executing inline event handler violates");
    expect(visitor.complaints.filter((each) => !isRefusedHandler(each))).toEqual([]);
    expect(await page.title()).not.toBe("ran");
  });
});
