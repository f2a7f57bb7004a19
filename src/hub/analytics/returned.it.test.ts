/** The report of what came back: units, value and share by reason, product and channel. */
import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { openReturn } from "../orders/returns/open-return.ts";
import { receiveReturn } from "../orders/returns/receive-return.ts";
import { moveReturn } from "../orders/returns/return-states.ts";
import { actor, minutes, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { countAllDue } from "./count.ts";
import { sandboxSales } from "./own-sales.ts";
import { type ReturnedBy, returnedReport } from "./returned.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

test("returned units are counted by reason, product and channel, without those that never came", async () => {
  const store = await shop.newStore();
  const [mug, cup] = [await shop.newVariant(), await shop.newVariant()];
  await store.list(mug, "mug");
  await store.list(cup, "cup");
  for (const variant of [mug, cup]) await shop.stock(variant, 50);
  const sold = (key: string, quantity: number) =>
    orderLine({ key, variantKey: key, quantity, orderedQuantity: quantity, fulfilledQuantity: quantity });
  const [applied] = await store.apply([orderPart("back-1", { lines: [sold("mug", 4), sold("cup", 6)] })]);
  const orderId = applied?.orderId ?? "";
  const open = (lines: Parameters<typeof openReturn>[1]["lines"]) =>
    shop.run((tx) => openReturn(tx, { orderId, lines, isApproved: true, actor, now: noon }));
  await open([
    { lineKey: "mug", quantity: 2, reasonCode: "defective" },
    { lineKey: "cup", quantity: 1 },
  ]);
  const partly = await open([{ lineKey: "cup", quantity: 3, reasonCode: "does_not_fit" }]);
  const lines = [{ lineId: partly.lines[0]?.id ?? "", quantity: 1, disposition: "restock" as const }];
  await shop.run((tx) => receiveReturn(tx, { returnId: partly.id, lines, key: "k", actor, now: minutes(1) }));
  await shop.run((tx) => moveReturn(tx, { returnId: partly.id, move: "close", actor, now: minutes(2) }));
  const gone = await open([{ lineKey: "mug", quantity: 1, reasonCode: "other" }]);
  await shop.run((tx) => moveReturn(tx, { returnId: gone.id, move: "cancel", actor, now: minutes(3) }));
  await countAllDue(shop.run);
  const day = noon.toISOString().slice(0, 10);
  // Returns are dated by their ids, which are never older than those made before in this process.
  const { last } = await db.owner.one<{ last: string }>(
    `select greatest(max(uuid_extract_timestamp(id)), $1)::date::text as last
     from argosy.order_return
     where organization_id = $2`,
    [noon, shop.organization],
  );
  const whole = { from: day, to: last };
  const report = (by: ReturnedBy, range = whole, storeIds?: readonly string[]) =>
    shop.run((tx) => returnedReport(tx, { calendar: { zone: "UTC" }, range, storeIds, by }));

  const byReason = await report("reason");
  expect(byReason).toMatchObject({ returns: 2, units: 4, soldUnits: 10, percentOfSold: 40, isCut: false });
  expect(byReason.items.map(({ reasonCode, units }) => [reasonCode, units])).toEqual([
    ["defective", 2],
    [null, 1],
    ["does_not_fit", 1],
  ]);
  const byProduct = await report("product");
  expect(byProduct.items).toHaveLength(2);
  const mugs = byProduct.items.find(({ variantId }) => variantId === mug);
  expect(mugs).toMatchObject({ returns: 1, units: 2, soldUnits: 4, percentOfSold: 50 });
  expect(mugs?.reasons).toEqual([{ reasonCode: "defective", units: 2 }]);
  expect(mugs?.values).toEqual([{ currency: "EUR", minor: 2_000n }]);
  expect((await report("store", whole, [store.id])).items).toMatchObject([
    { storeId: store.id, units: 4, soldUnits: 10 },
  ]);
  expect((await report("store", whole, [crypto.randomUUID()])).items).toEqual([]);
  expect(await report("reason", { from: "2020-01-01", to: "2020-01-01" })).toMatchObject({
    units: 0,
    percentOfSold: null,
    items: [],
  });
});

test("an emulated store beside a seller's own is in the report only where it is asked for", async () => {
  const other = await testShop(db);
  const [own, sandbox] = [await other.newStore(), await other.newStore("Try-out")];
  await other.run((tx) =>
    tx.run(
      `insert into argosy.sandbox_store (organization_id, connection_id, seed, currency, port, started_at)
       values (argosy.tenant(), $1, 1, 'EUR', 1, $2)`,
      [sandbox.id, noon],
    ),
  );
  for (const store of [own, sandbox]) {
    const variant = await other.newVariant();
    await store.list(variant, "v");
    const line = orderLine({ key: "v", variantKey: "v", quantity: 4, fulfilledQuantity: 4 });
    const [applied] = await store.apply([orderPart("x", { lines: [line] })]);
    const back = { orderId: applied?.orderId ?? "", lines: [{ lineKey: "v", quantity: 1 }], isApproved: true };
    await other.run((tx) => openReturn(tx, { ...back, actor, now: noon }));
  }
  await countAllDue(other.run);
  const range = { from: noon.toISOString().slice(0, 10), to: "2099-01-01" };
  const report = (storeIds?: readonly string[]) =>
    other.run((tx) => returnedReport(tx, { calendar: { zone: "UTC" }, range, storeIds, by: "store" }));
  expect(await report()).toMatchObject({ units: 1, soldUnits: 4, items: [{ storeId: own.id }] });
  expect(await report([sandbox.id])).toMatchObject({ units: 1, soldUnits: 4, items: [{ storeId: sandbox.id }] });
  const standing = () => other.run(sandboxSales);
  const set = (value: string) =>
    db.owner.run("update argosy.organization set sandbox_sales = $2 where organization_id = $1", [
      other.organization,
      value,
    ]);
  expect(await standing()).toMatchObject({
    setting: "automatic",
    isLeftOut: true,
    channels: 1,
    ownStore: { id: own.id, name: "Cairo shop" },
  });
  await set("counted");
  expect(await report()).toMatchObject({ units: 2, soldUnits: 8 });
  expect(await standing()).toMatchObject({ setting: "counted", isLeftOut: false, channels: 1 });
});

test("an organization with sandboxes alone sees their sales until they are set to be left out", async () => {
  const other = await testShop(db);
  const sandbox = await other.newStore("Try-out");
  await other.run((tx) =>
    tx.run(
      `insert into argosy.sandbox_store (organization_id, connection_id, seed, currency, port, started_at)
       values (argosy.tenant(), $1, 1, 'EUR', 1, $2)`,
      [sandbox.id, noon],
    ),
  );
  expect(await other.run(sandboxSales)).toEqual({
    setting: "automatic",
    isLeftOut: false,
    channels: 0,
    ownStore: null,
  });
  await db.owner.run("update argosy.organization set sandbox_sales = 'left_out' where organization_id = $1", [
    other.organization,
  ]);
  expect(await other.run(sandboxSales)).toMatchObject({ isLeftOut: true });
});
