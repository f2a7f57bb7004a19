import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { runsOf } from "../../db/testing-runs.ts";
import { getOrder } from "../orders/detail.ts";
import { finishRepair } from "../orders/returns/finish-repair.ts";
import { openReturn } from "../orders/returns/open-return.ts";
import { receiveReturn } from "../orders/returns/receive-return.ts";
import { by, cups, mugs, packingShop, refusal } from "../packing/testing.ts";
import { readDocuments } from "../search/documents.ts";
import { receiveSerials } from "./move-serials.ts";
import { findSerial, setRequiresSerial } from "./serials.ts";

const made = packingShop();

async function mugsWithSerials() {
  const { variantId } = await made.shop.run((tx) =>
    tx.one<{ variantId: string }>(
      `select id as "variantId" from argosy.variant where organization_id = argosy.tenant() and sku = 'MUG'`,
    ),
  );
  await made.shop.run((tx) => setRequiresSerial(tx, { ...by, variantId, asks: true }));
  const received = (serials: readonly string[]) =>
    made.shop.run((tx) =>
      receiveSerials(tx, { lines: [{ variantId, quantity: 50, serials }], receiptId: randomUUID(), now: by.now }),
    );
  const places = async (serial: string) => {
    const { items } = await made.shop.run((tx) => findSerial(tx, { serial }));
    return items.map(({ place, orderNumber }) => `${place}${place === "order" ? ` ${orderNumber}` : ""}`);
  };
  async function pack(orderId: string, serials: readonly string[], again = false) {
    const lines = await made.linesOf(orderId);
    const items = lines.map((line) => ({ ...line, serials }));
    return made.pack(orderId, { items: items.filter(({ units }) => units > 0), again });
  }
  const numberOf = async (orderId: string) => (await made.shop.run((tx) => getOrder(tx, orderId))).number;
  return { variantId, received, places, pack, numberOf };
}

test("an item that asks for serial numbers is packed with one for each unit, and they are seen on the order and found by search", async () => {
  const { pack, places, numberOf } = await mugsWithSerials();
  const order = await made.ordered("1", [mugs(2)]);
  expect(await refusal(pack(order, []))).toBe("PACKING_SERIALS");
  expect(await refusal(pack(order, ["A1"]))).toBe("PACKING_SERIALS");
  expect(await refusal(pack(order, ["A1", " a1"]))).toBe("PACKING_SERIALS");
  await pack(order, ["a1 ", "A2"]);
  const { lines } = await made.shop.run((tx) => getOrder(tx, order));
  expect(lines.map(({ serialNumbers }) => serialNumbers)).toEqual([
    [
      { serial: "A1", isBack: false },
      { serial: "A2", isBack: false },
    ],
  ]);
  expect(await places("a2")).toEqual([`order ${await numberOf(order)}`]);
  const [document] = await made.shop.run((tx) => readDocuments(tx, 1, [order]));
  expect(document?.words).toContain("a2");
  const marked = await made.shop.run((tx) =>
    tx.one<{ n: number }>(
      `select count(*)::int as n from argosy.search_due
       where organization_id = argosy.tenant() and kind = 1 and subject_id = $1`,
      [order],
    ),
  );
  expect(marked.n).toBeGreaterThan(0);
});

test("a serial number of another order, or one that was not received, is refused; a cancelled order's is free again", async () => {
  const { pack, received, places, numberOf } = await mugsWithSerials();
  const [first, second] = [await made.ordered("1", [mugs(1)]), await made.ordered("2", [mugs(1)])];
  await pack(first, ["A1"]);
  expect(await refusal(pack(second, ["A1"]))).toBe("PACKING_SERIAL_TAKEN");
  await received(["B1", "B2"]);
  expect(await refusal(received(["B2"]))).toBe("SERIAL_NUMBER_KNOWN");
  expect(await refusal(pack(second, ["C1"]))).toBe("PACKING_SERIAL_UNKNOWN");
  await made.set(first, "status = 'cancelled'");
  expect(await places("A1")).toEqual(["here"]);
  await received(["A1"]);
  await pack(second, ["A1"]);
  expect(await places("A1")).toEqual([`order ${await numberOf(second)}`]);
});

