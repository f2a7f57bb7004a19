import { expect, test } from "vitest";
import { sendDocument } from "../kit/testing/documents.ts";
import { portOf } from "../kit/testing/shop.ts";
import { mugs, openShop, partOf } from "./testing.ts";

type Shop = Awaited<ReturnType<typeof openShop>>;

const invoice = (number: string, kind: "invoice" | "credit_note" = "invoice") => ({
  ...{ kind, number, fileName: `${number}-3f2a9c1b.pdf` },
  pdf: Buffer.from("%PDF-1.4 an invoice"),
});

async function send(shop: Shop, key: string, document: ReturnType<typeof invoice>) {
  return sendDocument(shop.connection, await partOf(shop, key), { document });
}

/** Calls of a method to a path that ends so. */
const calls = ({ sandbox }: Shop, method: string, end: string) =>
  sandbox.calls.filter((call) => call.method === method && call.path.split("?")[0]?.endsWith(end)).length;

test("an invoice has the document type of the channel's settings, and a credit note its own or that of invoices", async () => {
  await using usual = await openShop();
  const key = usual.sandbox.shop.placeOrder(mugs());
  await send(usual, key, invoice("INV-1"));
  await send(usual, key, invoice("CN-1", "credit_note"));
  expect(usual.sandbox.state.documents.map(({ type }) => type)).toEqual(["CUSTOMER_INVOICE", "CUSTOMER_INVOICE"]);

  await using other = await openShop({}, { invoiceType: "FACTURE", creditNoteType: "AVOIR" });
  for (const code of ["FACTURE", "AVOIR"])
    other.sandbox.state.documentTypes.push({ code, description: code, entity: "ORDER", label: code });
  const order = other.sandbox.shop.placeOrder(mugs());
  await send(other, order, invoice("INV-1"));
  await send(other, order, invoice("CN-1", "credit_note"));
  expect(other.sandbox.state.documents.map(({ type }) => type)).toEqual(["FACTURE", "AVOIR"]);
});

test("an unknown document type is refused with the types the marketplace has, which it is asked for once a day", async () => {
  await using shop = await openShop({}, { invoiceType: "FACTURE" });
  const key = shop.sandbox.shop.placeOrder(mugs());
  expect(await send(shop, key, invoice("INV-1"))).toMatchObject({
    state: "rejected",
    code: "document_type",
    text: [{ gaps: { type: "FACTURE", types: "CUSTOMER_INVOICE" } }, expect.any(String)],
  });
  const again = await send(shop, key, invoice("INV-2"));
  expect(again).toMatchObject({
    state: "rejected",
    text: [{ code: expect.stringMatching(/refused\.documentType$/) }, expect.any(String)],
  });
  expect(shop.sandbox.state.documents).toEqual([]);
  expect(shop.sandbox.calls.filter(({ path }) => path.startsWith("/api/documents"))).toHaveLength(1);
});

test("a key without the role for document types is told of the refusal all the same", async () => {
  await using shop = await openShop({ hasDocumentTypes: false }, { invoiceType: "SYSTEM_DELIVERY_BILL" });
  const key = shop.sandbox.shop.placeOrder(mugs());
  expect(await send(shop, key, invoice("INV-1"))).toMatchObject({ state: "rejected", code: "document_type" });
});

test("an order with fifty documents takes no more, and nothing is sent", async () => {
  await using shop = await openShop();
  const key = shop.sandbox.shop.placeOrder(mugs());
  for (let count = 1; count <= 50; count += 1)
    shop.sandbox.shop.addDocument?.(key, { fileName: `bill-${count}.pdf`, content: Buffer.from("%PDF") });
  expect(await send(shop, key, invoice("INV-1"))).toMatchObject({ state: "rejected", code: "documents_full" });
  expect(calls(shop, "POST", "/documents")).toBe(0);
});

test("a document whose answer is lost is looked for again after two minutes before it is sent once more", async () => {
  await using shop = await openShop();
  const key = shop.sandbox.shop.placeOrder(mugs());
  const part = await partOf(shop, key);
  const saved = new Map([[key, { sentAt: shop.connection.ctx.clock.now() }]]);
  const before = shop.connection.ctx.clock.now();
  expect(
    await sendDocument(shop.connection, part, { document: invoice("INV-1"), uncertain: true, saved }),
  ).toMatchObject({ state: "done" });
  expect(shop.connection.ctx.clock.now() - before).toBeGreaterThanOrEqual(2 * 60_000);
  expect(calls(shop, "GET", "/orders/documents")).toBe(2);
  expect(shop.sandbox.state.documents).toHaveLength(1);
});

test("documents of an order the marketplace does not know are none, and sending one is refused", async () => {
  await using shop = await openShop();
  const key = shop.sandbox.shop.placeOrder(mugs());
  const part = await partOf(shop, key);
  shop.sandbox.state.orders.delete(key);
  const { documents } = portOf(shop.connection, "orders");
  expect(await documents?.list(key, shop.connection.ctx)).toEqual([]);
  expect(await sendDocument(shop.connection, part, { document: invoice("INV-1") })).toMatchObject({
    state: "rejected",
    code: "unknown_order",
  });
});

test("the marketplace refuses an extension it does not take, a name in use and one that is not US-ASCII", async () => {
  await using shop = await openShop();
  const key = shop.sandbox.shop.placeOrder(mugs());
  const named = (fileName: string) => send(shop, key, { ...invoice("INV-1"), fileName });
  expect(await named("invoice.exe")).toMatchObject({ state: "rejected", code: "document", text: "Unsupported format" });
  expect(await named("فاتورة.pdf")).toMatchObject({ state: "rejected" });
  expect(shop.sandbox.state.documents).toEqual([]);
});

test("a key without the document roles has its invoice refused, and no call is made again and again", async () => {
  await using shop = await openShop({ hasDocuments: false });
  const key = shop.sandbox.shop.placeOrder(mugs());
  expect(await send(shop, key, invoice("INV-1"))).toMatchObject({ state: "rejected", code: "documents_role" });
});

test("a web page in place of a document is not taken for the document", async () => {
  await using shop = await openShop();
  const orderKey = shop.sandbox.shop.placeOrder(mugs());
  const page = Buffer.from("<!DOCTYPE html><html><body>Maintenance</body></html>");
  const key = shop.sandbox.shop.addDocument?.(orderKey, { fileName: "delivery.pdf", content: page }) ?? "";
  const { orders } = shop.connection.ports;
  await expect(orders?.documents?.read({ orderKey, key }, shop.connection.ctx)).rejects.toMatchObject({
    info: { kind: "transient" },
  });
});
