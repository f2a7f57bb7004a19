/** One product as people edit it together: all its variants in a table, its images, and what follows on its channels. */
import { isDeepStrictEqual } from "node:util";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { seriousFaults } from "../support/axe.ts";
import { visit } from "../support/dashboard.ts";
import { firstSyncDone, until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { imageFiles } from "./images.ts";

interface Variant {
  readonly id: string;
  readonly sku: string;
  readonly title: string;
  readonly barcode: string | null;
  readonly priceMinor: number | null;
  readonly compareAtMinor: number | null;
  readonly costMinor: number | null;
  readonly weightGrams: number | null;
}

interface Product {
  readonly id: string;
  readonly variants: readonly Variant[];
  readonly images: readonly { readonly url: string }[];
}

/** Files dropped on whatever shows this text, as a browser drops them. */
async function drop(page: Page, text: string, files: ReturnType<typeof imageFiles>): Promise<void> {
  const given = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, bytes: [...buffer] }));
  const dataTransfer = await page.evaluateHandle(`(() => {
    const dropped = new DataTransfer();
    for (const { name, mimeType, bytes } of ${JSON.stringify(given)})
      dropped.items.add(new File([new Uint8Array(bytes)], name, { type: mimeType }));
    return dropped;
  })()`);
  const zone = page.getByText(text);
  await zone.dispatchEvent("dragover", { dataTransfer });
  await zone.dispatchEvent("drop", { dataTransfer });
}

