import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { ChannelConversation } from "../../commerce/conversation.ts";
import type { OrderPart } from "../../commerce/order.ts";
import { platformText } from "../../connectors/kit/contract/answer-text.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { Sweep } from "../../connectors/kit/contract/ports.ts";
import { orderLine, orderPart } from "../../hub/orders/testing.ts";
import { testEngine } from "../testing.ts";

const MINUTE = 60_000;

test("an order that cannot be read waits apart: others come in, a person is told, and it comes in once it can be read [I9.3]", async () => {
  let isReadable = false;
  let polls = 0;
  const order = (key: string) => orderPart(key, { number: key, lines: [orderLine({ key: `${key}-1`, quantity: 1 })] });
  const changed: Sweep<OrderPart> = {
    id: "changed",
    mode: "changed",
    everyMs: 5 * MINUTE,
    async *run() {
      polls += 1;
      yield { items: [order("good")], unreadKeys: polls === 1 ? ["poison"] : [], cursor: `${polls}`, safeToSave: true };
    },
  };
  await using engine = await testEngine({
    orders: {
      essential: {},
      sweeps: [changed],
      async get(key) {
        if (!isReadable) throw new ConnectorError({ kind: "not_found" }, "No route was found.");
        return order(key);
      },
      options: () => [],
      execute: async () => ({ state: "unsupported", text: platformText("") }),
    },
  });
  const orders = () =>
    engine.db.owner.rows<{ key: string }>("select ext_key as key from argosy.sales_order order by 1");
  const alerts = () => engine.db.owner.rows("select kind, state from argosy.alert where kind = 'event_failed'");
  await engine.inside((tx) =>
    tx.run("select argosy.wake_lane(argosy.tenant(), array[$1]::uuid[], 'sweep', $2)", [
      engine.store,
      new Date(engine.clock.now()),
    ]),
  );
  await engine.engine.runUntilIdle();
  expect(await orders()).toEqual([{ key: "good" }]);
  expect(await alerts()).toEqual([{ kind: "event_failed", state: "open" }]);
  expect(await engine.db.owner.rows("select cursor from argosy.sync_cursor where cursor is not null")).toEqual([
    { cursor: "1" },
  ]);
  engine.clock.pass(6 * MINUTE);
  await engine.engine.runUntilIdle();
  expect(await orders()).toEqual([{ key: "good" }]);
  isReadable = true;
  engine.clock.pass(16 * MINUTE);
  await engine.engine.runUntilIdle();
  expect(await orders()).toEqual([{ key: "good" }, { key: "poison" }]);
  expect(await alerts()).toEqual([{ kind: "event_failed", state: "resolved" }]);
});

test("a person is told which field of which record cannot be read, and is told of what was delivered at once as well", async () => {
  const unreadable = (path: string, problem: string) =>
    new ConnectorError(
      { kind: "drift", path, problem },
      `The platform's answer has changed: field "${path}" ${problem}.`,
    );
  const changed: Sweep<OrderPart> = {
    id: "changed",
    mode: "changed",
    everyMs: 5 * MINUTE,
    async *run() {
      yield { items: [], unreadKeys: ["1042"], cursor: "1", safeToSave: true };
    },
  };
  await using engine = await testEngine({
    orders: {
      essential: {},
      sweeps: [changed],
      async get() {
        throw unreadable("total", "is missing");
      },
      options: () => [],
      execute: async () => ({ state: "unsupported", text: platformText("") }),
    },
    webhooks: {
      secrets: () => [],
      verify: () => ({ outcome: "signed" }),
      read: () => [],
      reply: () => ({ status: 200 }),
      async interpret() {
        throw unreadable("lines.0.quantity", "not a whole number");
      },
    },
  });
  await engine.db.owner.run(
    `insert into argosy.inbox_event (organization_id, connection_id, kind, ref, topic, source, trusted, body,
       received_at, due_at)
     values ($1, $2, 'order', '7', 'orders/create', 'webhook', true, '{}', $3, $3)`,
    [engine.organization, engine.store, new Date(engine.clock.now())],
  );
  await engine.inside((tx) =>
    tx.run(
      "select argosy.wake_lane(argosy.tenant(), array[$1]::uuid[], k, $2) from unnest(array['sweep', 'inbox']) as w(k)",
      [engine.store, new Date(engine.clock.now())],
    ),
  );
  await engine.engine.runUntilIdle();
  const raised = await engine.db.owner.rows<{ title: string; text: string }>(
    "select title, text from argosy.alert where kind = 'event_failed' order by title",
  );
  const advice =
    "The record is kept, and Argosy reads it again automatically. Until it is applied or dismissed, Argosy raises no " +
    "quantity on this channel. Retry it, or dismiss it if it sold nothing.";
  expect(raised.map(({ title, text }) => [title.replace(/^.*?: /, ""), text])).toEqual([
    ["order 1042 could not be processed", `total is missing. ${advice}`],
    ["order 7 could not be processed", `lines.0.quantity: not a whole number. ${advice}`],
  ]);
});