test.each([
  ["order was refunded in full", "financial = 'refunded'", "quantity = quantity"],
  ["line was cut to nothing", "status = status", "quantity = 0"],
])("a serial number whose %s before the unit left is free again, and not once it left", async (_, change, cut) => {
  const { pack, received, places, numberOf } = await mugsWithSerials();
  const serial = randomUUID().slice(0, 8).toUpperCase();
  await received([serial, `${serial}-2`]);
  const [first, second] = [await made.ordered(`${serial}-1`, [mugs(1)]), await made.ordered(`${serial}-2`, [mugs(1)])];
  const setLine = (what: string) =>
    made.shop.run((tx) =>
      tx.run(`update argosy.order_line set ${what} where organization_id = argosy.tenant() and order_id = $1`, [first]),
    );
  await pack(first, [serial]);
  await setLine("fulfilled_quantity = 1");
  await made.set(first, change);
  expect(await places(serial)).toEqual([`order ${await numberOf(first)}`]);
  await setLine(`fulfilled_quantity = 0, ${cut}`);
  expect(await places(serial)).toEqual(["here"]);
  await pack(second, [serial]);
  expect(await places(serial)).toEqual([`order ${await numberOf(second)}`]);
});

test("an opened parcel gives its serial numbers back, and an item that asks for none is packed without", async () => {
  const { pack, places, numberOf } = await mugsWithSerials();
  const order = await made.ordered("1", [mugs(1)]);
  await pack(order, ["A1"]);
  const items = (await made.linesOf(order)).map(({ lineId }) => ({ lineId, units: 1, serials: ["A2"] }));
  await made.pack(order, { items, again: true });
  expect([await places("A1"), await places("A2")]).toEqual([["here"], [`order ${await numberOf(order)}`]]);
  const plain = await made.ordered("2", [cups(1)]);
  await made.pack(plain);
});

test("an opened parcel gives back the number of what has not left, also after a unit that left came back", async () => {
  const { pack, received, places } = await mugsWithSerials();
  const [back, gone, stored] = ["O1", "O2", "O3"];
  await received([back, gone, stored]);
  const order = await made.ordered("opened", [mugs(3)]);
  await pack(order, [back, gone, stored]);
  await made.shop.run(async (tx) => {
    await tx.run(
      "update argosy.order_line set fulfilled_quantity = 2 where organization_id = argosy.tenant() and order_id = $1",
      [order],
    );
    await tx.run(
      `update argosy.serial_number set place = 'here', order_id = null, order_line_id = null, packed_at = null
       where organization_id = argosy.tenant() and serial = $1`,
      [back],
    );
  });
  const items = (await made.linesOf(order)).map(({ lineId }) => ({ lineId, units: 1, serials: [stored] }));
  await made.pack(order, { items, again: true });
  expect(
    [await places(back), await places(gone), await places(stored)].flat().map((place) => place.split(" ")[0]),
  ).toEqual(["here", "order", "order"]);
});

test("returned units come back with their serial numbers: all of a line by themselves, otherwise those that are named", async () => {
  const { pack, places } = await mugsWithSerials();
  const order = await made.ordered("1", [mugs(3)]);
  await pack(order, ["A1", "A2", "A3"]);
  await made.set(order, "fulfilment = 'fulfilled'");
  await made.shop.run((tx) =>
    tx.run(
      `update argosy.order_line set fulfilled_quantity = 3
       where organization_id = argosy.tenant() and order_id = $1`,
      [order],
    ),
  );
  const { lines } = await made.shop.run((tx) => getOrder(tx, order));
  const opened = await made.shop.run((tx) =>
    openReturn(tx, { ...by, orderId: order, lines: [{ lineKey: lines[0]?.key ?? "", quantity: 3 }], isApproved: true }),
  );
  const arrive = (quantity: number, serials?: readonly string[]) =>
    made.shop.run((tx) =>
      receiveReturn(tx, {
        ...by,
        returnId: opened.id,
        key: randomUUID(),
        lines: [{ lineId: opened.lines[0]?.id ?? "", quantity, disposition: "restock", serials }],
      }),
    );
  expect(await refusal(arrive(1, ["B9"]))).toBe("SERIAL_NUMBER_ELSEWHERE");
  await arrive(1, ["a2"]);
  expect([await places("A1"), await places("A2")].flat().map((place) => place.split(" ")[0])).toEqual([
    "order",
    "here",
  ]);
  await arrive(2);
  expect([await places("A1"), await places("A3")]).toEqual([["here"], ["here"]]);
});

