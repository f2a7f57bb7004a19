import { expect, it } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { listAlerts } from "../alerts/alerts.ts";
import { HubError } from "../errors.ts";
import { createOrder } from "../orders/create.ts";
import {
  actor,
  later,
  minutes,
  noon,
  orderLine,
  orderPart,
  type TestShop,
  type TestStore,
  testShop,
} from "../orders/testing.ts";
import { channelLogoImages, setChannelLogo } from "./channel-logos.ts";
import { issueCreditNote, issueInvoice } from "./issue.ts";
import { issueDue } from "./issue-automatically.ts";
import { getInvoice, invoicesOfOrder, listInvoices } from "./read.ts";
import { addSeries, changeInvoiceSettings, type InvoiceSettingsChange, listSeries, setLogo } from "./settings.ts";

const db = fixture(testDatabase);

const SELLER: InvoiceSettingsChange = {
  legalName: "Ana Textiles",
  address: { line1: "1 Mill Road", city: "Lyon", country: "FR" },
};

/** An organization that may issue invoices. */
async function seller(change: InvoiceSettingsChange = {}): Promise<{ shop: TestShop; store: TestStore }> {
  const shop = await testShop(db);
  await shop.run((tx) => changeInvoiceSettings(tx, { ...SELLER, ...change }, noon));
  return { shop, store: await shop.newStore() };
}

async function orderIn(store: TestStore, key: string, change: Partial<OrderPart> = {}): Promise<string> {
  const part = orderPart(key, { lines: [orderLine({ quantity: 2 })], ...change });
  const [applied] = await store.apply([part]);
  return applied?.orderId ?? "";
}

const issue = (shop: TestShop, orderId: string, now = noon) =>
  shop.run((tx) => issueInvoice(tx, { orderId, actor, now }));

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof HubError ? error.code : error),
  );

const numbers = async (shop: TestShop) =>
  (await shop.run((tx) => listInvoices(tx, { limit: 200 }))).items.map(({ number }) => number).sort();

it("invoices are numbered without gaps, also where many are issued at once and some fail after their number [E1.11]", async () => {
  const { shop, store } = await seller();
  const ids = await Promise.all(Array.from({ length: 24 }, (_, index) => orderIn(store, `race-${index}`)));
  const fails = new Error("the disk is full");
  const ask = (orderId: string, index: number) =>
    shop
      .run(async (tx) => {
        const issued = await issueInvoice(tx, { orderId, actor, now: noon });
        if (index % 3 === 0) throw fails;
        return issued;
      })
      .catch((error: unknown) => {
        if (error !== fails) throw error;
        return null;
      });
  // Each order is asked for twice: one of the two is refused, or the second wins where the first failed.
  const requested = ids.flatMap((id, index) => [ask(id, index), ask(id, index + 1).catch(() => null)]);
  const settled = await Promise.allSettled(requested);
  for (const each of settled)
    if (each.status === "rejected") expect((each.reason as HubError).code).toBe("INVOICE_EXISTS");
  const given = await numbers(shop);
  expect(given.length).toBeGreaterThan(8);
  expect(given).toEqual(given.map((_, index) => `INV/26/${String(index + 1).padStart(4, "0")}`));
});

it("the numbers start anew with the financial year, by day of the organization's time zone", async () => {
  const { shop, store } = await seller({ yearStart: 4 });
  await db.owner.run("update argosy.organization set zone = 'Asia/Kolkata' where organization_id = $1", [
    shop.organization,
  ]);
  // 31 March 19:00 UTC is 1 April in Kolkata.
  const before = await issue(shop, await orderIn(store, "y1"), new Date("2027-03-31T18:00:00Z"));
  const after = await issue(shop, await orderIn(store, "y2"), new Date("2027-03-31T19:00:00Z"));
  expect([before.paper.number, before.paper.issuedOn]).toEqual(["INV/26-27/0001", "2027-03-31"]);
  expect([after.paper.number, after.paper.issuedOn]).toEqual(["INV/27-28/0001", "2027-04-01"]);
  // A clock set back gives no later number an earlier day.
  const late = await issue(shop, await orderIn(store, "y3"), new Date("2027-05-01T10:00:00Z"));
  const early = await issue(shop, await orderIn(store, "y4"), new Date("2027-04-20T10:00:00Z"));
  expect([late.paper.issuedOn, early.paper.number, early.paper.issuedOn]).toEqual([
    "2027-05-01",
    "INV/27-28/0003",
    "2027-05-01",
  ]);
});

