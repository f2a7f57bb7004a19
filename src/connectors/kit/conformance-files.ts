/** What a connector whose channel is a file promises of the reports it reads and the stock file it writes. */
import { expect } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import { type Bench, goods, need, Unsupported } from "./conformance-bench.ts";
import type { Case } from "./conformance-case.ts";
import type { FileContext, FileImport, FilePage, FileRow, Files } from "./files.ts";
import type { SandboxShop } from "./sandbox.ts";
import type { TestConnection } from "./testing.ts";

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
  for (let index = 0; index < count; index += 1) shop.addProduct(goods(index, { stock: 1_000 }));
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
      const kept = memory();
      await kept.take(importOf(bench.files, "orders"), bench.panel.report("orders"), bench);
      expect(new Set([...kept.parts.values()].map((part) => part.orderKey))).toEqual(new Set(keys));
      for (const { lines, totals } of kept.parts.values())
        expect(lines.reduce((sum, line) => sum + line.totalMinor, 0n)).toBe(totals.totalMinor);
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
        const kept = memory();
        const first = await kept.take(one, rows, bench);
        const before = stateOf(kept.parts);
        const second = await kept.take(one, rows, bench);
        expect(second.map(({ through }) => through)).toEqual(first.map(({ through }) => through));
        expect(first.at(-1)?.through).toBe(rows.length);
        expect(second.flatMap(({ fees }) => fees?.map(({ key }) => key) ?? [])).toEqual(
          first.flatMap(({ fees }) => fees?.map(({ key }) => key) ?? []),
        );
        expect(stateOf(kept.parts)).toEqual(before);
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
        const kept = memory();
        for (const one of imports) await kept.take(one, bench.panel.report(one.kind), bench);
        ends.push(stateOf(kept.parts));
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
        for (const { message, row } of problems) expect(message.length > 15 && row > 0).toBe(true);
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
