import { expect, test } from "vitest";
import type { Ports } from "../../connectors/kit/contract/contract.ts";
import type { WebhookHandler } from "../../connectors/kit/contract/webhooks.ts";
import { testEngine } from "../testing.ts";

const MINUTE = 60_000;

/** A queue that hands out two messages at a time until they are acknowledged, and a webhook handler that only reads. */
function queueOf(bodies: readonly string[]) {
  const waiting = new Map(bodies.map((body, index) => [`r${index}`, body]));
  const understood: string[] = [];
  const link = { isBroken: false };
  const webhooks: WebhookHandler = {
    secrets: () => [],
    verify: () => ({ outcome: "refused", reason: "There are no webhooks." }),
    read: (delivery) => {
      const body = Buffer.from(delivery.body).toString();
      return [{ kind: "order", ref: body, topic: "ORDER_CHANGE", deliveryId: body }];
    },
    reply: () => ({ status: 200 }),
    interpret: async (event) => {
      understood.push(event.ref);
      return { as: "nothing", reason: "Only looked at." };
    },
  };
  const ports: Ports = {
    webhooks,
    queue: {
      everyMs: MINUTE,
      receive: async () =>
        [...waiting]
          .slice(0, 2)
          .map(([receipt, body]) => ({ receipt, headers: {}, topic: "", body: Buffer.from(body) })),
      acknowledge: async (receipts) => {
        if (link.isBroken) throw new Error("cut off");
        for (const receipt of receipts) waiting.delete(receipt);
      },
    },
  };
  return { ports, waiting, understood, link };
}

async function begin(engine: Awaited<ReturnType<typeof testEngine>>) {
  await engine.inside(async (tx) => {
    await tx.run(
      `insert into argosy.sync_cursor (organization_id, connection_id, sweep, next_at)
       values (argosy.tenant(), $1, 'queue', $2)`,
      [engine.store, new Date(engine.clock.now())],
    );
    await tx.run("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'sweep', $2)", [
      engine.store,
      new Date(engine.clock.now()),
    ]);
  });
  await engine.engine.runUntilIdle();
}

test("messages of a queue are stored, understood and only then forgotten by the queue", async () => {
  const queue = queueOf(["1", "2", "3", "4", "5"]);
  await using engine = await testEngine(queue.ports);
  await begin(engine);
  expect(queue.waiting.size).toBe(0);
  // The lane may read one more time what is just being stored: each is kept once all the same.
  expect([...new Set(queue.understood)].toSorted()).toEqual(["1", "2", "3", "4", "5"]);
  const stored = await engine.inside((tx) =>
    tx.rows<{ ref: string }>("select ref from argosy.inbox_event where organization_id = argosy.tenant() order by ref"),
  );
  expect(stored.map(({ ref }) => ref)).toEqual(["1", "2", "3", "4", "5"]);
});

test("a message that comes again because the queue never heard it was stored has no second effect", async () => {
  const queue = queueOf(["1", "2"]);
  queue.link.isBroken = true;
  await using engine = await testEngine(queue.ports);
  await begin(engine);
  expect(queue.waiting.size).toBe(2);
  // As above.
  expect([...new Set(queue.understood)].toSorted()).toEqual(["1", "2"]);
  queue.link.isBroken = false;
  engine.clock.pass(10 * MINUTE);
  await engine.engine.runUntilIdle();
  expect(queue.waiting.size).toBe(0);
  // Read once more while it was being stored, which found it there already.
  expect([...new Set(queue.understood)].toSorted()).toEqual(["1", "2"]);
  const stored = await engine.inside((tx) =>
    tx.one<{ count: bigint }>(
      "select count(*) as count from argosy.inbox_event where organization_id = argosy.tenant()",
    ),
  );
  expect(stored.count).toBe(2n);
});
