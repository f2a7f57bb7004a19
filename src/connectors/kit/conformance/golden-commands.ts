/** Commands compared with the shop's own books: what was asked happened, to what was asked, once. */
import { expect } from "vitest";
import { parseMoney } from "../../../commerce/money.ts";
import type { OrderPart } from "../../../commerce/order.ts";
import type { Json } from "../../../commerce/product.ts";
import { ConnectorError } from "../contract/errors.ts";
import type { CommandOf, CommandResult, OrderCommand } from "../contract/ports.ts";
import type { SandboxShop } from "../sandbox/sandbox.ts";
import { commandOrder, runCommand } from "../testing/commands.ts";
import { need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { trackedAs } from "./commands.ts";
import { expectBooked, type GoldenBench, isLacking, withGolden } from "./golden.ts";
import { GOLDEN_ORDER } from "./golden-order.ts";

export const FULFIL: CommandOf<"fulfil"> = {
  kind: "fulfil",
  carrier: "DHL",
  trackingNumbers: ["TRACK-1", "TRACK-2"],
  trackingUrl: "https://track.example/TRACK-1",
  notifyCustomer: false,
};

type Refund = CommandOf<"refund">;

const offered = ({ orders }: GoldenBench, part: OrderPart, kind: OrderCommand["kind"]): boolean =>
  orders.options(commandOrder(part)).some((option) => option.kind === kind && option.allowed);

/** `intent` tells one request from another of the same case: each has a key of its own. */
export const run = (
  { connection }: GoldenBench,
  part: OrderPart,
  command: OrderCommand,
  intent = 1,
): Promise<CommandResult> =>
  runCommand(connection, commandOrder(part), command, {
    idempotencyKey: `22222222-0000-4000-8000-${String(intent).padStart(12, "0")}`,
  });

/** What was offered is carried out. A platform that takes less than was asked declares it in `lacks`, never by refusing. */
export function expectDone(result: CommandResult): void {
  const reported = JSON.stringify(result, (_key, value: unknown) =>
    typeof value === "bigint" ? String(value) : value,
  );
  expect(
    result.state,
    `${reported}; what the platform cannot do may be declared in golden.lacks (absence-phrases.ts)`,
  ).toBe("done");
}

/** An order leaves, and arrives where the platform refunds nothing before. */
export function sendOrder(shop: SandboxShop, key: string): void {
  shop.shipOrder?.(key);
  shop.deliverOrder?.(key);
}

/** A shipped golden order, and what is paid back of it: one unit of a line, or all where no part can be. */
export async function refundable(bench: GoldenBench) {
  const key = bench.place();
  sendOrder(bench.shop, key);
  const part = await bench.read(key);
  if (!offered(bench, part, "refund")) throw new Unsupported("no refund");
  const whole = isLacking(bench, "refund.part");
  const line = lineOf(part, "GOLD-1");
  const { currency, totalMinor } = part.totals;
  const minor = whole ? (totalMinor ?? 0n) : BigInt(Math.round(Number(line.unitPrice) * 100));
  return { key, part, whole, line, amount: { minor, currency } };
}

/** The first write's answer never arrives; the engine comes back in doubt, with what was saved. */
async function losingAnswer(bench: GoldenBench, part: OrderPart, command: OrderCommand): Promise<void> {
  let saved: Json = null;
  const attempt = (uncertain: boolean) =>
    runCommand(bench.connection, commandOrder(part), command, {
      idempotencyKey: "22222222-0000-4000-8000-000000000001",
      saved,
      uncertain,
      save: async (progress) => {
        saved = progress;
      },
    });
  bench.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, times: 1, write: true });
  try {
    await attempt(false);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    expect(["ambiguous", "transient"], error.message).toContain(error.kind);
  }
  bench.sandbox.faults.clear();
  expectDone(await attempt(true));
}

/** What the channel says of the money of refunds. */
export const moneyOf = (bench: GoldenBench, part: OrderPart) =>
  bench.orders.options(commandOrder(part)).find(({ kind }) => kind === "refund")?.money;

/** What is told of the money agrees with what the dialog promised. */
function expectMoneyReported(bench: GoldenBench, part: OrderPart, { moveMoney }: Refund, result: CommandResult): void {
  const promised = moneyOf(bench, part);
  if (!moveMoney || isLacking(bench, "refund.told")) return;
  const reported = result.state === "done" ? result.moneyMoved : undefined;
  const fitting = promised === "by_payment" ? [true, false] : [promised === "moves"];
  expect(fitting, `told of the money, where the channel says ${promised}`).toContain(reported);
  const isPaid = bench.record(part.orderKey).refunds.find((refund) => refund.isPaid !== undefined)?.isPaid;
  if (isPaid !== undefined) expect(reported, "told that money moved, as the gateway did").toBe(isPaid);
}

