/** Card payments at the register's own terminal as a cashier takes them: split, declined, and given back. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { stripeSandbox } from "../../src/engine/terminals/testing-stripe.ts";
import { TABLET, visit } from "../support/dashboard.ts";
import { until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { giveTerminal } from "./card-world.ts";
import {
  addRegister,
  enterPin,
  type MadeRegister,
  openMenu,
  openRegister,
  SOAP,
  scan,
  soapSeller,
} from "./register-world.ts";

interface ZReport {
  readonly sales: number;
  readonly returns: number;
  readonly payments: readonly object[];
  readonly tips: readonly { readonly staffName: string; readonly amount: number }[];
}

describeInBrowser("a register's card terminal", (hub) => {
  const seller = fixture(() => soapSeller(hub, "terminal"));

  const twoSoaps = async (page: Page) => {
    await scan(page, SOAP);
    await page.getByTestId("line").waitFor({ state: "attached" });
    await scan(page, SOAP);
    await page
      .getByRole("button", { name: /12\.00/ })
      .first()
      .waitFor();
    await page.keyboard.press("F2");
    await page.getByRole("button", { name: "Card", exact: true }).click();
  };
  const reportOf = async (registerId: string) => {
    const { items } = await seller.get<{ items: { id: string }[] }>(`/pos/sessions?registerId=${registerId}`);
    return (await seller.get<{ report: ZReport }>(`/pos/sessions/${items[0]?.id}`)).report;
  };
  const left = (page: Page, amount: string) => page.getByTestId("left").getByText(amount).waitFor();

  test("a sale is split between two cards and cash with a tip, and goes back to each card once [F4]", async () => {
    await using stripe = await stripeSandbox();
    const made = await addRegister(seller, "Front desk", "C1");
    await giveTerminal(seller, made, stripe);
    await using visitor = await visit(hub, seller, TABLET);
    const { page } = visitor;
    await openRegister(page, hub, made);
    await twoSoaps(page);
    await page.keyboard.type("500");
    await page.getByRole("button", { name: /Charge .*5\.00 on the terminal/ }).click();
    await page.getByText("Waiting for the card on the terminal").waitFor();
    await until("the terminal asks", async () => stripe.asks());
    stripe.decline();
    await page.getByRole("alert").filter({ hasText: "The card was declined." }).waitFor();
    await page.keyboard.type("500");
    await page.getByRole("button", { name: /Charge .*5\.00 on the terminal/ }).click();
    await until("the terminal asks again", async () => stripe.asks());
    // A reload in between goes on with the same payment.
    await page.reload();
    await enterPin(page);
    await page.getByText("Waiting for the card on the terminal").waitFor();
    stripe.tap(50);
    await left(page, "7.00");
    await page.getByRole("button", { name: "Card", exact: true }).click();
    await page.keyboard.type("400");
    await page.getByRole("button", { name: /Charge .*4\.00 on the terminal/ }).click();
    await until("the terminal asks for the second card", async () => stripe.asks());
    stripe.tap();
    await left(page, "3.00");
    await page.getByRole("button", { name: "Cash", exact: true }).click();
    await page.getByRole("button", { name: /in cash$/ }).click();
    await page.getByRole("button", { name: "New sale" }).click();
    expect(stripe.charged()).toBe(950);
    await until("the sale is uploaded", async () => (await reportOf(made.id)).sales === 1_200);
    const sold = await reportOf(made.id);
    expect(sold.payments).toMatchObject([
      { kind: "cash", taken: 300 },
      { kind: "card", count: 2, taken: 900, tips: 50 },
    ]);
    expect(sold.tips).toMatchObject([{ staffName: "Hala", amount: 50 }]);

    await openMenu(page, "Receipts and returns");
    await page.getByRole("button", { name: /C1-000001/ }).click();
    await page.getByRole("button", { name: "Return items" }).click();
    const more = page.getByRole("button", { name: "One more: Olive oil soap" });
    await more.click();
    await more.click();
    await page.getByRole("button", { name: /Return .*12\.00/ }).click();
    await page.keyboard.press("F2");
    await page.getByRole("button", { name: "Card", exact: true }).click();
    await page.getByRole("button", { name: /Give .*5\.00 back to the card/ }).click();
    await left(page, "7.00");
    // What went back to a card cannot be taken out of the basket.
    expect(await page.getByRole("button", { name: /Remove Card/ }).count()).toBe(0);
    stripe.network.loses = "/refunds";
    await page.getByRole("button", { name: /Give .*4\.00 back to the card/ }).click();
    await page.getByText("No response yet. Try again, and give nothing back another way.").waitFor();
    // Given back another way it would be paid twice.
    for (const name of ["Cash", "Card", "Back"])
      expect(await page.getByRole("button", { name, exact: true }).isDisabled(), name).toBe(true);
    expect(await page.getByRole("button", { name: "Use another terminal" }).count()).toBe(0);
    await page.getByRole("button", { name: /Try again to give .*4\.00 back/ }).click();
    await left(page, "3.00");
    await page.getByRole("button", { name: "Cash", exact: true }).click();
    await page.getByRole("button", { name: /Give .*3\.00 in cash/ }).click();
    await page.getByRole("button", { name: "New sale" }).click();
    expect(stripe.charged()).toBe(50);
    expect(stripe.refunds.map(({ amount }) => amount)).toEqual([500, 400]);
    await until("the return is uploaded", async () => (await reportOf(made.id)).returns === -1_200);
    expect((await reportOf(made.id)).payments).toMatchObject([
      { kind: "cash", taken: 300, returned: -300 },
      { kind: "card", taken: 900, returned: -900, tips: 50 },
    ]);
    expect(visitor.complaints).toEqual([]);
  });

  test("a payment cancelled at the register is not charged, and a card removed from the basket has its money back [F4]", async () => {
    await using stripe = await stripeSandbox();
    const made = await addRegister(seller, "Side desk", "C2");
    await giveTerminal(seller, made, stripe);
    await using visitor = await visit(hub, seller, TABLET);
    const { page } = visitor;
    await openRegister(page, hub, made);
    await twoSoaps(page);
    await page.getByRole("button", { name: /Charge .*12\.00 on the terminal/ }).click();
    await until("the terminal asks", async () => stripe.asks());
    await page.getByRole("button", { name: "Cancel payment" }).click();
    await page.getByRole("alert").filter({ hasText: "Cancelled. Nothing was charged." }).waitFor();
    expect([stripe.asks(), stripe.charged()]).toEqual([false, 0]);
    await page.getByRole("button", { name: "2 ways" }).click();
    await page.getByRole("button", { name: /Charge .*6\.00 on the terminal/ }).click();
    await until("the terminal asks for half", async () => stripe.asks());
    stripe.tap();
    await left(page, "6.00");
    await page.getByRole("button", { name: /Remove Card/ }).click();
    await left(page, "12.00");
    expect(stripe.charged()).toBe(0);
    await page.getByRole("button", { name: "Cash", exact: true }).click();
    await page.getByRole("button", { name: /in cash$/ }).click();
    await page.getByRole("button", { name: "New sale" }).click();
    expect(visitor.complaints).toEqual([]);
  });

  test("a gift card whose answer is lost is waited for over a reload, pays once, and nothing else pays meanwhile [F2, F4]", async () => {
    const card = await seller.post<{ code: string; id: string }>("/gift-cards", {
      amountMinor: 5_000,
      currency: "USD",
    });
    const kinds = { paymentKinds: ["cash", "gift_card"] };
    const made = await seller.post<MadeRegister>("/pos/registers", { name: "Gift desk", prefix: "C3", ...kinds });
    await using visitor = await visit(hub, seller, TABLET);
    const { page } = visitor;
    await openRegister(page, hub, made);
    await scan(page, SOAP);
    await page.getByTestId("line").waitFor({ state: "attached" });
    await page.keyboard.press("F2");
    await page.getByRole("button", { name: "Gift card", exact: true }).click();
    await page.getByLabel("Gift card code").fill(card.code);
    await page.getByRole("button", { name: "Check card" }).click();
    await page.route("**/api/gift-cards/redeem", async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.getByRole("button", { name: /Take .*6\.00 from the card/ }).click();
    const waits = page.getByText(/6\.00 may have been charged to the card ending/);
    await waits.waitFor();
    await until("the card is debited", async () => {
      const { balanceMinor } = await seller.get<{ balanceMinor: number }>(`/gift-cards/${card.id}`);
      return balanceMinor === 4_400;
    });
    await page.reload();
    await enterPin(page);
    await waits.waitFor();
    for (const name of ["Cash", "Gift card", "Back"])
      expect(await page.getByRole("button", { name, exact: true }).isDisabled(), name).toBe(true);
    // The register asks again by itself.
    await page.unroute("**/api/gift-cards/redeem");
    await page.getByRole("button", { name: "New sale" }).click();
    expect(await seller.get(`/gift-cards/${card.id}`)).toMatchObject({ balanceMinor: 4_400 });
    await until("the sale is uploaded", async () => (await reportOf(made.id)).sales === 600);
    expect((await reportOf(made.id)).payments).toMatchObject([{ kind: "gift_card", count: 1, taken: 600 }]);
    expect(visitor.complaints).toEqual([]);
  });

  test("a basket that is paid in part is neither parked nor left for another, in words [F4]", async () => {
    const made = await addRegister(seller, "Part desk", "C4");
    await using visitor = await visit(hub, seller, TABLET);
    const { page } = visitor;
    await openRegister(page, hub, made);
    await twoSoaps(page);
    await page.getByRole("button", { name: "Cash", exact: true }).click();
    await page.keyboard.type("500");
    await page.getByRole("button", { name: /Take .*5\.00 in cash/ }).click();
    await left(page, "7.00");
    await page.getByRole("button", { name: "Back", exact: true }).click();
    await page.keyboard.press("F4");
    await page.getByRole("status").filter({ hasText: "Part of this sale is paid." }).waitFor();
    expect(await page.getByTestId("line").count()).toBe(1);
    await openMenu(page, "Quote or layaway");
    await page.getByText("Part of this sale is paid. Complete it, or remove its payments first.").last().waitFor();
    expect(await page.getByRole("button", { name: "Reserve as layaway" }).isDisabled()).toBe(true);
    expect(visitor.complaints).toEqual([]);
  });
});
