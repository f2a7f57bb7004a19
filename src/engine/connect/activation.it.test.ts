/** A large store is switched on while sales and deliveries go on: nobody waits for as long as its listings take. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { WebhookHandler } from "../../connectors/kit/contract/webhooks.ts";
import type { Tx } from "../../db/database.ts";
import { adjustStock } from "../../hub/inventory/stock-changes.ts";
import { ANA, sampleStore } from "../../hub/listings/samples.ts";
import { activateStore, deactivateStore } from "../../hub/stores/lifecycle.ts";
import { fakeChannel } from "../outbound/testing.ts";
import { type TestEngine, testEngine } from "../testing.ts";

/** At an everyday size more than one piece of its listings; by hand ARGOSY_LISTINGS=200000 says how long others wait. */
const LISTINGS = Number(process.env.ARGOSY_LISTINGS ?? 1_200);
const PIECE = 500;

const webhooks: WebhookHandler = {
  secrets: () => [],
  verify: () => ({ outcome: "static" }),
  read: ({ body }) => [{ kind: "order", ref: Buffer.from(body).toString(), topic: "o", deliveryId: randomUUID() }],
  reply: () => ({ status: 200 }),
  interpret: async () => ({ as: "nothing", reason: "" }),
};

/** An inactive store whose listings are of variants with five units each; answers the variant of the last one. */
async function largeStore({ db, organization }: TestEngine): Promise<{ store: string; last: string }> {
  const store = await sampleStore(db, organization, "Large");
  await db.database.tenant(organization, (tx) =>
    deactivateStore(tx, { connectionId: store, by: ANA, now: new Date("2026-11-20T12:00:00Z") }),
  );
  const id = (kind: number) => `('0000000${kind}-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`;
  const each = `from generate_series(1, ${LISTINGS}) as n`;
  await db.owner.run(`begin; set local session_replication_role = replica;
    insert into argosy.product (organization_id, id, title) select '${organization}', ${id(1)}, 'P' ${each};
    insert into argosy.variant (organization_id, id, product_id, sku, currency, price_minor)
      select '${organization}', ${id(2)}, ${id(1)}, 'S' || n, 'USD', 100 ${each};
    insert into argosy.location (organization_id, id, name, code, is_default)
      select '${organization}', '00000003-0000-7000-8000-000000000001', 'Main', 'main', true;
    insert into argosy.level (organization_id, variant_id, location_id, on_hand)
      select '${organization}', ${id(2)}, '00000003-0000-7000-8000-000000000001', 5 ${each};
    insert into argosy.product_listing (organization_id, id, connection_id, ext_key, title, product_id)
      select '${organization}', ${id(4)}, '${store}', 'p' || n, 'P', ${id(1)} ${each};
    insert into argosy.listing (organization_id, id, connection_id, product_listing_id, ext_key, state, variant_id)
      select '${organization}', ${id(5)}, '${store}', ${id(4)}, 'k' || n, 'mapped', ${id(2)} ${each};
    commit; analyze`);
  return { store, last: `00000002-0000-7000-8000-${LISTINGS.toString(16).padStart(12, "0")}` };
}

const activate = (tx: Tx, store: string) =>
  activateStore(tx, { connectionId: store, by: ANA, now: new Date("2026-11-20T12:01:00Z") });

async function delivers({ db, engine }: TestEngine, store: string): Promise<number> {
  const { key } = await db.owner.one<{ key: string }>(
    "select webhook_key as key from argosy.connection where id = $1",
    [store],
  );
  const body = Buffer.from(randomUUID());
  const to = { provider: "fakeshop", key, topic: "o", method: "POST", query: {}, headers: {}, body };
  return (await engine.receive(to)).status;
}

test("deliveries are stored and units sold while a large store is switched on", async () => {
  await using engine = await testEngine({ webhooks });
  const { store, last } = await largeStore(engine);
  const others = await sampleStore(engine.db, await engine.db.newOrganization());
  const { promise: goOn, resolve: release } = Promise.withResolvers<void>();
  const { promise: holds, resolve: isHeld } = Promise.withResolvers<void>();
  const activated = engine.inside(async (tx) => {
    await activate(tx, store);
    isHeld();
    await goOn;
  });
  await holds;
  expect(await delivers(engine, others)).toBe(200);
  expect(await delivers(engine, store)).toBe(200);
  await engine.inside(async (tx) => {
    await tx.run("set local lock_timeout = '500ms'");
    await adjustStock(tx, { items: [{ variantId: last, delta: -1 }], actor: ANA, now: new Date(engine.clock.now()) });
  });
  release();
  await activated;
  const marks = await engine.db.owner.rows("select 1 from argosy.change_mark where aspect = 'stock'");
  expect(marks.length).toBeLessThanOrEqual(PIECE + 1);
});

test("a large store that is switched on is told of all its listings, also where the hub stops in the middle", async () => {
  const { stock, shown } = fakeChannel();
  await using engine = await testEngine({ stock });
  const { store } = await largeStore(engine);
  await engine.inside((tx) => activate(tx, store));
  await engine.engine.runUntilIdle();
  const desired = () =>
    engine.db.owner.one(
      "select count(*)::int as n from argosy.listing_stock where connection_id = $1 and desired = 5",
      [store],
    );
  expect(await desired()).toEqual({ n: LISTINGS });
  expect(shown.size).toBe(LISTINGS);
  // As after a stop: a piece was marked, and no lane is awake.
  await engine.db.owner.run("update argosy.listing_stock set desired = 4 where connection_id = $1", [store]);
  await engine.db.owner.run(
    "update argosy.connection set marked_to_id = '00000005-0000-7000-8000-0000000001f4' where id = $1",
    [store],
  );
  await engine.db.owner.run("update argosy.lane set due_at = null");
  await engine.engine.upkeep();
  await engine.engine.runUntilIdle();
  expect(await desired()).toEqual({ n: LISTINGS - PIECE });
});