describeInBrowser("products", (hub) => {
  const seller = fixture(() => hub.seller("linen", { currency: "EUR" }));
  const sandbox = fixture(() => hub.sandbox("woocommerce", { seed: 7 }));

  beforeAll(async () => {
    sandbox.shop.addProduct({
      title: "Olive oil soap",
      status: "active",
      variants: [{ sku: "SOAP", price: "6.00", stock: 20 }],
    });
    await firstSyncDone(seller, await hub.connect(seller, sandbox, "Cairo", { stockFrom: "channel" }));
  });

  const shirt = (name: string) =>
    seller.post<Product>("/products", {
      title: `${name} shirt`,
      costMinor: 1_200,
      variants: ["S", "M"].map((value) => ({
        sku: `${name.toUpperCase()}-${value}`,
        priceMinor: 4_000,
        options: [{ name: "Size", value }],
      })),
    });
  /** What came with the first sync is searched a moment later. */
  const soap = () =>
    until("the soap is found", async () => {
      const { items } = await seller.get<{ items: { id: string }[] }>("/products?q=SOAP");
      return items[0];
    });
  const get = (id: string) => seller.get<Product>(`/products/${id}`);

  test("all variants are edited in one table and saved in one call; an added option makes what is missing", async () => {
    const { id } = await shirt("Linen");
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    const sent: string[] = [];
    page.on("request", (request) => {
      if (!["GET", "HEAD"].includes(request.method()) && request.url().includes("/api/"))
        sent.push(`${request.method()} ${new URL(request.url()).pathname}`);
    });
    await page.goto(`${hub.url}/products/${id}`);
    await page.getByRole("link", { name: "Edit all" }).click();
    const grid = page.getByRole("region", { name: /^\d+ variants$/ });
    const field = (name: string) => grid.getByLabel(name, { exact: true });
    await field("Price M").fill("45");
    await field("Compare-at price S").fill("30");
    await field("Cost M").fill("15");
    await field("SKU M").fill("LINEN-MEDIUM");
    await field("Barcode S").fill("4006381333931");
    await field("Weight (g) M").fill("250");
    const save = page.getByRole("button", { name: "Save", exact: true });
    await save.click();
    await grid.getByText("The compare-at price is below the price. Raise it, or leave it empty.").waitFor();
    await field("Compare-at price S").fill("50");
    await page.getByRole("combobox", { name: "Values of option 1" }).fill("L");
    await page.keyboard.press("Enter");
    await field("Price L").waitFor();
    await page.getByRole("button", { name: "Add option" }).click();
    await page.getByLabel("Option 2", { exact: true }).fill("Colour");
    for (const value of ["White", "Navy"]) {
      await page.getByRole("combobox", { name: "Values of option 2" }).fill(value);
      await page.keyboard.press("Enter");
    }
    await page.getByRole("region", { name: "6 variants" }).waitFor();
    expect(await field("Price M / White").inputValue()).toBe("45");
    expect(await seriousFaults(page)).toEqual([]);
    await grid.getByRole("button", { name: "Leave out L / Navy" }).click();
    await field("Price L / White").fill("48");
    sent.length = 0;
    await save.click();
    await page.getByText("Variants saved.").waitFor();
    await page.getByRole("row", { name: /LINEN-S-NAVY Size: S, Colour: Navy/ }).waitFor();
    expect(sent).toEqual([`PATCH /api/products/${id}`]);
    const { variants } = await get(id);
    expect(
      variants.map((each) => [each.sku, each.title, each.priceMinor, each.compareAtMinor, each.costMinor]),
    ).toEqual([
      ["LINEN-S", "S / White", 4_000, 5_000, 1_200],
      ["LINEN-MEDIUM", "M / White", 4_500, null, 1_500],
      ["LINEN-S-NAVY", "S / Navy", 4_000, 5_000, 1_200],
      ["LINEN-M-NAVY", "M / Navy", 4_500, null, 1_500],
      ["LINEN-L-WHITE", "L / White", 4_800, 5_000, 1_200],
    ]);
    expect(variants.map(({ barcode, weightGrams }) => [barcode, weightGrams]).slice(0, 2)).toEqual([
      ["4006381333931", null],
      [null, 250],
    ]);

    await page.getByRole("region", { name: "Change history" }).getByRole("button", { name: "Show" }).click();
    const entry = page.locator("[data-history]").first();
    await entry.getByText("Changed the product Linen shirt").waitFor();
    await entry.getByRole("row", { name: /LINEN-MEDIUM · Cost.*12.*15/ }).waitFor();

    // A name two of them would share is refused, and what was typed stays.
    await page.getByRole("link", { name: "Edit all" }).click();
    await field("SKU S / White").fill("linen-medium");
    await save.click();
    await grid
      .getByText(/linen-medium/)
      .first()
      .waitFor();
    expect(await field("SKU S / White").inputValue()).toBe("linen-medium");
    expect(complaints).toEqual([]);
  });

  test("a variant that somebody else changed meanwhile is named before it is written over, in the table and in its dialog", async () => {
    const { id, variants } = await shirt("Cotton");
    const [small] = variants;
    const others = (priceMinor: number) => seller.patch(`/variants/${small?.id}`, { priceMinor });
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    const clash = page.getByRole("dialog", { name: "Changed by someone else" });
    const kept = async () => (await get(id)).variants.map(({ priceMinor, barcode }) => [priceMinor, barcode]);

    await page.goto(`${hub.url}/products/${id}/variants`);
    await page.getByLabel("Barcode S", { exact: true }).fill("111");
    await page.getByLabel("Barcode M", { exact: true }).fill("222");
    await others(4_100);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await clash.getByText("Price", { exact: true }).waitFor();
    expect(await kept()).toEqual([
      [4_100, null],
      [4_000, null],
    ]);
    await clash.getByRole("button", { name: "Save my changes" }).click();
    await page.getByText("Variants saved.").waitFor();
    // Their price stays: only what was typed here is written.
    expect(await kept()).toEqual([
      [4_100, "111"],
      [4_000, "222"],
    ]);

    await page.getByRole("button", { name: "Edit COTTON-S" }).click();
    const dialog = page.getByRole("dialog", { name: "Edit COTTON-S" });
    await dialog.getByLabel("Barcode").fill("333");
    await others(4_200);
    await dialog.getByRole("button", { name: "Save" }).click();
    await clash.getByText("Price", { exact: true }).waitFor();
    await clash.getByRole("button", { name: "Discard my changes" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Edit COTTON-S" }).click();
    await dialog.getByLabel("Barcode").fill("444");
    await others(4_300);
    await dialog.getByRole("button", { name: "Save" }).click();
    await clash.getByRole("button", { name: "Save my changes" }).click();
    await page.getByText("Variant saved.").waitFor();
    expect(await kept()).toEqual([
      [4_300, "444"],
      [4_000, "222"],
    ]);
    expect(complaints).toEqual([]);
  });

  test("a new product takes a compare-at price, and refuses one below the price at the field", async () => {
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/products/new`);
    await page.getByLabel("Title", { exact: true }).fill("Wool scarf");
    await page.getByRole("textbox", { name: "SKU" }).fill("SCARF");
    await page.getByLabel("Price", { exact: true }).fill("20");
    const compareAt = page.getByLabel("Compare-at price", { exact: true });
    await compareAt.fill("15");
    await page.getByRole("button", { name: "Create product" }).click();
    await page.locator(".mantine-InputWrapper-error").getByText("The compare-at price is below the price.").waitFor();
    await compareAt.fill("25");
    await page.getByRole("button", { name: "Create product" }).click();
    await page.getByText("Product created.").waitFor();
    const { items } = await seller.get<{ items: Variant[] }>("/variants?sku=SCARF");
    expect(items).toMatchObject([{ priceMinor: 2_000, compareAtMinor: 2_500 }]);
    expect(complaints).toEqual([]);
  });

  test("image files dropped on the zone are uploaded in their order; what is no image is named", async () => {
    const { id } = await shirt("Hemp");
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/products/${id}`);
    await drop(page, "Or drop files here", imageFiles(3));
    await page.getByText("This is not a JPEG, PNG, GIF or WebP image.").waitFor();
    await page.getByLabel("Alt text of image 3").waitFor();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Product saved.").waitFor();
    const { images } = await get(id);
    const seventh = images.map(async ({ url }) => Buffer.from(await (await fetch(hub.url + url)).arrayBuffer())[6]);
    expect(await Promise.all(seventh)).toEqual([1, 2, 3]);
    expect(complaints).toEqual([]);
  });

  test("a product's switches for a channel are in the rail, and the hub goes by them", async () => {
    const { id } = await soap();
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/products/${id}`);
    const more = page.getByRole("button", { name: "Settings for Cairo" });
    const stock = page.getByRole("menuitemcheckbox", { name: "Sync stock" });
    const isOn = async () => (await stock.getAttribute("aria-checked")) === "true";
    await more.click();
    await until("it is on", isOn);
    await stock.click();
    await until("it is off", async () => !(await isOn()));
    await seller.post("/inventory/levels", { items: [{ sku: "SOAP", onHand: 7 }] });
    const explained = () =>
      seller.get<{ items: { notPushed: readonly unknown[]; locations: { quantity: number }[] }[] }>(
        `/inventory/explain?productId=${id}`,
      );
    await until("the number waits here", async () => {
      const [item] = (await explained()).items;
      return item?.locations[0]?.quantity === 7 && item.notPushed.length > 0;
    });
    expect(sandbox.shop.stockOf("SOAP")).toBe(20);
    await stock.click();
    await until("the shop has it", async () => sandbox.shop.stockOf("SOAP") === 7);
    for (const name of ["Sync prices", "Sync content"]) await page.getByRole("menuitemcheckbox", { name }).waitFor();
    expect(complaints).toEqual([]);
  });

  test("a new product keeps what was typed of it, its stock at each location, and says which image does not load", async () => {
    await seller.post("/locations", { name: "Annex", code: "ANNEX" });
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/products/new`);
    const field = (name: string) => page.getByLabel(name, { exact: true });
    const typed = { "Weight (g)": "250", Length: "300", Width: "200", Height: "10" } as const;
    await field("Title").fill("Tea towel");
    await page.getByRole("textbox", { name: "SKU" }).fill("TEA");
    for (const [name, value] of Object.entries({ Price: "12", Cost: "5", Barcode: "4006381333931", ...typed }))
      await field(name).fill(value);
    await field("Stock Main").fill("4");
    await field("Stock Annex").fill("3");
    await page.getByLabel("Image addresses").fill(`${hub.url}/no-image-here.png`);
    await page.getByRole("button", { name: "Add images" }).click();
    const broken = page.getByRole("img", { name: "This image can't be loaded." });
    await broken.waitFor();
    await page.getByRole("button", { name: "Create product" }).click();
    await page.getByText("Product created.").waitFor();
    const variant = page.locator("main section [data-row]", { hasText: "TEA" });
    for (const text of ["4006381333931", "€5.00", "7"]) await variant.getByText(text, { exact: true }).waitFor();
    await page.reload();
    await broken.waitFor();
    for (const [name, value] of Object.entries(typed)) expect(await field(name).inputValue()).toBe(value);
    await variant.getByRole("link", { name: "7" }).click();
    for (const [index, units] of [
      ["Main", "4"],
      ["Annex", "3"],
    ] as const)
      await page.locator("[data-row]", { hasText: index }).getByText(units, { exact: true }).first().waitFor();

    const lines = [{ sku: "TEA", quantity: 2, unitPrice: "12.00" }];
    await seller.post("/orders", { currency: "EUR", lines, financial: "paid" });
    await page.goto(`${hub.url}/products`);
    const row = page.locator("[data-row]", { hasText: "Tea towel" });
    const stock = row.getByTitle("5 available · 2 reserved");
    await stock.getByText("5", { exact: true }).waitFor();
    // In place of the image stands a square, not a browser's sign for what is broken.
    const isImage = row.locator('img[src*="no-image-here"]');
    await until("the row does without it", async () => (await isImage.count()) === 0);
    await page.getByRole("button", { name: "Show as grid" }).click();
    await page.getByRole("button", { name: "Show as list" }).waitFor();
    await stock.waitFor();
    await until("the card does without it", async () => (await isImage.count()) === 0);
    expect(complaints).toEqual([]);
  });

  test("one channel gets a description and images of its own, and the product keeps its own", async () => {
    const { id } = await soap();
    const image = `${hub.url}/favicon.svg`;
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/products/${id}`);
    const more = page.getByRole("button", { name: "Settings for Cairo" });
    await more.click();
    await page.getByRole("menuitem", { name: "Set title, description and images" }).click();
    const dialog = page.getByRole("dialog", { name: "Content on Cairo" });
    await dialog.getByLabel("Use the product's description").uncheck();
    await dialog.getByRole("button", { name: "Edit as HTML" }).click();
    await dialog.getByLabel("Description", { exact: true }).fill("<p>Boiled for Cairo.</p>");
    await dialog.getByLabel("Use the product's images").uncheck();
    await dialog.getByLabel("Image addresses").fill(image);
    await dialog.getByRole("button", { name: "Add images" }).click();
    await dialog.getByRole("button", { name: "Save content" }).click();
    await dialog.waitFor({ state: "detached" });
    for (const text of ["own description", "own images"]) await page.getByText(text).first().waitFor();
    expect(await get(id)).toMatchObject({ descriptionHtml: "", images: [] });
    await page.reload();
    await more.click();
    await page.getByRole("menuitem", { name: "Set title, description and images" }).click();
    expect(await dialog.getByLabel("Use the product's description").isChecked()).toBe(false);
    await dialog.getByText("Boiled for Cairo.").waitFor();
    await dialog.getByLabel("Alt text of image 1").waitFor();
    expect(complaints).toEqual([]);
  });

  test("images uploaded for one channel alone reach it in their order, and leave it again", async () => {
    const { id } = await soap();
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/products/${id}`);
    const dialog = page.getByRole("dialog", { name: "Content on Cairo" });
    const edited = async (change: () => Promise<unknown>) => {
      await page.getByRole("button", { name: "Settings for Cairo" }).click();
      await page.getByRole("menuitem", { name: "Set title, description and images" }).click();
      await dialog.waitFor();
      await change();
      await dialog.getByRole("button", { name: "Save content" }).click();
      await dialog.waitFor({ state: "detached" });
    };
    const own = async () => {
      const { items } = await seller.get<{ items: { own: { images: readonly { url: string }[] | null } }[] }>(
        `/products/${id}/channels`,
      );
      return items[0]?.own.images?.map(({ url }) => url.split("/").at(-1)) ?? null;
    };
    const isShown = async () => isDeepStrictEqual(sandbox.shop.imagesOf?.("SOAP").product, (await own()) ?? []);

    await edited(async () => {
      const isFollowing = dialog.getByLabel("Use the product's images");
      if (await isFollowing.isChecked()) await isFollowing.uncheck();
      while ((await dialog.getByLabel("Remove image 1").count()) > 0) await dialog.getByLabel("Remove image 1").click();
      const held = Promise.withResolvers<void>();
      await page.route("**/api/images", async (route) => {
        await held.promise;
        await route.continue();
      });
      await dialog.locator("input[type=file]").setInputFiles(imageFiles(2).slice(0, 2));
      // Saved now, it would lack what is still on its way.
      const save = dialog.getByRole("button", { name: "Save content" });
      await until("it waits for them", () => save.isDisabled());
      held.resolve();
    });
    const first = await own();
    expect(first).toHaveLength(2);
    await until("the shop shows both", isShown);
    // A hub the channel can't reach: it is said beside the channels, though the product itself has no image.
    const requested = `**/api/products/${id}/channels`;
    await page.route(requested, async (route) => {
      const answer = await route.fetch();
      const { items }: { items: readonly object[] } = await answer.json();
      await route.fulfill({
        response: answer,
        json: { items: items.map((one) => ({ ...one, fetchesUploads: false })) },
      });
    });
    await page.reload();
    await page.getByText("Channels can't fetch uploaded images").waitFor();
    await page.unroute(requested);
    await page.reload();
    await edited(() => dialog.getByLabel("Move image 2 up").click());
    expect(await own()).toEqual(first?.toReversed());
    await until("the shop shows them in the new order", isShown);
    await edited(() => dialog.getByLabel("Use the product's images").check());
    expect([await own(), (await get(id)).images]).toEqual([null, []]);
    await until("the shop shows none, as the product", isShown);
    expect(complaints).toEqual([]);
  });
});
