import { expect, test } from "vitest";
import { testEngine } from "../../engine/testing.ts";
import { retryListing } from "./retry.ts";

test("one failed item is tried again at once, and no other of its store [A7.3]", async () => {
  await using engine = await testEngine({});
  const now = new Date(engine.clock.now());
  const { listing } = await engine.listed("ONE", 4);
  const { listing: other } = await engine.listed("TWO", 4);
  await engine.db.owner.run(
    `insert into argosy.listing_stock (organization_id, connection_id, listing_id, desired, attempts, state, error)
     select $1, $2, l, 4, 5, 'failed', 'No.' from unnest($3::uuid[]) as l
     on conflict (organization_id, listing_id, location) do update set attempts = 5, state = 'failed', error = 'No.', due_at = null`,
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
  await expect(engine.inside((tx) => retryListing(tx, engine.store, now))).rejects.toMatchObject({
    code: "LISTING_NOT_FOUND",
  });
});
