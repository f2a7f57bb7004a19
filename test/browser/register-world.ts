/** A register at a hub with a channel: who sells there, and how they work at it. */
import type { Page } from "playwright-core";
import type { Seller } from "../../demo/seller.ts";
import type { Sandbox } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { type TestHub, until } from "../support/hub.ts";

export const PIN = "471142";

/** On the soap. */
export const SOAP = "4006381333931";

/** Somebody who sells olive oil soap for 6.00. */
export async function soapSeller(hub: TestHub, slug: string): Promise<Seller> {
  const seller = await hub.seller(slug);
  const variants = [{ sku: "SOAP-1", priceMinor: 600, currency: "USD", barcode: SOAP }];
  await seller.post("/products", { title: "Olive oil soap", variants });
  return seller;
}

export interface MadeRegister {
  readonly id: string;
  readonly name: string;
}

/** Adds a register, and somebody with a PIN where there is nobody yet. */
export async function addRegister(seller: Seller, name: string, prefix: string): Promise<MadeRegister> {
  const { items } = await seller.get<{ items: unknown[] }>("/pos/staff");
  if (items.length === 0) await seller.post("/pos/staff", { name: "Hala", pin: PIN, isManager: true });
  return seller.post<MadeRegister>("/pos/registers", { name, prefix });
}

/** Makes this browser the register, signs Hala in and opens the drawer with 100.00. */
export async function openRegister(page: Page, hub: Pick<TestHub, "url">, register: MadeRegister): Promise<void> {
  await page.goto(`${hub.url}/register/`);
  await page.getByRole("button", { name: register.name }).click();
  await enterPin(page);
  await page.getByRole("heading", { name: "Open the register" }).waitFor();
  await page.keyboard.type("10000");
  await page.getByRole("button", { name: "Open register", exact: true }).click();
  await page.getByTestId("products").waitFor();
}

export async function enterPin(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Hala" }).click();
  await page.getByRole("heading", { name: "PIN of Hala" }).waitFor();
  await page.keyboard.type(PIN);
  await page.keyboard.press("Enter");
}

/** The register's page is kept on the device from here on. */
export async function storedOnDevice(page: Page): Promise<void> {
  // As text: its types are a page's.
  await page.evaluate(`(async () => {
    const workers = navigator.serviceWorker;
    await workers.ready;
    if (workers.controller === null)
      await new Promise((resolve) => workers.addEventListener("controllerchange", resolve, { once: true }));
  })()`);
}

/** The network goes, and the register says so, whether or not something still waits to be sent. */
export async function goOffline(page: Page): Promise<void> {
  await page.context().setOffline(true);
  await page.getByRole("status").filter({ hasText: "Offline" }).waitFor();
}

/** As a scanner that types, wherever the focus is. */
export async function scan(page: Page, code: string): Promise<void> {
  // In one go: a busy machine must not make a slow typist of it.
  await page.evaluate(`for (const key of ${JSON.stringify([...code, "Enter"])})
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));`);
}

/** Scans, takes the exact sum in cash, and is ready for the next customer. */
export async function sellOne(page: Page, code: string): Promise<void> {
  await scan(page, code);
  await page.getByTestId("line").waitFor({ state: "attached" });
  await page.keyboard.press("F2");
  await page.getByRole("button", { name: /in cash$/ }).click();
  await page.getByRole("button", { name: "New sale" }).click();
  await page.getByTestId("products").waitFor();
}

/** Opens one of the menu's entries. */
export async function openMenu(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole("button", { name: /^(Menu|القائمة)$/ }).click();
  await page.getByRole("button", { name, ...(typeof name === "string" && { exact: true }) }).click();
}

/** What the channel shows once it shows what is free here: what the test before sold may still be on its way. */
export async function shownAtRest(seller: Seller, { shop }: Sandbox, sku: string): Promise<number> {
  const free = async () => (await seller.get<{ items: { available: number }[] }>(`/variants?sku=${sku}`)).items[0];
  const found = await until(`the channel shows what is free of ${sku}`, free, {
    wanted: (now) => now?.available === shop.stockOf(sku),
  });
  return found.available;
}
