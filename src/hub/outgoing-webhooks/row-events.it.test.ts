/** Webhook endpoints are told of what many steps write: returns, refunds, invoices; shipments in engine/outbound. */
import { expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { issueInvoice } from "../invoices/issue.ts";
import { changeInvoiceSettings } from "../invoices/settings.ts";
import { openReturn } from "../orders/returns/open-return.ts";
import { actor, later, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { createEndpoint } from "./endpoints.ts";
import { payloadOf } from "./payload.ts";

const db = fixture(testDatabase);
const TYPES = ["return.created", "return.updated", "refund.created", "invoice.issued"] as const;

test("an endpoint is told of a refund, a return and an invoice with what they are now, and of none of imported history [I6.3]", async () => {
  const shop = await testShop(db);
  const store = await shop.newStore();
  await shop.run((tx) =>
    createEndpoint(tx, db.vault, {
      url: "https://erp.example.test/hook",
      description: "",
      eventTypes: [...TYPES],
      by: systemActor,
      now: noon,
    }),
  );
  await shop.run((tx) =>
    changeInvoiceSettings(
      tx,
      { legalName: "Ana Textiles", address: { line1: "1 Mill Road", city: "Lyon", country: "FR" } },
      noon,
    ),
  );
  const sold = orderPart("w1", {
    status: "processing",
    financial: "paid",
    fulfilment: "fulfilled",
    lines: [orderLine({ quantity: 2, fulfilledQuantity: 2 })],
  });
  const refund = { key: "r1", amountMinor: 500n, at: noon.toISOString(), lines: [] };
  const [applied] = await store.apply([sold]);
  const orderId = applied?.orderId ?? "";
  await store.apply([later(sold, 1, { financial: "partially_refunded", refunds: [refund] })]);
  // Told once more, it is the same refund.
  await store.apply([later(sold, 2, { financial: "partially_refunded", refunds: [refund] })]);
  const back = await shop.run((tx) =>
    openReturn(tx, {
      orderId,
      lines: [{ lineKey: sold.lines[0]?.key ?? "", quantity: 1 }],
      isApproved: true,
      actor,
      now: noon,
    }),
  );
  const document = await shop.run((tx) => issueInvoice(tx, { orderId, actor, now: noon }));
  await store.apply(
    [orderPart("old", { financial: "refunded", refunds: [refund], lines: [orderLine({ quantity: 1 })] })],
    {
      history: true,
    },
  );

  const events = await db.owner.rows<{ type: string; subject: Record<string, string> }>(
    "select type, subject from argosy.webhook_event order by seq",
  );
  expect(events).toEqual([
    { type: "refund.created", subject: { orderId, refundKey: "r1" } },
    { type: "return.created", subject: { orderId, id: back.id } },
    { type: "invoice.issued", subject: { orderId, id: expect.any(String) } },
  ]);
  const bodies = await shop.run(async (tx) => {
    const read: unknown[] = [];
    for (const { type, subject } of events)
      read.push(JSON.parse(await payloadOf(tx, { type, subject, happenedAt: noon }, noon)));
    return read;
  });
  expect(bodies).toMatchObject([
    { data: { id: orderId, refunds: [{ key: "r1" }] } },
    { data: { id: back.id, state: "approved" } },
    { data: { orderId } },
  ]);
  expect(document).toBeDefined();
});
