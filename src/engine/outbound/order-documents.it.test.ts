import { expect, test } from "vitest";
import { platformText } from "../../connectors/kit/contract/answer-text.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { CommandResult, DocumentRun, Orders } from "../../connectors/kit/contract/ports.ts";
import { listAlerts } from "../../hub/alerts/alerts.ts";
import { issueCreditNote, issueInvoice } from "../../hub/invoices/issue.ts";
import { fileNameOf, requestDocument } from "../../hub/invoices/send-to-channel.ts";
import { changeInvoiceSettings } from "../../hub/invoices/settings.ts";
import { requestCommand } from "../../hub/orders/commands.ts";
import { getOrder } from "../../hub/orders/detail.ts";
import { actor, orderLine, orderPart } from "../../hub/orders/testing.ts";
import { printOf } from "../../hub/paper-print/stored-print.ts";
import { drawer } from "../document-processes/document-drawer.ts";
import { testEngine } from "../testing.ts";
import { reportOrders } from "../testing-orders.ts";

type Answer = (run: DocumentRun) => CommandResult;

/** A channel that takes documents of orders; `more.answer` in place of its yes. */
async function world(key: string, more: { readonly answer?: Answer; readonly sendsInvoices?: boolean } = {}) {
  const placed = orderPart(key, { lines: [orderLine({ quantity: 1 })] });
  const runs: DocumentRun[] = [];
  const acts: string[] = [];
  const orders: Orders = {
    essential: {},
    sweeps: [],
    get: async () => placed,
    options: () => [],
    execute: async ({ command }) => {
      acts.push(command.kind);
      return { state: "done", text: platformText("It is noted.") };
    },
    documents: {
      list: async () => [],
      read: async () => null,
      send: async (run) => {
        runs.push(run);
        return more.answer?.(run) ?? { state: "done", text: platformText("It is there.") };
      },
    },
  };
  const engine = await testEngine({ orders });
  const now = () => new Date(engine.clock.now());
  await engine.inside(async (tx) => {
    const address = { line1: "1 Mill Road", city: "Lyon", country: "FR" };
    await changeInvoiceSettings(tx, { legalName: "Ana Textiles", address }, now());
    if (more.sendsInvoices)
      await tx.run(
        `update argosy.connection set settings = settings || '{"orders": {"sendsInvoices": true}}'
         where organization_id = argosy.tenant() and id = $1`,
        [engine.store],
      );
  });
  const [applied] = await reportOrders(engine, [placed], { source: "poll" });
  const orderId = applied?.orderId ?? "";
  return {
    engine,
    orderId,
    runs,
    acts,
    now,
    issue: () => engine.inside((tx) => issueInvoice(tx, { orderId, actor, now: now() })),
    send: (invoiceId: string, idempotencyKey = "once") =>
      engine.inside((tx) => requestDocument(tx, { orderId, invoiceId, idempotencyKey, actor, now: now() })),
    commands: async () => (await engine.inside((tx) => getOrder(tx, orderId))).commands,
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

test("an invoice is sent to the channel of its order as it was printed, and a second request finds the first", async () => {
  await using shop = await world("d1");
  const { id, paper } = await shop.issue();
  expect(await shop.commands()).toEqual([]);
  await shop.send(id);
  await shop.send(id);
  await shop.engine.engine.runUntilIdle();
  expect(shop.runs).toHaveLength(1);
  const { pdf } = await printOf({ db: shop.engine.db.database, drawer }, shop.engine.organization, id, shop.now());
  const fileName = fileNameOf({ id, number: paper.number });
  expect(shop.runs[0]?.document).toEqual({ kind: "invoice", number: paper.number, fileName, pdf });
  expect(fileName).toMatch(/^[\x21-\x7e]+\.pdf$/);
  expect(await shop.commands()).toMatchObject([{ kind: "document", state: "done", input: { number: paper.number } }]);
});

test("an invoice is sent by itself where the channel's settings say so, and so is its credit note", async () => {
  await using shop = await world("d2", { sendsInvoices: true });
  await shop.issue();
  await shop.engine.inside((tx) => issueCreditNote(tx, { orderId: shop.orderId, actor, now: shop.now() }));
  await shop.engine.engine.runUntilIdle();
  expect(shop.runs.map(({ document }) => document.kind)).toEqual(["invoice", "credit_note"]);
});

test("an invoice the channel refuses raises an alert with its words, and one whose answer is lost is looked up", async () => {
  const answers: Answer[] = [
    () => ({ state: "rejected", code: "document_type", text: platformText("No such type.") }),
    () => {
      throw new ConnectorError({ kind: "ambiguous" }, platformText("No answer."));
    },
  ];
  await using shop = await world("d3", {
    answer: (run) => answers.shift()?.(run) ?? { state: "done", text: platformText("It is there.") },
  });
  const { id } = await shop.issue();
  await shop.send(id);
  await shop.engine.engine.runUntilIdle();
  const { items } = await shop.engine.inside((tx) => listAlerts(tx, { state: "open", now: shop.now() }));
  expect(items.filter(({ kind }) => kind === "command_failed")).toMatchObject([{ text: "No such type." }]);
  await shop.send(id, "again");
  const after = await shop.engine.inside((tx) => listAlerts(tx, { state: "open", now: shop.now() }));
  expect(after.items.filter(({ kind }) => kind === "command_failed")).toEqual([]);
  await shop.engine.engine.runUntilIdle();
  shop.engine.clock.pass(6 * 60_000);
  await shop.engine.engine.runUntilIdle();
  expect(shop.runs.map(({ uncertain }) => uncertain)).toEqual([false, false, true]);
});

test("a document that waits holds no other command of its order, and the next document waits for it", async () => {
  const away = () => {
    throw new ConnectorError({ kind: "transient" }, platformText("Not now."));
  };
  await using shop = await world("d6", { answer: away });
  const { id } = await shop.issue();
  await shop.send(id);
  await shop.engine.engine.runUntilIdle();
  await shop.engine.inside((tx) => issueCreditNote(tx, { orderId: shop.orderId, actor, now: shop.now() }));
  const note = { kind: "note", text: "Ring twice" } as const;
  await shop.engine.inside((tx) =>
    requestCommand(tx, { orderId: shop.orderId, command: note, idempotencyKey: "n", actor, now: shop.now() }),
  );
  await shop.engine.engine.runUntilIdle();
  expect(shop.acts).toEqual(["note"]);
  expect(await shop.commands()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: "document", state: "waiting" }),
      expect.objectContaining({ kind: "note", state: "done" }),
    ]),
  );
});

test("an invoice of another order, and one of an order without a channel, are sent nowhere", async () => {
  await using shop = await world("d4");
  const { id } = await shop.issue();
  const [other] = await reportOrders(shop.engine, [orderPart("d5", { lines: [orderLine({ quantity: 1 })] })], {
    source: "poll",
  });
  const request = { invoiceId: id, idempotencyKey: "x", actor, now: shop.now() };
  await expect(
    shop.engine.inside((tx) => requestDocument(tx, { ...request, orderId: other?.orderId ?? "" })),
  ).rejects.toMatchObject({ code: "INVOICE_NOT_FOUND" });
  await shop.engine.inside((tx) =>
    tx.run("update argosy.sales_order set connection_id = null where organization_id = argosy.tenant() and id = $1", [
      shop.orderId,
    ]),
  );
  await expect(shop.send(id)).rejects.toMatchObject({ code: "ORDER_CHANNEL_NONE" });
  expect(shop.runs).toEqual([]);
});
