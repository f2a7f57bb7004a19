/** What comes back of a pack is what its sale took: its contents, never the pack beside them. */
import { describe, expect, test } from "vitest";
import type { OrderLine } from "../../../commerce/order.ts";
import { testDatabase } from "../../../db/testing.ts";
import { fixture } from "../../../db/testing-fixtures.ts";
import { setComponents } from "../../catalog/bundles.ts";
import { requestCommand } from "../commands.ts";
import { actor, later, minutes, noon, orderLine, orderPart, testShop } from "../testing.ts";
import { finishRepair } from "./finish-repair.ts";
import { openReturn } from "./open-return.ts";
import { refundReturnArrived } from "./refund-return.ts";
import { receiving, soundness } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
const receive = receiving(shop);
const sound = soundness(shop);

let count = 0;

/** A shipped line of one pack of two cups, from a stock of 10 cups. */
async function sold({ isLinked = true, takesOwn = false }: { isLinked?: boolean; takesOwn?: boolean } = {}) {
  count += 1;
  const store = await shop.newStore();
  const [cup, pack] = [await shop.newVariant(), await shop.newVariant()];
  await store.list(cup, "cup");
  await store.list(isLinked ? pack : null, "pack");
  await shop.stock(cup, 10);
  if (takesOwn) await shop.stock(pack, 10);
  const parts = [{ variantKey: "cup", quantity: 2 }];
  const line = (units: Pick<Partial<OrderLine>, "restockedQuantity" | "channelTook"> = {}) =>
    orderLine({ variantKey: "pack", quantity: 1, fulfilledQuantity: 1, pack: { parts, takesOwn }, ...units });
  const part = orderPart(`pack-back${count}`, { lines: [line()] });
  const [applied] = await store.apply([part]);
  const orderId = applied?.orderId ?? "";
  const onHand = async () => [(await shop.level(cup)).onHand, (await shop.level(pack)).onHand];
  const restocked = () => store.apply([later(part, 1, { lines: [line({ restockedQuantity: 1, channelTook: 0 })] })]);
  return { orderId, onHand, restocked };
}

const open = (orderId: string) =>
  shop.run((tx) =>
    openReturn(tx, { orderId, lines: [{ lineKey: "pack", quantity: 1 }], isApproved: true, actor, now: noon }),
  );

describe("a pack that comes back", () => {
  test.each([
    ["linked", { isLinked: true }],
    ["not linked, with linked parts", { isLinked: false }],
  ])("%s, puts back what its sale took", async (_, how) => {
    const { orderId, onHand } = await sold(how);
    expect(await onHand()).toEqual([8, 0]);
    await receive(await open(orderId));
    expect(await onHand()).toEqual([10, 0]);
    await sound();
  });

  test("a pack with a number of its own puts back that too", async () => {
    const { orderId, onHand } = await sold({ takesOwn: true });
    expect(await onHand()).toEqual([8, 9]);
    await receive(await open(orderId));
    expect(await onHand()).toEqual([10, 10]);
    await sound();
  });

  test("a pack that its channel reports while the return is open counts once", async () => {
    const { orderId, onHand, restocked } = await sold();
    const opened = await open(orderId);
    await restocked();
    expect(await onHand()).toEqual([10, 0]);
    await receive(opened);
    expect(await onHand()).toEqual([10, 0]);
    await sound();
  });

  test("a repaired pack enters stock as its contents", async () => {
    const { orderId, onHand } = await sold();
    const opened = await receive(await open(orderId), [{ quantity: 1, disposition: "repair" }]);
    expect(await onHand()).toEqual([8, 0]);
    const lines = [{ lineId: opened.lines[0]?.id ?? "", quantity: 1, disposition: "restock" as const }];
    await shop.run((tx) => finishRepair(tx, { returnId: opened.id, lines, key: "mended", actor, now: minutes(60) }));
    expect(await onHand()).toEqual([10, 0]);
    await sound();
  });

  test("a refund of an unlinked pack with its items put back is a return, which puts back its contents", async () => {
    const { orderId, onHand } = await sold({ isLinked: false });
    const lines = [{ lineKey: "pack", quantity: 1, restock: true }];
    const { id } = await shop.run((tx) =>
      requestCommand(tx, {
        orderId,
        command: {
          kind: "refund",
          amount: { minor: 1000n, currency: "EUR" },
          lines,
          reason: "Sent back",
          moveMoney: false,
          isBack: true,
        },
        idempotencyKey: "refund",
        actor,
        now: noon,
      }),
    );
    await shop.run((tx) => refundReturnArrived(tx, id, { actor, now: minutes(5) }));
    expect(await onHand()).toEqual([10, 0]);
    await sound();
  });
});

