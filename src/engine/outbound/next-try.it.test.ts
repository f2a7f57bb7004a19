import { expect, test } from "vitest";
import { ConnectorError } from "../../connectors/kit/errors.ts";
import type { Prices, Products } from "../../connectors/kit/ports.ts";
import { createProduct } from "../../hub/catalog/create.ts";
import { sendProduct } from "../../hub/content/send-product.ts";
import { testEngine } from "../testing.ts";

test("a price or product that was not taken says in the log when it is tried next [A7.2]", async () => {
  const away = { kind: "ambiguous" } as const;
  const prices: Prices = {
    push: {
      maxItems: 10,
      send: async (items) =>
        items.map(({ key, location, seq }) => ({
          key,
          location,
          seq,
          outcome: "retry",
          error: away,
          text: "Not now.",
        })),
    },
  };
  const products: Products = {
    sweeps: [],
    get: async () => null,
    put: async () => {
      throw new ConnectorError(away, "Not now.");
    },
  };
  await using engine = await testEngine({ prices, products });
  const { listing } = await engine.listed("OIL", 1);
  const now = new Date(engine.clock.now());
  await engine.db.owner.run("update connection set catalogue_read_at = now()");
  await engine.db.owner.run("update listing set price_sync = true");
  await engine.db.owner.run(
    `insert into listing_price as p (organization_id, connection_id, listing_id, site, currency, desired_minor, want_seq, due_at)
     values ($1, $2, $3, '', 'USD', 900, 1, $4)
     on conflict (organization_id, listing_id, site) do update set desired_minor = 900, want_seq = p.want_seq + 1, due_at = $4`,
    [engine.organization, engine.store, listing, now],
  );
  const made = await engine.inside((tx) =>
    createProduct(tx, { product: { title: "Jug", variants: [{ sku: "JUG" }] }, now }),
  );
  await engine.inside((tx) => sendProduct(tx, { productId: made.id, connectionId: engine.store, now }));
  await engine.engine.drain();
  const rows = await engine.db.owner.rows<{ action: string; next: string; due: Date }>(
    `select action, details ->> 'nextTryAt' as next,
       case action when 'update_price' then (select due_at from listing_price where listing_id = $1)
         else (select due_at from product_listing where title = 'Jug') end as due
     from sync_log where status = 'failed' and action in ('update_price', 'sync_products') order by action`,
    [listing],
  );
  expect(rows.map(({ action }) => action)).toEqual(["sync_products", "update_price"]);
  for (const { next, due } of rows) {
    expect(next).toBe(due.toISOString());
    expect(due.getTime()).toBeGreaterThan(engine.clock.now());
  }
});