it("numbers the orders of a channel in its own series", async () => {
  const { shop, store } = await seller();
  const other = await shop.newStore("Online");
  const plain = await issue(shop, await orderIn(store, "s1"));
  await shop.run((tx) =>
    addSeries(
      tx,
      {
        name: "Online",
        invoicePattern: "WEB-{year}-{number:3}",
        creditPattern: "WCN-{year}-{number:3}",
        storeIds: [other.id],
      },
      noon,
    ),
  );
  const web = await issue(shop, await orderIn(other, "s2"));
  expect([plain.paper.number, web.paper.number]).toEqual(["INV/26/0001", "WEB-2026-001"]);
  const series = await shop.run((tx) => listSeries(tx));
  expect(series.map(({ name, used }) => [name, used])).toEqual([
    ["Main", 1],
    ["Online", 1],
  ]);
  const same = { name: "Again", invoicePattern: "INV/{yy}/{number:4}", creditPattern: "X/{yy}/{number}", storeIds: [] };
  expect(await refusal(shop.run((tx) => addSeries(tx, same, noon)))).toBe("INVOICE_PATTERN");
});

it("an issued invoice never changes: the order's later change and SQL leave it as it was", async () => {
  const { shop, store } = await seller();
  const part = orderPart("fixed", { lines: [orderLine({ quantity: 2 })] });
  const [applied] = await store.apply([part]);
  const orderId = applied?.orderId ?? "";
  const { id, paper } = await issue(shop, orderId);
  await store.apply([
    later(part, 1, { lines: [orderLine({ quantity: 5 })], totals: { ...part.totals, totalMinor: 5_000n } }),
  ]);
  await shop.run((tx) => changeInvoiceSettings(tx, { legalName: "Somebody else" }, noon));
  expect((await shop.run((tx) => getInvoice(tx, id))).paper).toEqual(paper);
  expect(paper.totalMinor).toBe(2_000n);
  for (const sql of ["update argosy.invoice_paper set number = 'X'", "delete from argosy.invoice_paper"])
    await expect(db.owner.run(sql)).rejects.toThrow("never changed or removed");
  expect(await refusal(issue(shop, orderId))).toBe("INVOICE_EXISTS");
});

it("an invoice is cancelled by a credit note only, and the order is invoiced anew as it is then", async () => {
  const { shop, store } = await seller();
  const orderId = await orderIn(store, "again");
  const cancel = () => shop.run((tx) => issueCreditNote(tx, { orderId, actor, now: noon }));
  expect(await refusal(cancel())).toBe("INVOICE_NONE");
  await issue(shop, orderId);
  const note = await cancel();
  expect(note.paper).toMatchObject({
    number: "CN/26/0001",
    totalMinor: 2_000n,
    corrects: { number: "INV/26/0001" },
    notes: ["cancels"],
  });
  expect(await refusal(cancel())).toBe("INVOICE_NONE");
  const again = await issue(shop, orderId);
  expect(again.paper.number).toBe("INV/26/0002");
  const { papers, standingId } = await shop.run((tx) => invoicesOfOrder(tx, orderId));
  expect(papers.map(({ number, isCancelled, corrects }) => [number, isCancelled, corrects])).toEqual([
    ["INV/26/0001", true, null],
    ["CN/26/0001", false, "INV/26/0001"],
    ["INV/26/0002", false, null],
  ]);
  expect(standingId).toBe(again.id);
});

