/** What a connector whose channel is a file promises of the reports it reads and the stock file it writes. */

import { expect } from "vitest";
import { textOf } from "../../../commerce/message.ts";
import type { OrderPart } from "../../../commerce/order.ts";
import type { Json } from "../../../commerce/product.ts";
import type { FileContext, FileImport, FilePage, FileRow, Files } from "../contract/files.ts";
import type { SandboxShop } from "../sandbox/sandbox.ts";
import type { TestConnection } from "../testing/connection.ts";
import { type Bench, createProducts, need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { orderFields } from "./every-field-proven.ts";
import { expectReported } from "./golden.ts";
import { GOLDEN_ORDER } from "./golden-order.ts";

const DAY_MS = 86_400_000;

interface FileBench extends Bench {
  readonly connection: TestConnection;
  readonly files: Files;
  readonly panel: NonNullable<SandboxShop["panel"]>;
}

function withPanel(run: (bench: FileBench) => Promise<void>): Case["run"] {
  return async (bench) => {
    const connection = await bench.connect();
    const files = need(connection.ports, "files");
    const { panel } = bench.shop;
    if (!panel) throw new Unsupported("no panel");
    await run({ ...bench, connection, files, panel });
  };
}

/** What the hub keeps between reports. */
function memory() {
  const parts = new Map<string, OrderPart>();
  const raws = new Map<string, Json>();
  return {
    parts,
    async take(reader: FileImport, rows: readonly FileRow[], { connection }: FileBench): Promise<FilePage[]> {
      const ctx: FileContext = {
        ...connection.ctx,
        known: async (keys) => new Map(keys.flatMap((key) => (raws.has(key) ? [[key, raws.get(key) ?? null]] : []))),
      };
      const pages: FilePage[] = [];
      const file = { name: "report", receivedAt: "2026-11-20T09:00:00.000Z", rows: () => rowsOf(rows) };
      for await (const page of reader.read(file, ctx)) {
        pages.push(page);
        for (const part of page.orders ?? []) {
          const before = parts.get(part.partKey);
          if (before && part.version.value < before.version.value) continue;
          parts.set(part.partKey, part);
          raws.set(part.partKey, part.raw);
        }
        for (const { partKey, raw } of page.waiting ?? []) raws.set(partKey, raw);
      }
      return pages;
    },
  };
}

async function* rowsOf(rows: readonly FileRow[]): AsyncGenerator<FileRow> {
  yield* rows;
}

function importOf(files: Files, kind: string): FileImport {
  const found = files.imports.find((one) => one.kind === kind);
  if (!found) throw new Unsupported(`no ${kind} report`);
  return found;
}

function sold({ shop }: FileBench, count: number): string[] {
  for (let index = 0; index < count; index += 1) shop.addProduct(createProducts(index, { stock: 1_000 }));
  return Array.from({ length: count }, (_, index) =>
    shop.placeOrder({ lines: [{ sku: `MUG-${index}`, quantity: 1 + (index % 3) }], payment: "pending" }),
  );
}

const stateOf = (parts: ReadonlyMap<string, OrderPart>) =>
  [...parts.values()]
    .map(({ partKey, status, financial, fulfilment, lines, refunds }) => ({
      partKey,
      axes: [status, financial, fulfilment],
      units: lines.map(({ sku, quantity }) => [sku, quantity]),
      refunds: refunds.map(({ amountMinor }) => amountMinor),
    }))
    .sort((a, b) => a.partKey.localeCompare(b.partKey));

export const fileCases: readonly Case[] = [
  {
    name: "files: every order is told by its report, and its totals add up to the cent",
    run: withPanel(async (bench) => {
      const keys = sold(bench, bench.sizes.orders);
      const stored = memory();
      await stored.take(importOf(bench.files, "orders"), bench.panel.report("orders"), bench);
      expect(new Set([...stored.parts.values()].map((part) => part.orderKey))).toEqual(new Set(keys));
      for (const { lines, totals } of stored.parts.values())
        expect(lines.reduce((sum, line) => sum + line.totalMinor, 0n)).toBe(totals.totalMinor);
    }),
  },
  {
    name: "files: golden: every field of an order is told as its report has it",
    run: withPanel(async (bench) => {
      const { shop, clock } = bench;
      for (const [index, price] of ["12.50", "7.25"].entries())
        shop.addProduct({
          title: `Golden mug ${index + 1}`,
          variants: [{ sku: `GOLD-${index + 1}`, price, stock: 9 }],
        });
      const key = shop.placeOrder(GOLDEN_ORDER);
      const stored = memory();
      await stored.take(importOf(bench.files, "orders"), bench.panel.report("orders"), bench);
      const parts = [...stored.parts.values()].sort((a, b) => a.partKey.localeCompare(b.partKey));
      const [first] = parts;
      if (!first) throw new Error("the report tells no order");
      expectReported(bench, orderFields(first), { "line.fulfilledBy": "merchant" });
      expect(
        parts.flatMap(({ lines }) => lines).map((line) => [line.sku, line.variantKey, line.orderedQuantity]),
      ).toEqual(GOLDEN_ORDER.lines.map(({ sku, quantity }) => [sku, sku, quantity]));
      for (const { lines, number, complete, placedAt, platformStatus, totals, payment } of parts) {
        const [line] = lines;
        const sku = line?.sku ?? "";
        expect([number, complete, line?.title]).toEqual([key, true, shop.titleOf(sku)]);
        expect(Number(line?.unitPrice)).toBe(Number(shop.priceOf(sku)));
        expect(totals.totalMinor).toBe(line?.totalMinor);
        expect(line?.quantity).toBe(line?.orderedQuantity);
        expect(line?.channelTook, "units the panel took").toBe(line?.quantity);
        expect(Math.abs(Date.parse(placedAt) - clock.now())).toBeLessThan(DAY_MS);
        expect(platformStatus.length).toBeGreaterThan(0);
        expect(bench.panel.report("orders").flatMap(({ cells }) => cells)).toContain(platformStatus);
        expect(payment.kind, "no report says that a buyer pays on delivery").not.toBe("cod");
      }
    }),
  },
  {
    name: "files: golden: what becomes of an order is told by its next reports",
    run: withPanel(async (bench) => {
      const { shop } = bench;
      for (const { sku } of GOLDEN_ORDER.lines)
        shop.addProduct({ title: sku, variants: [{ sku, price: "12.50", stock: 90 }] });
      const [shipped = "", cancelled = "", returned = "", paid = ""] = Array.from({ length: 4 }, () =>
        shop.placeOrder(GOLDEN_ORDER),
      );
      const stored = memory();
      const take = async () => {
        for (const one of bench.files.imports) await stored.take(one, bench.panel.report(one.kind), bench);
      };
      const of = (key: string) => [...stored.parts.values()].filter(({ orderKey }) => orderKey === key);
      const units = (key: string, count: (line: OrderPart["lines"][number]) => number) =>
        of(key).reduce((sum, { lines }) => sum + lines.reduce((total, line) => total + count(line), 0), 0);
      await take();
      const before = of(shipped).map(({ version }) => version.value);
      shop.shipOrder?.(shipped);
      shop.cancelOrder(cancelled);
      shop.payOrder?.(paid);
      shop.refundOrder?.(
        returned,
        GOLDEN_ORDER.lines.map((line) => ({ ...line, restock: false })),
      );
      await take();
      expect(of(shipped).every(({ version }, index) => version.value > (before[index] ?? 0n))).toBe(true);
      expect(new Set(of(shipped).map(({ fulfilment }) => fulfilment))).toEqual(new Set(["in_transit"]));
      expect(units(shipped, (line) => line.fulfilledQuantity)).toBe(4);
      expect(of(shipped).flatMap(({ fulfilments }) => fulfilments.flatMap(({ lines }) => lines)).length).toBe(2);
      for (const { fulfilments, lines } of of(shipped))
        expect(fulfilments.flatMap((parcel) => parcel.lines.map(({ quantity }) => quantity))).toEqual(
          lines.map(({ orderedQuantity }) => orderedQuantity),
        );
      expect(new Set(of(cancelled).map(({ status }) => status))).toEqual(new Set(["cancelled"]));
      expect([units(cancelled, (line) => line.quantity), units(cancelled, (line) => line.orderedQuantity)]).toEqual([
        0, 4,
      ]);
      expect(units(cancelled, (line) => line.channelTook)).toBe(0);
      expect(of(cancelled).map(({ financial }) => financial)).not.toContain("refunded");
      expect(new Set(of(paid).map(({ financial }) => financial))).toEqual(new Set(["paid"]));
      expect(new Set(of(returned).map(({ financial }) => financial))).toEqual(new Set(["refunded"]));
      for (const { refunds, totals, lines } of of(returned)) {
        expect(refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(totals.totalMinor);
        expect(
          refunds.flatMap((refund) => refund.lines.map(({ lineKey, restocked }) => [lineKey, restocked === true])),
        ).toEqual(lines.map((line) => [line.key, false]));
      }
    }),
  },
  {
    name: "files: a report is recognised, and a stranger's file is not",
    run: withPanel(async (bench) => {
      sold(bench, 2);
      for (const one of bench.files.imports) {
        const rows = bench.panel.report(one.kind);
        const takers = bench.files.imports.filter(({ recognise }) => recognise(rows.slice(0, 30)).is === "yes");
        expect(takers.map(({ kind }) => kind)).toEqual([one.kind]);
        const stranger = one.recognise([{ sheet: "", row: 1, cells: ["a", "b", "c"] }]);
        expect(stranger.is === "no" && stranger.lacks.length).toBeGreaterThan(0);
      }
    }),
  },
  {
    name: "files: a report read twice tells the same, page by page",
    run: withPanel(async (bench) => {
      sold(bench, bench.sizes.orders);
      for (const one of bench.files.imports) {
        const rows = bench.panel.report(one.kind);
        const stored = memory();
        const first = await stored.take(one, rows, bench);
        const before = stateOf(stored.parts);
        const second = await stored.take(one, rows, bench);
        expect(second.map(({ through }) => through)).toEqual(first.map(({ through }) => through));
        expect(first.at(-1)?.through).toBe(rows.length);
        expect(second.flatMap(({ fees }) => fees?.map(({ key }) => key) ?? [])).toEqual(
          first.flatMap(({ fees }) => fees?.map(({ key }) => key) ?? []),
        );
        expect(stateOf(stored.parts)).toEqual(before);
      }
    }),
  },
  {
    name: "files: reports in any order end in the same state",
    run: withPanel(async (bench) => {
      const keys = sold(bench, 8);
      for (const key of keys.slice(0, 6)) bench.shop.shipOrder?.(key);
      for (const [index, key] of keys.slice(0, 3).entries())
        bench.shop.refundOrder?.(key, [{ sku: `MUG-${index}`, quantity: 1 + (index % 3), restock: false }]);
      const ends: unknown[] = [];
      for (const imports of permutations(bench.files.imports)) {
        const stored = memory();
        for (const one of imports) await stored.take(one, bench.panel.report(one.kind), bench);
        ends.push(stateOf(stored.parts));
      }
      for (const end of ends) expect(end).toEqual(ends[0]);
    }),
  },
  {
    name: "files: a row that cannot be read is named and holds up no other",
    run: withPanel(async (bench) => {
      sold(bench, 5);
      for (const one of bench.files.imports) {
        const [whole, broken] = [memory(), memory()];
        await whole.take(one, bench.panel.report(one.kind), bench);
        const pages = await broken.take(one, bench.panel.brokenReport(one.kind), bench);
        const problems = pages.flatMap((page) => page.problems).filter(({ severity }) => severity === "error");
        expect(problems.length, one.kind).toBeGreaterThan(0);
        for (const { message, row } of problems) expect(textOf(message).length > 15 && row > 0).toBe(true);
        expect(stateOf(broken.parts)).toEqual(stateOf(whole.parts));
      }
    }),
  },
  {
    name: "files: the stock file makes the platform show what was asked",
    run: withPanel(async (bench) => {
      const { stock } = bench.files;
      if (!stock) throw new Unsupported("no stock file");
      sold(bench, 4);
      const pages = await memory().take(importOf(bench.files, "orders"), bench.panel.report("orders"), bench);
      const items = pages.flatMap(({ products }) => products?.flatMap(({ variants }) => variants) ?? []);
      expect(items.length).toBe(4);
      const { info } = bench.connection;
      const rows = items.map(({ key, sku = null, ext }, index) =>
        stock.cells({ key, sku, title: key, quantity: index * 7, ext }, info),
      );
      bench.panel.upload([stock.header(info), ...rows]);
      expect(items.map(({ sku }) => bench.shop.stockOf(sku ?? ""))).toEqual([0, 7, 14, 21]);
    }),
  },
];

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((one, index) => permutations(items.toSpliced(index, 1)).map((rest) => [one, ...rest]));
}
