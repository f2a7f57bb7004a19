/** Drafts that several people and workers write at once. */
import { expect, test } from "vitest";
import type { ListingSchema } from "../../commerce/listing/schema.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { minutes, noon, testShop } from "../orders/testing.ts";
import { createDrafts, deleteDrafts } from "./drafts.ts";
import { editDrafts } from "./edit.ts";
import { claimDrafts, publishDrafts, settleDraft, unscheduleDrafts } from "./publish.ts";
import { saveSchema } from "./schemas.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
const when = { home: null, now: noon };
const later = { home: null, now: minutes(10) };
const schema: ListingSchema = {
  version: "1",
  fields: [{ key: "note", name: "Note", kind: "text", need: "optional", scope: "either" }],
  mostVariants: 10,
};

async function drafted() {
  const store = await shop.newStore();
  const variantId = await shop.newVariant();
  const category = { connectionId: store.id, categoryKey: "mugs" };
  await shop.run((tx) => saveSchema(tx, category, { schema, now: noon }));
  const { id: productId } = await shop.run((tx) =>
    tx.one<{ id: string }>(
      "select product_id as id from argosy.variant where organization_id = argosy.tenant() and id = $1",
      [variantId],
    ),
  );
  await shop.run((tx) => createDrafts(tx, { ...category, productIds: [productId] }, when));
  const read = () =>
    shop.run((tx) =>
      tx.one<{ id: string; state: string; own: unknown }>(
        "select id, state, own from argosy.listing_draft where organization_id = argosy.tenant() and product_id = $1",
        [productId],
      ),
    );
  return { id: (await read()).id, store, variantId, productId, category, read };
}

test("a draft that a worker took is nobody's to edit or take back, and once listed it stays so", async () => {
  const { id, read } = await drafted();
  await shop.run((tx) => publishDrafts(tx, { ids: [id], at: minutes(5) }, when));
  // Before its time it is left alone.
  await shop.run((tx) => claimDrafts(tx, [id], when));
  expect(await shop.run((tx) => unscheduleDrafts(tx, [id], noon))).toEqual([{ id, ok: true }]);
  expect(await shop.run((tx) => claimDrafts(tx, [id], later))).toEqual([]);
  await shop.run((tx) => publishDrafts(tx, { ids: [id], at: minutes(5) }, when));
  await shop.run((tx) => settleDraft(tx, id, { state: "refused", problems: [] }, noon));
  expect(await shop.run((tx) => claimDrafts(tx, [id], later))).toMatchObject([{ row: { id } }]);
  const edit = { id, product: { note: ["changed"] } };
  expect(await shop.run((tx) => editDrafts(tx, [edit], later))).toMatchObject([{ ok: false }]);
  expect(await shop.run((tx) => unscheduleDrafts(tx, [id], noon))).toMatchObject([{ ok: false }]);
  await shop.run((tx) => settleDraft(tx, id, { state: "listed", key: "k" }, noon));
  await shop.run((tx) => settleDraft(tx, id, { state: "refused", problems: [] }, noon));
  expect(await read()).toMatchObject({ state: "listed" });
});

test("a second edit of a draft in one call and a variant of another product are refused", async () => {
  const { id, variantId, read } = await drafted();
  const other = await drafted();
  const edits = [
    { id, product: { note: ["first"] } },
    { id, variants: { [variantId]: { note: ["second"] } } },
    { id: other.id, variants: { [variantId]: { note: ["third"] } } },
  ];
  expect((await shop.run((tx) => editDrafts(tx, edits, when))).map(({ ok }) => ok)).toEqual([true, false, false]);
  expect((await read()).own).toEqual({ product: { note: ["first"] }, variants: {} });
  expect((await other.read()).own).toEqual({ product: {}, variants: {} });
});

test("a product listed by other means since its draft was made is not published a second time", async () => {
  const { id, store, variantId, read } = await drafted();
  const publish = (at?: Date) => shop.run((tx) => publishDrafts(tx, { ids: [id], at }, when));
  // Its time comes after somebody listed it on the channel itself.
  expect(await publish(minutes(5))).toEqual([{ id, ok: true }]);
  const listingId = await store.list(variantId, "made-there");
  expect(await shop.run((tx) => claimDrafts(tx, [id], later))).toMatchObject([
    { problems: [{ field: null, said: { code: "listing.listedAlready" } }] },
  ]);
  await shop.run((tx) => settleDraft(tx, id, { state: "draft", problems: [] }, noon));
  expect(await publish()).toMatchObject([{ ok: false, error: expect.stringContaining("already on this channel") }]);
  expect(await read()).toMatchObject({ state: "draft" });
  const isGone = (at: Date | null) =>
    shop.run((tx) =>
      tx.run("update argosy.listing set gone_at = $2 where organization_id = argosy.tenant() and id = $1", [
        listingId,
        at,
      ]),
    );
  await isGone(noon);
  expect(await publish()).toEqual([{ id, ok: true }]);
  // Sent, and its answer lost: what stands there may be its own, and its connector finishes it.
  expect(await shop.run((tx) => claimDrafts(tx, [id], when))).toMatchObject([{ problems: [] }]);
  await isGone(null);
  expect(await shop.run((tx) => claimDrafts(tx, [id], later))).toMatchObject([{ problems: [] }]);
});

test("a product whose listing there has ended is drafted again", async () => {
  const { id, store, variantId, productId, category } = await drafted();
  const draftAgain = () => shop.run((tx) => createDrafts(tx, { ...category, productIds: [productId] }, when));
  await shop.run((tx) => deleteDrafts(tx, [id]));
  const listingId = await store.list(variantId, "ended");
  expect(await draftAgain()).toMatchObject([{ ok: false }]);
  await shop.run((tx) =>
    tx.run("update argosy.listing set gone_at = $2 where organization_id = argosy.tenant() and id = $1", [
      listingId,
      noon,
    ]),
  );
  expect(await draftAgain()).toEqual([{ id: productId, ok: true }]);
});