export const lineOf = (part: OrderPart, sku: string) => {
  const line = part.lines.find((one) => one.sku === sku);
  if (!line) throw new Error(`the order has no line ${sku}`);
  return line;
};

interface Placed {
  readonly key: string;
  readonly part: OrderPart;
}

/** A placed order, where the channel takes commands of this kind for it. */
async function placedFor(
  bench: GoldenBench,
  kind: OrderCommand["kind"],
  lack: string,
  more?: Parameters<GoldenBench["place"]>[0],
): Promise<Placed> {
  const key = bench.place(more);
  const part = await bench.read(key);
  if (!offered(bench, part, kind)) throw new Unsupported(lack);
  return { key, part };
}

/** A placed order, where the channel lets one be shipped in parts. */
export async function shippedInParts(bench: GoldenBench): Promise<Placed> {
  const placed = await placedFor(bench, "fulfil", "no fulfilment");
  if (isLacking(bench, "parcel.part")) throw new Unsupported("an order is shipped whole");
  return placed;
}

export const goldenCommandCases: readonly Case[] = [
  {
    name: "commands: a part of an order is shipped, and nothing else of it",
    proves: ["E2.2"],
    run: withGolden(async (bench) => {
      const { key, part } = await shippedInParts(bench);
      const lines = [
        { lineKey: lineOf(part, "GOLD-1").key, quantity: lineOf(part, "GOLD-1").orderedQuantity > 1 ? 2 : 1 },
      ];
      if (bench.shop.assignsTracking) throw new Unsupported("a parcel is arranged, and leaves later");
      expectDone(await run(bench, part, { ...FULFIL, trackingNumbers: ["TRACK-1"], lines }));
      const books = bench.record(key);
      expect(books.lines.find((line) => line.sku === "GOLD-2")?.shipped, "units of the other line").toBe(0);
      const shipped = books.lines.filter((line) => line.sku === "GOLD-1").reduce((sum, line) => sum + line.shipped, 0);
      expect(shipped, "units of the line").toBe(lines[0]?.quantity);
      const reported = await bench.read(key);
      expectBooked(bench, reported, books);
      expect(reported.fulfilment).toBe("partial");
    }),
  },
  {
    name: "commands: carrier, link and every tracking number of a shipment arrive",
    proves: ["E3.1"],
    run: withGolden(async (bench) => {
      const { key, part } = await placedFor(bench, "fulfil", "no fulfilment");
      if (bench.shop.assignsTracking) throw new Unsupported("the platform makes the numbers itself");
      if (isLacking(bench, "parcel.tracking")) throw new Unsupported("the platform has no field for tracking");
      const expected = isLacking(bench, "parcel.severalNumbers")
        ? FULFIL.trackingNumbers.slice(0, 1)
        : FULFIL.trackingNumbers;
      const stored = expected.map((number) => trackedAs(bench.shop, number));
      expectDone(await run(bench, part, { ...FULFIL, trackingNumbers: expected }));
      expect(
        bench
          .record(key)
          .parcels.flatMap((parcel) => parcel.trackingNumbers)
          .sort(),
      ).toEqual(stored);
      const parcels = (await bench.read(key)).fulfilments;
      if (!isLacking(bench, "parcel.shippedAt"))
        for (const { shippedAt } of parcels)
          expect(Date.parse(shippedAt ?? ""), "when it left").toBeGreaterThan(bench.clock.now() - 60_000);
      expect(parcels.flatMap((parcel) => parcel.trackingNumbers).sort()).toEqual(stored);
      if (!isLacking(bench, "parcel.carrier"))
        expect(parcels.map((parcel) => parcel.carrier?.toLowerCase().includes("dhl"))).toContain(true);
      if (!isLacking(bench, "parcel.trackingUrl"))
        expect(parcels.map((parcel) => parcel.trackingUrl)).toContain(FULFIL.trackingUrl);
    }),
  },
  {
    name: "commands: corrected tracking takes the place of what was sent",
    run: withGolden(async (bench) => {
      const { updateTracking } = bench.orders;
      if (!updateTracking || isLacking(bench, "parcel.tracking")) throw new Unsupported("tracking that was sent stays");
      if (bench.shop.assignsTracking) throw new Unsupported("the platform makes the numbers itself");
      const key = bench.place();
      const part = await bench.read(key);
      expectDone(await run(bench, part, { ...FULFIL, trackingNumbers: ["TRACK-1"] }));
      const shipped = await bench.read(key);
      const [parcel] = shipped.fulfilments;
      if (!parcel) throw new Error("no parcel to correct");
      const result = await updateTracking.call(
        bench.orders,
        {
          command: { ...FULFIL, kind: "tracking", fulfilmentKey: parcel.key, trackingNumbers: ["TRACK-9"] },
          order: commandOrder(shipped),
          idempotencyKey: "22222222-0000-4000-8000-000000000009",
          saved: null,
          save: async () => undefined,
          uncertain: false,
        },
        bench.connection.ctx,
      );
      expectDone(result);
      expect((await bench.read(key)).fulfilments.flatMap((one) => one.trackingNumbers)).toContain("TRACK-9");
      expect(bench.record(key).parcels.flatMap((one) => one.trackingNumbers)).toContain("TRACK-9");
    }),
  },
  {
    name: "commands: a refund of one unit pays that back, and restocks when asked to alone",
    proves: ["E6.2"],
    run: withGolden(async (bench) => {
      if (isLacking(bench, "refund.part")) throw new Unsupported("an order is refunded whole, or by hand");
      for (const [index, restock] of [true, false].entries()) {
        const key = bench.place();
        sendOrder(bench.shop, key);
        const part = await bench.read(key);
        if (!offered(bench, part, "refund")) throw new Unsupported("no refund");
        const before = bench.shop.stockOf("GOLD-1");
        const line = lineOf(part, "GOLD-1");
        const { currency } = part.totals;
        const minor = BigInt(Math.round(Number(line.unitPrice) * 100));
        const lines = [{ lineKey: line.key, quantity: 1, restock }];
        const reason = "Broken handle";
        const refund: Refund = { kind: "refund", amount: { minor, currency }, lines, reason, moveMoney: true };
        const result = await run(bench, part, refund, index + 1);
        expectDone(result);
        expectMoneyReported(bench, part, refund, result);
        const books = bench.record(key);
        expect(
          books.refunds.map(({ amount }) => Number(amount)),
          "money",
        ).toEqual([Number(line.unitPrice)]);
        if (!isLacking(bench, "refund.reason")) expect(books.refunds[0]?.reason).toContain(reason);
        if (!isLacking(bench, "refund.restock"))
          expect(bench.shop.stockOf("GOLD-1") - before, restock ? "restocked" : "not restocked").toBe(restock ? 1 : 0);
        const reported = await bench.read(key);
        expect(reported.financial).toBe("partially_refunded");
        if (!isLacking(bench, "refund.money"))
          expect(
            reported.refunds.map(({ amountMinor }) => amountMinor),
            "refunds told",
          ).toEqual([minor]);
        expect(reported.lines.filter(({ sku }) => sku === "GOLD-2").map((one) => one.quantity)).toEqual([1]);
      }
    }),
  },
  {
    name: "commands: a refund whose answer is lost pays back once",
    proves: ["E6.2"],
    run: withGolden(async (bench) => {
      const { key, part, whole, line, amount } = await refundable(bench);
      const refund: OrderCommand = {
        kind: "refund",
        amount,
        lines: whole ? [] : [{ lineKey: line.key, quantity: 1, restock: true }],
        moveMoney: !isLacking(bench, "refund.moves"),
      };
      await losingAnswer(bench, part, refund);
      const back = bench.record(key).refunds.map((one) => parseMoney(one.amount, amount.currency).minor);
      if (!isLacking(bench, "refund.moves")) expect(back, "money").toEqual([amount.minor]);
    }),
  },
  {
    name: "commands: a part shipped whose answer is lost is shipped once",
    proves: ["E2.2"],
    run: withGolden(async (bench) => {
      const { key, part } = await shippedInParts(bench);
      if (bench.shop.assignsTracking) throw new Unsupported("a parcel is arranged, and leaves later");
      const lines = [{ lineKey: lineOf(part, "GOLD-1").key, quantity: 1 }];
      await losingAnswer(bench, part, { ...FULFIL, trackingNumbers: ["TRACK-1"], lines });
      expect(bench.record(key).lines.reduce((sum, line) => sum + line.shipped, 0)).toBe(1);
      expect(bench.record(key).parcels.length).toBe(1);
    }),
  },
  {
    name: "commands: a cancelled order is offered neither shipping nor cancelling",
    run: withGolden(async (bench) => {
      const key = bench.place();
      bench.shop.cancelOrder(key);
      const options = bench.orders.options(commandOrder(await bench.read(key)));
      const open = options.filter(({ kind, allowed }) => allowed && (kind === "fulfil" || kind === "cancel"));
      expect(open.map(({ kind }) => kind)).toEqual([]);
    }),
  },
  {
    name: "commands: a refund of everything pays all of it back, and no more",
    proves: ["E2.4"],
    run: withGolden(async (bench) => {
      const key = bench.place();
      const part = await bench.read(key);
      const { totalMinor, currency } = part.totals;
      if (!offered(bench, part, "refund") || totalMinor === null) throw new Unsupported("no refund");
      const refund = (minor: bigint): Refund => ({
        kind: "refund",
        amount: { minor, currency },
        lines: part.lines.map((line) => ({ lineKey: line.key, quantity: line.quantity, restock: false })),
        ...((part.totals.shippingMinor ?? 0n) > 0n && { shippingMinor: part.totals.shippingMinor ?? 0n }),
        moveMoney: !isLacking(bench, "refund.moves"),
      });
      const result = await run(bench, part, refund(totalMinor));
      expectDone(result);
      expectMoneyReported(bench, part, refund(totalMinor), result);
      const money = (amount: string) => parseMoney(amount, currency).minor;
      const back = bench.record(key).refunds.reduce((sum, { amount }) => sum + money(amount), 0n);
      // Where the seller pays by hand, nobody knows yet that it happened.
      if (isLacking(bench, "refund.moves")) return;
      if (!isLacking(bench, "refund.money")) expect(back, "money").toBe(totalMinor);
      expect((await bench.read(key)).financial).toBe("refunded");
    }),
  },
  {
    name: "commands: a cancellation puts the units back into the shop's stock",
    run: withGolden(async (bench) => {
      const before = bench.shop.stockOf("GOLD-1");
      const { key, part } = await placedFor(bench, "cancel", "no cancellation", { payment: "cod" });
      expectDone(await run(bench, part, { kind: "cancel", reason: "customer", restock: true, notifyCustomer: false }));
      if (!isLacking(bench, "cancel.restock")) expect(bench.shop.stockOf("GOLD-1")).toBe(before);
      const after = await bench.read(key);
      expect(after.status).toBe("cancelled");
      if (!isLacking(bench, "cancel.restock"))
        expect(after.lines.reduce((sum, line) => sum + line.channelTook, 0)).toBe(0);
    }),
  },
  {
    name: "commands: a note stands in the shop as it was written",
    proves: ["E2.5"],
    run: withGolden(async (bench) => {
      const { key, part } = await placedFor(bench, "note", "no notes");
      const text = "Gift wrap, please ✨";
      expectDone(await run(bench, part, { kind: "note", text, visibleToCustomer: false }));
      const { notes, hidesNotes, shownToBuyer = [] } = bench.record(key);
      expect(
        shownToBuyer.filter((note) => note.includes(text)),
        "notes shown to the buyer",
      ).toEqual([]);
      if (hidesNotes && notes.length === 0) throw new Unsupported("the platform shows no notes");
      expect(notes.filter((note) => note.includes(text)).length).toBe(1);
    }),
  },
  {
    name: "commands: a status set is the status told",
    proves: ["E2.1"],
    run: withGolden(async (bench) => {
      const part = await bench.read(bench.place({ payment: "cod" }));
      const option = bench.orders.options(commandOrder(part)).find(({ kind, allowed }) => kind === "status" && allowed);
      const choices = (option?.statuses ?? []).filter((status) => status !== part.status && status !== "cancelled");
      const status = choices.find((one) => one === "completed") ?? choices[0];
      if (!status) throw new Unsupported("no other status can be set");
      expectDone(await run(bench, part, { kind: "status", status }));
      expect((await bench.read(part.orderKey)).status).toBe(status);
    }),
  },
  {
    name: "stock: the basis and the moment units are taken are as declared",
    run: withGolden(async (bench) => {
      const stock = need(bench.connection.ports, "stock");
      const shown = () => bench.shop.stockOf("GOLD-1");
      const before = shown();
      const key = bench.place();
      const placed = before - shown();
      const took = (await bench.read(key)).lines
        .filter(({ sku }) => sku === "GOLD-1")
        .reduce((sum, line) => sum + line.channelTook, 0);
      expect(took, "channelTook").toBe(placed);
      const [line] = GOLDEN_ORDER.lines;
      if (placed === line?.quantity)
        expect(stock.basis, "an open order's units are gone from the number").toBe("available");
      else if (placed === 0)
        expect(stock.basis, "an open order's units are still in the number").toBe("available_plus_open_orders");
    }),
  },
];