test("units that are not repaired are written off where it is known which they are", async () => {
  const { pack, received, places } = await mugsWithSerials();
  await received(["R1", "R2", "R3"]);
  const order = await made.ordered("repair", [mugs(3)]);
  await pack(order, ["R1", "R2", "R3"]);
  await made.set(order, "fulfilment = 'fulfilled'");
  await made.shop.run((tx) =>
    tx.run(
      "update argosy.order_line set fulfilled_quantity = 3 where organization_id = argosy.tenant() and order_id = $1",
      [order],
    ),
  );
  const { lines } = await made.shop.run((tx) => getOrder(tx, order));
  const opened = await made.shop.run((tx) =>
    openReturn(tx, { ...by, orderId: order, lines: [{ lineKey: lines[0]?.key ?? "", quantity: 3 }], isApproved: true }),
  );
  const [lineId, of] = [opened.lines[0]?.id ?? "", { ...by, returnId: opened.id }];
  const aside = [{ lineId, quantity: 3, disposition: "repair" as const }];
  await made.shop.run((tx) => receiveReturn(tx, { ...of, key: randomUUID(), lines: aside }));
  const scrap = (quantity: number, serials?: readonly string[]) => {
    const scrapped = [{ lineId, quantity, disposition: "scrap" as const, serials }];
    return made.shop.run((tx) => finishRepair(tx, { ...of, key: randomUUID(), lines: scrapped }));
  };
  const all = async () => (await Promise.all(["R1", "R2", "R3"].map(places))).flat();
  expect(await refusal(scrap(1, ["R9"]))).toBe("SERIAL_NUMBER_ELSEWHERE");
  await scrap(1, ["r2"]);
  expect(await all()).toEqual(["here", "written_off", "here"]);
  await scrap(2);
  expect(await all()).toEqual(["written_off", "written_off", "written_off"]);
});

test("a serial number is in one place at a time, whatever is received, packed, opened, cancelled and packed again", async () => {
  const { pack, received } = await mugsWithSerials();
  const serial = fc.constantFrom("S1", "S2", "S3", "S4");
  const which = fc.integer({ min: 0, max: 3 });
  const step = fc.oneof(
    fc.record({ kind: fc.constant("receive" as const), serial }),
    fc.record({ kind: fc.constantFrom("pack" as const, "again" as const), which, serial }),
    fc.record({ kind: fc.constant("cancel" as const), which }),
  );
  let round = 0;
  const allowed = [null, "SERIAL_NUMBER_KNOWN", "PACKING_DONE", "PACKING_STATE", "PACKING_SERIAL_TAKEN"];
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      round += 1;
      const orders: string[] = [];
      for (let n = 0; n < 4; n += 1) orders.push(await made.ordered(`${round}-${n}`, [mugs(1)]));
      const own = (name: string) => `${name}-${round}`;
      /** What a person would say: which live order holds it. */
      const holder = new Map<string, string>();
      for (const one of steps) {
        if (one.kind === "receive") {
          expect([...allowed, "PACKING_SERIAL_UNKNOWN"]).toContain(await refusal(received([own(one.serial)])));
          continue;
        }
        const order = orders[one.which] ?? "";
        if (one.kind === "cancel") {
          await made.set(order, "status = 'cancelled'");
          for (const [name, held] of holder) if (held === order) holder.delete(name);
          continue;
        }
        const lines = (await made.linesOf(order)).map(({ lineId }) => ({
          lineId,
          units: 1,
          serials: [own(one.serial)],
        }));
        const refused = await refusal(made.pack(order, { items: lines, again: one.kind === "again" }));
        expect([...allowed, "PACKING_SERIAL_UNKNOWN"]).toContain(refused);
        const before = holder.get(own(one.serial));
        if (refused !== null) continue;
        expect(before === undefined || before === order).toBe(true);
        for (const [name, held] of holder) if (held === order) holder.delete(name);
        holder.set(own(one.serial), order);
      }
      const rows = await made.shop.run((tx) =>
        tx.rows<{ serial: string; orderId: string }>(
          `select n.serial, n.order_id as "orderId" from argosy.serial_number n
           join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = n.order_id
           where n.organization_id = argosy.tenant() and n.place = 'order' and o.status <> 'cancelled'
             and n.serial like '%-' || $1`,
          [`${round}`],
        ),
      );
      expect(new Map(rows.map(({ serial: name, orderId }) => [name, orderId]))).toEqual(holder);
    }),
    { numRuns: runsOf({ few: 8, many: 200 }) },
  );
  expect(await refusal(pack(await made.ordered("last", [mugs(1)]), ["NEW"]))).toMatch(/^PACKING_SERIAL_UNKNOWN$/);
});
