/** Goods sold by measure and refunded in parts, some put back into stock and some not, told or silently. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { toOrderPart } from "../../connectors/kit/hub-shapes/own-shop-order.ts";
import { ownShopOrder } from "../../connectors/kit/hub-shapes/own-shop-shapes.ts";
import { wholeUnits } from "../../connectors/kit/parse/sold-units.ts";
import { checkLedger, checkReservations } from "../../hub/inventory/doctor.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { reportOrders } from "../testing-orders.ts";
import { type FakeChannel, fakeChannel } from "./testing.ts";

const OPENING = 50;
const MINUTE = 60_000;
const RUNS = 30;

/** Once told as put back: a part of a unit was, of which the rest stayed out of sale. */
const FOUND: readonly (readonly [number, number, number])[] = [
  [102, 101, 1],
  [6, 5, 1],
];

/** Quantities in hundredths. */
const text = (hundredths: number): string => (hundredths / 100).toFixed(2);

interface Refund {
  readonly part: number;
  readonly isBack: boolean;
  /** Units that are sold at the hub's own counter before it. */
  readonly soldHere: number;
}

interface Story {
  readonly sold: number;
  readonly isShipped: boolean;
  /** What became of refunded goods is told with each refund; otherwise the shop's number alone shows it. */
  readonly isReported: boolean;
  readonly refunds: readonly Refund[];
}

