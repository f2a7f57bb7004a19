import { expect, test } from "vitest";
import { ruleOf, switchedOn } from "../../hub/automations/testing.ts";
import { orderLine, orderPart } from "../../hub/orders/testing.ts";
import { getDelivery } from "../../hub/outgoing-webhooks/deliveries.ts";
import { createEndpoint } from "../../hub/outgoing-webhooks/endpoints.ts";
import { fakeChannel } from "../outbound/testing.ts";
import { testEngine } from "../testing.ts";
import { reportOrders } from "../testing-orders.ts";

test("automations a sale starts are run by the worker, sent once by mail and webhook, and old runs removed", async () => {
  const mails: string[] = [];
  await using engine = await testEngine({ stock: fakeChannel().stock }, {}, {}, async ({ to, subject }) => {
    mails.push(`${to}: ${subject}`);
  });
  const now = () => new Date(engine.clock.now());
  const endpoint = await engine.inside((tx) =>
    createEndpoint(tx, engine.db.vault, {
      url: "https://erp.example.test/hook",
      description: "",
      eventTypes: ["order.created"],
      by: { kind: "user", id: "u1", name: "ana" },
      now: now(),
    }),
  );
  await engine.inside((tx) =>
    switchedOn(
      tx,
      [
        ruleOf("order.received", [
          { do: "add_tags", tags: ["new"] },
          { do: "mail_customer", subject: "Order {{order.number}}", text: "Thank you." },
          { do: "call_webhook", endpoint: endpoint.id },
        ]),
      ],
      now(),
    ),
  );
  const part = orderPart("o-1", { lines: [orderLine({ quantity: 1 })] });
  const contact = { quality: "real", email: "bo@example.test" } as const;
  const [order] = await reportOrders(engine, [{ ...part, contact }], { source: "webhook" });
  await engine.engine.carryOn();
  const { tags } = await engine.inside((tx) =>
    tx.one<{ tags: string[] }>(
      "select own_tags as tags from argosy.sales_order where organization_id = argosy.tenant() and id = $1",
      [order?.orderId],
    ),
  );
  expect(tags).toEqual(["new"]);
  await engine.engine.upkeep();
  await engine.engine.upkeep();
  expect(mails).toEqual([`bo@example.test: Order ${order?.number}`]);
  const queued = await engine.inside((tx) =>
    tx.one<{ id: string }>(
      `select id from argosy.webhook_delivery
       where organization_id = argosy.tenant() and type = 'automation.acted'`,
    ),
  );
  const { payload } = await engine.inside((tx) => getDelivery(tx, { endpointId: endpoint.id, id: queued.id }, now()));
  expect(JSON.parse(payload)).toMatchObject({
    type: "automation.acted",
    ids: { orderId: order?.orderId },
    data: { number: order?.number },
  });
  engine.clock.pass(181 * 24 * 60 * 60_000);
  await engine.engine.upkeep();
  const left = await engine.inside((tx) =>
    tx.rows("select from argosy.automation_run where organization_id = argosy.tenant()"),
  );
  expect(left).toEqual([]);
});
