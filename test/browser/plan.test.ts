/** The plan of a first sync in a browser: whose stock is right, items that share an SKU, what the channel shows after; and a list of products read. */
import { readFile } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { seriousFaults } from "../support/axe.ts";
import { visit } from "../support/dashboard.ts";
import { firstSyncDone, until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";

describeInBrowser("the plan", (hub) => {
  const seller = fixture(() => hub.seller("plans"));

  beforeAll(async () => {
    const cairo = await hub.sandbox("woocommerce");
    cairo.shop.addProduct({
      title: "Enamel mug",
      status: "active",
      variants: [{ sku: "MUG", price: "9.90", stock: 12 }],
    });
    await firstSyncDone(seller, await hub.connect(seller, cairo, "Cairo", { stockFrom: "channel" }));
  });

  test("different stock waits to be decided; shared SKUs get their own; the shop called right keeps its number", async () => {
    const copenhagen = await hub.sandbox("prestashop");
    const { shop } = copenhagen;
    shop.addProduct({ title: "Enamel mug", status: "active", variants: [{ sku: "MUG", price: "9.90", stock: 7 }] });
    shop.addProduct({
      title: "Hummingbird shirt",
      status: "active",
      variants: ["S", "M", "L"].map((option) => ({ sku: "demo_1", price: "19.00", stock: 5, option })),
    });
    const { storeId: store } = await seller.post<{ storeId: string }>("/stores", {
      provider: "prestashop",
      name: "Copenhagen",
      values: { ...shop.credentials(), endpoint: copenhagen.url },
      syncOptions: { review: true },
    });
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/channels/connect/prestashop?store=${store}&step=choose`);
    await page.getByRole("button", { name: "Preview changes" }).click();
    const stock = page.locator("[data-group=conflict-variant-stock]");
    await stock.getByText("Different stock in Argosy and Copenhagen: 1 item").waitFor();
    expect(await stock.getByRole("checkbox").isChecked()).toBe(false);
    // The channel was called right: its number is the one that goes anywhere.
    await stock.getByRole("img", { name: "Taken into Argosy" }).waitFor();
    await stock.getByRole("button", { name: /Different stock/ }).click();
    const shared = page.locator("[data-group=create_here-variant-sku]");
    await shared.getByRole("button", { name: /with a new SKU/ }).click();
    const skus = shared.getByRole("textbox");
    await skus.first().waitFor();
    // What is the channel's stands under its name, what is ours under the hub's.
    await stock.locator("[data-item]").first().waitFor();
    const headsOf = (group: typeof stock) => group.getByRole("columnheader").allTextContents();
    expect((await headsOf(stock)).slice(-2)).toEqual(["Argosy", "Copenhagen"]);
    expect((await headsOf(shared)).slice(-2)).toEqual(["Copenhagen", "Argosy"]);
    expect(await shared.getByRole("row").nth(1).getByRole("cell").nth(2).textContent()).toContain("demo_1");
    expect(await skus.count()).toBe(2);
    await skus.first().fill("MUG");
    await skus.first().press("Enter");
    await shared.getByText('The SKU "MUG" is used already.').waitFor();
    await skus.first().fill("SHIRT-A");
    await skus.first().press("Enter");
    await shared.getByText('The SKU "MUG" is used already.').waitFor({ state: "detached" });
    expect(await seriousFaults(page)).toEqual([]);
    await stock.getByRole("checkbox").first().check();
    // The tick is there before the hub has it.
    await stock.getByText("1 of 1 chosen").waitFor();
    await page.getByRole("button", { name: /^Apply/ }).click();
    await page.getByRole("heading", { name: "Copenhagen is connected" }).waitFor();
    expect(shop.stockOf("MUG")).toBe(7);
    const { items } = await seller.get<{ items: { sku: string; available: number }[] }>("/variants?limit=50");
    expect(items.find((item) => item.sku === "MUG")?.available).toBe(7);
    expect(items.map((item) => item.sku)).toContain("SHIRT-A");
    expect(complaints).toEqual([]);
  });

  test("stock nobody decided about stands in the inbox, and on the channel's page for either side [D1.1]", async () => {
    const oslo = await hub.sandbox("medusa");
    const { shop } = oslo;
    for (const [title, sku, stock] of [
      ["Tea towel", "TOWEL", 25],
      ["Apron", "APRON", 3],
    ] as const) {
      shop.addProduct({ title, status: "active", variants: [{ sku, price: "9.90", stock }] });
      await seller.post("/products", { title, variants: [{ sku, priceMinor: 990 }] });
    }
    const ours = { TOWEL: 57, APRON: 8 };
    await seller.post("/inventory/levels", { items: Object.entries(ours).map(([sku, onHand]) => ({ sku, onHand })) });
    await firstSyncDone(seller, await hub.connect(seller, oslo, "Oslo", { stockFrom: "none" }));
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/inbox`);
    await page.getByText("Oslo: items are left out of stock sync").first().click();
    await page.getByRole("link", { name: "Decide" }).first().click();
    await page.getByRole("button", { name: "TOWEL: use Argosy's 57" }).waitFor();
    if (process.env.SCREENS) await page.screenshot({ path: `${process.env.SCREENS}/undecided.png`, fullPage: true });
    expect(await seriousFaults(page)).toEqual([]);
    // A phone's card has the decision, too.
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("button", { name: "TOWEL: use Argosy's 57" }).click();
    await page.getByRole("button", { name: "APRON: use the channel's 3" }).click();
    await until("both are settled", async () => (await page.getByText("Stock differs: decide").count()) === 0);
    await until("the shop has ours", async () => shop.stockOf("TOWEL") === 57);
    const { items } = await seller.get<{ items: { sku: string; available: number }[] }>("/variants?limit=50");
    expect(items.find(({ sku }) => sku === "APRON")?.available).toBe(3);
    expect(complaints).toEqual([]);
  });

  test("undecided stock is settled from Home and the item's page, and the stock list filters it", async () => {
    const bergen = await hub.sandbox("medusa");
    const { shop } = bergen;
    const theirs = { RUG: 25, LAMP: 3, VASE: 4 };
    const ours = { RUG: 57, LAMP: 8, VASE: 9 };
    for (const [sku, stock] of Object.entries(theirs)) {
      shop.addProduct({ title: `A ${sku}`, status: "active", variants: [{ sku, price: "9.90", stock }] });
      await seller.post("/products", { title: `A ${sku}`, variants: [{ sku, priceMinor: 990 }] });
    }
    await seller.post("/inventory/levels", { items: Object.entries(ours).map(([sku, onHand]) => ({ sku, onHand })) });
    await firstSyncDone(seller, await hub.connect(seller, bergen, "Bergen", { stockFrom: "none" }));
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    await page.goto(hub.url);
    await page.getByText("Bergen: items are left out of stock sync").waitFor();
    const rug = page.getByRole("button", { name: "RUG: use Argosy's 57" });
    await rug.waitFor();
    if (process.env.SCREENS) await page.screenshot({ path: `${process.env.SCREENS}/home.png`, fullPage: true });
    expect(await seriousFaults(page)).toEqual([]);
    await rug.click();
    await rug.waitFor({ state: "detached" });
    await until("the shop has ours", async () => shop.stockOf("RUG") === 57);
    await page.goto(`${hub.url}/inventory`);
    await page.getByRole("tab", { name: "Left out of stock sync" }).click();
    await page.getByText("A VASE").first().waitFor();
    await page.getByText("A RUG").waitFor({ state: "detached" });
    await page.getByText("A LAMP").first().click();
    await page.getByText("The channel and Argosy show different stock.").waitFor();
    if (process.env.SCREENS) await page.screenshot({ path: `${process.env.SCREENS}/item.png`, fullPage: true });
    await page.getByRole("button", { name: "LAMP, Bergen: use the channel's 3" }).click();
    await page.getByText("The channel and Argosy show different stock.").waitFor({ state: "detached" });
    await page.goto(`${hub.url}/inbox`);
    await page.getByRole("button", { name: "VASE: use Argosy's 9" }).click();
    await page.getByText("Bergen: items are left out of stock sync").waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  });

  test("an item unlinked by hand is not offered to be created here under the SKU that stands here", async () => {
    const { items: stores } = await seller.get<{ items: { id: string; name: string }[] }>("/stores");
    const store = stores.find(({ name }) => name === "Cairo")?.id ?? "";
    const { items } = await seller.get<{ items: { id: string }[] }>(`/stores/${store}/mappings?q=MUG`);
    const unlinked = { action: "unmap", listingIds: items.map(({ id }) => id) };
    await seller.post(`/stores/${store}/mappings/bulk`, unlinked);
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/channels/connect/woocommerce?store=${store}&step=choose`);
    await page.getByRole("button", { name: "Preview changes" }).click();
    const made = page.locator("[data-group=create_here-variant-sku]");
    await made.getByText("Create 1 variant here with a new SKU").waitFor();
    expect(await made.getByRole("checkbox").first().isChecked()).toBe(false);
    expect(await page.locator("[data-group=create_here-product], [data-group=create_here-variant]").count()).toBe(0);
    await made.getByRole("button", { name: /with a new SKU/ }).click();
    expect(await made.getByRole("textbox").first().inputValue()).toBe("MUG-2");
    expect(complaints).toEqual([]);
  });

  test("the template, filled in and dropped on the page, becomes the products it shows", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/products/imports`);
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download the template" }).click();
    const template = await readFile(await (await download).path(), "utf8");
    const filled = template.replaceAll("SHIRT-", "DROPPED-").replaceAll("linen-shirt", "dropped-shirt");
    const files = await page.evaluateHandle(`{
      const files = new DataTransfer();
      files.items.add(new File([${JSON.stringify(filled)}], "spring.csv", { type: "text/csv" }));
      files;
    }`);
    await page.locator("[data-drop]").dispatchEvent("dragover", { dataTransfer: files });
    await page.locator("[data-drop]").dispatchEvent("drop", { dataTransfer: files });
    // Its heads are Argosy's own: nothing has to be matched by hand.
    await page.getByText("16 columns, 16 matched").waitFor();
    await page.getByRole("button", { name: "Check 2 rows" }).click();
    await page.getByRole("button", { name: "Import 2 rows" }).click();
    await page.getByRole("link", { name: "See products" }).click();
    await page.locator("[data-row]", { hasText: "Linen shirt" }).waitFor();
    const dropped = () => seller.get<{ items: { sku: string; available: number }[] }>("/variants?q=DROPPED");
    // Words are found a second after what has them.
    const { items } = await until("both are found", dropped, { wanted: (found) => found.items.length === 2 });
    expect(items.map(({ sku, available }) => `${sku} ${available}`).sort()).toEqual(["DROPPED-L 8", "DROPPED-M 12"]);
    expect(visitor.complaints).toEqual([]);
  });

  test("errors of an import are grouped: one group is shown alone and taken away as a file; a list matched once is remembered", async () => {
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    const upload = async (name: string, lines: readonly string[]) => {
      await page.goto(`${hub.url}/products/imports`);
      const file = { name, mimeType: "text/csv", buffer: Buffer.from(lines.join("\r\n")) };
      await page.locator("input[type=file]").first().setInputFiles(file);
    };
    const head = "Title,SKU,Price,Fabric weave";
    await upload("spring.csv", [
      head,
      "Sheet,SHEET-1,12.00,Percale",
      "Sheet,,12.00,Percale",
      "Pillow,,9.00,Sateen",
      "Quilt,QUILT-1,twelve,Jersey",
    ]);
    await page.getByText("4 columns, 3 matched").waitFor();
    await page.getByRole("combobox", { name: "Field of column Fabric weave" }).click();
    await page.getByRole("option", { name: "Option: Fabric weave" }).click();
    await page.getByText("4 columns, 4 matched").waitFor();
    await page.getByRole("button", { name: "Check 4 rows" }).click();
    const groups = page.getByRole("region", { name: "Errors by type" });
    const rows = page.locator("[data-row]");
    await groups.getByRole("button", { name: /^Show rows: 1 row, Price/ }).waitFor();
    // The rows are another answer than the groups.
    await until("all of them", async () => (await rows.count()) === 3);
    const show = groups.getByRole("button", { name: "Show rows: 2 rows, Whole row" });
    await show.click();
    await until("only they are shown", async () => (await rows.count()) === 2);
    expect(await show.getAttribute("aria-pressed")).toBe("true");
    expect(await seriousFaults(page)).toEqual([]);
    const download = page.waitForEvent("download");
    await groups.getByRole("link", { name: "Download rows as CSV: 2 rows, Whole row" }).click();
    const file = await readFile(await (await download).path(), "utf8");
    expect(file).toContain("SKU");
    expect(file).not.toContain("twelve");
    expect(file.trim().split(/\r?\n/)).toHaveLength(3);
    await show.click();
    await until("all are shown again", async () => (await rows.count()) === 3);
    await page.getByRole("button", { name: "Import 1 row" }).click();
    await page.getByRole("link", { name: "See products" }).waitFor();

    // The next list of the same maker is matched as the last one was.
    await upload("summer.csv", [head, "Throw,THROW-1,30.00,Twill"]);
    await page.getByText("4 columns, 4 matched").waitFor();
    await page.getByText(/spring\.csv/).waitFor();
    expect(await page.getByRole("combobox", { name: "Field of column Fabric weave" }).inputValue()).toBe(
      "Option: Fabric weave",
    );
    expect(complaints).toEqual([]);
  });

  test("an Arabic list is read as it is written, its faults are named in Arabic, the rest is written", async () => {
    await using visitor = await visit(hub, seller, { language: "ar" });
    const { page } = visitor;
    const lines = [
      "اسم المنتج;كود الصنف;السعر;الكمية;اللون الداخلي",
      '"صابون; غار ""حلبي""";GHAR-1;12,50;7;أخضر',
      "شمعة;GHAR-2;١٤٫٠٠;3;",
      "بلا رمز;;9,00;1;",
      "سعر غريب;GHAR-4;تسعة;1;",
      "مكرر;GHAR-1;9,00;1;",
    ];
    await page.goto(`${hub.url}/products/imports`);
    await page
      .locator("input[type=file]")
      .first()
      .setInputFiles({
        name: "مخزون.csv",
        mimeType: "text/csv",
        buffer: Buffer.from(`\ufeff${lines.join("\r\n")}`),
      });
    await page.getByText("تُقرأ المبالغ بفاصلة عشرية.").waitFor();
    await page.getByText("5 أعمدة، طوبق منها 4").waitFor();
    await page.getByRole("combobox", { name: "حقل العمود اللون الداخلي" }).click();
    await page.getByRole("option", { name: "خيار: اللون الداخلي" }).click();
    await page.getByText("5 أعمدة، طوبق منها 5").waitFor();
    await page.getByRole("button", { name: "فحص 5 صفوف" }).click();
    await page.locator("[data-row]", { hasText: "املأ العمود" }).waitFor();
    await page.locator("[data-row]", { hasText: "اكتب أرقامًا فقط مع فاصلة عشرية" }).waitFor();
    await page.locator("[data-row]", { hasText: "مذكور في الصف 2 أيضًا" }).waitFor();
    await page.getByRole("button", { name: "استيراد صفين" }).click();
    await page.getByRole("link", { name: "عرض المنتجات" }).click();
    await page.locator("[data-row]", { hasText: "GHAR-1" }).waitFor();
    const imported = () => seller.get<{ items: { priceMinor: number; available: number }[] }>("/variants?q=GHAR");
    const { items } = await until("both are found", imported, { wanted: (found) => found.items.length === 2 });
    expect(items.map(({ priceMinor, available }) => [priceMinor, available]).sort()).toEqual([
      [1250, 7],
      [1400, 3],
    ]);

    await page.getByLabel('تحديد صابون; غار "حلبي"').check();
    await page.getByRole("button", { name: "تعديل سعر منتج واحد" }).click();
    await page.getByLabel("النسبة، والسالب يخفّض").fill("-10");
    await page.getByRole("button", { name: "تغيير الأسعار", exact: true }).click();
    await page.getByText("مطبّق", { exact: true }).waitFor();
    const after = await seller.get<{ items: { sku: string; priceMinor: number }[] }>("/variants?sku=GHAR-1");
    expect(after.items[0]?.priceMinor).toBe(1125);

    // What the hub refuses of a field is said in Arabic, too.
    await page.goto(`${hub.url}/settings`);
    await page.getByLabel("الاسم المختصر").fill("Not A Slug");
    await page.getByRole("button", { name: "حفظ" }).click();
    await page.getByText("أحرف لاتينية صغيرة وأرقام وشرطات فقط، حتى 60.").first().waitFor();
    expect(visitor.complaints).toEqual([]);
  });
});
