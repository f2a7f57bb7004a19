/** Sets refunded from the hub, one by one and all at once: what was paid of them, and what is in them, each once. */
import { expect } from "vitest";
import { parseMoney } from "../../../commerce/money.ts";
import type { OrderLine, OrderPart } from "../../../commerce/order.ts";
import type { RefundLine } from "../../../commerce/order-command.ts";
import type { Json } from "../../../commerce/product.ts";
import { ConnectorError } from "../contract/errors.ts";
import type { CommandResult } from "../contract/ports.ts";
import type { SandboxSetKind } from "../sandbox/sets.ts";
import { commandOrder, runCommand } from "../testing/commands.ts";
import { createProducts, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { type GoldenBench, isLacking, withGolden } from "./golden.ts";
import { sendOrder } from "./golden-commands.ts";
import { inSets, linesOfSets, makeSet, numbers, type SkuOf, SOLD, sellSets, unitsOf } from "./sets.ts";

/** What the shop and the connector say of an order. */
interface Checked {
  readonly part: OrderPart;
  readonly backMinor: bigint;
  readonly toldMinor: bigint;
  readonly stock: readonly number[];
}

/** Figures of a line that a refund moves. */
const FIGURES: Readonly<Record<string, (line: OrderLine) => number>> = {
  wanted: (line) => line.quantity,
  "taken by the channel": (line) => line.channelTook,
  restocked: (line) => line.restockedQuantity,
};

async function readNow({ shop, read, record }: GoldenBench, key: string): Promise<Checked> {
  const part = await read(key);
  const minor = (amount: string) => parseMoney(amount, part.totals.currency).minor;
  return {
    part,
    backMinor: record(key).refunds.reduce((sum, { amount }) => sum + minor(amount), 0n),
    toldMinor: part.refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
    stock: [...numbers(shop), shop.stockOf("MUG-3")],
  };
}

let intents = 0;

/** A refund as the engine asks for it: what is saved and when it was first sent is kept between its attempts. */
function sendRequest(
  { connection, clock, sandbox }: GoldenBench,
  part: OrderPart,
  { minor, lines }: { readonly minor: bigint; readonly lines: readonly RefundLine[] },
) {
  intents += 1;
  const idempotencyKey = `44444444-0000-4000-8000-${String(intents).padStart(12, "0")}`;
  const amount = { minor, currency: part.totals.currency };
  const sentAt = new Date(clock.now());
  let saved: Json = null;
  const attempt = (isFirst: boolean): Promise<CommandResult> =>
    runCommand(
      connection,
      commandOrder(part),
      { kind: "refund", amount, lines, moveMoney: true },
      {
        idempotencyKey,
        saved,
        uncertain: !isFirst,
        sentAt: isFirst ? undefined : sentAt,
        save: async (progress) => {
          saved = progress;
        },
      },
    );
  return {
    first: () => attempt(true),
    inDoubt: () => attempt(false),
    /** Its call is lost on the way, and nobody knows. */
    async lost(): Promise<CommandResult> {
      sandbox.faults.add({ fault: { kind: "drop_before" }, write: true });
      const error = await attempt(true).catch((reason: unknown) => reason);
      if (error instanceof Error && !(error instanceof ConnectorError)) throw error;
      sandbox.faults.clear();
      return attempt(false);
    },
  };
}

const isOffered = ({ orders }: GoldenBench, part: OrderPart): boolean =>
  orders.options(commandOrder(part)).some(({ kind, allowed }) => kind === "refund" && allowed);

const lineOf = ({ lines }: OrderPart, sku: string): OrderLine => {
  const line = lines.find((one) => one.sku === sku && one.group === undefined);
  if (!line) throw new Error(`the order has no line ${sku}`);
  return line;
};

/** What so many units of a line were paid with; shares are cut as the hub cuts them, and all come to the line. */
function paidFor({ totals }: OrderPart, line: OrderLine, units: number): bigint {
  const whole = line.totalMinor + (totals.taxIncluded ? 0n : line.taxMinor);
  return (whole * BigInt(units)) / BigInt(line.orderedQuantity);
}

/** So many of what the lines hold `of` together. */
const unitsToRefund = (lines: readonly OrderLine[], quantity: number, of: number): readonly RefundLine[] =>
  lines.map(({ key, orderedQuantity }) => ({
    lineKey: key,
    quantity: (orderedQuantity * quantity) / of,
    restock: true,
  }));

/** What so many of the sets were paid with. */
const paidForSets = (part: OrderPart, sets: number): bigint =>
  linesOfSets(part).reduce((sum, line) => sum + paidFor(part, line, (line.orderedQuantity * sets) / SOLD), 0n);

/** How the refund of one unit of an ordinary item ends, and what it moves; null where none is offered. */
async function ofAnItem(bench: GoldenBench, isSent: boolean) {
  const { shop } = bench;
  const key = shop.placeOrder({ lines: [{ sku: "MUG-3", quantity: 2 }], payment: "paid" });
  if (isSent) sendOrder(shop, key);
  const was = await readNow(bench, key);
  if (!isOffered(bench, was.part)) return null;
  const line = lineOf(was.part, "MUG-3");
  const request = { minor: paidFor(was.part, line, 1), lines: unitsToRefund([line], 1, line.orderedQuantity) };
  const { state } = await sendRequest(bench, was.part, request).first();
  const is = await readNow(bench, key);
  const moved = (of: (line: OrderLine) => number) => of(lineOf(is.part, "MUG-3")) - of(line);
  return {
    state,
    back: (is.stock.at(-1) ?? 0) - (was.stock.at(-1) ?? 0),
    figures: Object.entries(FIGURES).map(([name, of]) => ({ name, of, moved: moved(of) })),
  };
}

interface Sold {
  readonly bench: GoldenBench;
  readonly kind: SandboxSetKind;
  readonly skuOf: SkuOf;
  readonly key: string;
  /** How an ordinary item is refunded in the same state. */
  readonly item: NonNullable<Awaited<ReturnType<typeof ofAnItem>>>;
}

const differences = (is: readonly number[], was: readonly number[]) =>
  is.map((units, index) => units - (was[index] ?? 0));

/** As much leaves as was paid of these sets, and what is in them moves as an ordinary item's units do. */
async function refundSets(sold: Sold, sets: number, before: number): Promise<void> {
  const { bench, kind, skuOf, key, item } = sold;
  const was = await readNow(bench, key);
  const minor = paidForSets(was.part, before + sets) - paidForSets(was.part, before);
  const refund = sendRequest(bench, was.part, { minor, lines: unitsToRefund(linesOfSets(was.part), sets, SOLD) });
  // One like it stands there by then.
  const { state } = before > 0 ? await refund.lost() : await refund.first();
  expect(state, "as of an ordinary item").toBe(item.state);
  const is = await readNow(bench, key);
  const paid = item.state === "done" ? minor : 0n;
  expect(is.backMinor - was.backMinor, "money by the shop's books").toBe(paid);
  expect(is.toldMinor - was.toldMinor, "money told").toBe(paid);
  const times = (each: number) => inSets(kind, sets).map((units) => units * each + 0);
  expect(differences(is.stock, was.stock).slice(0, -1), "back in stock").toEqual(times(item.back));
  for (const { name, of, moved } of item.figures)
    expect(differences(unitsOf(is.part, skuOf, of), unitsOf(was.part, skuOf, of)), name).toEqual(times(moved));
  if (item.state === "done") await expectNothing(sold, refund.inDoubt, ["done", "uncertain"]);
}

/** What is asked for ends so, and moves neither money nor units. */
async function expectNothing(
  { bench, key }: Sold,
  ask: () => Promise<CommandResult>,
  ends: readonly CommandResult["state"][],
): Promise<void> {
  const { part: _before, ...was } = await readNow(bench, key);
  expect(ends).toContain((await ask()).state);
  const { part: _after, ...is } = await readNow(bench, key);
  expect(is).toEqual(was);
}

/** Both are refunded: what is asked for one more would fit into what is left of the order, and is not paid. */
async function refuseMore(sold: Sold): Promise<void> {
  const { part } = await readNow(sold.bench, sold.key);
  const alone = part.lines.filter((line) => !linesOfSets(part).includes(line));
  const minor = alone.reduce((sum, line) => sum + paidFor(part, line, 1), 0n);
  const refund = sendRequest(sold.bench, part, { minor, lines: unitsToRefund(linesOfSets(part), 1, SOLD) });
  await expectNothing(sold, refund.first, ["rejected", "unsupported"]);
}

async function checkRefunds(bench: GoldenBench, kind: SandboxSetKind): Promise<void> {
  const { shop, connection } = bench;
  const skuOf = await makeSet(connection, shop, { kind: kind.name, price: "29.99" });
  shop.addProduct(createProducts(3, { stock: 40 }));
  // So that what was paid of two sets has an odd cent.
  const more = shop.discountsOrders ? { discountPercent: 30 } : {};
  for (const isSent of [true, false]) {
    const item = await ofAnItem(bench, isSent);
    if (isSent && item?.state !== "done") throw new Unsupported("no refund");
    if (!item) continue;
    for (const steps of [[1, 1], [2]]) {
      const key = sellSets(shop, more);
      if (isSent) sendOrder(shop, key);
      const sold = { bench, kind, skuOf, key, item };
      for (const [index, sets] of steps.entries()) await refundSets(sold, sets, index);
      if (item.state === "done") await refuseMore(sold);
    }
  }
}

export const setRefundCases: readonly Case[] = [
  {
    name: "commands: sets refunded one by one or all at once pay back what was paid of them, and what is in them comes back once",
    proves: ["E2.4", "E6.2"],
    run: async (bench) => {
      if (bench.shop.setKinds === undefined) throw new Unsupported("the platform tells of no sets of items");
      if (isLacking(bench, "refund.part")) throw new Unsupported("an order is refunded whole, or by hand");
      for (const kind of bench.shop.setKinds) await withGolden((twin) => checkRefunds(twin, kind))(await bench.twin());
    },
  },
];