it("a refund is credited once, also when the channel's own key replaces ours", async () => {
  const { shop, store } = await seller();
  const part = orderPart("refunded", { lines: [orderLine({ quantity: 2 })] });
  const [applied] = await store.apply([part]);
  const orderId = applied?.orderId ?? "";
  await issue(shop, orderId);
  const refund = (key: string, amountMinor: bigint) => ({
    key,
    amountMinor,
    at: "2026-11-20T12:05:00Z",
    lines: [{ lineKey: "line", quantity: 1, restocked: false }],
  });
  await store.apply([later(part, 5, { refunds: [refund("r1", 1_000n)] })]);
  const credit = (refundKey: string) => shop.run((tx) => issueCreditNote(tx, { orderId, refundKey, actor, now: noon }));
  const { paper } = await credit("r1");
  expect([paper.totalMinor, paper.lines.map(({ quantity }) => quantity)]).toEqual([1_000n, [1]]);
  await db.owner.run("update argosy.order_refund set ext_key = 'r2' where ext_key = 'r1' and order_id = $1", [orderId]);
  expect([await refusal(credit("r2")), await refusal(credit("none"))]).toEqual([
    "CREDIT_EXISTS",
    "CREDIT_REFUND_UNKNOWN",
  ]);
  const state = await shop.run((tx) => invoicesOfOrder(tx, orderId));
  expect([state.uncreditedMinor, state.refundsToCredit]).toEqual([1_000n, []]);
  // A later refund, as large, is the one that is left to credit.
  const later2 = { ...refund("r3", 1_000n), at: "2026-11-20T12:09:00Z" };
  await store.apply([later(part, 6, { refunds: [refund("r2", 1_000n), later2] })]);
  const { refundsToCredit } = await shop.run((tx) => invoicesOfOrder(tx, orderId));
  expect(refundsToCredit.map(({ key }) => key)).toEqual(["r3"]);
  expect(await refusal(credit("r2"))).toBe("CREDIT_EXISTS");
  expect((await credit("r3")).paper.totalMinor).toBe(1_000n);
});

it("documents are issued automatically on shipping and refund, only where the settings say so", async () => {
  const { shop, store } = await seller();
  const failed: unknown[] = [];
  const work = () =>
    issueDue(db.database, shop.organization, { now: minutes(30), failed: (error) => failed.push(error) });
  const shipped = (key: string) =>
    orderPart(key, { fulfilment: "fulfilled", lines: [orderLine({ quantity: 1, fulfilledQuantity: 1 })] });
  await store.apply([shipped("quiet")]);
  expect([await work(), await numbers(shop)]).toEqual([0, []]);

  await shop.run((tx) => changeInvoiceSettings(tx, { issuesWhenShipped: true, creditsRefunds: true }, noon));
  const open = orderPart("auto", { lines: [orderLine({ quantity: 1 })] });
  await store.apply([open]);
  expect([await work(), await numbers(shop)]).toEqual([0, []]);
  await store.apply([later(open, 1, shipped("auto"))]);
  await work();
  expect(await numbers(shop)).toEqual(["INV/26/0001"]);
  const refunds = [{ key: "r", amountMinor: 400n, at: "2026-11-20T12:05:00Z", lines: [] }];
  await store.apply([later(open, 2, { ...shipped("auto"), refunds })]);
  await Promise.all([work(), work()]);
  await store.apply([later(open, 3, { ...shipped("auto"), fulfilment: "delivered", refunds })]);
  await work();
  expect(await numbers(shop)).toEqual(["CN/26/0001", "INV/26/0001"]);
  expect([await work(), failed]).toEqual([0, []]);
});

it("an alert says what prevents an invoice, until it is issued", async () => {
  const { shop, store } = await seller({ issuesWhenShipped: true, legalName: "" });
  const orderId = await orderIn(store, "lacking", { fulfilment: "fulfilled" });
  const work = () => issueDue(db.database, shop.organization, { now: noon, failed: () => undefined });
  await work();
  const alerts = () =>
    shop.run(async (tx) => (await listAlerts(tx, { kind: "invoice_failed", state: "open", now: noon })).items);
  expect((await alerts()).map(({ title, text }) => [title, text])).toEqual([
    [
      "Couldn't issue the invoice of order SH-lacking",
      "Fill in your legal name and address under Settings, Invoices first.",
    ],
  ]);
  await shop.run((tx) => changeInvoiceSettings(tx, SELLER, noon));
  await issue(shop, orderId);
  expect(await alerts()).toEqual([]);
});

