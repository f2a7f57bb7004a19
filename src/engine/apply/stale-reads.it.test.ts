/** What was read before a write of ours is not applied after it: a shipment that was confirmed stays shipped. */
import { expect, test } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import { timeVersion } from "../../commerce/version.ts";
import { platformText } from "../../connectors/kit/contract/answer-text.ts";
import type { Orders } from "../../connectors/kit/contract/ports.ts";
import type { WebhookHandler } from "../../connectors/kit/contract/webhooks.ts";
import { applyOrderParts } from "../../hub/orders/apply.ts";
import { requestCommand } from "../../hub/orders/commands.ts";
import { actor, orderLine, orderPart } from "../../hub/orders/testing.ts";
import { type TestEngine, testEngine } from "../testing.ts";

const VERSION = timeVersion("2026-11-20T12:00:00Z");
// The platform's times are whole seconds: the order before and after the shipment have the same.
const OPEN = orderPart("o1", {
  version: VERSION,
  placedAt: "2026-11-20T12:00:00Z",
  lines: [orderLine({ variantKey: "MUG", quantity: 2 })],
});
const SHIPPED = orderPart("o1", {
  version: VERSION,
  placedAt: OPEN.placedAt,
  status: "completed",
  fulfilment: "fulfilled",
  lines: [orderLine({ variantKey: "MUG", quantity: 2, fulfilledQuantity: 2 })],
});

/** A channel that ships what it is told to, and whose answers can be held up on their way. */
class Channel {
  there: OrderPart = OPEN;
  /** Happens between an answer being made and being heard. */
  onRead: () => Promise<void> = async () => undefined;
  polls = true;

  async read(): Promise<OrderPart> {
    const answer = this.there;
    const happens = this.onRead;
    this.onRead = async () => undefined;
    await happens();
    return answer;
  }

  orders(): Orders {
    const read = () => this.read();
    const isOn = () => this.polls;
    return {
      sweeps: [
        {
          id: "changed",
          mode: "changed",
          everyMs: 300_000,
          async *run() {
            yield { items: isOn() ? [await read()] : [], cursor: "c", safeToSave: true };
          },
        },
      ],
      get: read,
      essential: {},
      options: () => [{ kind: "fulfil", allowed: true, warnings: [] }],
      execute: async () => {
        this.there = SHIPPED;
        return { state: "done", text: platformText("Shipped."), order: SHIPPED };
      },
    };
  }

  webhooks(): WebhookHandler {
    return {
      secrets: () => [],
      verify: () => ({ outcome: "static" }),
      read: () => [],
      reply: () => ({ status: 200, body: "" }),
      // A delivery nobody has proved is asked about; the others carry the order as it was.
      interpret: async ({ trusted }) => ({ as: "orders", parts: [trusted ? OPEN : await this.read()] }),
    };
  }
}

async function shop() {
  const channel = new Channel();
  const engine = await testEngine({ orders: channel.orders(), webhooks: channel.webhooks() });
  await engine.listed("MUG", 10);
  await engine.engine.runUntilIdle();
  const now = () => new Date(engine.clock.now());
  const connection = { id: engine.store, name: "Shop", orderPrefix: "SH", stockCutoverAt: null };
  const [order] = await engine.inside((tx) =>
    applyOrderParts(tx, { connection, parts: [OPEN], compareAndSet: "none", now: now(), source: "poll", actor }),
  );
  const orderId = order?.orderId ?? "";
  const ship = async () => {
    const command = { kind: "fulfil", notifyCustomer: false } as const;
    await engine.inside((tx) => requestCommand(tx, { orderId, command, idempotencyKey: "k", actor, now: now() }));
    engine.clock.pass(300);
    await engine.engine.runUntilIdle();
  };
  /** Another process carries the command out; one engine of a test works one thing at a time. */
  const shipElsewhere = async () => {
    engine.clock.pass(300);
    channel.there = SHIPPED;
    await engine.inside(async (tx) => {
      await tx.run("update sales_order set commanded_at = $1 where organization_id = argosy.tenant()", [now()]);
      const input = {
        connection,
        parts: [SHIPPED],
        compareAndSet: "none",
        now: now(),
        source: "command",
        actor,
      } as const;
      await applyOrderParts(tx, input);
    });
  };
  return { channel, engine, ship, shipElsewhere };
}

async function deliver(engine: TestEngine, trusted: boolean): Promise<void> {
  await engine.inside(async (tx) => {
    await tx.run(
      `insert into argosy.inbox_event (organization_id, connection_id, kind, ref, topic, source, trusted, body,
         received_at, due_at)
       values (argosy.tenant(), $1, 'order', 'o1', 'order.updated', 'webhook', $2, '{}', $3, $3)`,
      [engine.store, trusted, new Date(engine.clock.now())],
    );
    await tx.rows("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'inbox', $2)", [
      engine.store,
      new Date(engine.clock.now()),
    ]);
  });
}

/** Every state the order has had, and what its units did. */
function seen(engine: TestEngine) {
  return engine.inside(async (tx) => ({
    status: (await tx.one<{ status: string }>("select status from sales_order where organization_id = argosy.tenant()"))
      .status,
    moved: (
      await tx.rows<{ units: number }>(
        `select on_hand_delta as units
         from movement
         where organization_id = argosy.tenant() and cause_kind = 'order' and on_hand_delta <> 0
         order by id`,
      )
    ).map(({ units }) => units),
  }));
}
const SENT = { status: "completed", moved: [-2] };

test("a poll under way while the order shipped does not un-ship it, and the next one is believed", async () => {
  const { channel, engine, shipElsewhere } = await shop();
  await using _ = engine;
  engine.clock.pass(600_000);
  channel.onRead = shipElsewhere;
  await engine.engine.runUntilIdle();
  expect(await seen(engine)).toEqual(SENT);
  channel.there = { ...SHIPPED, buyerNote: "Left with a neighbour" };
  engine.clock.pass(600_000);
  await engine.engine.runUntilIdle();
  const { note } = await engine.inside((tx) =>
    tx.one<{ note: string }>("select note from sales_order where organization_id = argosy.tenant()"),
  );
  expect([note, await seen(engine)]).toEqual(["Left with a neighbour", SENT]);
});

test("a delivery that shows the order from before its shipment is not believed, but asked about", async () => {
  const { channel, engine, ship } = await shop();
  await using _ = engine;
  channel.polls = false;
  await ship();
  engine.clock.pass(2_000);
  await deliver(engine, true);
  await engine.engine.runUntilIdle();
  expect(await seen(engine)).toEqual(SENT);
});

test("an answer fetched for a delivery while the order shipped does not un-ship it", async () => {
  const { channel, engine, shipElsewhere } = await shop();
  await using _ = engine;
  channel.polls = false;
  channel.onRead = shipElsewhere;
  await deliver(engine, false);
  await engine.engine.runUntilIdle();
  expect(await seen(engine)).toEqual(SENT);
});
