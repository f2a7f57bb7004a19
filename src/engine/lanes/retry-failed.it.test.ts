/** Much of a channel is made due at once while it sells: nobody waits for as long as all of it takes. */
import { expect, test } from "vitest";
import { applyOrderParts } from "../../hub/orders/apply.ts";
import { actor, orderLine, orderPart } from "../../hub/orders/testing.ts";
import { rescheduleAfterClockSetBack } from "../maintenance/clock-set-back.ts";
import { type TestEngine, testEngine } from "../testing.ts";

/** More than two pieces. */
const ROWS = 1_200;
const LAST = `00000005-0000-7000-8000-${ROWS.toString(16).padStart(12, "0")}`;
const breath = () => new Promise((resolve) => setImmediate(resolve));

/** A store whose numbers are all in this state. */
async function store(engine: TestEngine, state: "failed" | "waiting", dueAt: Date | null): Promise<void> {
  const { db, organization } = engine;
  const id = (kind: number) => `('0000000${kind}-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`;
  const each = `from generate_series(1, ${ROWS}) as n`;
  const due = dueAt === null ? "NULL" : `'${dueAt.toISOString()}'`;
  await db.owner.run(`begin; set local session_replication_role = replica;
    insert into argosy.product (organization_id, id, title) select '${organization}', ${id(1)}, 'P' ${each};
    insert into argosy.variant (organization_id, id, product_id, sku, currency, price_minor)
      select '${organization}', ${id(2)}, ${id(1)}, 'S' || n, 'USD', 100 ${each};
    insert into argosy.product_listing (organization_id, id, connection_id, ext_key, title, product_id)
      select '${organization}', ${id(4)}, '${engine.store}', 'p' || n, 'P', ${id(1)} ${each};
    insert into argosy.listing (organization_id, id, connection_id, product_listing_id, ext_key, state, variant_id)
      select '${organization}', ${id(5)}, '${engine.store}', ${id(4)}, 'k' || n, 'mapped', ${id(2)} ${each};
    insert into argosy.listing_stock (organization_id, listing_id, location, connection_id, desired, expected, observed,
        state, attempts, due_at)
      select '${organization}', ${id(5)}, '', '${engine.store}', 5, 6, 6, '${state}', 5, ${due} ${each};
    update argosy.lane set due_at = null;
    commit; analyze`);
}

/** The channel sells one of the first item; whoever holds its number keeps it waiting for half a second at most. */
const sell = (engine: TestEngine) =>
  engine.inside(async (tx) => {
    await tx.run("set local lock_timeout = '500ms'");
    const now = new Date(engine.clock.now());
    const lines = [orderLine({ variantKey: "k1", quantity: 1, channelTook: 1 })];
    await applyOrderParts(tx, {
      connection: { id: engine.store, name: "Shop", orderPrefix: "SH", stockCutoverAt: null },
      parts: [orderPart("o1", { placedAt: now.toISOString(), lines })],
      compareAndSet: "none",
      now,
      source: "webhook",
      actor,
    });
  });

const isWaiting = async ({ db }: TestEngine) =>
  (
    await db.owner.one<{ waits: boolean }>(
      `select exists (select 1 from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock') as waits`,
    )
  ).waits;

/** Runs `work` while the last of the numbers is held, and a sale of the first beside it. */
async function besideASale<T>(engine: TestEngine, work: () => Promise<T>): Promise<T> {
  const { promise: goOn, resolve: release } = Promise.withResolvers<void>();
  const { promise: holds, resolve: isHeld } = Promise.withResolvers<void>();
  const holding = engine.inside(async (tx) => {
    await tx.rows("select 1 from argosy.listing_stock where listing_id = $1 for update", [LAST]);
    isHeld();
    await goOn;
  });
  await holds;
  const working = work();
  while (!(await isWaiting(engine))) await breath();
  try {
    await sell(engine);
    expect(await engine.db.owner.rows("select kind from argosy.lane where due_at is not null")).toEqual([]);
  } finally {
    release();
    await holding;
  }
  return working;
}

const due = (engine: TestEngine) =>
  engine.db.owner.one<{ n: number; lanes: string[] }>(
    `select count(*)::int as n, array(select kind from argosy.lane where due_at <= $1 order by kind) as lanes
     from argosy.listing_stock
     where due_at <= $1`,
    [new Date(engine.clock.now())],
  );

test("sales of a large channel are applied while all its failures are retried", async () => {
  await using engine = await testEngine({});
  await store(engine, "failed", null);
  const retry = () => engine.engine.retryFailed({ organization: engine.organization, connectionId: engine.store });
  const counts = await besideASale(engine, retry);
  expect(counts).toEqual({ stock: ROWS, prices: 0, products: 0, records: 0, commands: 0, deliveries: 0 });
  expect(await due(engine)).toEqual({ n: ROWS, lanes: ["inbox", "outbound", "sweep"] });
  expect(await retry()).toMatchObject({ stock: 0 });
});

test("sales of a channel are applied while all that waits goes on after the clock was set back", async () => {
  await using engine = await testEngine({});
  await store(engine, "waiting", new Date(engine.clock.now() + 3_600_000));
  const now = new Date(engine.clock.now());
  await besideASale(engine, () => rescheduleAfterClockSetBack(engine.db.database, engine.organization, now));
  expect(await due(engine)).toEqual({ n: ROWS, lanes: ["outbound"] });
});
