/** Documents of an order on its marketplace: those that lie there are saved, and an invoice is sent from the order's page. */
import { readFile } from "node:fs/promises";
import process from "node:process";
import { beforeAll, expect, test } from "vitest";
import { systemClock } from "../../src/commerce/clock.ts";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { visit } from "../support/dashboard.ts";
import { firstSyncDone, startSandboxOf } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { until } from "../support/until.ts";

const mirakl = fixture(() => startSandboxOf("mirakl", { clock: systemClock, seed: 2, currency: "EUR" }));
const BILL = Buffer.from("%PDF-1.4 a delivery note");

describeInBrowser("documents of orders", (hub) => {
  const seller = fixture(() => hub.seller("documents", { currency: "EUR" }));
  const order = { id: "", key: "" };

  beforeAll(async () => {
    const { shop } = mirakl;
    shop.addProduct({ title: "Mug", variants: [{ sku: "MUG", price: "12.50", stock: 10 }] });
    order.key = shop.placeOrder({
      lines: [{ sku: "MUG", quantity: 1 }],
      payment: "paid",
      customer: { name: "Ada King" },
    });
    shop.addDocument?.(order.key, { fileName: "delivery-note.pdf", content: BILL });
    await firstSyncDone(seller, await hub.connect(seller, mirakl, "Emulated", { importOrdersDays: 30 }));
    await seller.patch("/invoice-settings", {
      ...{ legalName: "Ana Textiles", address: { line1: "1 Mill Road", city: "Lyon", country: "FR" } },
    });
    await until("the order is here", async () => {
      const { items } = await seller.get<{ items: readonly { readonly id: string }[] }>("/orders");
      order.id = items[0]?.id ?? "";
      return order.id !== "";
    });
  }, 240_000);

  test("the marketplace's documents are listed and saved, and an issued invoice is sent there with one press", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/orders/${order.id}`);
    const card = page.getByRole("region", { name: /^Documents on/ });
    const saved = page.waitForEvent("download");
    await card.getByRole("link", { name: "delivery-note.pdf" }).click();
    const download = await saved;
    expect([download.suggestedFilename(), await readFile(await download.path())]).toEqual(["delivery-note.pdf", BILL]);

    await page.getByRole("button", { name: "Issue invoice" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Issue invoice" }).click();
    await card.getByRole("button", { name: /^Send / }).click();
    await card.getByRole("link", { name: /^INV-.*\.pdf$/ }).waitFor();
    await card.getByRole("button", { name: /^Send / }).waitFor({ state: "detached" });
    const folder = process.env.PICTURES;
    if (folder) await card.screenshot({ path: `${folder}/order-documents.png` });
    const sent = mirakl.shop.documentsOf?.(order.key).at(-1);
    expect([
      sent?.fileName,
      Buffer.from(sent?.content ?? [])
        .subarray(0, 5)
        .toString(),
    ]).toEqual([expect.stringMatching(/^INV-.*\.pdf$/), "%PDF-"]);
  });
});
