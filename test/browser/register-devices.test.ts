/** What stands around a register: a receipt printer, a camera, the customer's screen. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { expect, test } from "vitest";
import { readEscpos } from "../../src/commerce/till/testing-escpos.ts";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { findChromiumWithCamera } from "../support/browser.ts";
import { TABLET, visit } from "../support/dashboard.ts";
import { until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { ean13Video } from "./ean-video.ts";
import { FAKE_PRINTERS } from "./fake-printers.ts";
import { addRegister, goOffline, openRegister, SOAP, scan, soapSeller } from "./register-world.ts";

const withCamera = findChromiumWithCamera();

describeInBrowser("devices of a register", (hub) => {
  const seller = fixture(() => soapSeller(hub, "devices"));

  const menu = async (page: Page, name: string) => {
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("button", { name, exact: true }).click();
  };
  const sell = async (page: Page) => {
    await scan(page, SOAP);
    await page.getByTestId("line").waitFor({ state: "attached" });
    await page.keyboard.press("F2");
    await page.getByRole("button", { name: /in cash$/ }).click();
    await page.getByTestId("change").waitFor();
  };
  const papersOf = async (page: Page, way: "usb" | "serial") =>
    (await page.evaluate<number[][]>(`fakes.${way}.taken()`)).map((bytes) => readEscpos(Uint8Array.from(bytes)));

  test("a USB printer prints each receipt and opens the drawer; paper, cover, cable and other programs are told in words [F4]", async () => {
    const made = await addRegister(seller, "Printing desk", "P1");
    await using visitor = await visit(hub, seller, { ...TABLET, isApart: true });
    const { page } = visitor;
    await page.addInitScript({ content: FAKE_PRINTERS });
    await openRegister(page, hub, made);
    await menu(page, "Receipt printer");
    await page.getByRole("button", { name: "USB printer" }).click();
    await page.getByText("Fake TM-T20").waitFor();
    await page.getByRole("button", { name: "Test print" }).click();
    await page.getByText("Printed.", { exact: true }).waitFor();
    await page.keyboard.press("Escape");

    await sell(page);
    await page.getByText("Printed.", { exact: true }).waitFor();
    const [, receipt] = await papersOf(page, "usb");
    expect(receipt?.lines.some((line) => line.includes("Olive oil soap") && line.includes("6.00"))).toBe(true);
    expect(receipt).toMatchObject({ codes: ["P1-000001"], isCut: true, isDrawerOpened: true });

    const troubles = [
      ["paper", "The printer is out of paper."],
      ["cover", "The printer’s cover is open."],
      ["busy", "Another program is using the printer."],
      ["unplugged", "The printer is not connected."],
    ] as const;
    for (const [trouble, texts] of troubles) {
      await page.evaluate(`fakes.trouble = ${JSON.stringify(trouble)}`);
      await page.getByRole("button", { name: "Print again" }).click();
      await page.getByRole("alert").filter({ hasText: texts }).waitFor();
    }
    await page.evaluate(`fakes.trouble = "in-between"`);
    await page.getByRole("button", { name: "Print again" }).click();
    await page.getByText("The printer was disconnected. The receipt may be incomplete. Print it again.").waitFor();
    await page.evaluate(`fakes.trouble = "low"`);
    await page.getByRole("button", { name: "Print again" }).click();
    await page.getByText("Printed. The paper is almost used up.").waitFor();
    const documents = await papersOf(page, "usb");
    expect(documents).toHaveLength(3);
    // Again: the same receipt, and the drawer stays closed.
    expect(documents.at(-1)).toMatchObject({ lines: receipt?.lines, isDrawerOpened: false });
    expect(visitor.complaints).toEqual([]);
  });

  test("a serial printer is remembered over a reload and prints Arabic as dots, also without network [F4]", async () => {
    const made = await addRegister(seller, "Serial desk", "P2");
    await using visitor = await visit(hub, seller, { ...TABLET, isApart: true });
    const { page } = visitor;
    await page.addInitScript({ content: FAKE_PRINTERS });
    await openRegister(page, hub, made);
    await menu(page, "Receipt printer");
    await page.getByRole("button", { name: "19200" }).click();
    await page.getByRole("button", { name: "Serial or Bluetooth printer" }).click();
    await page.getByRole("button", { name: "Test print" }).waitFor();
    await page.getByLabel("Open the drawer for cash").uncheck();
    await page.keyboard.press("Escape");
    await goOffline(page);
    await sell(page);
    await page.getByText("Printed.", { exact: true }).waitFor();
    expect(await page.evaluate("fakes.serial.speed")).toBe(19_200);
    const [english] = await papersOf(page, "serial");
    expect(english).toMatchObject({ codes: ["P2-000001"], isCut: true, isDrawerOpened: false, pictures: [] });
    await page.getByRole("button", { name: "New sale" }).click();
    await menu(page, "العربية");
    await page.keyboard.press("Escape");
    await scan(page, SOAP);
    await page.getByTestId("line").waitFor({ state: "attached" });
    await page.keyboard.press("F2");
    await page.getByRole("button", { name: /^استلم .* نقدًا$/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("طُبع.", { exact: true }).waitFor();
    const arabic = (await papersOf(page, "serial")).at(-1);
    expect(arabic?.pictures.length).toBeGreaterThan(5);
    const inked = arabic?.pictures.filter(({ width, bits }) => width === 576 && bits.some((byte) => byte !== 0));
    expect(inked?.length).toBe(arabic?.pictures.length);
    expect(visitor.complaints).toEqual([]);
  });

  test("the customer's screen follows the basket, takes the tip, thanks with the receipt's code, and has a look of its own [F4]", async () => {
    const made = await addRegister(seller, "Two screens", "P3");
    await using visitor = await visit(hub, seller, TABLET);
    const { page, context } = visitor;
    await openRegister(page, hub, made);
    await scan(page, SOAP);
    await page.getByTestId("line").waitFor();
    const opening = context.waitForEvent("page");
    await menu(page, "Customer display");
    const display = await opening;
    await display.getByTestId("display-total").getByText("6.00").waitFor();
    await scan(page, SOAP);
    await display.getByTestId("display-total").getByText("12.00").waitFor();
    await display.getByText("2 × Olive oil soap").waitFor();
    await page.keyboard.press("F2");
    await page.getByRole("button", { name: "Card", exact: true }).click();
    await display.getByRole("heading", { name: "Add a tip?" }).waitFor();
    await display.getByRole("button", { name: /^10%/ }).click();
    await page.getByRole("button", { name: /13\.20 approved/ }).waitFor();
    await display.getByTestId("display-amount").getByText("13.20").waitFor();
    await display.getByRole("button", { name: "العربية" }).click();
    await display.getByRole("heading", { name: "هل تود إضافة إكرامية؟" }).waitFor();
    await display.getByRole("button", { name: "داكن" }).click();
    expect(await display.locator("html").getAttribute("data-theme")).toBe("dark");
    await page.getByRole("button", { name: /13\.20 approved/ }).click();
    await display.getByRole("heading", { name: "شكرًا لكم!" }).waitFor();
    await display.getByRole("img", { name: /P3-000001/ }).waitFor();
    // The register keeps its own language and looks.
    await page.getByRole("button", { name: "New sale" }).click();
    await display.getByRole("heading", { name: "أهلًا بكم" }).waitFor();
    expect(await page.locator("html").getAttribute("data-theme")).not.toBe("dark");
    expect(visitor.complaints).toEqual([]);
  });

  test.skipIf(withCamera === undefined)(
    "the camera reads a barcode where the browser reads none, and its refusal is told in words [F4]",
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "argosy-camera-"));
      const film = join(folder, "ean.y4m");
      writeFileSync(film, ean13Video(SOAP));
      const made = await addRegister(seller, "Camera desk", "P4");
      const seeing = await chromium.launch({
        executablePath: withCamera ?? "",
        args: [
          "--no-sandbox",
          "--disable-gpu",
          "--use-fake-device-for-media-stream",
          `--use-file-for-fake-video-capture=${film}`,
        ],
      });
      try {
        await using visitor = await visit(hub, seller, { ...TABLET, browser: seeing });
        const { page, context } = visitor;
        await openRegister(page, hub, made);
        await page.getByRole("button", { name: "Scan with camera" }).click();
        await page.getByRole("alert").filter({ hasText: "The browser does not allow the camera here." }).waitFor();
        await context.grantPermissions(["camera"], { origin: hub.url });
        await page.getByRole("button", { name: "Try again" }).click();
        await until(
          "the camera put the soap into the basket",
          async () => (await page.getByTestId("line").count()) === 1,
        );
        await page.keyboard.press("Escape");
        await page.getByTestId("line").getByText("Olive oil soap").waitFor();
        expect(visitor.complaints).toEqual([]);
      } finally {
        await seeing.close();
        rmSync(folder, { recursive: true });
      }
    },
  );
});