test("a set whose parts are lines of its order puts back nothing, its parts put back themselves", async () => {
  const store = await shop.newStore();
  const [set, mug] = [await shop.newVariant(), await shop.newVariant()];
  await shop.run((tx) =>
    tx.run(
      `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
       values (argosy.tenant(), $1, $2, 1)`,
      [set, mug],
    ),
  );
  await store.list(set, "set");
  await store.list(mug, "mug");
  await shop.stock(mug, 10);
  const gone = { quantity: 1, fulfilledQuantity: 1 };
  const lines = [
    orderLine({ key: "1", variantKey: "set", channelTook: 0, fulfilledBy: "nobody", ...gone }),
    orderLine({ key: "2", variantKey: "mug", group: "1", ...gone }),
  ];
  const [applied] = await store.apply([orderPart("set-back", { lines })]);
  expect(await shop.level(mug)).toMatchObject({ onHand: 9 });
  const both = ["1", "2"].map((lineKey) => ({ lineKey, quantity: 1 }));
  const opened = await shop.run((tx) =>
    openReturn(tx, { orderId: applied?.orderId ?? "", lines: both, isApproved: true, actor, now: noon }),
  );
  await receive(opened);
  expect(await shop.level(mug)).toMatchObject({ onHand: 10 });
  await sound();
});

type Shipped = Pick<Partial<OrderLine>, "fulfilledQuantity" | "restockedQuantity">;

describe("a bundle whose recipe was changed after it was shipped", () => {
  /** Two boxes of two cups each are shipped; a box is a lid and a cup since. */
  async function changedBoxes(shipped = 2) {
    count += 1;
    const store = await shop.newStore();
    const [box, cup, lid] = [await shop.newVariant(), await shop.newVariant(), await shop.newVariant()];
    const made = (parts: Readonly<Record<string, number>>) =>
      shop.run((tx) =>
        setComponents(tx, {
          variantId: box,
          components: Object.entries(parts).map(([variantId, quantity]) => ({ variantId, quantity })),
        }),
      );
    await made({ [cup]: 2 });
    await store.list(box, "box");
    for (const variant of [cup, lid]) await shop.stock(variant, 10);
    const line = (units: Shipped) => orderLine({ key: "1", variantKey: "box", quantity: 2, ...units });
    const part = orderPart(`box-back${count}`, { lines: [line({ fulfilledQuantity: shipped })] });
    const [applied] = await store.apply([part]);
    await made({ [cup]: 1, [lid]: 1 });
    const onHand = async () => [(await shop.level(cup)).onHand, (await shop.level(lid)).onHand];
    const notify = (n: number, units: Shipped) => store.apply([later(part, n, { lines: [line(units)] })]);
    const opened = (quantity: number) =>
      shop.run((tx) =>
        openReturn(tx, {
          orderId: applied?.orderId ?? "",
          lines: [{ lineKey: "1", quantity }],
          isApproved: true,
          actor,
          now: noon,
        }),
      );
    return { onHand, tell: notify, opened };
  }

  test("a bundle whose recipe changed comes back through a return as what was taken", async () => {
    const { onHand, opened } = await changedBoxes();
    expect(await onHand()).toEqual([6, 10]);
    await receive(await opened(1));
    expect(await onHand()).toEqual([8, 10]);
    await receive(await opened(1));
    expect(await onHand()).toEqual([10, 10]);
    await sound();
  });

  test("a bundle whose recipe changed comes back through its channel as what was taken", async () => {
    const { onHand, tell } = await changedBoxes();
    await tell(1, { fulfilledQuantity: 2, restockedQuantity: 1 });
    expect(await onHand()).toEqual([8, 10]);
    await tell(2, { fulfilledQuantity: 2, restockedQuantity: 2 });
    expect(await onHand()).toEqual([10, 10]);
    await sound();
  });

  test("a bundle its channel takes back returns what was taken, and ships again as what it is now", async () => {
    const { onHand, tell } = await changedBoxes();
    await tell(1, { fulfilledQuantity: 0 });
    expect(await onHand()).toEqual([10, 10]);
    await tell(2, { fulfilledQuantity: 2 });
    expect(await onHand()).toEqual([8, 8]);
    await sound();
  });

  test("a pair of boxes that left by two recipes comes back whole", async () => {
    const { onHand, tell, opened } = await changedBoxes(1);
    await tell(1, { fulfilledQuantity: 2 });
    expect(await onHand()).toEqual([7, 9]);
    await receive(await opened(2));
    expect(await onHand()).toEqual([10, 10]);
    await sound();
  });
});
