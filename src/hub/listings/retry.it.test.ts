import { expect, test } from "vitest";
import { testEngine } from "../../engine/testing.ts";
import { retryListing } from "./retry.ts";

test("a failed item is tried again at once, and no other of its store [A7.3]", async () => {
  await using engine = await testEngine({});
  const now = new Date(engine.clock.now());
  const { listing } = await engine.listed("ONE", 4);
  const { listing: other } = await engine.listed("TWO", 4);
  await engine.db.owner.run(
    `insert into argosy.listing_stock (organization_id, connection_id, listing_id, desired, attempts, state, error)
     select $1, $2, l, 4, 5, 'failed', 'No.' from unnest($3::uuid[]) as l
     on conflict (organization_id, listing_id, location)
       do update set attempts = 5, state = 'failed', error = 'No.', due_at = null`,
    [engine.organization, engine.store, [listing, other]],
  );
  const rows = () =>
    engine.db.owner.rows("select listing_id as id, attempts, state, due_at from argosy.listing_stock order by 1");
  expect(await engine.inside((tx) => retryListing(tx, listing, now))).toEqual({ stock: 1, prices: 0, products: 0 });
  expect(await rows()).toEqual([
    { id: listing, attempts: 0, state: "waiting", due_at: now },
    { id: other, attempts: 5, state: "failed", due_at: null },
  ]);
  expect(await engine.inside((tx) => retryListing(tx, listing, now))).toEqual({ stock: 0, prices: 0, products: 0 });
  await engine.db.owner.run(
    `insert into argosy.listing_price (organization_id, connection_id, listing_id, currency, desired_minor, attempts,
       state, error)
     select $1, $2, l, 'EUR', 900, 5, 'rejected', 'No.' from unnest($3::uuid[]) as l
     on conflict (organization_id, listing_id, site)
       do update set attempts = 5, state = 'rejected', error = 'No.', due_at = null`,
    [engine.organization, engine.store, [listing, other]],
  );
  await engine.db.owner.run("update argosy.product_listing set attempts = 5, state = 'failed', error = 'No.'");
  expect(await engine.inside((tx) => retryListing(tx, listing, now))).toEqual({ stock: 0, prices: 1, products: 1 });
  for (const table of ["listing_price", "product_listing"])
    expect(
      await engine.db.owner.rows(`select attempts, state, error, due_at as due from argosy.${table} order by attempts`),
    ).toMatchObject([
      { attempts: 0, state: "waiting", error: null, due: now },
      { attempts: 5, error: "No.", due: null },
    ]);
  await expect(engine.inside((tx) => retryListing(tx, engine.store, now))).rejects.toMatchObject({
    code: "LISTING_NOT_FOUND",
  });
});
