/** Units of lots the scan station refuses are not for sale, and are again when it takes them. */
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { runsOf } from "../../db/testing-runs.ts";
import { examineStock } from "../../hub/inventory/doctor.ts";
import { adjustStock } from "../../hub/inventory/stock-changes.ts";
import { explainListing } from "../../hub/listings/explain-stock.ts";
import { setLotSetting } from "../../hub/lots/lots.ts";
import { changeLot, type LotChange } from "../../hub/lots/move-lots.ts";
import { createOrder } from "../../hub/orders/create.ts";
import { fakeChannel } from "../outbound/testing.ts";
import { testEngine } from "../testing.ts";

const made = fixture(() => testEngine({ stock: fakeChannel().stock }));
const DAY_MS = 86_400_000;
let items = 0;
let sku = "";

beforeEach(() => {
  items += 1;
  sku = `JAM-${items}`;
});

const now = () => new Date(made.clock.now());
const act = () => ({ actor: systemActor, now: now() });
const dayAway = (days: number) => new Date(made.clock.now() + days * DAY_MS).toISOString().slice(0, 10);

/** Ten jars the shop sells, whose lots are asked for. */
async function jam() {
  const { variant, listing } = await made.listed(sku, 10);
  const setting = (asksLot: boolean) =>
    made.inside((tx) => setLotSetting(tx, { ...act(), variantId: variant, asksLot, warnDays: 30 }));
  await setting(true);
  const [{ id: locationId } = { id: "" }] = await made.db.owner.rows<{ id: string }>(
    "select id from argosy.location where organization_id = $1 and is_default",
    [made.organization],
  );
  const lot = (name: string, { units, ...more }: Partial<Omit<LotChange, "units">> & { units?: number }) =>
    made.inside((tx) =>
      changeLot(tx, {
        ...{ ...act(), variantId: variant, lot: name, ...more },
        ...(units !== undefined && { units: [{ locationId, units }] }),
      }),
    );
  const order = (quantity: number) =>
    made.inside((tx) => createOrder(tx, { currency: "EUR", lines: [{ sku, quantity, unitPrice: "1" }], ...act() }));
  /** What the shop should show, what is short of, and whether the ledger adds up. */
  const seen = async () => {
    await made.engine.runUntilIdle();
    const { locations } = await made.inside((tx) => explainListing(tx, listing, now()));
    const [{ short } = { short: 0 }] = await made.db.owner.rows<{ short: number }>(
      "select coalesce(sum(short_quantity), 0)::int as short from argosy.order_line where variant_id = $1",
      [variant],
    );
    const { isSound } = await made.inside((tx) => examineStock(tx));
    const shown = locations[0]?.channel?.desired ?? locations[0]?.quantity;
    return { shown, ofLots: locations[0]?.levels[0]?.heldOfLots, short, isSound };
  };
  const adjust = (delta: number) =>
    made.inside((tx) => adjustStock(tx, { ...act(), items: [{ variantId: variant, delta }] }));
  return { variant, setting, lot, order, seen, adjust };
}

test("units of a lot are not for sale from the day after its last one, and orders beyond the rest become short", async () => {
  const { lot, order, seen, adjust } = await jam();
  await lot("A", { units: 4, expiresOn: dayAway(0) });
  await lot("B", { units: 6, expiresOn: dayAway(90) });
  await order(7);
  expect(await seen()).toEqual({ shown: 3, ofLots: 0, short: 0, isSound: true });
  made.clock.pass(DAY_MS);
  await made.engine.upkeep();
  expect(await seen()).toEqual({ shown: 0, ofLots: 4, short: 1, isSound: true });
  await adjust(1);
  expect(await seen()).toEqual({ shown: 0, ofLots: 4, short: 0, isSound: true });
  await lot("A", { expiresOn: dayAway(5) });
  expect(await seen()).toEqual({ shown: 4, ofLots: 0, short: 0, isSound: true });
});

