/** Receipts of registers, and baskets put aside: parked, quotes and layaways. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PosHub, posHub, type Shop } from "./testing-pos.ts";

let hub: PosHub["hub"];
let ana: PosHub["ana"];
let ok: PosHub["ok"];
let shop: PosHub["shop"];
let mails: PosHub["mails"];

beforeAll(async () => {
  ({ hub, ana, ok, shop, mails } = await posHub());
  await ok("POST", "/pos/tax-rates", { tax: "VAT", rate: "19", country: "DE" });
});
afterAll(() => hub[Symbol.asyncDispose]());

test("a receipt is a PDF, bytes for a printer and an e-mail, the Z report a PDF too [F4]", async () => {
  const at = await shop();
  const [{ sale }] = await at.send(at.sale([at.line(2)]));
  const pdf = await ana.call("GET", `/api/pos/sales/${sale.id}/receipt/pdf?language=ar`);
  expect([pdf.status, pdf.text.slice(0, 5)]).toEqual([200, "%PDF-"]);
  const bytes = await ana.call("GET", `/api/pos/sales/${sale.id}/receipt/escpos`);
  expect(bytes.text).toContain("23.80");
  const report = await ana.call("GET", `/api/pos/sessions/${at.session.id}/pdf`);
  expect([report.status, report.text.slice(0, 5)]).toEqual([200, "%PDF-"]);
  await ok("POST", `/pos/sales/${sale.id}/receipt/mail`, { email: "amal@example.test" });
  const mail = mails.find(({ to }) => to === "amal@example.test");
  expect(mail?.subject).toContain(sale.number);
  expect(mail?.attachments?.map(({ filename, contentType }) => [filename, contentType])).toEqual([
    [`${sale.number}.pdf`, "application/pdf"],
  ]);
  expect((await ana.call("GET", `/api/pos/sales/${randomUUID()}/receipt/pdf`)).status).toBe(404);
});

describe("a basket put aside", () => {
  const aside = (at: Shop, kind: string, quantity = 2) => ({
    ...{ id: randomUUID(), kind, registerId: at.register.id, staffId: at.staff.id, name: "Amal" },
    ...{ basket: { codes: [] }, lines: [at.line(quantity)], totalMinor: 1190 * quantity },
  });
  const available = async (at: Shop) => {
    const { items } = await ok("GET", `/inventory/levels?variantId=${at.variantId}&locationId=${at.location.id}`);
    return items[0].onHand - items[0].reserved;
  };

  test("a basket put aside stores no code of a gift card and nothing else that was paid of it", async () => {
    const at = await shop();
    const paid = {
      ...{ cards: { key: { code: "GIFT-CODE-1", storeId: null } }, charges: { key: "refund" } },
      ...{ redeeming: { key: "key", code: "GIFT-CODE-1" }, asking: { key: "key" }, refunding: { key: "key" } },
    };
    const parked = { ...aside(at, "parked"), basket: { codes: [], note: "Blue", ...paid } };
    expect((await ok("POST", "/pos/baskets", parked)).basket).toEqual({ codes: [], note: "Blue" });
    const taken = await ok("POST", `/pos/baskets/${parked.id}/take`, { registerId: at.register.id });
    expect(taken.basket).toEqual({ codes: [], note: "Blue" });
  });

  test("a parked basket goes on at one register alone [F4]", async () => {
    const at = await shop();
    const parked = aside(at, "parked");
    await ok("POST", "/pos/baskets", parked);
    await ok("POST", "/pos/baskets", parked);
    const list = await ok("GET", `/pos/baskets?registerId=${at.register.id}`);
    expect(list.items).toMatchObject([{ id: parked.id, kind: "parked", name: "Amal", totalMinor: 2380 }]);
    const other = await ok("POST", "/pos/registers", {
      ...{ name: "Other", prefix: `X${at.register.prefix}`, locationId: at.location.id, currency: "EUR" },
    });
    const take = (registerId: string) => ana.call("POST", `/api/pos/baskets/${parked.id}/take`, { registerId });
    expect((await take(other.id)).json.basket).toEqual({ codes: [] });
    expect((await take(other.id)).status).toBe(200);
    expect((await take(at.register.id)).json.code).toBe("POS_BASKET_TAKEN");
    expect((await ok("GET", `/pos/baskets?registerId=${at.register.id}`)).items).toEqual([]);
  });

  test("a layaway holds its units until it is paid, its deposit counts in the drawer and pays the sale [F4]", async () => {
    const at = await shop();
    const layaway = aside(at, "layaway");
    const made = await ok("POST", "/pos/baskets", layaway);
    expect(made.number).toMatch(/^L-\d+$/);
    const { data } = await hub.db.owner.one<{ data: string }>(
      "select data from argosy.pos_journal where register_id = $1 and kind = 'basket_kept'",
      [at.register.id],
    );
    expect(JSON.parse(data)).toEqual({
      ...{ basketId: layaway.id, kind: "layaway", number: made.number, staffId: at.staff.id, total: 2380 },
    });
    expect([await at.onHand(), await available(at)]).toEqual([10, 8]);
    const deposit = { id: randomUUID(), sessionId: at.session.id, staffId: at.staff.id, kind: "cash" };
    const pay = (amountMinor: number, id = deposit.id) =>
      ana.call("POST", `/api/pos/baskets/${layaway.id}/deposits`, { ...deposit, id, amountMinor });
    expect((await pay(2381)).json.code).toBe("POS_DEPOSIT_AMOUNT");
    expect((await pay(500)).json.depositMinor).toBe(500);
    expect((await pay(500)).json.depositMinor).toBe(500);
    expect((await ana.call("POST", `/api/pos/baskets/${layaway.id}/give-up`)).json.code).toBe("POS_DEPOSIT_LEFT");
    const pdf = await ana.call("GET", `/api/pos/baskets/${layaway.id}/pdf`);
    expect([pdf.status, pdf.text.slice(0, 5)]).toEqual([200, "%PDF-"]);
    const payments = [
      { key: "1", kind: "deposit", amount: 500 },
      { key: "2", kind: "cash", amount: 1880 },
    ];
    const [{ sale }] = await at.send(at.sale([at.line(2)], { payments, basketId: layaway.id }));
    expect(sale.differences).toEqual([]);
    expect([await at.onHand(), await available(at)]).toEqual([8, 8]);
    const { report } = await ok("GET", `/pos/sessions/${at.session.id}`);
    expect(report).toMatchObject({ salesCount: 1, sales: 2380, expected: 12_380 });
    const kinds = report.payments.map(({ kind, taken, returned }: Record<string, unknown>) => [kind, taken, returned]);
    expect(kinds).toEqual([
      ["cash", 2380, 0],
      ["deposit", 500, -500],
    ]);
    // A second sale of it has no deposit left to be paid with.
    const [again] = await at.send(at.sale([at.line(2)], { payments, basketId: layaway.id }));
    expect(again.sale.differences).toEqual([{ figure: "deposit", shown: 500, counted: 0 }]);
  });

  test("a basket given up frees its units, and more than is there is refused whole [F4]", async () => {
    const at = await shop({}, 3);
    const many = await ana.call("POST", "/api/pos/baskets", aside(at, "layaway", 4));
    expect(many.json.code).toBe("POS_BASKET_SHORT");
    const layaway = aside(at, "layaway", 3);
    await ok("POST", "/pos/baskets", layaway);
    expect(await available(at)).toBe(0);
    const deposit = { sessionId: at.session.id, staffId: at.staff.id, kind: "cash" };
    await ok("POST", `/pos/baskets/${layaway.id}/deposits`, { ...deposit, id: randomUUID(), amountMinor: 700 });
    const byCard = { ...deposit, kind: "card", id: randomUUID(), amountMinor: -700 };
    // Paid in cash: it goes back in cash.
    const refused = await ana.call("POST", `/api/pos/baskets/${layaway.id}/deposits`, byCard);
    expect(refused.json.code).toBe("POS_DEPOSIT_AMOUNT");
    await ok("POST", `/pos/baskets/${layaway.id}/deposits`, { ...deposit, id: randomUUID(), amountMinor: -700 });
    await ok("POST", `/pos/baskets/${layaway.id}/give-up`);
    expect(await available(at)).toBe(3);
    expect((await ok("GET", `/pos/sessions/${at.session.id}`)).report.expected).toBe(10_000);
    const quote = aside(at, "quote", 50);
    expect((await ok("POST", "/pos/baskets", quote)).number).toMatch(/^Q-\d+$/);
    expect(await available(at)).toBe(3);
  });
});
