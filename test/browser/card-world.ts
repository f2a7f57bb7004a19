/** A card terminal at a register, and a customer who pays there at the third try. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Seller } from "../../demo/seller.ts";
import type { stripeSandbox } from "../../src/engine/terminals/testing-stripe.ts";
import { until } from "../support/hub.ts";
import { enterPin, type MadeRegister, scan } from "./register-world.ts";

type Stripe = Awaited<ReturnType<typeof stripeSandbox>>;

export function giveTerminal(seller: Seller, register: MadeRegister, { url }: Stripe): Promise<unknown> {
  const settings = { provider: "stripe", reader: "tmr_1", asksTip: true, key: "sk_test", endpoint: url };
  return seller.put(`/pos/registers/${register.id}/terminal`, settings);
}

/** Declined, then cancelled at the register; then an answer is lost, the page reloaded, and 1.00 given as a tip. */
export async function payAtTerminal(page: Page, stripe: Stripe, code: string): Promise<void> {
  await scan(page, code);
  await page.keyboard.press("F2");
  const charge = async () => {
    await page.getByRole("button", { name: "Card", exact: true }).click();
    await page.getByRole("button", { name: /on the terminal$/ }).click();
    await until("the terminal asks", async () => stripe.asks());
  };
  await charge();
  stripe.decline();
  await page.getByRole("alert").getByText("The card was declined.").waitFor();
  // Told once: what the provider says of it opens beneath.
  expect(
    await page
      .getByText(/card was declined/i)
      .filter({ visible: true })
      .count(),
  ).toBe(1);
  await charge();
  await page.getByRole("button", { name: "Cancel payment" }).click();
  await page.getByRole("alert").getByText("Cancelled. Nothing was charged.").waitFor();
  stripe.network.loses = "/process_payment_intent";
  await charge();
  await page.reload();
  await enterPin(page);
  await page.getByText("Waiting for the card on the terminal").waitFor();
  stripe.tap(100);
  await page.getByRole("button", { name: "New sale" }).click();
}
