/** Why units come back, in what condition they arrive, and units in repair, which nobody can buy. */
import { describe, expect, test } from "vitest";
import type { RepairEnd, ReturnReason } from "../../../commerce/return-goods.ts";
import { testDatabase } from "../../../db/testing.ts";
import { fixture } from "../../../db/testing-fixtures.ts";
import { getOrder, getTimeline } from "../detail.ts";
import { actor, later, minutes, noon, orderLine, orderPart, testShop } from "../testing.ts";
import { finishRepair } from "./finish-repair.ts";
import { openReturn } from "./open-return.ts";
import { editReturn } from "./return-states.ts";
import { listReturns, type ReturnView } from "./return-view.ts";
import { receiving, soundness, unitsOf } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
const receive = receiving(shop);
const onHand = unitsOf(shop);
const sound = soundness(shop);

let count = 0;

/** A return of all `units` of a shipped order, from a stock of 10; and the channel's word that it has put units back. */
async function coming(units: number, why: { reasonCode?: ReturnReason; reasonNote?: string } = {}) {
  count += 1;
  const store = await shop.newStore();
  const variant = await shop.newVariant();
  await store.list(variant, "v");
  await shop.stock(variant, 10);
  const line = (restocked: number) =>
    orderLine({
      variantKey: "v",
      orderedQuantity: units,
      quantity: units,
      fulfilledQuantity: units,
      restockedQuantity: restocked,
      channelTook: units - restocked,
    });
  const part = orderPart(`p${count}`, { lines: [line(0)] });
  const [applied] = await store.apply([part]);
  const orderId = applied?.orderId ?? "";
  const lines = [{ lineKey: "v", quantity: units, ...why }];
  const opened = await shop.run((tx) => openReturn(tx, { orderId, lines, isApproved: true, actor, now: noon }));
  const restockedThere = (restocked: number) => store.apply([later(part, 1, { lines: [line(restocked)] })]);
  return { variant, orderId, opened, restockedThere };
}

const finish = (of: ReturnView, quantity: number, disposition: RepairEnd, key: string = crypto.randomUUID()) =>
  shop.run((tx) =>
    finishRepair(tx, {
      returnId: of.id,
      lines: [{ lineId: of.lines[0]?.id ?? "", quantity, disposition }],
      key,
      actor,
      now: minutes(60),
    }),
  );

describe("a line that comes back", () => {
  test("a returned line keeps its reason until whoever unpacks it names another", async () => {
    const { opened } = await coming(2, { reasonCode: "does_not_fit", reasonNote: "Too wide" });
    expect(opened.lines).toMatchObject([{ reasonCode: "does_not_fit", reasonNote: "Too wide" }]);
    const first = await receive(opened, [{ quantity: 1, disposition: "restock", condition: "new" }]);
    expect(first.lines[0]).toMatchObject({
      reasonCode: "does_not_fit",
      receipts: [{ condition: "new", actor: "user:ana@example.test" }],
    });
    const scrapped = { quantity: 1, disposition: "scrap", condition: "damaged", reasonCode: "defective" } as const;
    const second = await receive(opened, [scrapped]);
    expect(second.lines[0]).toMatchObject({ reasonCode: "defective", reasonNote: "Too wide" });
    expect(second.lines[0]?.receipts.map(({ condition }) => condition)).toEqual(["new", "damaged"]);
  });

  test("a returned line has its reason changed and taken away, and a line of another return is refused", async () => {
    const { opened } = await coming(1, { reasonCode: "other" });
    const { opened: another } = await coming(1);
    const edit = (lineId: string | undefined, reasonCode: ReturnReason | null) =>
      shop.run((tx) =>
        editReturn(tx, { returnId: opened.id, lines: [{ lineId: lineId ?? "", reasonCode }], actor, now: noon }),
      );
    expect((await edit(opened.lines[0]?.id, "wrong_item")).lines[0]?.reasonCode).toBe("wrong_item");
    expect((await edit(opened.lines[0]?.id, null)).lines[0]?.reasonCode).toBeNull();
    await expect(edit(another.lines[0]?.id, "damaged")).rejects.toMatchObject({ code: "RETURN_LINE_UNKNOWN" });
  });

  test("a line received by two people at once counts once [E6.1]", async () => {
    const order = await coming(2);
    const all = [{ quantity: 2, disposition: "restock", condition: "new" }] as const;
    const both = await Promise.allSettled([receive(order.opened, all), receive(order.opened, all)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await onHand(order)).toBe(10);
    await sound();
  });
});

describe("units in repair", () => {
  test("units in repair are not in stock until they are repaired, and enter it once [E6.1]", async () => {
    const order = await coming(3);
    const aside = await receive(order.opened, [{ quantity: 3, disposition: "repair", condition: "used" }]);
    expect(aside).toMatchObject({ state: "received", lines: [{ inRepair: 3 }] });
    expect(await onHand(order)).toBe(7);
    const find = async (inRepair: boolean) =>
      (await shop.run((tx) => listReturns(tx, { inRepair, orderId: order.orderId }))).items.length;
    expect([await find(true), await find(false)]).toEqual([1, 0]);
    const repaired = await finish(aside, 2, "restock", "k1");
    expect(repaired.lines).toMatchObject([{ inRepair: 1, receivedQuantity: 3 }]);
    await finish(aside, 2, "restock", "k1");
    expect(await onHand(order)).toBe(9);
    await expect(finish(aside, 2, "scrap")).rejects.toMatchObject({ code: "RETURN_TOO_MANY" });
    const scrapped = await finish(aside, 1, "scrap");
    expect(scrapped.lines[0]?.inRepair).toBe(0);
    expect([await find(true), await find(false)]).toEqual([0, 1]);
    expect(await onHand(order)).toBe(9);
    const detail = await shop.run((tx) => getOrder(tx, order.orderId));
    expect(detail.lines[0]).toMatchObject({ returnedQuantity: 3 });
    const texts = (await shop.run((tx) => getTimeline(tx, order.orderId))).map(({ text }) => text).join("\n");
    expect(texts).toContain("2 × Item v (v) was repaired and restocked at Main.");
    expect(texts).toContain("1 × Item v (v) was not repaired and cannot be sold.");
    await sound();
  });

  test("units finished by two people at once enter stock once [E6.1]", async () => {
    const order = await coming(1);
    const aside = await receive(order.opened, [{ quantity: 1, disposition: "repair" }]);
    const both = await Promise.allSettled([finish(aside, 1, "restock"), finish(aside, 1, "restock")]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await onHand(order)).toBe(10);
    await sound();
  });

  test("units the channel has restocked leave stock for repair, and come back when they are repaired", async () => {
    const order = await coming(1);
    await order.restockedThere(1);
    expect(await onHand(order)).toBe(10);
    const aside = await receive(order.opened, [{ quantity: 1, disposition: "repair" }]);
    expect(await onHand(order)).toBe(9);
    await finish(aside, 1, "restock");
    expect(await onHand(order)).toBe(10);
    await order.restockedThere(1);
    expect(await onHand(order)).toBe(10);
    await sound();
  });

  test("units the channel restocks while they are in repair are counted when they are repaired", async () => {
    const order = await coming(1);
    const aside = await receive(order.opened, [{ quantity: 1, disposition: "repair" }]);
    await order.restockedThere(1);
    expect(await onHand(order)).toBe(9);
    await finish(aside, 1, "restock");
    expect(await onHand(order)).toBe(10);
    await sound();
  });
});
