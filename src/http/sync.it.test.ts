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
    const refused = await ana.call("POST", "/api/integrations/shopify/sync/orders");
    expect([refused.status, refused.json.code]).toEqual([409, "STORE_INACTIVE"]);
  }
});

test("refresh waits for the channel's answer, and not for ever [D7.2]", async () => {
  const { hub, ana, slept, endsAfterAWhile } = await shop();
  await using _ = hub;
  endsAfterAWhile();
  const fresh = await ana.call("GET", "/api/integrations/shopify/inventory?refresh=true");
  expect(fresh.json.run).toMatchObject({ type: "sync_inventory", status: "done" });
  expect(slept()).toBe(3);
  const late = await ana.call("GET", "/api/integrations/shopify/inventory?refresh=true");
  expect(late.json.run.status).toBe("queued");
  expect(slept()).toBe(3 + 80);
});
