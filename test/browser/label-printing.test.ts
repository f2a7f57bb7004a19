/** Labels and slips on a label printer at the packing desk: at once, without a dialog, and noted only when they are out. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { inked, readPicture } from "../../web/src/printing/testing-zpl.ts";
import { seriousFaults } from "../support/axe.ts";
import { connectCourier, readyToBook } from "../support/courier.ts";
import { visit } from "../support/dashboard.ts";
import { until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { FAKE_PRINTERS } from "./fake-printers.ts";

interface Made {
  readonly id: string;
  readonly number: string;
}

interface Booked {
  readonly id: string;
  readonly orderId: string;
  readonly labelState: string;
  readonly printedAt: string | null;
  readonly trackingNumbers: readonly string[];
}

describeInBrowser("a label printer at the packing desk", (hub) => {
  const seller = fixture(() => hub.seller("printing", { organization: "Label Road", currency: "USD" }));
  const courier = fixture(() => connectCourier(seller, "shippo", 11));

  beforeAll(async () => {
    expect(courier.shop.parcels()).toEqual([]);
    const variant = { sku: "MUG", priceMinor: 1_000, currency: "USD", weightGrams: 300 };
    await seller.post("/products", { title: "Stoneware mug", variants: [variant] });
    await seller.post("/inventory/levels", { items: [{ sku: "MUG", onHand: 50 }] });
    await readyToBook(seller);
  }, 180_000);

  async function booked(labelFormat: string): Promise<Made & { readonly read: () => Promise<Booked | undefined> }> {
    const order = await seller.post<Made>("/orders", {
      currency: "USD",
      lines: [{ sku: "MUG", quantity: 1 }],
      financial: "paid",
      paymentKind: "prepaid",
      contact: { name: "Ada Example", email: "ada@mail.example", phone: "+15550100000" },
      shippingAddress: {
        name: "Ada Example",
        line1: "1 Main St",
        city: "Austin",
        region: "TX",
        postcode: "78701",
        country: "US",
      },
    });
    const packed = { orderId: order.id, parcels: [{ weightGrams: 700, lengthMm: 200, widthMm: 150, heightMm: 100 }] };
    const { items } = await seller.post<{ items: { courierId: string; offers: { service: string }[] }[] }>(
      "/shipments/rates",
      packed,
    );
    const service = items[0]?.offers[0]?.service;
    await seller.post("/shipments", { ...packed, courierId: items[0]?.courierId, service, labelFormat });
    const read = async () => (await seller.get<{ items: Booked[] }>(`/shipments?orderId=${order.id}`)).items[0];
    await until("the label is here", read, { wanted: (shipment) => shipment?.labelState === "ready" });
    return { ...order, read };
  }

  const scan = async (page: Page, ...codes: readonly string[]) => {
    for (const code of codes) {
      await page.locator("main form input").fill(code);
      await page.keyboard.press("Enter");
    }
  };
  const picture = async (page: Page, name: string) => {
    if (process.env.SCREENS) await page.screenshot({ path: join(process.env.SCREENS, `${name}.png`), fullPage: true });
  };
  const printed = async (page: Page, way: "usb" | "serial" = "usb") =>
    (await page.evaluate<number[][]>(`fakes.${way}.taken()`)).map((bytes) => Buffer.from(bytes).toString("latin1"));
  const after = async (page: Page, name: string) => {
    await page.getByRole("combobox", { name: "After the last scan" }).click();
    await page.getByRole("option", { name }).click();
  };
  const shows = (page: Page, state: string, text: string) =>
    page.locator(`[data-desk-print=${state}]`).filter({ hasText: text }).waitFor();

  test("the last scan prints the label raw or as dots, once; what did not come out is told and noted nowhere [G3]", async () => {
    const raw = await booked("ZPLII");
    const drawn = await booked("PDF_4x6");
    await using visitor = await visit(hub, seller, { isApart: true });
    const { page } = visitor;
    await page.addInitScript({ content: FAKE_PRINTERS });
    await page.goto(`${hub.url}/orders/verify`);
    await page.getByRole("button", { name: "Printers" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Choose USB printer" }).first().click();
    await dialog.getByText("Fake TM-T20").waitFor();
    await dialog.getByRole("button", { name: "Print test page" }).click();
    await dialog.getByText("Test page sent.").waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await picture(page, "printers-dialog");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await after(page, "Print label");

    // What the courier gave goes to the printer as it is.
    await scan(page, raw.number, "MUG");
    await shows(page, "printed", `Label of ${raw.number} 1 page printed.`);
    const [number = ""] = (await raw.read())?.trackingNumbers ?? [];
    const [test = "", label = ""] = await printed(page);
    expect(test).toContain("^PW808^LL1214");
    expect(label).toContain(`^FD${number}^FS^XZ`);
    await until("it is noted as printed", raw.read, { wanted: (shipment) => shipment?.printedAt !== null });
    const noted = (await raw.read())?.printedAt;
    await page.getByRole("button", { name: "Print again" }).click();
    await until("it is out again", () => printed(page), { wanted: (documents) => documents.length === 3 });
    expect((await raw.read())?.printedAt).toBe(noted);

    // A PDF is drawn. First the printer is in no state for it.
    await page.evaluate(`fakes.trouble = "paper"`);
    await scan(page, drawn.number, "MUG");
    await shows(page, "failed", "The printer is out of paper.");
    for (const [trouble, texts] of [
      ["paused", "The printer is paused."],
      ["unplugged", "The printer is not connected."],
      ["in-between", "The printer was disconnected or stopped answering. The last page may be incomplete."],
    ] as const) {
      await page.evaluate(`fakes.trouble = "${trouble}"`);
      await page.getByRole("button", { name: "Print again" }).click();
      await shows(page, "failed", texts);
    }
    await picture(page, "station-printer-away");
    expect(await seriousFaults(page)).toEqual([]);
    expect((await drawn.read())?.printedAt).toBeNull();
    await page.evaluate(`fakes.trouble = "silent"`);
    await page.getByRole("button", { name: "Print again" }).click();
    await shows(page, "printed", `Label of ${drawn.number}`);
    const document = readPicture((await printed(page)).at(-1) ?? "");
    expect([document.width, document.height]).toEqual([808, 1214]);
    // The sandbox's frame is 8 points from the edge of 432: at most that far from the paper's ends.
    const ink = inked(document);
    expect(ink?.first).toBeLessThan(30);
    expect(ink?.last).toBeGreaterThan(1_184);
    await until("it is noted as printed", drawn.read, { wanted: (shipment) => shipment?.printedAt !== null });
    expect(visitor.complaints).toEqual([]);
  });

  test("a list prints on the chosen printer too, a slip goes to the serial one, and the browser's dialog is one click away [G3]", async () => {
    const order = await booked("PNG");
    const next = await booked("ZPLII");
    await using visitor = await visit(hub, seller, { isApart: true });
    const { page } = visitor;
    await page.addInitScript({ content: FAKE_PRINTERS });
    await page.goto(`${hub.url}/orders/verify`);
    await page.getByRole("button", { name: "Printers" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Choose USB printer" }).first().click();
    await dialog.getByRole("button", { name: "Choose serial or Bluetooth printer" }).click();
    await dialog.getByRole("button", { name: "Print test page" }).nth(1).waitFor();
    await page.keyboard.press("Escape");
    await after(page, "Print packing slip");
    await scan(page, order.number, "MUG");
    await shows(page, "printed", `Packing slip of ${order.number} 1 page printed.`);
    expect(await page.evaluate("fakes.serial.speed")).toBe(9_600);
    const slip = readPicture((await printed(page, "serial")).at(-1) ?? "");
    expect(inked(slip)).not.toBeNull();
    // Its shipment's page: the label printer comes first.
    await page.goto(`${hub.url}/shipments`);
    await page.locator("[data-row]").filter({ hasText: next.number }).getByRole("checkbox").check();
    const bar = page.getByRole("region");
    const step = bar.getByRole("button", { name: "Labels on Label printer" });
    const more = bar.getByRole("button", { name: "More" });
    await step.or(more).first().waitFor();
    if ((await step.count()) > 0) await step.click();
    else {
      await more.click();
      await page.getByRole("menuitem", { name: "Labels on Label printer" }).click();
    }
    await page.getByText("1 page printed.").waitFor();
    await until("it is noted as printed", next.read, { wanted: (shipment) => shipment?.printedAt !== null });
    expect(visitor.complaints).toEqual([]);
  });
});
