/** Sales of sandboxes beside a store of one's own: what the reports say, and what the setting makes of it. */
import { expect, test } from "vitest";
import { countAllDue } from "../hub/analytics/count.ts";
import { testApp } from "./testing.ts";

test("sandbox sales leave the figures with the first real store, and come back when they are set to count", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const standing = async () => (await ana.call("GET", "/api/analytics/sandbox-sales")).json;
  const sold = async () =>
    (await ana.call("GET", "/api/analytics/sales?from=2026-11-20&to=2026-11-20")).json.total.orders;
  const connect = (name: string) =>
    hub.db.owner.one<{ id: string }>(
      `insert into argosy.connection (organization_id, kind, provider, code, name, state, webhook_key)
       values ($1, 'commerce', 'shopify', $2::text, $2::text, 'active', $2::text) returning id`,
      [ana.organization, name],
    );
  const { id: tryOut } = await connect("try-out");
  await hub.db.owner.run(
    `insert into argosy.sandbox_store (organization_id, connection_id, seed, currency, port, started_at)
     values ($1, $2, 1, 'USD', 1, now())`,
    [ana.organization, tryOut],
  );
  await hub.db.owner.run(
    `insert into argosy.sales_order (organization_id, connection_id, ext_key, ext_number, number, status, financial,
       fulfilment, currency, placed_at)
     values ($1, $2, '1', '1', 'S-1', 'confirmed', 'paid', 'unfulfilled', 'USD', '2026-11-20T10:00:00Z')`,
    [ana.organization, tryOut],
  );
  await countAllDue((work) => hub.db.database.tenant(ana.organization, work, { kind: "derived" }));
  expect(await sold()).toBe(1);
  expect(await standing()).toEqual({ setting: "automatic", isLeftOut: false, channels: 1, ownStore: null });

  const own = await connect("linen");
  expect(await standing()).toMatchObject({ isLeftOut: true, channels: 1, ownStore: { id: own.id, name: "linen" } });
  expect(await sold()).toBe(0);
  const saved = await ana.call("PATCH", "/api/organization", { sandboxSales: "counted" });
  expect(saved.json).toMatchObject({ sandboxSales: "counted" });
  expect(await standing()).toMatchObject({ setting: "counted", isLeftOut: false });
  expect(await sold()).toBe(1);
  expect((await ana.call("PATCH", "/api/organization", { sandboxSales: "maybe" })).status).toBe(400);
});