it("an order is sold under the GSTIN of the location it leaves", async () => {
  const { shop, store } = await seller({
    regime: "gst",
    gstin: "27AAPFU0939F1ZV",
    address: { line1: "1 Mill Road", city: "Mumbai", country: "IN" },
  });
  const variant = await shop.newVariant("G-1");
  await store.list(variant, "g");
  await shop.stock(variant, 5);
  await db.owner.run("update argosy.product set hsn = '6205', gst_rate = 12 where organization_id = $1", [
    shop.organization,
  ]);
  const shippingAddress = { name: "Ravi", line1: "2 Road", city: "Bengaluru", region: "Karnataka", country: "IN" };
  const totals = {
    currency: "INR",
    subtotalMinor: 11_200n,
    discountMinor: 0n,
    taxMinor: null,
    shippingMinor: 0n,
    feesMinor: 0n,
    totalMinor: 11_200n,
    taxIncluded: true,
  };
  const lines = [orderLine({ quantity: 1, variantKey: "g", unitPrice: "112.00", totalMinor: 11_200n })];
  const first = await issue(shop, await orderIn(store, "gst-1", { totals, lines, shippingAddress }));
  expect(first.paper).toMatchObject({
    seller: { gstin: "27AAPFU0939F1ZV" },
    placeOfSupply: { code: "29" },
    split: { cgstMinor: 0n, sgstMinor: 0n, igstMinor: 1_200n },
    lines: [{ hsn: "6205", rate: "12", netMinor: 10_000n }],
  });
  await db.owner.run("update argosy.location set gstin = '29AAGCB7383J1Z4' where organization_id = $1", [
    shop.organization,
  ]);
  const second = await issue(shop, await orderIn(store, "gst-2", { totals, lines, shippingAddress }));
  expect(second.paper.split).toEqual({ cgstMinor: 600n, sgstMinor: 600n, igstMinor: 0n });

  // Of an order made here nobody has said the tax: that is not "no tax".
  const made = await shop.run((tx) =>
    createOrder(tx, {
      currency: "INR",
      lines: [{ variantId: variant, quantity: 1, unitPrice: "112.00" }],
      shippingAddress,
      actor,
      now: noon,
    }),
  );
  expect(made.money.taxMinor).toBeNull();
  expect((await issue(shop, made.id)).paper.lines).toMatchObject([{ hsn: "6205", rate: "12", netMinor: 10_000n }]);
});

it("an invoice has its channel's logo, else the organization's, and keeps the one it was issued with [E1.11]", async () => {
  const { shop, store } = await seller();
  const other = await shop.newStore();
  const { logoId } = await shop.run((tx) => setLogo(tx, Buffer.from([0x89]), noon));
  const own = (storeId: string, logo: Buffer | null) => shop.run((tx) => setChannelLogo(tx, storeId, logo, noon));
  await own(store.id, Buffer.from([0xff]));
  const logoOn = async (paperId: string) => (await shop.run((tx) => getInvoice(tx, paperId))).paper.seller.logoId;
  const first = await issue(shop, await orderIn(store, "own-logo"));
  const second = await issue(shop, await orderIn(other, "house-logo"));
  expect(await logoOn(second.id)).toBe(logoId);
  expect([null, logoId]).not.toContain(await logoOn(first.id));
  expect(await shop.run(channelLogoImages)).toMatchObject([{ storeId: store.id, type: "image/jpeg" }]);

  await own(store.id, null);
  const third = await issue(shop, await orderIn(store, "logo-gone"));
  expect(await logoOn(third.id)).toBe(logoId);
  expect(await logoOn(first.id)).not.toBe(logoId);
  expect(await refusal(own(crypto.randomUUID(), null))).toBe("STORE_NOT_FOUND");
});
