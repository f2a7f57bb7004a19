import { expect } from "vitest";
import type { OrderPart } from "../../../commerce/order.ts";
import type { Json } from "../../../commerce/product.ts";
import { ConnectorError } from "../contract/errors.ts";
import type { CommandResult, OrderCommand, Orders } from "../contract/ports.ts";
import { mayHaveChanged } from "../http/call-log.ts";
import type { SandboxShop } from "../sandbox/sandbox.ts";
import { commandOrder, readPart, runCommand } from "../testing/commands.ts";
import type { TestConnection } from "../testing/connection.ts";
import type { Bench } from "./bench.ts";
import { createProducts, need, Unsupported } from "./bench.ts";
import { type Case, expectMessages } from "./case.ts";

export interface CommandBench extends Bench {
  readonly connection: TestConnection;
  readonly orders: Orders;
  place(): Promise<OrderPart>;
  /** As the engine: saves, polls, ends with a final result. `saved` carries over between attempts. */
  execute(command: OrderCommand, part: OrderPart, attempt: Attempt): Promise<CommandResult>;
}

interface Attempt {
  saved: Json;
  readonly uncertain: boolean;
}

export function withCommands(run: (bench: CommandBench) => Promise<void>): Case["run"] {
  return async (bench) => {
    const connection = await bench.connect();
    const orders = need(connection.ports, "orders");
    bench.shop.addProduct(createProducts(1, { stock: 100 }));
    await run({
      ...bench,
      connection,
      orders,
      place: async () => {
        const key = bench.shop.placeOrder({
          lines: [{ sku: "MUG-1", quantity: 2 }],
          payment: "paid",
          customer: { name: "Ada Lovelace", email: "ada@example.com" },
        });
        return readPart(connection, key);
      },
      execute: (command, part, attempt) =>
        runCommand(connection, commandOrder(part), command, {
          ...attempt,
          idempotencyKey: `11111111-0000-4000-8000-${part.orderKey.replace(/\D/g, "").slice(-12).padStart(12, "0")}`,
          save: async (progress) => {
            attempt.saved = progress;
          },
        }),
    });
  };
}

/** A tracking number of ours as the platform keeps it. */
export const trackedAs = ({ plainTracking }: Pick<SandboxShop, "plainTracking">, number: string): string =>
  plainTracking ? number.replace(/[^A-Za-z0-9]/g, "") : number;

/** The one parcel's tracking: ours, or where the platform makes the numbers itself, one of its own. */
function expectTracked({ shop }: Bench, key: string): void {
  const numbers = shop.order(key)?.trackingNumbers;
  if (shop.assignsTracking) expect(numbers).toEqual([expect.stringMatching(/^(?!TRACK-1$)./)]);
  else expect(numbers).toEqual([trackedAs(shop, "TRACK-1")]);
}

const fresh = (): Attempt => ({ saved: null, uncertain: false });
const FULFIL: OrderCommand = {
  kind: "fulfil",
  carrier: "DHL",
  trackingNumbers: ["TRACK-1"],
  trackingUrl: "https://track.example/TRACK-1",
  notifyCustomer: false,
};
const CANCEL: OrderCommand = { kind: "cancel", reason: "customer", restock: true, notifyCustomer: false };
const NOTE_TEXT = "Gift wrap, please ✨";
const NOTE: OrderCommand = { kind: "note", text: NOTE_TEXT, visibleToCustomer: false };

function commandOf(kind: OrderCommand["kind"], part: OrderPart, statuses: readonly string[] | undefined): OrderCommand {
  const { totals } = part;
  const status =
    (["completed", "processing", "confirmed"] as const).find(
      (word) => statuses?.includes(word) ?? word === "completed",
    ) ?? "processing";
  const refund: OrderCommand = {
    kind: "refund",
    amount: { minor: totals.totalMinor ?? 0n, currency: totals.currency },
    lines: [],
    moveMoney: false,
  };
  return { status: { kind: "status", status } as const, fulfil: FULFIL, cancel: CANCEL, note: NOTE, refund }[kind];
}

