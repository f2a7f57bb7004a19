/** Money leaves once: whatever became of the worker that asked for it, and whatever a person did meanwhile. */
import { expect } from "vitest";
import { parseMoney } from "../../../commerce/money.ts";
import type { OrderPart } from "../../../commerce/order.ts";
import type { Json } from "../../../commerce/product.ts";
import { ConnectorError } from "../contract/errors.ts";
import type { CommandOf, CommandResult } from "../contract/ports.ts";
import type { Fault } from "../sandbox/sandbox.ts";
import { commandOrder, runCommand } from "../testing/commands.ts";
import { Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { type GoldenBench, isLacking, withGolden } from "./golden.ts";
import { refundable } from "./golden-commands.ts";

type Refund = CommandOf<"refund">;

interface Asked {
  readonly key: string;
  readonly part: OrderPart;
  readonly refund: Refund;
  /** What the hub keeps between attempts. */
  attempt(after: "nothing" | "doubt" | "refusal"): Promise<CommandResult>;
}

let intents = 0;

/** A refund that is asked for as the engine does: what is saved and when it was first sent is kept. */
async function asked(bench: GoldenBench, quantity = 1): Promise<Asked> {
  if (isLacking(bench, "refund.moves") || isLacking(bench, "refund.money"))
    throw new Unsupported("the seller pays back by hand, or the platform tells no amounts");
  const { key, part, whole, line, amount } = await refundable(bench);
  const refund: Refund = {
    kind: "refund",
    amount: whole ? amount : { ...amount, minor: amount.minor * BigInt(quantity) },
    lines: whole ? [] : [{ lineKey: line.key, quantity, restock: true }],
    moveMoney: true,
  };
  intents += 1;
  const idempotencyKey = `33333333-0000-4000-8000-${String(intents).padStart(12, "0")}`;
  let saved: Json = null;
  const sentAt = new Date(bench.clock.now());
  return {
    key,
    part,
    refund,
    attempt: (after) =>
      runCommand(bench.connection, commandOrder(part), refund, {
        idempotencyKey,
        saved,
        uncertain: after === "doubt",
        sentAt: after === "nothing" ? undefined : sentAt,
        save: async (progress) => {
          saved = progress;
        },
      }),
  };
}

/** The worker ends while the platform is at work: all it knows is that it has asked. */
async function cutOff(bench: GoldenBench, { attempt }: Asked, fault: Fault, times?: number): Promise<void> {
  bench.sandbox.faults.add({ fault, times, write: true });
  try {
    await attempt("nothing");
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
  }
  bench.sandbox.faults.clear();
}

const paidBack = (bench: GoldenBench, { key, refund }: Asked): readonly bigint[] =>
  bench.record(key).refunds.map((one) => parseMoney(one.amount, refund.amount.currency).minor);

/** Taken and not begun; the record stands; the gateway has paid; the units are back. */
const STEPS = [0, 1, 2, 3];

export const goldenMoneyCases: readonly Case[] = [
  {
    name: "commands: a refund whose worker ends while the platform is at work on it is paid once",
    proves: ["E6.2"],
    run: withGolden(async (bench) => {
      for (const steps of STEPS) {
        const one = await asked(bench);
        await cutOff(bench, one, { kind: "unfinished", steps }, 1);
        // Nobody asks before the platform must have ended (decision 540).
        await bench.sandbox.faults.finish();
        const { state } = await one.attempt("doubt");
        expect(paidBack(bench, one), `money, the worker ended after ${steps} steps`).toEqual([one.refund.amount.minor]);
        expect(state, `the worker ended after ${steps} steps`).toBe("done");
      }
    }),
  },
  {
    name: "commands: a refund the platform itself never finished is not paid a second time unasked",
    proves: ["E6.2"],
    run: withGolden(async (bench) => {
      for (const steps of STEPS.slice(1)) {
        const one = await asked(bench);
        await cutOff(bench, one, { kind: "unfinished", steps }, 1);
        const { state } = await one.attempt("doubt");
        expect(paidBack(bench, one), `money, the platform ended after ${steps} steps`).toEqual([
          one.refund.amount.minor,
        ]);
        expect(["done", "uncertain"], `the platform ended after ${steps} steps`).toContain(state);
      }
    }),
  },
  {
    name: "commands: a refund that a person made meanwhile is not made again",
    proves: ["E6.2"],
    run: withGolden(async (bench) => {
      const { refundOrder } = bench.shop;
      if (!refundOrder) throw new Unsupported("the sandbox has no refund by hand");
      for (const quantity of isLacking(bench, "refund.part") ? [1] : [1, 2]) {
        const one = await asked(bench, quantity);
        await cutOff(bench, one, { kind: "drop_before" });
        const sku = one.part.lines.find(({ key }) => key === one.refund.lines[0]?.lineKey)?.sku;
        const wanted = one.part.lines.filter((line) => sku === undefined || line.sku === sku);
        refundOrder.call(
          bench.shop,
          one.key,
          wanted.map((line) => ({
            sku: line.sku ?? "",
            quantity: sku === undefined ? line.quantity : 1,
            restock: true,
          })),
        );
        const before = paidBack(bench, one);
        // The same sum after a refusal, as the seller is told to; less than asked while nobody knows.
        const result = await one.attempt(quantity === 1 ? "refusal" : "doubt");
        expect(paidBack(bench, one), "money").toEqual(before);
        expect(["done", "uncertain", "rejected"]).toContain(result.state);
        const isSame = before[0] === one.refund.amount.minor;
        if (!isSame && sku !== undefined) expect(result.state, "less was refunded than asked for").not.toBe("done");
        if (isSame && result.state === "done")
          expect(result.found, "the hub keeps none beside the channel's").toBe(true);
      }
    }),
  },
];
