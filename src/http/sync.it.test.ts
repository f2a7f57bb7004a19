import { expect, test } from "vitest";
import { connectors } from "../connectors/index.ts";
import type { Engine, Runs } from "./engine-port.ts";
import { type TestApp, testApp } from "./testing.ts";

/** A shop whose runs stay queued until time has passed three times. */
async function shop() {
  const started: string[] = [];
  let slept = 0;
  let end = async (): Promise<unknown> => undefined;
  const at = Date.now();
  const runs: Runs = {
    start: async ({ organization, connectionId, kind }) => {
      started.push(kind);
      return hub.db.database.tenant(organization, (tx) =>
        tx.one<{ id: string }>(
          `insert into run (organization_id, connection_id, kind, options, requested_by, run_at, created_at)
           values (argosy.tenant(), $1, $2, '{}', 'system', now(), now()) returning id`,
          [connectionId, kind],
        ),
      );
    },
    cancel: async () => undefined,
    retry: async () => undefined,
  };
  const hub: TestApp = await testApp({
    engine: { runs } satisfies Partial<Engine>,
    deps: {
      connectors,
      clock: {
        now: () => at + slept * 250,
        async sleep() {
          slept += 1;
          if (slept === 3) await end();
        },
      },
    },
  });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const { id } = await hub.db.database.tenant(ana.organization, (tx) =>
    tx.one<{ id: string }>(
      `insert into connection (organization_id, kind, provider, code, name, state, webhook_key, order_prefix)
       values (argosy.tenant(), 'commerce', 'shopify', 'shop', 'Shop', 'active', 'k', 'SH') returning id`,
    ),
  );
  return {
    ana,
    hub,
    id,
    started,
    slept: () => slept,
    endsAfterAWhile() {
      end = () => hub.db.owner.run("update argosy.run set state = 'done', finished_at = now()");
    },
    switchTo: (state: string) => hub.db.owner.run("update argosy.connection set state = $2 where id = $1", [id, state]),
  };
}

test("syncing a provider's accounts starts a run there is; what cannot be read is refused at once [I2.6]", async () => {
  const { hub, ana, started, switchTo } = await shop();
  await using _ = hub;
  const all = await ana.call("POST", "/api/integrations/shopify/sync");
  expect([all.status, all.json.runs.map((run: { type: string }) => run.type)]).toEqual([202, ["reconcile"]]);
  expect((await ana.call("POST", "/api/integrations/providers/shopify/sync")).status).toBe(202);
  expect(started).toEqual(["reconcile", "reconcile"]);
  for (const state of ["inactive", "needs_reauth"]) {
    await switchTo(state);
    const refused = await ana.call("POST", "/api/integrations/providers/shopify/sync/orders");
    expect([refused.status, refused.json.code]).toEqual([409, "STORE_INACTIVE"]);
  }
});

test("refresh waits for the channel's answer, and not for ever [D7.2]", async () => {
  const { hub, ana, slept, endsAfterAWhile } = await shop();
  await using _ = hub;
  endsAfterAWhile();
  const fresh = await ana.call("GET", "/api/integrations/providers/shopify/inventory?refresh=true");
  expect(fresh.json.run).toMatchObject({ type: "sync_inventory", status: "done" });
  expect(slept()).toBe(3);
  const late = await ana.call("GET", "/api/integrations/providers/shopify/inventory?refresh=true");
  expect(late.json.run.status).toBe("queued");
  expect(slept()).toBe(3 + 80);
});

test("a channel's stock is read item by item; what lies in the marketplace's warehouses is apart [D7.1, D7.3]", async () => {
  const { hub, ana, id } = await shop();
  await using _ = hub;
  const listing = (key: string, units: number | null) =>
    hub.db.database.tenant(ana.organization, (tx) =>
      tx.one<{ id: string }>(
        `with page as (insert into product_listing (organization_id, connection_id, ext_key, title)
           values (argosy.tenant(), $1, $2, $2) returning id)
         insert into listing (organization_id, connection_id, product_listing_id, ext_key, sku, marketplace_units,
           marketplace_at, counted)
         select argosy.tenant(), $1, id, $2, $2, $3, case when $3::int is not null then now() end, $3::int is null
         from page
         returning id`,
        [id, key, units],
      ),
    );
  const own = await listing("OWN", null);
  await listing("FBA", 12);
  await hub.db.database.tenant(ana.organization, (tx) =>
    tx.run(
      `insert into listing_stock (organization_id, listing_id, connection_id, desired, expected, observed, observed_at)
       values (argosy.tenant(), $1, $2, 4, 5, 5, now())`,
      [own.id, id],
    ),
  );
  const { json } = await ana.call("GET", "/api/integrations/providers/shopify/inventory");
  expect(json.items).toMatchObject([{ sku: "OWN", desired: 4, expected: 5, observed: 5 }]);
  expect(json.marketplace).toMatchObject([{ sku: "FBA", units: 12 }]);
  const { json: mappings } = await ana.call("GET", `/api/stores/${id}/mappings`);
  expect(mappings.items.map((each: { marketplaceUnits: number | null }) => each.marketplaceUnits).sort()).toEqual([
    12,
    null,
  ]);
});

test("a store's name has up to 120 characters and its code up to 50 [A2.2]", async () => {
  const { hub, ana, id } = await shop();
  await using _ = hub;
  const patch = async (field: string, length: number) => {
    const { status, json } = await ana.call("PATCH", `/api/stores/${id}`, { [field]: "a".repeat(length) });
    return status === 200 ? json[field].length : status;
  };
  expect([await patch("name", 120), await patch("name", 121), await patch("name", 0)]).toEqual([120, 400, 400]);
  expect([await patch("code", 50), await patch("code", 51)]).toEqual([50, 400]);
});

test("the last sync is that of the last run or scheduled check, whichever was later [A2.12]", async () => {
  const { hub, ana, id } = await shop();
  await using _ = hub;
  const seen = async () => (await ana.call("GET", `/api/stores/${id}`)).json.lastSyncAt;
  expect(await seen()).toBeNull();
  await hub.db.owner.run(
    `insert into argosy.sync_cursor (organization_id, connection_id, sweep, last_finished_at)
     values ($1, $2, 'orders:changed', '2026-11-20T08:00:00Z')`,
    [ana.organization, id],
  );
  expect(await seen()).toBe("2026-11-20T08:00:00.000Z");
  await hub.db.owner.run("update argosy.connection set last_sync_at = '2026-11-20T09:00:00Z' where id = $1", [id]);
  expect(await seen()).toBe("2026-11-20T09:00:00.000Z");
});

test("a deleted store's history and logs can still be read, and nothing of it changed [A2.9]", async () => {
  const { hub, ana, id } = await shop();
  await using _ = hub;
  await hub.db.owner.run(
    "update argosy.connection set state = 'deleted', installed_at = now(), deleted_at = now() where id = $1",
    [id],
  );
  const { json: gone } = await ana.call("GET", "/api/stores?state=deleted");
  expect(gone.items.map((store: { id: string }) => store.id)).toEqual([id]);
  for (const list of ["sync-logs", "webhook-events"])
    expect([list, (await ana.call("GET", `/api/stores/${id}/${list}`)).status]).toEqual([list, 200]);
  // Its page asks before it knows that the channel is deleted.
  const kinds = await ana.call("GET", `/api/stores/${id}/file-kinds`);
  expect([kinds.status, kinds.json]).toEqual([200, { imports: [], stock: null }]);
  expect((await ana.call("PATCH", `/api/stores/${id}`, { name: "Again" })).status).toBe(404);
});
