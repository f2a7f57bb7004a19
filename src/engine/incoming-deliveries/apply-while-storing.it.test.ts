/** An order is applied while its delivery is being stored, and is there only where the delivery is. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { WebhookHandler } from "../../connectors/kit/contract/webhooks.ts";
import type { Tx } from "../../db/database.ts";
import { sampleStore } from "../../hub/listings/samples.ts";
import { orderLine, orderPart } from "../../hub/orders/testing.ts";
import { type TestEngine, testEngine } from "../testing.ts";

let engine: TestEngine;
let server: Server;
let variant: string;
const requests: string[] = [];
const understood: string[] = [];
/** Turns of this store last until the test is over: while one does, deliveries may be taken. */
let busy: Promise<unknown>;
let rest: () => void;

const webhooks: WebhookHandler = {
  secrets: () => [],
  verify: () => ({ outcome: "static" }),
  read: ({ body }) => [{ kind: "order", ref: `${body}`, topic: "o", deliveryId: `${body}` }],
  reply: (outcome) => ({ status: 200, body: outcome }),
  async interpret({ ref }, ctx) {
    understood.push(ref);
    if (ref === "busy") await new Promise<void>((resolve) => (rest = resolve));
    if (ref.startsWith("ask")) {
      const address = server.address();
      const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/${ref}`;
      // Whoever takes no answer for one that there is nothing would apply too little.
      await ctx.http.json({ method: "GET", url, operation: "order.read" }).catch(() => null);
    }
    if (ref === "busy") return { as: "nothing", reason: "" };
    const placedAt = new Date(engine.clock.now()).toISOString();
    return {
      as: "orders",
      parts: [orderPart(ref, { placedAt, lines: [orderLine({ variantKey: "MUG", quantity: 1 })] })],
    };
  },
};

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request.url ?? "");
    response.setHeader("content-type", "application/json").end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  engine = await testEngine({ webhooks });
  variant = (await engine.listed("MUG", 10)).variant;
  const other = await sampleStore(engine.db, engine.organization, "Busy");
  await receive(other, "busy");
  busy = engine.engine.runUntilIdle();
  await until(async () => understood.includes("busy"));
  // What it was opened with last is what it is from here on: listing an item noted how it counts its stock.
  await receive(engine.store, "first");
  await until(async () => (await ordersOf("first")).length > 0);
});
afterAll(async () => {
  rest();
  await busy;
  await engine[Symbol.asyncDispose]();
  server.close();
});
beforeEach(() => {
  requests.splice(0);
  understood.splice(0);
});

/** Its lane is taken with the next delivery only where nobody works at it any more. */
const isAtRest = async () =>
  (
    await engine.db.owner.rows(
      "select 1 from argosy.lane where connection_id = $1 and kind = 'inbox' and lease_token is not null",
      [engine.store],
    )
  ).length === 0;

async function receive(store: string, order: string) {
  await until(isAtRest);
  const keyOf = "select webhook_key as key from argosy.connection where id = $1";
  const { key } = await engine.db.owner.one<{ key: string }>(keyOf, [store]);
  const delivery = { provider: "fakeshop", key, topic: "o", method: "POST", query: {}, headers: {} };
  return engine.engine.receive({ ...delivery, body: Buffer.from(order) });
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await delay(5);
}

/** A delivery that is kept from being stored, because another one may have its key, while `meanwhile` goes on. */
async function storedWhile(
  order: string,
  { meanwhile, isThere }: { readonly meanwhile: () => Promise<unknown>; readonly isThere: boolean },
) {
  let received: ReturnType<typeof receive> | undefined;
  await engine
    .inside(async (tx) => {
      await tx.run(
        `insert into argosy.inbox_event (organization_id, connection_id, kind, ref, topic, dedup_key, body)
         values (argosy.tenant(), $1, 'order', $2, 'o', $3, '')`,
        [engine.store, order, `d:${order}:order:${order}`],
      );
      received = receive(engine.store, order);
      await meanwhile();
      if (!isThere) throw new Error("It was not there after all.");
    })
    .catch((error: Error) => expect(error.message).toBe("It was not there after all."));
  return received;
}

/** Whether a transaction that has not ended has written orders, of this database: others on the server have the same numbers. */
const isBeingApplied = async () =>
  (
    await engine.db.owner.one<{ is: boolean }>(
      `select exists (select from pg_locks join pg_database d on d.oid = database and d.datname = current_database()
         where relation = 'argosy.sales_order'::regclass and mode = 'RowExclusiveLock') as is`,
    )
  ).is;

const ordersOf = (key: string) =>
  engine.db.owner.rows("select 1 from argosy.sales_order where ext_key = $1 and connection_id = $2", [
    key,
    engine.store,
  ]);

const reserved = async () =>
  (await engine.db.owner.one<{ n: number }>("select reserved as n from argosy.level where variant_id = $1", [variant]))
    .n;

test("an order is applied while its delivery is stored, and committed once it is", async () => {
  const before = await reserved();
  const answer = await storedWhile("o-1", {
    meanwhile: async () => {
      await until(isBeingApplied);
      expect(await ordersOf("o-1")).toEqual([]);
    },
    isThere: false,
  });
  expect(answer).toMatchObject({ status: 200, body: "stored" });
  await until(async () => (await ordersOf("o-1")).length > 0);
  expect(await reserved()).toBe(before + 1);
  expect(understood).toEqual(["o-1"]);
});

test("a duplicate delivery leaves nothing of what was applied early [F09]", async () => {
  const before = await reserved();
  const answer = await storedWhile("o-2", { meanwhile: () => until(isBeingApplied), isThere: true });
  expect(answer).toMatchObject({ status: 200, body: "duplicate" });
  await until(async () => !(await isBeingApplied()));
  expect(await ordersOf("o-2")).toEqual([]);
  expect(await reserved()).toBe(before);
});

test("a delivery that is stored slowly holds no locks meanwhile", async () => {
  await storedWhile("o-3", {
    meanwhile: async () => {
      await until(isBeingApplied);
      await until(async () => !(await isBeingApplied()));
    },
    isThere: false,
  });
  await until(async () => (await ordersOf("o-3")).length > 0);
});

test("no call is made about a delivery before it is stored", async () => {
  await storedWhile("ask-1", {
    meanwhile: async () => {
      await until(async () => understood.length > 0);
      await delay(50);
      expect({ asked: requests, isApplied: await isBeingApplied() }).toEqual({ asked: [], isApplied: false });
    },
    isThere: false,
  });
  await until(async () => (await ordersOf("ask-1")).length > 0);
  expect(requests).toEqual(["/ask-1"]);
});

test("a store that changed since it was cached is read again before its order is applied", async () => {
  const settled = async (order: string) => {
    await receive(engine.store, order);
    await until(async () => (await ordersOf(order)).length > 0);
    const numberOf = "select number from argosy.sales_order where ext_key = $1";
    return (await engine.db.owner.one<{ number: string }>(numberOf, [order])).number;
  };
  const before = await settled("as-1");
  // By another process: nobody tells this one.
  const rename = "update argosy.connection set order_prefix = $2 where id = $1";
  await engine.db.owner.run(rename, [engine.store, "NEW-"]);
  const after = await settled("as-2");
  expect(before).not.toContain("NEW-");
  expect(after).toContain("NEW-");
  expect(understood.filter((ref) => ref === "as-2")).toHaveLength(2);
  await engine.db.owner.run("update argosy.connection set state = 'inactive' where id = $1", [engine.store]);
  await receive(engine.store, "as-3");
  await until(async () => understood.includes("as-3"));
  await delay(50);
  await until(async () => !(await isBeingApplied()));
  expect(await ordersOf("as-3")).toEqual([]);
  await engine.db.owner.run("update argosy.connection set state = 'active' where id = $1", [engine.store]);
});

test("an order applied while it is stored, of a store that changed, releases its locks at once, however slowly its delivery is stored", async () => {
  await receive(engine.store, "let-1");
  await until(async () => (await ordersOf("let-1")).length > 0);
  const rename = "update argosy.connection set order_prefix = $2 where id = $1";
  await engine.db.owner.run(rename, [engine.store, "ANEW-"]);
  // The limit of a second that else ends it never comes.
  const { setTimeout: after } = globalThis;
  const timers = vi
    .spyOn(globalThis, "setTimeout")
    .mockImplementation((run, ms, ...given) => after(ms === 1_000 ? () => undefined : run, ms, ...given));
  try {
    await storedWhile("let-2", {
      meanwhile: async () => {
        await until(isBeingApplied);
        await until(async () => !(await isBeingApplied()));
      },
      isThere: false,
    });
  } finally {
    timers.mockRestore();
  }
  await until(async () => (await ordersOf("let-2")).length > 0);
});

const numberOf = async (order: string) =>
  (await engine.db.owner.one<{ number: string }>("select number from argosy.sales_order where ext_key = $1", [order]))
    .number;

/** Makes an order of this key in a transaction that goes on: a copy of one that is here. */
async function makeOrder(tx: Tx, order: string): Promise<void> {
  const { columns } = await engine.db.owner.one<{ columns: string }>(
    `select string_agg(attname, ', ') as columns from pg_attribute
     where attrelid = 'argosy.sales_order'::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
  );
  await tx.run(
    `insert into argosy.sales_order (${columns})
     select ${columns}
     from jsonb_populate_record(null::argosy.sales_order, (
       select to_jsonb(o) || jsonb_build_object('id', gen_random_uuid(), 'ext_key', $1::text, 'number', $1::text)
       from argosy.sales_order o where o.organization_id = argosy.tenant() and o.ext_key = 'first'))`,
    [order],
  );
}

/** Whether somebody waits for another's transaction to end, in this database. */
const isWaiting = async () =>
  (
    await engine.db.owner.one<{ is: boolean }>(
      `select exists (
         select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as is`,
    )
  ).is;

test("an order whose number is taken is applied once, under a number of its own", async () => {
  await receive(engine.store, "met-1");
  await until(async () => (await ordersOf("met-1")).length > 0);
  const taken = (await numberOf("met-1")).replace("met-1", "met-2");
  await engine.db.owner.run("update argosy.sales_order set number = $1 where ext_key = 'first'", [taken]);
  await engine.adjust(variant, 10);
  const before = await reserved();
  await receive(engine.store, "met-2");
  await until(async () => (await ordersOf("met-2")).length > 0);
  expect(await numberOf("met-2")).toBe(`${taken}-2`);
  expect(await reserved()).toBe(before + 1);
});

test("an order two workers create at the same moment exists once and reserves its units once", async () => {
  const before = await reserved();
  let received: Promise<unknown> | undefined;
  await engine.inside(async (tx) => {
    await makeOrder(tx, "met-3");
    received = receive(engine.store, "met-3");
    await until(isWaiting);
  });
  await received;
  await until(async () => (await reserved()) === before + 1);
  expect(await ordersOf("met-3")).toHaveLength(1);
});
