/** A shipment that is stopped halfway: whether anything of it was sent decides what becomes of it (decision 663). */
import { expect } from "vitest";
import type { OrderPart } from "../../../commerce/order.ts";
import type { Json } from "../../../commerce/product.ts";
import { isConnectorError } from "../contract/errors.ts";
import type { OrderCommand } from "../contract/ports.ts";
import { mayHaveChanged } from "../http/call-log.ts";
import { hasStarted, isInDoubt } from "../http/in-doubt.ts";
import type { Fault } from "../sandbox/sandbox.ts";
import { attemptCommand, commandOrder, readPart } from "../testing/commands.ts";
import { retrying, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { allowed, type CommandBench, withCommands } from "./commands.ts";

/** More writes than any shipment takes. */
const WRITES = 6;
const ROUNDS = 60;

const REFUSALS: readonly Fault[] = [
  { kind: "throttle", retryAfterSeconds: 1 },
  { kind: "status", status: 422, body: "{}" },
];

const fulfil = (...trackingNumbers: readonly string[]): OrderCommand => ({
  kind: "fulfil",
  carrier: "DHL",
  trackingNumbers,
  notifyCustomer: false,
});

interface Ended {
  /** "doubt": the platform's answer did not say for certain that it refused. */
  readonly how: "done" | "refused" | "doubt";
  readonly started: boolean;
}

/** As the engine follows a command, until it ends or fails. */
async function follow({ connection, clock }: CommandBench, part: OrderPart, command: OrderCommand): Promise<Ended> {
  let saved: Json = null;
  let started = false;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = connection.calls.length;
    const mine = () => connection.calls.slice(before);
    const save = async (progress: Json) => {
      saved = progress;
      started ||= mayHaveChanged(mine());
    };
    try {
      const how = { saved, save, idempotencyKey: `22222222-0000-4000-8000-${String(before).padStart(12, "0")}` };
      const result = await attemptCommand(connection, commandOrder(part), command, how);
      if (result.state === "done") return { how: "done", started };
      if (result.state !== "pending") return { how: "refused", started: started || hasStarted(mine()) };
      started ||= mayHaveChanged(mine());
      saved = result.saved;
      await clock.sleep(result.pollAfterMs);
    } catch (error) {
      if (!isConnectorError(error)) throw error;
      const isCertain = error.kind === "throttled" || error.kind === "rejected" || error.kind === "conflict";
      return { how: isCertain ? "refused" : "doubt", started: started || isInDoubt(error, mine()) };
    }
  }
  throw new Error("the shipment never ended");
}

/** What the platform tells of an order's parcels. */
async function reportedParcels({ connection, clock }: CommandBench, key: string): Promise<string> {
  const read = () => readPart(connection, key);
  const { platformStatus, fulfilment, fulfilments, lines } = await retrying(clock, read);
  return JSON.stringify([platformStatus, fulfilment, fulfilments, lines.map((line) => line.fulfilledQuantity)]);
}

/** A shipment whose writes are refused from the nth on, and whether the platform shows anything of it. */
async function refusedFrom(bench: CommandBench, nth: number, fault: Fault, command: OrderCommand) {
  const part = await retrying(bench.clock, () => bench.place());
  if (!allowed(bench, part, "fulfil")) throw new Unsupported("no fulfilment");
  const before = await reportedParcels(bench, part.orderKey);
  bench.sandbox.faults.add({ fault, write: true, after: nth });
  const ended = await follow(bench, part, command);
  bench.sandbox.faults.clear();
  return { ...ended, isShown: (await reportedParcels(bench, part.orderKey)) !== before };
}

const COMMANDS = [fulfil("TRACK-1"), fulfil("TRACK-1", "TRACK-2")];

export const startedCases: readonly Case[] = [
  {
    name: "commands: a fulfil of which nothing was sent is known as that, whatever was saved",
    damages: true,
    run: withCommands(async (bench) => {
      for (const fault of REFUSALS) {
        const { how, started } = await refusedFrom(bench, 0, fault, fulfil("TRACK-1"));
        if (how === "refused") expect(started, `refused by a ${fault.kind}`).toBe(false);
        else expect(how, "a refused shipment is done").toBe("doubt");
      }
    }),
  },
  {
    name: "commands: a fulfil of which a part was sent is known as that, whatever was refused after it",
    damages: true,
    run: withCommands(async (bench) => {
      let checked = 0;
      for (const command of COMMANDS)
        for (const fault of REFUSALS)
          for (let nth = 1; nth <= WRITES; nth += 1) {
            const { how, started, isShown } = await refusedFrom(bench, nth, fault, command);
            if (how === "done") break;
            if (!isShown) continue;
            checked += 1;
            expect(started, `${nth} writes taken, then a ${fault.kind}`).toBe(true);
          }
      if (checked === 0) throw new Unsupported("a shipment is one write");
    }),
  },
];