const stories = fc
  .record({
    sold: fc.integer({ min: 1, max: 700 }),
    isShipped: fc.boolean(),
    isReported: fc.boolean(),
    drawn: fc.array(
      fc.record({
        part: fc.integer({ min: 5, max: 400 }),
        isBack: fc.boolean(),
        soldHere: fc.constantFrom(0, 0, 0, 1, 2),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ sold, isShipped, isReported, drawn }): Story => {
    let left = sold;
    const refunds = drawn.flatMap((one): Refund[] => {
      const part = Math.min(one.part, left);
      left -= part;
      return part > 0 ? [{ ...one, part }] : [];
    });
    // Of what never left, a shop tells what it does.
    return { sold, isShipped, isReported: isReported || !isShipped, refunds };
  });

const sum = (refunds: readonly Refund[]): number => refunds.reduce((all, { part }) => all + part, 0);

/** The order as an own shop tells it. */
function orderOf(key: string, { sold, isShipped, isReported }: Story, refunds: readonly Refund[], at: Date): Json {
  const back = isReported ? sum(refunds.filter(({ isBack }) => isBack)) : 0;
  return {
    externalId: key,
    placedAt: new Date(at.getTime() - refunds.length * MINUTE).toISOString(),
    version: refunds.length + 1,
    status: "processing",
    financial: refunds.length > 0 ? "partially_refunded" : "paid",
    payment: { kind: "prepaid" },
    currency: "EUR",
    taxIncluded: true,
    total: "100.00",
    lines: [
      {
        externalId: "1",
        variantId: key,
        title: "Cloth",
        orderedQuantity: text(sold),
        quantity: text(isShipped ? sold : sold - sum(refunds)),
        fulfilledQuantity: text(isShipped ? sold : 0),
        restockedQuantity: text(isShipped ? back : 0),
        stockTaken: text(sold - back),
        unitPrice: "10.00",
      },
    ],
    refunds: refunds.map(({ part, isBack }, index) => ({
      externalId: `r${index}`,
      amount: "1.00",
      at: at.toISOString(),
      lines: [{ lineId: "1", quantity: text(part), restocked: isReported ? isBack : null }],
    })),
  };
}

interface World {
  readonly engine: TestEngine;
  readonly channel: FakeChannel;
  /** What the shop has of each item, as it keeps it; it shows whole units. */
  readonly has: Map<string, number>;
}

async function play({ engine, channel, has }: World, key: string, story: Story): Promise<void> {
  const { variant } = await engine.listed(key, OPENING);
  await engine.engine.runUntilIdle();
  expect(channel.shown.get(key)).toBe(OPENING);
  engine.clock.pass(60 * MINUTE);
  let free = OPENING * 100;
  const move = (by: number) => {
    free += by;
    has.set(key, (has.get(key) ?? 0) + by);
    channel.shown.set(key, wholeUnits(text(has.get(key) ?? 0)));
  };
  const report = async (refunds: readonly Refund[]) => {
    const order = ownShopOrder.parse(orderOf(key, story, refunds, new Date(engine.clock.now())));
    const context = { currency: "EUR", fetchedAt: engine.clock.now(), raw: {}, takesStock: true };
    await reportOrders(engine, [toOrderPart(order, context)], { source: "webhook" });
    for (let round = 0; round < 5; round += 1) {
      await engine.engine.runUntilIdle();
      engine.clock.pass(4_000);
    }
  };
  move(-story.sold);
  await report([]);
  for (const [index, { part, isBack, soldHere }] of story.refunds.entries()) {
    engine.clock.pass(10 * MINUTE);
    if (soldHere > 0) {
      await engine.adjust(variant, -soldHere);
      free -= soldHere * 100;
      await engine.engine.runUntilIdle();
      engine.clock.pass(10 * MINUTE);
    }
    if (isBack) move(part);
    await report(story.refunds.slice(0, index + 1));
    await check({ engine, channel, has }, key, { variant, free });
  }
  await expectSame({ engine, channel, has }, key, variant);
}

/** In the end the shop shows what is for sale here, unless a person was asked. */
async function expectSame({ engine, channel }: World, key: string, variant: string): Promise<void> {
  for (let round = 0; round < 10; round += 1) {
    engine.clock.pass(MINUTE);
    await engine.engine.runUntilIdle();
  }
  const [requested] = await engine.db.owner.rows(
    `select 1 from argosy.conflict c join argosy.listing l on l.id = c.listing_id
     where l.variant_id = $1 and c.state = 'open'`,
    [variant],
  );
  if (requested) return;
  const { available } = await engine.db.owner.one<{ available: number }>(
    "select available from argosy.level where variant_id = $1",
    [variant],
  );
  expect(channel.shown.get(key), "shown in the shop").toBe(available);
}

/** No unit is for sale that is not there, here or in the shop, and no more came back than was sold. */
async function check({ engine, has }: World, key: string, { variant, free }: { variant: string; free: number }) {
  const level = await engine.db.owner.one<{ on_hand: number; available: number }>(
    "select on_hand, available from argosy.level where variant_id = $1",
    [variant],
  );
  expect(level.available * 100, "for sale here").toBeLessThanOrEqual(free);
  expect(has.get(key), "for sale in the shop").toBeLessThanOrEqual(free);
  const lines = await engine.db.owner.rows<{ back: number; ordered: number }>(
    `select greatest(l.returned_quantity, l.seen_restocked) as back, l.ordered_quantity as ordered
     from argosy.order_line l where l.organization_id = $1 and l.variant_id = $2`,
    [engine.organization, variant],
  );
  expect(lines).toHaveLength(1);
  for (const { back, ordered } of lines) expect(back, "put back").toBeLessThanOrEqual(ordered);
}

test("units sold by measure and refunded in parts never come back twice, and those that stayed away not at all", async () => {
  const channel = fakeChannel({ takesAt: "placed" });
  const has = new Map<string, number>();
  channel.onSend = async (items) => {
    for (const { key, want } of items) has.set(key, want * 100);
    return undefined;
  };
  await using engine = await testEngine({ stock: channel.stock });
  let count = 0;
  await fc.assert(
    fc.asyncProperty(stories, async (story) => {
      count += 1;
      await play({ engine, channel, has }, `CLOTH-${count}`, story);
    }),
    {
      numRuns: RUNS,
      examples: FOUND.map(([sold, stored, back]): [Story] => [
        {
          sold,
          isShipped: false,
          isReported: true,
          refunds: [
            { part: stored, isBack: false, soldHere: 0 },
            { part: back, isBack: true, soldHere: 0 },
          ],
        },
      ]),
    },
  );
  expect(await engine.inside(checkLedger)).toEqual([]);
  expect(await engine.inside(checkReservations)).toEqual([]);
});
