/** Money leaves once: whatever became of the worker that asked for it, and whatever a person did meanwhile. */
import { expect } from "vitest";
import { parseMoney } from "../../../commerce/money.ts";
import type { OrderPart } from "../../../commerce/order.ts";
import type { Json } from "../../../commerce/product.ts";
import { ConnectorError } from "../contract/errors.ts";
import type { CommandOf, CommandResult } from "../contract/ports.ts";
import type { FaultRule } from "../sandbox/sandbox.ts";
import { commandOrder, runCommand } from "../testing/commands.ts";
import { Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { type GoldenBench, isLacking, withGolden } from "./golden.ts";
import { refundable } from "./golden-commands.ts";

type Refund = CommandOf<"refund">;
type MovesMoney = Refund | CommandOf<"cancel">;

interface MoneyCommand<C extends MovesMoney = MovesMoney> {
  readonly key: string;
  readonly part: OrderPart;
  readonly command: C;
  /** What the hub keeps between attempts: in doubt it looks; after a refusal, or a person's "Retry", it was told to ask. */
  attempt(after: "nothing" | "doubt" | "refusal"): Promise<CommandResult>;
}

let intents = 0;

/** A command that is asked for as the engine does: what is saved and when it was first sent is kept. */
function requestedFor<C extends MovesMoney>(
  bench: GoldenBench,
  key: string,
  part: OrderPart,
  command: C,
): MoneyCommand<C> {
  intents += 1;
  const idempotencyKey = `33333333-0000-4000-8000-${String(intents).padStart(12, "0")}`;
  let saved: Json = null;
  const sentAt = new Date(bench.clock.now());
  return {
    key,
    part,
    command,
    attempt: (after) =>
      runCommand(bench.connection, commandOrder(part), command, {
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

async function refundRequest(bench: GoldenBench, quantity = 1): Promise<MoneyCommand<Refund>> {
  if (isLacking(bench, "refund.moves") || isLacking(bench, "refund.money"))
    throw new Unsupported("the seller pays back by hand, or the platform tells no amounts");
  const { key, part, whole, line, amount } = await refundable(bench);
  return requestedFor(bench, key, part, {
    kind: "refund",
    amount: whole ? amount : { ...amount, minor: amount.minor * BigInt(quantity) },
    lines: whole ? [] : [{ lineKey: line.key, quantity, restock: true }],
    moveMoney: true,
  });
}

async function cancelRequest(bench: GoldenBench): Promise<MoneyCommand> {
  const key = bench.place();
  const part = await bench.read(key);
  const isOffered = bench.orders.options(commandOrder(part)).some(({ kind, allowed }) => kind === "cancel" && allowed);
  if (!isOffered) throw new Unsupported("no cancellation");
  return requestedFor(bench, key, part, { kind: "cancel", reason: "customer", restock: true, notifyCustomer: false });
}

/** The worker ends while the platform is at work: all it knows is that it has asked. */
async function cutOff(bench: GoldenBench, { attempt }: MoneyCommand, rule: Omit<FaultRule, "write">): Promise<void> {
  bench.sandbox.faults.add({ ...rule, write: true });
  try {
    await attempt("nothing");
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
  }
  bench.sandbox.faults.clear();
}

const paidBack = (bench: GoldenBench, { key, part }: MoneyCommand): readonly bigint[] =>
  bench
    .record(key)
    .refunds.map((one) => parseMoney(one.amount, part.totals.currency).minor)
    .filter((minor) => minor > 0n);

/** What an undisturbed cancellation pays back. */
async function paidByCancelling(bench: GoldenBench): Promise<readonly bigint[]> {
  const usual = await cancelRequest(bench);
  await usual.attempt("nothing");
  const paid = paidBack(bench, usual);
  if (paid.length === 0) throw new Unsupported("a cancellation pays nothing back");
  return paid;
}

/** More calls than any command takes, and more steps than any platform has. */
const [MOST_CALLS, MOST_STEPS] = [8, 12];

interface Cut {
  /** For the reader of a failure. */
  readonly where: string;
  /** Whether the call that was cut off has nothing left to do. */
  readonly isWhole: boolean;
}

/**
 * Plays a command once for each place it can be cut off at: each of its calls that change something, after each of the
 * platform's steps in it, from none to all.
 */
async function atEachCut<A extends MoneyCommand>(
  bench: GoldenBench,
  ask: (bench: GoldenBench) => Promise<A>,
  { from }: { readonly from: number },
  play: (one: A, cut: Cut) => Promise<void>,
): Promise<void> {
  const { faults, calls } = bench.sandbox;
  for (let after = 0; after < MOST_CALLS; after += 1)
    for (let steps = from; steps < MOST_STEPS; steps += 1) {
      const one = await ask(bench);
      const [before, waited] = [calls.length, faults.waiting()];
      await cutOff(bench, one, { fault: { kind: "unfinished", steps }, after, times: 1 });
      if (calls.slice(before).filter(({ write }) => write).length <= after) return;
      const isWhole = faults.waiting() === waited;
      await play(one, { where: `cut off in call ${after + 1} after ${steps} steps`, isWhole });
      if (isWhole) break;
    }
}

/** Who asks again: the hub in doubt, and a person who presses "Retry". */
const AGAIN = ["doubt", "refusal"] as const;
const ENDED: readonly CommandResult["state"][] = ["done", "uncertain", "rejected"];

/** Nobody asks before the platform must have ended (decision 540). Then the hub does, and a person once more. */
async function expectOnce(
  bench: GoldenBench,
  one: MoneyCommand,
  where: string,
  paid: readonly bigint[],
): Promise<void> {
  await bench.sandbox.faults.finish();
  for (const after of AGAIN) {
    const { state } = await one.attempt(after);
    expect(paidBack(bench, one), `money, ${where}, asked after ${after}`).toEqual(paid);
    expect(state, `${where}, asked after ${after}`).toBe("done");
  }
}

/** The platform stands still for good, with a part of it done. */
async function refundStopped(bench: GoldenBench, one: MoneyCommand<Refund>, { where, isWhole }: Cut): Promise<void> {
  if (isWhole) return;
  for (const after of AGAIN) {
    const result = await one.attempt(after);
    const money = paidBack(bench, one);
    expect(money.length, `refunds, ${where}, asked after ${after}`).toBeLessThanOrEqual(1);
    if (result.state === "done") expect(money, `money, ${where}`).toEqual([one.command.amount.minor]);
    expect(ENDED, `${where}, asked after ${after}`).toContain(result.state);
    const isWaiting = bench.record(one.key).refunds.some(({ waits }) => waits);
    if (isWaiting && result.state === "done")
      expect(result.moneyMoved, `the gateway has not paid, ${where}`).toBe(false);
  }
}

export const goldenMoneyCases: readonly Case[] = [
  {
    name: "commands: a refund whose worker ends while the platform is at work on it is paid once",
    proves: ["E6.2"],
    run: withGolden((bench) =>
      atEachCut(bench, refundRequest, { from: 0 }, (one, { where }) =>
        expectOnce(bench, one, where, [one.command.amount.minor]),
      ),
    ),
  },
  {
    name: "commands: a refund the platform itself never finished is not paid a second time unasked",
    proves: ["E6.2"],
    run: withGolden((bench) =>
      atEachCut(bench, refundRequest, { from: 1 }, (one, cut) => refundStopped(bench, one, cut)),
    ),
  },
  {
    name: "commands: a cancellation whose worker ends while the platform is at work on it pays back once",
    proves: ["E6.2"],
    run: withGolden(async (bench) => {
      const paid = await paidByCancelling(bench);
      await atEachCut(bench, cancelRequest, { from: 0 }, (one, { where }) => expectOnce(bench, one, where, paid));
    }),
  },
  {
    name: "commands: a cancellation the platform itself never finished pays back once at most",
    proves: ["E6.2"],
    run: withGolden(async (bench) => {
      const paid = await paidByCancelling(bench);
      await atEachCut(bench, cancelRequest, { from: 1 }, async (one, { where, isWhole }) => {
        if (isWhole) return;
        for (const after of AGAIN) {
          const { state } = await one.attempt(after);
          expect([[], paid], `money, ${where}, asked after ${after}`).toContainEqual(paidBack(bench, one));
          expect(ENDED, `${where}, asked after ${after}`).toContain(state);
        }
      });
    }),
  },
  {
    name: "commands: a refund that a person made meanwhile is not made again",
    proves: ["E6.2"],
    run: withGolden(async (bench) => {
      const { refundOrder } = bench.shop;
      if (!refundOrder) throw new Unsupported("the sandbox has no refund by hand");
      for (const quantity of isLacking(bench, "refund.part") ? [1] : [1, 2]) {
        const one = await refundRequest(bench, quantity);
        await cutOff(bench, one, { fault: { kind: "drop_before" } });
        const sku = one.part.lines.find(({ key }) => key === one.command.lines[0]?.lineKey)?.sku;
        const expected = one.part.lines.filter((line) => sku === undefined || line.sku === sku);
        refundOrder.call(
          bench.shop,
          one.key,
          expected.map((line) => ({
            sku: line.sku ?? "",
            quantity: sku === undefined ? line.quantity : 1,
            restock: true,
          })),
        );
        const before = paidBack(bench, one);
        // The same sum after a refusal, as the seller is told to; less than asked while nobody knows.
        const result = await one.attempt(quantity === 1 ? "refusal" : "doubt");
        expect(paidBack(bench, one), "money").toEqual(before);
        expect(ENDED).toContain(result.state);
        const isSame = before[0] === one.command.amount.minor;
        if (!isSame && sku !== undefined) expect(result.state, "less was refunded than asked for").not.toBe("done");
        if (isSame && result.state === "done")
          expect(result.found, "the hub keeps none beside the channel's").toBe(true);
      }
    }),
  },
];
