/** What each command costs the platform: calls are counted, and held to the bound the connector declares. */
import { expect } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import type { ProductForChannel } from "../../commerce/product.ts";
import type { Bench, CommandCalls } from "./conformance-bench.ts";
import { collect, goods, need, pushAll, stockItem, Unsupported } from "./conformance-bench.ts";
import type { Case } from "./conformance-case.ts";
import { type GoldenBench, withGolden } from "./conformance-golden.ts";
import type { OrderCommand } from "./ports.ts";
import { commandOrder, runCommand } from "./testing-commands.ts";

const SIZES = 24;
const ITEMS = 100;

/** Counts the calls of some work, shows them in the table and holds them to the bound. */
async function expectCalls(bench: Bench, name: keyof CommandCalls, work: () => Promise<unknown>): Promise<void> {
  const before = bench.sandbox.calls.length;
  await work();
  const calls = bench.sandbox.calls.length - before;
  bench.figure(`calls.${name}`, calls);
  const most = bench.calls?.[name];
  if (most === undefined)
    throw new Error(`describeConformance needs \`calls.${name}\`: at most how many; now ${calls}`);
  expect(calls, `calls of ${name}`).toBeLessThanOrEqual(most);
}

type Kind = "fulfil" | "refund" | "cancel";

/** Two orders, the second one counted: the first of a kind may learn the shop's states and carriers for all others. */
async function command(bench: GoldenBench, kind: Kind): Promise<void> {
  await carryOut(bench, kind, 1);
  await carryOut(bench, kind, 2);
}

async function carryOut(bench: GoldenBench, kind: Kind, turn: 1 | 2): Promise<void> {
  const key = bench.place(kind === "cancel" ? { payment: "cod" } : {});
  if (kind === "refund") bench.shop.shipOrder?.(key);
  const part = await bench.read(key);
  const order = commandOrder(part);
  const isOffered = bench.orders.options(order).some((option) => option.kind === kind && option.allowed);
  if (!isOffered) throw new Unsupported(`no ${kind}`);
  const idempotencyKey = `33333333-0000-4000-8000-00000000000${turn}`;
  const work = () => runCommand(bench.connection, order, asked(kind, part), { idempotencyKey });
  if (turn === 1) await work();
  else await expectCalls(bench, kind, work);
}

function asked(kind: Kind, { lines, totals: { currency } }: OrderPart): OrderCommand {
  const [line] = lines;
  const commands: Readonly<Record<Kind, OrderCommand>> = {
    fulfil: { kind: "fulfil", carrier: "DHL", trackingNumbers: ["TRACK-1"], notifyCustomer: false },
    refund: {
      kind: "refund",
      amount: { minor: 1250n, currency },
      lines: line ? [{ lineKey: line.key, quantity: 1, restock: true }] : [],
      moveMoney: true,
    },
    cancel: { kind: "cancel", reason: "customer", restock: true, notifyCustomer: false },
  };
  return commands[kind];
}

export const callCases: readonly Case[] = [
  ...(["fulfil", "refund", "cancel"] as const).map((kind) => ({
    name: `calls: a ${kind} takes no more calls than declared`,
    run: withGolden((bench) => command(bench, kind)),
  })),
  {
    name: `calls: a new title of a product of ${SIZES} variants takes no more calls than declared`,
    run: async (bench) => {
      const connection = await bench.connect();
      const { put } = need(connection.ports, "products");
      if (!put) throw new Unsupported("products cannot be written");
      const { variantKeys, key } = bench.shop.addProduct({
        title: "Shirt",
        variants: Array.from({ length: SIZES }, (_, index) => ({
          sku: `SHIRT-${index}`,
          price: "12.50",
          stock: 5,
          option: `Size ${index}`,
        })),
      });
      const there = await need(connection.ports, "products").get(key, connection.ctx);
      if (!there) throw new Error("the product just made is unknown");
      const product: ProductForChannel = {
        title: "Better shirt",
        descriptionHtml: there.descriptionHtml || "<p>Good</p>",
        active: true,
        categoryKeys: there.categoryKeys,
        images: there.images,
        variants: there.variants.map((one) => ({
          id: one.key,
          key: variantKeys[one.sku ?? ""] ?? one.key,
          sku: one.sku ?? "",
          options: one.options,
          price: one.price,
          levels: one.levels ?? [],
          ext: one.ext,
        })),
      };
      await expectCalls(bench, "title", () =>
        put({ key, product, idempotencyKey: "33333333-0000-4000-8000-000000000002" }, connection.ctx),
      );
      expect(bench.shop.titleOf("SHIRT-0")).toBe("Better shirt");
    },
  },
  {
    name: `calls: stock of ${ITEMS} items takes no more calls than declared`,
    run: async (bench) => {
      const connection = await bench.connect();
      const stock = need(connection.ports, "stock");
      const products = need(connection.ports, "products");
      for (let index = 0; index < ITEMS; index += 1) bench.shop.addProduct(goods(index));
      const sweep = products.sweeps.find(({ mode }) => mode === "full") ?? products.sweeps[0];
      if (!sweep) throw new Unsupported("no sweep of products");
      const { items } = await collect(sweep, connection.ctx);
      const wishes = items.flatMap((product) =>
        product.variants.map((variant) => {
          const { location = "", available = 0 } = variant.levels?.[0] ?? {};
          return stockItem({ product, variant, location }, available + 1, available, Number(variant.sku?.slice(4)) + 1);
        }),
      );
      await expectCalls(bench, "stock", () => pushAll(stock.push, wishes, connection));
    },
  },
];
