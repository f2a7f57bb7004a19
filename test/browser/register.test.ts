/** Selling at the till: with a scanner, without network, and the last unit twice. */
import { beforeAll, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { stripeSandbox } from "../../src/engine/terminals/testing-stripe.ts";
import { PHONE, visit } from "../support/dashboard.ts";
import { firstSyncDone, until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { giveTerminal, payAtTerminal } from "./card-world.ts";
import {
  addRegister,
  enterPin,
  goOffline,
  type MadeRegister,
  openRegister,
  SOAP,
  scan,
  sellOne,
  shownAtRest,
  storedOnDevice,
} from "./register-world.ts";

interface Order {
  readonly id: string;
  readonly number: string;
}

describeInBrowser("the register", (hub) => {
  let storeId: string;

  const seller = fixture(() => hub.seller("till"));
  const sandbox = fixture(() => hub.sandbox("shopify", { seed: 5 }));

  beforeAll(async () => {
    for (const [sku, title, barcode, stock] of [
      ["SOAP-1", "Olive oil soap", SOAP, 50],
      ["SOAP-2", "Laurel soap", "4006381333948", 20],
      ["LAMP-1", "Brass lamp", "4006381333955", 1],
    ] as const)
      sandbox.shop.addProduct({ title, status: "active", variants: [{ sku, price: "6.00", stock, barcode }] });
    const store = await hub.connect(seller, sandbox, "Cairo", { stockFrom: "channel" });
    storeId = store.id;
    await firstSyncDone(seller, store);
  });

  const sales = async () => (await seller.get<{ items: Order[] }>("/pos/sales?limit=200")).items;

  test("a scan, cash and change; thirty sales without network and a reload come back as thirty orders [F4]", async () => {
    const made = await addRegister(seller, "Front desk", "R1");
    await using visitor = await visit(hub, seller, { width: 1024, height: 768 });
    const { page, context } = visitor;
    await openRegister(page, hub, made);
    await storedOnDevice(page);

    await scan(page, SOAP);
    await page.getByTestId("total").getByText("6.00").waitFor();
    await scan(page, SOAP);
    await page.getByTestId("total").getByText("12.00").waitFor();
    await page.keyboard.press("F2");
    await page.keyboard.type("2000");
    await page.keyboard.press("Enter");
    await page.getByTestId("change").getByText("8.00").waitFor();
    await page.getByRole("button", { name: "New sale" }).click();
    await until("the sale is an order", async () => (await sales()).length === 1);
    await until("the channel shows it", async () => sandbox.shop.stockOf("SOAP-1") === 48);

    await goOffline(page);
    for (let n = 1; n <= 15; n++) await sellOne(page, SOAP);
    await page.getByText("Offline · 15 sales wait here").waitFor();
    await page.reload();
    await enterPin(page);
    await page.getByTestId("products").waitFor();
    for (let n = 1; n <= 15; n++) await sellOne(page, "4006381333948");
    await page.getByText("Offline · 30 sales wait here").waitFor();
    expect(await sales()).toHaveLength(1);

    await context.setOffline(false);
    await page.getByText("Online", { exact: true }).waitFor();
    await until("all thirty are orders", async () => (await sales()).length === 31);
    const numbers = new Set((await sales()).map(({ number }) => number));
    expect(numbers.size).toBe(31);
    await until("the channel follows", async () => sandbox.shop.stockOf("SOAP-1") === 33);
    await until("the channel follows", async () => sandbox.shop.stockOf("SOAP-2") === 5);
    expect(visitor.complaints).toEqual([]);
  });

  test("a coupon of one's own counts, one with a usage limit is refused offline in words, and the sale counts the use [F1]", async () => {
    const coupon = (code: string, uses: number | null) =>
      seller.post<{ id: string }>("/discounts", {
        ...{ code, title: `Welcome ${code}`, limits: { uses, perCustomer: null } },
        effect: { kind: "percent_basket", percent: "10", most: null },
      });
    const { id } = await coupon("TEN", null);
    await coupon("FEW", 3);
    const made = await addRegister(seller, "Coupons", "R9");
    await using visitor = await visit(hub, seller, { width: 1024, height: 768 });
    const { page, context } = visitor;
    await openRegister(page, hub, made);
    await goOffline(page);
    await scan(page, "4006381333948");
    await page.getByTestId("total").getByText("6.00").waitFor();
    await page.getByRole("button", { name: "Coupon" }).click();
    for (const code of ["few", "ten"]) {
      await page.getByLabel("Coupon code").fill(code);
      await page.getByRole("button", { name: "Apply" }).click();
    }
    await page.getByText("Discounts with a usage limit need a connection at a register.").waitFor();
    await page.getByText("Welcome TEN").first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("total").getByText("5.40").waitFor();
    // What the hub says of the code comes when the sale has long ended.
    const over = Promise.withResolvers<void>();
    const requested = page.waitForRequest("**/api/discounts/check");
    await page.route("**/api/discounts/check", async (route) => {
      await over.promise;
      await route.continue();
    });
    await context.setOffline(false);
    await page.getByText("Online", { exact: true }).waitFor();
    await requested;
    const before = (await sales()).length;
    await page.keyboard.press("F2");
    await page.getByRole("button", { name: /in cash$/ }).click();
    await page.getByRole("button", { name: "New sale" }).waitFor();
    const answered = page.waitForResponse("**/api/discounts/check");
    over.resolve();
    await (await answered).finished();
    await page.getByTestId("change").waitFor();
    await page.getByRole("button", { name: "New sale" }).click();
    await until("the sale is an order", async () => (await sales()).length === before + 1);
    const { items } = await seller.get<{ items: { totalMinor: number }[] }>("/orders?limit=1");
    expect(items[0]?.totalMinor).toBe(540);
    expect((await seller.get<{ uses: number }>(`/discounts/${id}`)).uses).toBe(1);
    expect(visitor.complaints).toEqual([]);
  });

  test("a scan, a coupon of the channel and two gift cards pay a sale; the cards can't be used offline [F1, F2, F4]", async () => {
    sandbox.shop.addDiscount?.({ code: "SHOP25", kind: "percent", value: "25", minimum: "10.00" });
    sandbox.shop.addGiftCard?.({ code: "shopcard2026", balance: "2.00" });
    const own = await seller.post<{ code: string; id: string }>("/gift-cards", { amountMinor: 5_000, currency: "EUR" });
    const made = await seller.post<MadeRegister>("/pos/registers", {
      ...{ name: "Cards", prefix: "G1", currency: "EUR", pushStoreId: storeId },
      paymentKinds: ["cash", "gift_card"],
    });
    await using visitor = await visit(hub, seller, { width: 1024, height: 768 });
    const { page, context } = visitor;
    await openRegister(page, hub, made);
    await scan(page, SOAP);
    await page.getByRole("button", { name: "Coupon" }).click();
    await page.getByLabel("Coupon code").fill("shop25");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByText("Needs a basket of 10.00 EUR. 4.00 EUR missing.").waitFor();
    await page.keyboard.press("Escape");
    await scan(page, SOAP);
    await page.getByTestId("total").getByText("9.00").waitFor();

    await page.keyboard.press("F2");
    await page.getByRole("button", { name: "Gift card" }).click();
    const pay = async (code: string, balance: string, taken: string) => {
      await page.getByLabel("Gift card code").fill(code);
      await page.getByRole("button", { name: "Check card" }).click();
      await page.getByText(`Balance ${balance}`).waitFor();
      await page.getByRole("button", { name: `Take ${taken} from the card` }).click();
    };
    await pay("SHOP CARD 2026", "€2.00", "€2.00");
    await page.getByTestId("left").getByText("7.00").waitFor();
    expect(sandbox.shop.giftCardBalance?.("shopcard2026")).toBe("0.00");
    await page.getByRole("button", { name: "Remove Gift card payment" }).click();
    await page.getByTestId("left").getByText("9.00").waitFor();
    expect(sandbox.shop.giftCardBalance?.("shopcard2026")).toBe("2.00");
    await context.setOffline(true);
    await page.getByText("Gift cards need a connection.").waitFor();
    await context.setOffline(false);
    await pay("shopcard2026", "€2.00", "€2.00");
    const before = (await sales()).length;
    await pay(own.code, "€50.00", "€7.00");
    await page.getByRole("button", { name: "New sale" }).waitFor();
    await until("the sale is an order", async () => (await sales()).length === before + 1);
    expect(await seller.get(`/gift-cards/${own.id}`)).toMatchObject({ balanceMinor: 4_300 });
    const { items } = await seller.get<{ items: { totalMinor: number; discountMinor: number }[] }>("/orders?limit=1");
    expect(items[0]).toMatchObject({ totalMinor: 900 });
    expect(visitor.complaints).toEqual([]);
  });

  test("a card pays at the terminal with a tip, through a lost answer and a reload, and is charged once [F4]", async () => {
    await using stripe = await stripeSandbox();
    const made = await addRegister(seller, "Pay desk", "R8");
    await giveTerminal(seller, made, stripe);
    await using visitor = await visit(hub, seller, { width: 1024, height: 768 });
    await openRegister(visitor.page, hub, made);
    const before = (await sales()).length;
    await payAtTerminal(visitor.page, stripe, "4006381333948");
    await until("the sale is an order", async () => (await sales()).length === before + 1);
    expect(stripe.charged()).toBe(700);
    expect(stripe.intents.map(({ status }) => status)).toEqual(["canceled", "canceled", "succeeded"]);
    expect(visitor.complaints).toEqual([]);
  });

  test("two registers sell the last unit without network: both orders are kept, one is short, with an alert [F4]", async () => {
    const registers = [await addRegister(seller, "Left", "L1"), await addRegister(seller, "Right", "R2")];
    await using left = await visit(hub, seller, { width: 1024, height: 768 });
    await using right = await visit(hub, seller, PHONE);
    const before = (await sales()).length;
    for (const [n, { page, context }] of [left, right].entries()) {
      const register = registers[n];
      if (!register) throw new Error("There is no register.");
      await openRegister(page, hub, register);
      await storedOnDevice(page);
      await context.setOffline(true);
    }
    await sellOne(left.page, "4006381333955");
    await sellOne(right.page, "4006381333955");
    for (const { context } of [left, right]) await context.setOffline(false);
    await until("both are orders", async () => (await sales()).length === before + 2);
    const two = (await seller.get<{ items: { short: { units: number }[] }[] }>("/pos/sales?limit=2")).items;
    expect(two.map(({ short }) => short.length).sort()).toEqual([0, 1]);
    await until("the channel shows none", async () => sandbox.shop.stockOf("LAMP-1") === 0);
    const alerts = await seller.get<{ items: { kind: string }[] }>("/alerts?limit=50");
    expect(alerts.items.some(({ kind }) => /pos|till|short|sale/.test(kind))).toBe(true);
  });

  test("goods come back for others, and the day is closed with a difference [F4]", async () => {
    const made = await addRegister(seller, "Back desk", "B1");
    await using visitor = await visit(hub, seller, { width: 1024, height: 768 });
    const { page } = visitor;
    await openRegister(page, hub, made);
    const before = await shownAtRest(seller, sandbox, "SOAP-2");
    await sellOne(page, "4006381333948");
    await page.getByText("Online", { exact: true }).waitFor();
    await until("the channel shows the sale", async () => sandbox.shop.stockOf("SOAP-2") === before - 1);

    // One soap comes back, a dearer basket goes: the customer pays the rest.
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("button", { name: "Receipts and returns" }).click();
    await page.getByRole("button", { name: /B1-000001/ }).click();
    await page.getByRole("button", { name: "Return items" }).click();
    await page.getByRole("button", { name: "One more: Laurel soap" }).click();
    await page.getByRole("button", { name: /^Return / }).click();
    await scan(page, SOAP);
    await scan(page, SOAP);
    await page.getByTestId("total").getByText("6.00").waitFor();
    await page.keyboard.press("F2");
    await page.getByRole("button", { name: /in cash$/ }).click();
    await page.getByRole("button", { name: "New sale" }).click();
    await until("the soap is back on the channel", async () => sandbox.shop.stockOf("SOAP-2") === before);

    // 100 and two payments of 6.00 are expected; 110 are counted.
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("button", { name: "Close the day" }).click();
    for (const note of ["$100.00", "$10.00"]) await page.getByLabel(note, { exact: true }).fill("1");
    await page.getByRole("button", { name: /^Close with/ }).click();
    await page.getByText("Z report 1").waitFor();
    await page.getByRole("article").getByText("-$2.00").waitFor();
    const [closed] = (
      await seller.get<{ items: { differenceMinor: number; expectedMinor: number }[] }>(
        `/pos/sessions?registerId=${made.id}`,
      )
    ).items;
    expect(closed).toMatchObject({ expectedMinor: 11_200, differenceMinor: -200 });
    expect(visitor.complaints).toEqual([]);
  });

  test("goods come back without a receipt by a manager, by one of another register's, and a sale is shipped [F4]", async () => {
    const made = await addRegister(seller, "Service", "S1");
    const other = await addRegister(seller, "Other desk", "O1");
    await using first = await visit(hub, seller, { width: 1024, height: 768 });
    await openRegister(first.page, hub, other);
    await sellOne(first.page, SOAP);
    await until("the other register's sale is there", async () =>
      (await sales()).some(({ number }) => number === "O1-000001"),
    );
    await using visitor = await visit(hub, seller, { width: 1024, height: 768 });
    const { page } = visitor;
    await openRegister(page, hub, made);

    // Without a receipt a reason is asked for, and the goods are in stock again.
    const before = await shownAtRest(seller, sandbox, "SOAP-1");
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("button", { name: "Return without receipt" }).click();
    await page.getByRole("dialog").getByLabel("Search or scan").fill("olive");
    await page.getByRole("button", { name: "Not wanted" }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /Olive oil soap/ })
      .click();
    await page.getByText("1 item comes back").waitFor();
    await page.getByRole("button", { name: "Done" }).click();
    await page.keyboard.press("F2");
    await page.getByRole("button", { name: /^Give .* in cash$/ }).click();
    await page.getByRole("button", { name: "New sale" }).click();
    await until("the soap is back on the channel", async () => sandbox.shop.stockOf("SOAP-1") === before + 1);

    // A receipt of another register is found by its number.
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("button", { name: "Receipts and returns" }).click();
    await page.getByLabel("Receipt number").fill("o1-000001");
    await page.getByRole("button", { name: "Find in Argosy" }).click();
    await page.getByRole("button", { name: "Return items" }).click();
    await page.getByRole("button", { name: "One more: Olive oil soap" }).click();
    await page.getByRole("button", { name: "Wrong item" }).click();
    await page.getByRole("button", { name: /^Return / }).click();
    await page.keyboard.press("F2");
    await page.getByRole("button", { name: /^Give .* in cash$/ }).click();
    await page.getByRole("button", { name: "New sale" }).click();
    await until("that one too", async () => sandbox.shop.stockOf("SOAP-1") === before + 2);

    // Sold here, sent from a location: the order waits to be shipped there.
    await scan(page, "4006381333948");
    await page.getByTestId("total").getByText("6.00").waitFor();
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("button", { name: "Ship to customer" }).click();
    for (const [label, value] of [
      ["Name", "Amal"],
      ["Address", "1 Nile St"],
      ["City", "Giza"],
      ["Country code", "eg"],
    ] as const)
      await page.getByLabel(label, { exact: true }).fill(value);
    await page.getByRole("button", { name: "Ship this sale" }).click();
    await page.getByText("Ships to Giza").waitFor();
    await page.keyboard.press("F2");
    await page.getByRole("button", { name: /in cash$/ }).click();
    await page.getByRole("button", { name: "E-mail receipt" }).waitFor();
    await page.getByRole("button", { name: "New sale" }).click();
    const newest = async () =>
      (await seller.get<{ items: { fulfilment: string; totalMinor: number }[] }>("/orders?limit=1")).items[0];
    await until("it waits for its parcel", async () => (await newest())?.fulfilment === "unfulfilled");
    expect(visitor.complaints).toEqual([]);
  });

  test("a second tab can take the register over, the first stops selling, and the basket is there [F4]", async () => {
    const made = await addRegister(seller, "Two tabs", "T1");
    await using visitor = await visit(hub, seller, { width: 1024, height: 768 });
    const { page, context } = visitor;
    await openRegister(page, hub, made);
    await scan(page, SOAP);
    await page.getByTestId("total").getByText("6.00").waitFor();
    const second = await context.newPage();
    await second.goto(`${hub.url}/register/`);
    await second.getByText("Only one can sell.").waitFor();
    await second.getByRole("button", { name: "Use it here" }).click();
    await enterPin(second);
    await second.getByTestId("total").getByText("6.00").waitFor();
    await page.getByText("Only one can sell.").waitFor();
    await second.keyboard.press("F2");
    await second.getByRole("button", { name: /in cash$/ }).click();
    await second.getByRole("button", { name: "New sale" }).click();
    await until(
      "it is one order",
      async () => (await sales()).filter(({ number }) => number === "T1-000001").length === 1,
    );
  });

  test("a sale is parked at one register and continued at another, a layaway takes its deposit and is paid [F4]", async () => {
    const [made, other] = [await addRegister(seller, "Park here", "P1"), await addRegister(seller, "Go on here", "P2")];
    await using left = await visit(hub, seller, { width: 1024, height: 768 });
    await using right = await visit(hub, seller, { width: 1024, height: 768 });
    await openRegister(left.page, hub, made);
    await openRegister(right.page, hub, other);
    await scan(left.page, SOAP);
    await left.page.getByTestId("total").getByText("6.00").waitFor();
    await left.page.keyboard.press("F4");
    await left.page.getByText("Scan or tap a product to start a sale.").waitFor();
    const open = async () =>
      (await seller.get<{ items: { kind: string }[] }>(`/pos/baskets?registerId=${made.id}`)).items;
    await until("the hub has it", async () => (await open()).length === 1);
    const { page } = right;
    await page.getByRole("button", { name: "Parked sales" }).click();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByTestId("total").getByText("6.00").waitFor();
    await left.page.getByRole("button", { name: "Parked sales" }).click();
    await left.page.getByText("No parked sales.").waitFor();

    // The basket becomes a layaway: its unit is off the channel before it is sold.
    const before = await shownAtRest(seller, sandbox, "SOAP-1");
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("button", { name: "Quote or layaway" }).click();
    await page.getByRole("button", { name: "Reserve as layaway" }).click();
    await page.getByText(/^Deposit for L-/).waitFor();
    for (const digit of ["2", "00"]) await page.getByRole("button", { name: digit, exact: true }).click();
    await page.getByRole("button", { name: "Take deposit" }).click();
    await until("the unit is reserved", async () => sandbox.shop.stockOf("SOAP-1") === before - 1);
    await page.getByRole("button", { name: "Parked sales" }).click();
    await page.getByText("$2.00 paid").waitFor();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByTestId("line").waitFor();
    await page.keyboard.press("F2");
    await page.getByTestId("left").getByText("4.00").waitFor();
    await page.getByRole("button", { name: /in cash$/ }).click();
    await page.getByRole("button", { name: "New sale" }).click();
    await until("it is sold", async () => (await open()).length === 0);
    await until("the unit left once", async () => sandbox.shop.stockOf("SOAP-1") === before - 1);
    const [session] = (await seller.get<{ items: { id: string }[] }>(`/pos/sessions?registerId=${other.id}`)).items;
    const { report } = await seller.get<{ report: { expected: number } }>(`/pos/sessions/${session?.id}`);
    expect(report.expected).toBe(10_600);
    expect(right.complaints).toEqual([]);
  });
});
