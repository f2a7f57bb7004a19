/** What each command costs the platform: calls are counted, and held to the bound the connector declares. */

import { expect } from "vitest";
import { textOf } from "../../../commerce/message.ts";
import type { OrderPart } from "../../../commerce/order.ts";
import type { ProductForChannel } from "../../../commerce/product.ts";
import type { CommandResult, OrderCommand } from "../contract/ports.ts";
import { commandOrder, runCommand } from "../testing/commands.ts";
import type { Bench, CommandCalls } from "./bench.ts";
import { collect, createProducts, need, pushAll, stockItem, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { type GoldenBench, isLacking, withGolden } from "./golden.ts";
import { sendOrder } from "./golden-commands.ts";

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
  // Fewer as well: a bound above what it takes would let the calls creep back.
  expect(calls, `calls of ${name}; declare what it takes`).toBe(most);
}

type Kind = "fulfil" | "refund" | "cancel";

/** Two orders, the second one counted: the first of a kind may learn the shop's states and carriers for all others. */
async function command(bench: GoldenBench, kind: Kind): Promise<void> {
  await execute(bench, kind, 1);
  await execute(bench, kind, 2);
}

/** What is refused costs little and says nothing: the command counted is one that was done. */
async function execute(bench: GoldenBench, kind: Kind, turn: 1 | 2): Promise<void> {
  const key = bench.place(kind === "cancel" ? { payment: "cod" } : {});
  if (kind === "refund") sendOrder(bench.shop, key);
  const part = await bench.read(key);
  const order = commandOrder(part);
  const isOffered = bench.orders.options(order).some((option) => option.kind === kind && option.allowed);
  if (!isOffered) throw new Unsupported(`no ${kind}`);
  const idempotencyKey = `33333333-0000-4000-8000-00000000000${turn}`;
  const input = sendRequest(bench, part, turn)[kind];
  const work = async () => {
    const result = await runCommand(bench.connection, order, input, { idempotencyKey });
    expect(result.state, "text" in result ? textOf(result.text) : kind).toBe("done");
    return result;
  };
  if (turn === 1) expectReported(await work(), await bench.read(key));
  else await expectCalls(bench, kind, work);
}

/** The order an answer tells is the order as it is. What it leaves out of buyer and payments, the hub keeps as it knows it. */
function expectReported(result: CommandResult, now: OrderPart): void {
  if (result.state !== "done" || !result.order) return;
  const state = ({ status, financial, fulfilment, lines, fulfilments, refunds }: OrderPart) => ({
    status,
    financial,
    fulfilment,
    lines,
    fulfilments,
    refunds,
  });
  expect(state(result.order), "the order told with the answer").toEqual(state(now));
  if (result.order.contact.quality !== "absent") expect(result.order.contact, "the buyer").toEqual(now.contact);
}

function sendRequest(bench: GoldenBench, part: OrderPart, turn: 1 | 2): Readonly<Record<Kind, OrderCommand>> {
  const { currency, totalMinor } = part.totals;
  const isWhole = isLacking(bench, "refund.part");
  const returned = isWhole ? part.lines : part.lines.slice(0, 1);
  return {
    fulfil: { kind: "fulfil", carrier: "DHL", trackingNumbers: [`TRACK-${turn}`], notifyCustomer: false },
    refund: {
      kind: "refund",
      amount: { minor: isWhole ? (totalMinor ?? 0n) : 1250n, currency },
      lines: returned.map(({ key, quantity }) => ({ lineKey: key, quantity: isWhole ? quantity : 1, restock: true })),
      moveMoney: !isLacking(bench, "refund.moves"),
    },
    cancel: { kind: "cancel", reason: "customer", restock: true, notifyCustomer: false },
  };
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
        descriptionHtml: there.descriptionHtml ?? "",
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
      for (let index = 0; index < ITEMS; index += 1) bench.shop.addProduct(createProducts(index));
      const sweep = products.sweeps.find(({ mode }) => mode === "full") ?? products.sweeps[0];
      if (!sweep) throw new Unsupported("no sweep of products");
      const { items } = await collect(sweep, connection.ctx);
      const pushItems = items.flatMap((product) =>
        product.variants.map((variant) => {
          const { location = "", available = 0 } = variant.levels?.[0] ?? {};
          return stockItem({ variant, location }, available + 1, available, Number(variant.sku?.slice(4)) + 1);
        }),
      );
      await expectCalls(bench, "stock", () => pushAll(stock.push, pushItems, connection));
    },
  },
];
