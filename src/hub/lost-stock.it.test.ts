/** Stock that arrives where it no longer may, in two transactions that meet: whichever was first, the other knows of it. */
import { describe, expect, test } from "vitest";
import type { Tx } from "../db/database.ts";
import { testDatabase } from "../db/testing.ts";
import { fixture, fixturePerTest } from "../db/testing-fixtures.ts";
import { setComponents } from "./catalog/bundles.ts";
import { deleteVariant } from "./catalog/index.ts";
import { createLocation, updateLocation } from "./inventory/locations.ts";
import { adjustStock } from "./inventory/stock-changes.ts";
import { openReturn } from "./orders/returns/open-return.ts";
import { receiveReturn } from "./orders/returns/receive-return.ts";
import { actor, minutes, noon, orderLine, orderPart, testShop } from "./orders/testing.ts";
import { reserveStock } from "./reservations/reserve.ts";
import { closeCountStep } from "./stock-documents/close-count.ts";
import { enterCounts, startCount } from "./stock-documents/counts.ts";

const db = fixture(testDatabase);
const shop = fixturePerTest(() => testShop(db));

const by = { actor, now: noon };

const arrives = (variantId: string, locationId?: string) => (tx: Tx) =>
  adjustStock(tx, { items: [{ variantId, locationId, delta: 5 }], ...by });

describe("a location that is switched off", () => {
  /** A second place, where the variant has a level of none, or never had one. */
  async function place({ known }: { readonly known: boolean }) {
    const variant = await shop.newVariant();
    const { id } = await shop.run((tx) => createLocation(tx, { name: "Annex", now: noon }));
    if (known) {
      await shop.stock(variant, 1, id);
      await shop.stock(variant, 0, id);
    }
    const closes = (tx: Tx) => updateLocation(tx, { id, active: false, now: noon });
    return { variant, id, closes };
  }

  test.each([true, false])(
    "a location stays open while stock arrives there, for it holds units (level known: %s)",
    async (each) => {
      const { variant, id, closes } = await place({ known: each });
      await expect(shop.meet(arrives(variant, id), closes)).rejects.toMatchObject({ code: "LOCATION_HAS_STOCK" });
    },
  );

  test.each([true, false])(
    "a location that is switched off gets no stock that comes at the same time (level known: %s)",
    async (each) => {
      const { variant, id, closes } = await place({ known: each });
      expect(await shop.meet(closes, arrives(variant, id))).toMatchObject([
        { ok: false, error: { code: "INVENTORY_LOCATION_UNKNOWN" } },
      ]);
      expect((await shop.level(variant, id)).onHand).toBe(0);
    },
  );

  test("a location that is switched off takes no reservation requested at the same time", async () => {
    const { variant, id } = await place({ known: false });
    await shop.stock(variant, 4, id);
    const closes = (tx: Tx) => updateLocation(tx, { id, active: false, withStock: true, now: noon });
    const requested = {
      reference: "r",
      items: [{ variantId: variant, quantity: 1 }],
      expiresAt: minutes(9),
      note: "",
      ...by,
    };
    expect(await shop.meet(closes, (tx) => reserveStock(tx, requested))).toMatchObject([
      { ok: false, error: { code: "INVENTORY_NOT_ENOUGH" } },
    ]);
    expect((await shop.level(variant, id)).reserved).toBe(0);
  });

  test("a location that is switched off gets nothing back of a return received at the same time", async () => {
    const { variant, id, closes } = await place({ known: true });
    const store = await shop.newStore();
    await store.list(variant, "v");
    const lines = [orderLine({ variantKey: "v", quantity: 1, fulfilledQuantity: 1 })];
    const [applied] = await store.apply([orderPart("1", { lines })]);
    const back = { orderId: applied?.orderId ?? "", lines: [{ lineKey: "v", quantity: 1 }], isApproved: true, ...by };
    const { id: returnId, lines: awaited } = await shop.run((tx) => openReturn(tx, back));
    const items = [{ lineId: awaited[0]?.id ?? "", quantity: 1, disposition: "restock", locationId: id }] as const;
    await expect(
      shop.meet(closes, (tx) => receiveReturn(tx, { returnId, lines: items, key: "k", ...by })),
    ).rejects.toMatchObject({ code: "LOCATION_UNKNOWN" });
  });
});

describe("a variant that is made a bundle", () => {
  async function parts({ known }: { readonly known: boolean }) {
    const [bundle, part] = [await shop.newVariant(), await shop.newVariant()];
    if (known) {
      await shop.stock(bundle, 1);
      await shop.stock(bundle, 0);
    }
    const bundles = (tx: Tx) =>
      setComponents(tx, { variantId: bundle, components: [{ variantId: part, quantity: 2 }] });
    return { bundle, part, bundles };
  }

  test.each([true, false])(
    "a variant that gets stock while it is made a bundle stays what it is (level known: %s)",
    async (each) => {
      const { bundle, bundles } = await parts({ known: each });
      await expect(shop.meet(arrives(bundle), bundles)).rejects.toMatchObject({ code: "BUNDLE_HAS_STOCK" });
    },
  );

  test.each([true, false])(
    "a variant that is made a bundle gets no stock of its own at the same time (level known: %s)",
    async (each) => {
      const { bundle, bundles } = await parts({ known: each });
      expect(await shop.meet(bundles, arrives(bundle))).toMatchObject([
        { ok: false, error: { code: "INVENTORY_IS_BUNDLE" } },
      ]);
      expect((await shop.level(bundle)).onHand).toBe(0);
    },
  );

  test("a variant that is made a bundle between being counted and the end of the count gets no stock by it", async () => {
    const { bundle, bundles } = await parts({ known: false });
    const { id } = await shop.run((tx) => startCount(tx, { scope: "all", ...by }));
    await shop.run((tx) => enterCounts(tx, { id, items: [{ variantId: bundle, counted: 7 }], add: false, ...by }));
    await shop.run(bundles);
    await shop.run((tx) => closeCountStep(tx, { id, ...by }));
    expect((await shop.level(bundle)).onHand).toBe(0);
  });

  test("a bundle of a variant that is just deleted is refused, and a part of one cannot be deleted", async () => {
    const { bundle, part, bundles } = await parts({ known: false });
    // A product keeps its last variant: each has a sister.
    await shop.run((tx) =>
      tx.run(`insert into variant (organization_id, product_id, sku, currency)
        select organization_id, product_id, 'SISTER-' || sku, 'EUR'
        from variant
        where organization_id = argosy.tenant()`),
    );
    const goes = (id: string) => (tx: Tx) => deleteVariant(tx, { id, onChannels: "leave", now: noon });
    await expect(shop.meet(bundles, goes(part))).rejects.toMatchObject({ code: "VARIANT_IN_BUNDLE" });
    await shop.run((tx) => setComponents(tx, { variantId: bundle, components: [] }));
    await expect(shop.meet(goes(part), bundles)).rejects.toMatchObject({ code: "BUNDLE_INVALID" });
  });
});