test("an order given up is asked for once a day for a month", async () => {
  await using engine = await testEngine({});
  // What comes once a day comes at once in a process that has just started.
  await engine.engine.upkeep();
  const parked = (daysAgo: number) =>
    engine.db.owner.run(
      `with failed as (
         insert into argosy.inbox_event (organization_id, connection_id, kind, ref, topic, source, trusted, body,
           attempts, status, received_at)
         values ($1, $2, 'order', $3, 'poll', 'poll', false, 'null', 5, 'failed', $4) returning id)
       insert into argosy.alert (organization_id, kind, severity, cause, subject_kind, subject_id, title, text,
         first_at, last_at)
       select $1, 'event_failed', 'warning', $3, 'inbox_event', id, 't', 't', $4, $4 from failed`,
      [engine.organization, engine.store, `${daysAgo}`, new Date(engine.clock.now() - daysAgo * 24 * 60 * MINUTE)],
    );
  await parked(1);
  await parked(31);
  const states = () =>
    engine.db.owner.rows("select ref, status, attempts from argosy.inbox_event order by length(ref)");
  engine.clock.pass(60 * MINUTE);
  await engine.engine.upkeep();
  expect(await states()).toMatchObject([{ status: "failed" }, { status: "failed" }]);
  const day = 24 * 60 * MINUTE;
  engine.clock.pass(day - (engine.clock.now() % day));
  await engine.engine.upkeep();
  expect(await states()).toEqual([
    { ref: "1", status: "pending", attempts: 4 },
    { ref: "31", status: "failed", attempts: 5 },
  ]);
});

test("a conversation that cannot be stored waits apart: the others come in, from before the store's activation as well, and one the channel no longer has is closed", async () => {
  const question = (key: string, minor?: bigint): ChannelConversation => ({
    key,
    kind: minor === undefined ? "message" : "dispute",
    subject: "Question",
    state: "waiting_for_seller",
    canReply: false,
    amount: minor === undefined ? undefined : { minor, currency: "EUR" },
    openedAt: "2026-01-02T08:00:00.000Z",
    updatedAt: "2026-01-02T08:00:00.000Z",
    messages: [],
  });
  // Too long for an index, and not to be made shorter by compression.
  const long = Array.from({ length: 100 }, (_, index) => createHash("sha256").update(String(index)).digest("hex")).join(
    "",
  );
  const begins: unknown[] = [];
  const changed: Sweep<ChannelConversation> = {
    id: "messages",
    mode: "changed",
    everyMs: 5 * MINUTE,
    async *run({ cursor, since }) {
      begins.push([cursor, since]);
      if (cursor === null)
        yield {
          items: [question("dispute:1", 10n ** 20n), question("message:1"), question(long), question("dispute:2", 5n)],
          cursor: "1",
          safeToSave: true,
        };
      else yield { items: [], goneKeys: ["dispute:2"], cursor: "2", safeToSave: true };
    },
  };
  await using engine = await testEngine({ conversations: { sweeps: [changed], get: async () => null } });
  await engine.db.owner.run("update argosy.connection set stock_cutover_at = $1", [new Date(engine.clock.now())]);
  const stored = () => engine.db.owner.rows("select ext_key as key, state from argosy.conversation order by 1");
  const parked = () => engine.db.owner.rows("select kind, left(mark->>'name', 9) as name from argosy.parked_work");
  await engine.engine.runUntilIdle();
  const waiting = { state: "waiting_for_seller" };
  expect(await stored()).toEqual([
    { key: "dispute:2", ...waiting },
    { key: "message:1", ...waiting },
  ]);
  expect(await parked()).toHaveLength(2);
  expect(await parked()).toContainEqual({ kind: "conversation", name: "dispute:1" });
  engine.clock.pass(6 * MINUTE);
  await engine.engine.runUntilIdle();
  expect(begins).toEqual([
    [null, undefined],
    ["1", undefined],
  ]);
  expect(await stored()).toEqual([
    { key: "dispute:2", state: "closed" },
    { key: "message:1", ...waiting },
  ]);
});
