import { expect, test } from "vitest";
import type { Charged, Remitted } from "../../connectors/kit/contract/couriers.ts";
import { cellsHere } from "../../hub/imports/reader.ts";
import { listOrders } from "../../hub/orders/list.ts";
import { cancelShipment } from "../../hub/shipping/decide.ts";
import { listDifferences } from "../../hub/shipping/differences.ts";
import { applyScans } from "../../hub/shipping/scans.ts";
import { readStatement } from "../../hub/shipping/statements.ts";
import { fakeCourier, shippingWorld } from "../outbound/testing-shipments.ts";

const DAY = 24 * 3_600_000;
const actor = { kind: "user", id: "u", name: "ana@example.test" } as const;
const usd = (minor: bigint) => ({ minor, currency: "USD" });
const entry = (key: string, kind: string, gross: bigint) => ({ key, kind, net: usd(gross), gross: usd(gross) });

test("bills and cash are matched by tracking number, by call and from files alike, each once [G1]", async () => {
  const courier = fakeCourier();
  const billed = new Map<string, Charged["entries"]>();
  const paid = new Map<string, Remitted>();
  const queried = { charges: [] as string[][], remittance: [] as string[][] };
  Object.assign(courier.ports, {
    shipments: { ...courier.ports.shipments, collects: true },
    charges: {
      batch: 3,
      pull: async (numbers: readonly string[]) => {
        queried.charges.push([...numbers]);
        return numbers.flatMap((trackingNumber) => {
          const entries = billed.get(trackingNumber);
          return entries ? [{ trackingNumber, entries }] : [];
        });
      },
    },
    remittance: {
      batch: 3,
      pull: async (numbers: readonly string[]) => {
        queried.remittance.push([...numbers]);
        return numbers.flatMap((number) => paid.get(number) ?? []);
      },
    },
  });
  await using world = await shippingWorld(courier);
  const { engine, clock, store, db } = world;
  const orders = await world.orders(6);
  await db.owner.run(
    "update argosy.sales_order set payment_kind = 'cod', financial = 'cod_pending' where id = any ($1)",
    [orders.slice(0, 4)],
  );
  const ids: string[] = [];
  for (const order of orders) ids.push(await world.ask(order));
  await engine.runUntilIdle();
  const numbers = new Map(
    (
      await db.owner.rows<{ id: string; number: string }>(
        "select shipment_id as id, tracking_number as number from argosy.parcel",
      )
    ).map(({ id, number }) => [id, number]),
  );
  const numberOf = (n: number) => numbers.get(ids[n] ?? "") ?? "";
  const now = () => new Date(clock.now());
  const scan = {
    key: "d",
    at: now().toISOString(),
    status: "delivered",
    platformStatus: "D",
    text: "Delivered",
  } as const;
  const due = await db.owner.rows("select 1 from argosy.sales_order where cod_state = 'due'");
  expect(due).toHaveLength(4);
  await world.inside((tx) => cancelShipment(tx, ids[5] ?? "", { actor, now: now() }));
  await engine.runUntilIdle();
  await world.inside((tx) =>
    applyScans(tx, {
      connectionId: store,
      parcels: [0, 1, 2, 3, 4].map((n) => ({ trackingNumber: numberOf(n), scans: [scan] })),
      source: "poll",
      actor,
      now: now(),
    }),
  );
  const cash = async () => {
    const rows = await db.owner.rows<{ id: string; state: string | null }>(
      "select id, cod_state as state from argosy.sales_order where cod_state is not null",
    );
    return Object.fromEntries(rows.map(({ id, state }) => [orders.indexOf(id), state]));
  };
  expect(await cash()).toEqual({ 0: "collected", 1: "collected", 2: "collected", 3: "collected" });
  // As booked; heavier; twice, and once taken back; twice; cancelled and billed.
  billed.set(numberOf(0), [entry("a", "freight", 550n)]);
  billed.set(numberOf(1), [entry("a", "freight", 900n)]);
  billed.set(numberOf(2), [entry("a", "freight", 550n), entry("b", "freight", 550n), entry("c", "freight", -550n)]);
  billed.set(numberOf(4), [entry("a", "freight", 550n), entry("b", "freight", 550n)]);
  billed.set(numberOf(5), [entry("a", "freight", 550n)]);
  const remitted = (n: number, amount: bigint, reference: string | null): Remitted => ({
    trackingNumber: numberOf(n),
    amount: usd(amount),
    paid: reference === null ? null : { reference, at: "2026-12-01" },
  });
  paid.set(numberOf(0), remitted(0, 2_000n, "UTR1"));
  paid.set(numberOf(1), remitted(1, 1_500n, "UTR1"));
  // A date of the next transfer is no money.
  paid.set(numberOf(2), remitted(2, 2_000n, null));

  clock.pass(DAY);
  await engine.runUntilIdle();
  const list = async () =>
    (await world.inside((tx) => listDifferences(tx, {}, now()))).items.map((one) => [
      ids.indexOf(one.id),
      one.chargeDifference,
      one.remittanceDifference,
    ]);
  const [first] = (await world.inside((tx) => listDifferences(tx, {}, now()))).items;
  expect(Object.keys(first ?? {}), "rows have the names of the interface alone").not.toContain("created_at");
  const byShipment = async () => (await list()).sort((a, b) => Number(a[0]) - Number(b[0]));
  expect(await byShipment()).toEqual([
    [1, "over", "short"],
    [4, "twice", null],
    [5, "cancelled", null],
  ]);
  expect(queried.remittance.flat().sort()).toEqual([0, 1, 2, 3].map(numberOf).sort());
  expect(Math.max(...queried.charges.map((some) => some.length))).toBe(3);

  expect(await cash()).toEqual({ 0: "remitted", 1: "short", 2: "collected", 3: "collected" });
  const found = await world.inside((tx) => listOrders(tx, { codState: ["short"] }));
  expect(found.items.map(({ id, codState }) => [orders.indexOf(id), codState])).toEqual([[1, "short"]]);
  const entries = await db.owner.rows<{ id: string; text: string }>(
    "select order_id as id, text from argosy.timeline where text like '%cash%'",
  );
  expect(
    entries
      .filter(({ id }) => id === orders[1])
      .map(({ text }) => text)
      .sort(),
  ).toEqual([
    "The courier collected the cash of this order.",
    "The courier paid out less cash than it collected for this order.",
  ]);

  clock.pass(15 * DAY);
  expect(await byShipment()).toEqual([
    [1, "over", "short"],
    [2, null, "missing"],
    [3, null, "missing"],
    [4, "twice", null],
    [5, "cancelled", null],
  ]);
  const mapping = { trackingNumber: "AWB", amount: "COD Amount", reference: "UTR", paidAt: "Date" };
  const file = (csv: string, columns?: typeof mapping) =>
    world.inside(async (tx) =>
      readStatement(tx, {
        connectionId: store,
        kind: "remittance",
        cells: await cellsHere(csv, 1),
        currency: "USD",
        mapping: columns,
        now: now(),
      }),
    );
  const rows = `AWB,COD Amount,UTR,Date\n${numberOf(2)},"20.00",UTR2,01-12-2026\nSTRANGER,5,UTR2,x\n${numberOf(3)},many,UTR2,x\n`;
  await expect(file(rows)).rejects.toMatchObject({ code: "STATEMENT_MAPPING" });
  expect(await file(rows, mapping)).toMatchObject({ rows: 3, taken: 1, unknown: ["STRANGER"], problems: [{ row: 4 }] });
  await file(rows);
  expect((await byShipment()).map(([n]) => n)).toEqual([1, 3, 4, 5]);
  const saved = await db.owner.one<{ n: number }>("select count(*)::int as n from argosy.parcel_remittance");
  expect(saved.n).toBe(3);
});