const LOST = { drop_after_commit: "is lost", truncate: "nobody can read" } as const;

const KINDS: readonly OrderCommand["kind"][] = ["status", "fulfil", "cancel", "refund", "note"];

export function allowed({ orders }: CommandBench, part: OrderPart, kind: OrderCommand["kind"]) {
  const option = orders.options(commandOrder(part)).find((candidate) => candidate.kind === kind);
  return option?.allowed ? option : null;
}

const measuredCases: readonly Case[] = [
  {
    name: "commands: goods sold by measure leave whole, and the shop knows",
    run: withCommands(async (bench) => {
      const { shop, connection } = bench;
      if (!shop.measureLine) throw new Unsupported("the platform sells whole units only");
      const { orderKey } = await bench.place();
      shop.measureLine(orderKey, "MUG-1", 1.5);
      const part = await readPart(connection, orderKey);
      if (!allowed(bench, part, "fulfil")) throw new Unsupported("fulfil is not offered");
      expect(await bench.execute(FULFIL, part, fresh())).toMatchObject({ state: "done" });
      const { lines } = await readPart(connection, orderKey);
      expect([shop.order(orderKey)?.fulfilled, lines.map((line) => line.fulfilledQuantity)]).toEqual([true, [2]]);
    }),
  },
];

const refundedInSteps: Case = {
  name: "commands: goods sold by measure that are refunded in two steps come back as exactly what was sold",
  run: withCommands(async (bench) => {
    const { shop, connection } = bench;
    if (!shop.measureLine) throw new Unsupported("the platform sells whole units only");
    const lackingAfter = async (sold: number): Promise<number> => {
      const before = shop.stockOf("MUG-1");
      const key = shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 3 }], payment: "paid" });
      if (!Number.isInteger(sold)) shop.measureLine?.(key, "MUG-1", sold);
      for (const quantity of [1, 2]) {
        const part = await readPart(connection, key);
        const [line] = part.lines;
        if (!line || !allowed(bench, part, "refund")) throw new Unsupported("refund is not offered");
        const minor = ((line.totalMinor + (part.totals.taxIncluded ? 0n : line.taxMinor)) * BigInt(quantity)) / 3n;
        const refund: OrderCommand = {
          kind: "refund",
          amount: { minor, currency: part.totals.currency },
          lines: [{ lineKey: line.key, quantity, restock: true }],
          moveMoney: false,
        };
        const { state } = await bench.execute(refund, part, fresh());
        if (state !== "done") throw new Unsupported(`a refund of goods is ${state}`);
      }
      return before - shop.stockOf("MUG-1");
    };
    if ((await lackingAfter(3)) !== 0) throw new Unsupported("a refund puts no goods back");
    expect(await lackingAfter(2.75)).toBe(0);
  }),
};

const kindCases: readonly Case[] = KINDS.map((kind) => ({
  name: `commands: ${kind} is carried out where it is offered, and refused where it is not`,
  run: withCommands(async (bench) => {
    const part = await bench.place();
    const option = allowed(bench, part, kind);
    expectMessages(bench.connector, option?.warnings ?? []);
    const writes = () => bench.sandbox.calls.filter((call) => call.write).length;
    const before = writes();
    const started = bench.connection.calls.length;
    const result = await bench.execute(commandOf(kind, part, option?.statuses), part, fresh());
    if (!option) {
      expect(["unsupported", "rejected"]).toContain(result.state);
      expect(writes(), "wrote although it refused").toBe(before);
      throw new Unsupported(`${kind} is not offered and was refused`);
    }
    const fine: readonly CommandResult["state"][] = kind === "refund" ? ["done", "rejected", "needs_input"] : ["done"];
    expect(
      fine,
      JSON.stringify(result, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value)),
    ).toContain(result.state);
    const reported = bench.shop.order(part.orderKey);
    if (kind === "fulfil")
      expect(reported?.fulfilled || reported?.trackingNumbers.includes(trackedAs(bench.shop, "TRACK-1"))).toBe(true);
    if (kind === "cancel") expect(reported?.cancelled).toBe(true);
    if (result.state === "done") {
      expect(writes(), "done without a write").toBeGreaterThan(before);
      const exists = mayHaveChanged(bench.connection.calls.slice(started));
      expect(exists, "no call said that it asks for a change").toBe(true);
    }
    if (kind === "refund") expect(option.money, "who pays the customer back").toBeDefined();
  }),
}));

