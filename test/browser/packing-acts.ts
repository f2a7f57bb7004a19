/** What a packer does at the station, and what the station says. */
import type { Page } from "playwright-core";

export async function scan(page: Page, ...codes: readonly string[]): Promise<void> {
  for (const code of codes) {
    await page.locator("main form input").fill(code);
    await page.keyboard.press("Enter");
  }
}

export const says = (page: Page, text: string | RegExp): Promise<void> =>
  page.getByRole("status").filter({ hasText: text }).waitFor();

export const refuses = (page: Page, text: string | RegExp): Promise<void> =>
  page.getByRole("alert").filter({ hasText: text }).waitFor();

/** An order of a buyer in Vienna, by units of SKUs. */
export const paidOrder = (lines: Readonly<Record<string, number>>) => ({
  currency: "EUR",
  lines: Object.entries(lines).map(([sku, quantity]) => ({ sku, quantity })),
  financial: "paid",
  paymentKind: "prepaid",
  contact: { name: "Asha Example" },
  shippingAddress: { name: "Asha Example", line1: "1 Main Street", city: "Vienna", country: "AT" },
});