test("units of a lot that expired long before, while nobody looked after it, are held when the hub starts", async () => {
  const { lot, seen, variant } = await jam();
  await lot("A", { units: 4, expiresOn: dayAway(3) });
  await seen();
  // As they are before the upgrade, and after days in which the hub was down.
  await made.db.owner.run("update argosy.lot set expires_on = expires_on - 30 where variant_id = $1", [variant]);
  expect(await seen()).toMatchObject({ shown: 10, ofLots: 0 });
  made.clock.pass(DAY_MS);
  await made.engine.upkeep();
  expect(await seen()).toMatchObject({ shown: 6, ofLots: 4 });
});

test("units of a blocked lot are not for sale until it is released, written off, or nobody asks for lots", async () => {
  const { lot, seen, setting } = await jam();
  await lot("A", { units: 4 });
  await lot("A", { isBlocked: true });
  expect(await seen()).toMatchObject({ shown: 6, ofLots: 4 });
  await setting(false);
  expect(await seen()).toMatchObject({ shown: 10, ofLots: 0 });
  await setting(true);
  expect(await seen()).toMatchObject({ shown: 6, ofLots: 4 });
  await lot("A", { units: 0 });
  expect(await seen()).toMatchObject({ shown: 10, ofLots: 0 });
  await lot("A", { units: 25 });
  expect(await seen()).toMatchObject({ shown: 0, ofLots: 10 });
  await lot("A", { isBlocked: false });
  expect(await seen()).toEqual({ shown: 10, ofLots: 0, short: 0, isSound: true });
});

test("stock for sale is what is on hand less orders and refused units, whatever is blocked, expires, is counted, sold and adjusted", async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("block" as const), lot: fc.constantFrom("A", "B"), isBlocked: fc.boolean() }),
    fc.record({
      kind: fc.constant("expire" as const),
      lot: fc.constantFrom("A", "B"),
      days: fc.integer({ min: -2, max: 2 }),
    }),
    fc.record({
      kind: fc.constant("units" as const),
      lot: fc.constantFrom("A", "B"),
      units: fc.integer({ min: 0, max: 9 }),
    }),
    fc.record({ kind: fc.constant("order" as const), units: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ kind: fc.constant("adjust" as const), units: fc.integer({ min: 1, max: 5 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
      items += 1;
      sku = `JAM-${items}`;
      const { lot, order, seen, adjust } = await jam();
      const lots = new Map(["A", "B"].map((name) => [name, { units: 0, isBlocked: false, days: 1 }]));
      let [onHand, ordered] = [10, 0];
      for (const one of steps) {
        const own = "lot" in one ? lots.get(one.lot) : undefined;
        if (one.kind === "order") {
          await order(one.units);
          ordered += one.units;
        } else if (one.kind === "adjust") {
          await adjust(one.units);
          onHand += one.units;
        } else if (one.kind === "block") {
          await lot(one.lot, { isBlocked: one.isBlocked });
          if (own) own.isBlocked = one.isBlocked;
        } else if (one.kind === "expire") {
          await lot(one.lot, { expiresOn: dayAway(one.days) });
          if (own) own.days = one.days;
        } else {
          await lot(one.lot, { units: one.units });
          if (own) own.units = one.units;
        }
        const refused = [...lots.values()].reduce(
          (sum, { units, isBlocked, days }) => sum + (isBlocked || days < 0 ? units : 0),
          0,
        );
        const ofLots = Math.min(refused, onHand);
        const { shown, short, ...rest } = await seen();
        expect(rest).toEqual({ ofLots, isSound: true });
        // Orders are served in part or not at all; what they hold is never more than there is.
        expect(shown).toBe(Math.max(0, onHand - ofLots - (ordered - short)));
        expect(short === 0 || onHand - ofLots < ordered).toBe(true);
      }
    }),
    { numRuns: runsOf({ few: 6, many: 60 }) },
  );
});