export const commandCases: readonly Case[] = [
  ...kindCases,
  ...measuredCases,
  refundedInSteps,
  {
    name: "commands: tracking arrives with the fulfilment",
    proves: ["E3.1"],
    run: withCommands(async (bench) => {
      const part = await bench.place();
      if (!allowed(bench, part, "fulfil")) throw new Unsupported("no fulfilment");
      await bench.execute(FULFIL, part, fresh());
      expectTracked(bench, part.orderKey);
      const after = await bench.orders.get(part.orderKey, bench.connection.ctx);
      // Where the platform makes the number, the parcel is arranged and still with the seller.
      if (bench.shop.assignsTracking) {
        const reported = bench.shop.order(part.orderKey)?.trackingNumbers ?? [];
        expect(after?.fulfilments.flatMap((parcel) => parcel.trackingNumbers)).toEqual(reported);
      } else expect(["fulfilled", "in_transit", "delivered"]).toContain(after?.fulfilment);
    }),
  },
  {
    name: "commands: the same intent twice has one effect",
    run: withCommands(async (bench) => {
      const part = await bench.place();
      if (!allowed(bench, part, "fulfil")) throw new Unsupported("no fulfilment");
      const attempt = fresh();
      await bench.execute(FULFIL, part, attempt);
      for (const again of [
        { saved: attempt.saved, uncertain: true },
        { saved: null, uncertain: true },
      ]) {
        expect((await bench.execute(FULFIL, part, again)).state).toBe("done");
      }
      expectTracked(bench, part.orderKey);
    }),
  },
  ...(["fulfil", "cancel", "note"] as const).flatMap((kind) =>
    (["drop_after_commit", "truncate"] as const).map((fault) => ({
      name: `commands: a ${kind} whose answer ${LOST[fault]} is looked up, not done twice`,
      ...(fault === "truncate" && { damages: true as const }),
      run: withCommands(async (bench) => {
        const part = await bench.place();
        if (!allowed(bench, part, kind)) throw new Unsupported(`no ${kind}`);
        const command = commandOf(kind, part, undefined);
        const attempt: Attempt = fresh();
        bench.sandbox.faults.add({ fault: { kind: fault }, write: true });
        const effects = () => bench.sandbox.calls.filter((call) => call.write && call.status < 300).length;
        const before = effects();
        const { calls } = bench.connection;
        const started = calls.length;
        const error = await bench.execute(command, part, attempt).catch((thrown: unknown) => thrown);
        if (error instanceof Error && !(error instanceof ConnectorError)) throw error;
        bench.sandbox.faults.clear();
        const dropped = effects() - before;
        // As the engine knows it.
        const uncertain = mayHaveChanged(calls.slice(started));
        expect((await bench.execute(command, part, { saved: attempt.saved, uncertain })).state).toBe("done");
        const reported = bench.shop.order(part.orderKey);
        if (kind === "fulfil") expectTracked(bench, part.orderKey);
        if (kind === "cancel") expect(reported?.cancelled).toBe(true);
        if (kind !== "note") return;
        const notes = bench.shop.record?.(part.orderKey)?.notes;
        if (notes) expect(notes.filter((note) => note === NOTE_TEXT)).toHaveLength(1);
        // What is sent again with a key of its own is carried out once by the platform.
        else if (uncertain) expect(effects() - before, "the note was written twice").toBe(dropped);
      }),
    })),
  ),
];
