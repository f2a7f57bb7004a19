import { afterEach, describe, expect, it } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { OrderStatus } from "../../commerce/statuses.ts";
import { startSandbox } from "../../sandboxes/easyorders/index.ts";
import type { CommandOrder, OrderCommand, Sweep } from "../kit/contract/ports.ts";
import { type Attempt, attemptCommand } from "../kit/testing/commands.ts";
import { autoAdvancingClock, openTestConnection } from "../kit/testing/connection.ts";
import { createSpecCounter, specsDir } from "../kit/testing/specs.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { connector } from "./index.ts";
import { makeSpecValidator } from "./spec.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

const spec = specsDir();
const HOUR = 3_600_000;

async function connected(settings: Readonly<Record<string, Json>> = {}) {
  const clock = autoAdvancingClock();
  const sandbox = await startSandbox({ clock });
  sandbox.shop.addProduct({ title: "Cup", variants: [{ sku: "CUP", price: "80", stock: 500 }] });
  const counter = spec ? createSpecCounter(makeSpecValidator(spec)) : null;
  const connection = await openTestConnection(connector, {
    sandbox,
    clock,
    settings,
    onExchange: (exchange) => counter?.see(exchange),
  });
  open.push(connection, sandbox);
  const { orders } = connection.ports;
  if (!orders) throw new Error("The orders port is missing.");
  const place = (count = 1) =>
    Array.from({ length: count }, () => sandbox.shop.placeOrder({ lines: [{ sku: "CUP", quantity: 1 }] }));
  const run = (order: CommandOrder | string, command: OrderCommand, attempt?: Attempt) =>
    attemptCommand(connection, typeof order === "string" ? orderOf(order) : order, command, attempt);
  const problems = () => [...(counter?.counts.problems ?? [])];
  return { clock, sandbox, ctx: connection.ctx, orders, run, problems, place };
}

type World = Awaited<ReturnType<typeof connected>>;

async function walk(world: World, input: Parameters<Sweep<OrderPart>["run"]>[0]) {
  const sweep = world.orders.sweeps.find((candidate) => candidate.mode === "sequence");
  if (!sweep) throw new Error("There is no walk.");
  const before = world.sandbox.calls.length;
  const numbers: string[] = [];
  let { cursor } = input;
  for await (const page of sweep.run(input, world.ctx)) {
    numbers.push(...page.items.map((part) => part.number));
    cursor = page.cursor;
  }
  return { numbers, cursor, calls: world.sandbox.calls.length - before };
}

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => String(first + index));

describe("the order walk", () => {
  it("a walk finds every order, page by page, and stops after three misses and one further probe", async () => {
    const world = await connected();
    world.place(25);
    const all = await walk(world, { cursor: null });
    expect(all.numbers).toEqual(upTo(25));
    expect(all.calls).toBe(1 + 25 + 3 + 1);
    expect(world.problems()).toEqual([]);
  });

  it("a walk resumes behind the last number, reads the last eight again, and heals what a lost webhook hid", async () => {
    const world = await connected();
    const [first = ""] = world.place(12).slice(-1);
    const { cursor } = await walk(world, { cursor: null });
    world.sandbox.setStatus(first, "confirmed");
    world.place(2);
    await world.clock.sleep(HOUR);
    const next = await walk(world, { cursor });
    expect(next.numbers).toEqual(upTo(14, 5));
  });

  it("a walk resumes at any page after a kill, losing none", async () => {
    const world = await connected();
    world.place(30);
    const sweep = world.orders.sweeps[0];
    if (!sweep) throw new Error("There is no walk.");
    const seen = new Set<string>();
    let cursor: string | null = null;
    for (let life = 0; life < 4; life += 1) {
      for await (const page of sweep.run({ cursor }, world.ctx)) {
        for (const part of page.items) seen.add(part.number);
        cursor = page.cursor;
        break;
      }
    }
    expect([...seen].sort((a, b) => Number(a) - Number(b))).toEqual(upTo(30));
  });

  it("a walk steps over deleted orders, also three in a row", async () => {
    const world = await connected();
    const keys = world.place(20);
    for (const key of [...keys.slice(4, 6), ...keys.slice(9, 14)]) world.sandbox.deleteOrder(key);
    const { numbers } = await walk(world, { cursor: null });
    expect(numbers).toEqual([...upTo(4), ...upTo(9, 7), ...upTo(20, 15)]);
  });

  it("a walk starts at the first order since a day, in few calls", async () => {
    const world = await connected();
    world.place(200);
    await world.clock.sleep(HOUR);
    const since = new Date(world.clock.now()).toISOString();
    expect((await walk(world, { cursor: null, since })).numbers).toEqual([]);
    world.place(5);
    const { numbers, calls, cursor } = await walk(world, { cursor: null, since });
    expect(numbers).toEqual(upTo(205, 201));
    expect(calls).toBeLessThan(45);
    // Older orders stay outside, also in the window read again.
    await world.clock.sleep(HOUR);
    expect((await walk(world, { cursor })).numbers).toEqual(upTo(205, 201));
  });

  it("a walk finds a store whose numbers do not start at 1, alone or with the seller's hint", async () => {
    const world = await connected();
    world.sandbox.setNextNumber(1000);
    world.place(3);
    expect((await walk(world, { cursor: null })).numbers).toEqual(["1000", "1001", "1002"]);
    const hinted = await connected({ orderWalkFrom: "1001" });
    hinted.sandbox.setNextNumber(1000);
    hinted.place(3);
    expect((await walk(hinted, { cursor: null })).numbers).toEqual(["1001", "1002"]);
  });

  it("an empty store costs little, and its first order is found", async () => {
    const world = await connected();
    const empty = await walk(world, { cursor: null });
    expect(empty.numbers).toEqual([]);
    expect(empty.calls).toBeLessThan(20);
    // A first sync looks for open orders, for the past and for what came since: it searches once.
    const again = await walk(world, { cursor: null, since: new Date(world.clock.now() - HOUR).toISOString() });
    expect([again.numbers, again.calls < 6]).toEqual([[], true]);
    world.place(1);
    const later = await walk(world, { cursor: empty.cursor });
    expect(later.numbers).toEqual(["1"]);
    expect(later.calls).toBeLessThan(8);
  });

  it("a walk can be switched off; open orders are still read again by id", async () => {
    const world = await connected({ orderWalk: "false" });
    expect(world.orders.sweeps.map((sweep) => sweep.mode)).toEqual(["open_ids"]);
    const keys = world.place(3);
    const [sweep] = world.orders.sweeps;
    const seen: string[] = [];
    for await (const page of sweep?.run(
      { cursor: null, openIds: [...keys, "11111111-1111-4111-8111-111111111111"] },
      world.ctx,
    ) ?? []) {
      seen.push(...page.items.map((part) => part.orderKey));
    }
    expect(seen.sort()).toEqual([...keys].sort());
  });

  it("a walk reads some open orders a run, so that a busy store leaves calls for stock", async () => {
    const world = await connected();
    const keys = world.place(3);
    const sweep = world.orders.sweeps.find((candidate) => candidate.mode === "open_ids");
    expect(sweep?.idsARun).toBe(25);
    const before = world.sandbox.calls.length;
    for await (const page of sweep?.run({ cursor: null, openIds: keys }, world.ctx) ?? [])
      expect(page.items.map((part) => part.orderKey)).toEqual(keys);
    expect(world.sandbox.calls.length - before).toBe(3);
  });
});

function orderOf(key: string, more: Partial<CommandOrder> = {}): CommandOrder {
  return {
    key,
    number: "1",
    currency: "EGP",
    status: "pending",
    platformStatus: "pending",
    lines: [
      { key: "a", quantity: 2, fulfilledQuantity: 0 },
      { key: "b", quantity: 1, fulfilledQuantity: 0 },
    ],
    ...more,
  };
}

const FULFIL = {
  kind: "fulfil",
  carrier: "Bosta",
  trackingNumbers: ["EG123"],
  trackingUrl: "https://bosta.co/t/EG123",
  notifyCustomer: true,
} as const;

describe("commands", () => {
  it("a status is set in EasyOrders' own terms, and once", async () => {
    const { sandbox, place, problems, run } = await connected();
    const [key = ""] = place();
    expect(await run(key, { kind: "status", status: "completed" })).toMatchObject({
      state: "done",
    });
    expect(sandbox.shop.order(key)?.status).toBe("delivered");
    const writes = sandbox.calls.filter((call) => call.write).length;
    expect(await run(key, { kind: "status", status: "completed" })).toMatchObject({
      state: "done",
    });
    expect(sandbox.calls.filter((call) => call.write)).toHaveLength(writes);
    expect(await run(key, { kind: "status", status: "on_hold" })).toMatchObject({
      state: "unsupported",
    });
    expect(problems()).toEqual([]);
  });

  it("a command never calls back an order that has left: processing is in_delivery then", async () => {
    const { sandbox, place, problems, run } = await connected();
    const [key = ""] = place();
    sandbox.setStatus(key, "in_delivery");
    const set = async (status: OrderStatus, order: CommandOrder = orderOf(key)) => [
      (await run(order, { kind: "status", status })).state,
      sandbox.shop.order(key)?.status,
    ];
    expect(await set("processing")).toEqual(["done", "in_delivery"]);
    expect(await set("confirmed")).toEqual(["rejected", "in_delivery"]);
    // The platform's word says nothing of the parcel any more; the hub still knows that it left.
    sandbox.setStatus(key, "request_refund");
    const lines = orderOf(key).lines.map((line) => ({ ...line, fulfilledQuantity: line.quantity }));
    expect(await set("processing", orderOf(key, { lines }))).toEqual(["done", "in_delivery"]);
    expect(await set("completed")).toEqual(["done", "delivered"]);
    expect(problems()).toEqual([]);
  });

  it("a command never moves an order out of delivered, canceled or refunded", async () => {
    const { sandbox, orders, place, run } = await connected();
    for (const final of ["delivered", "canceled", "refunded"]) {
      const [key = ""] = place();
      sandbox.setStatus(key, final);
      const result = await run(key, { kind: "status", status: "processing" });
      expect(result).toMatchObject({ state: "rejected", code: "final_status" });
      expect(sandbox.shop.order(key)?.status).toBe(final);
      const allowed = orders.options(orderOf(key, { platformStatus: final })).filter((option) => option.allowed);
      expect(allowed.map((option) => option.kind)).toEqual(["note"]);
    }
  });

  it("a fulfil sets in delivery and adds a public note with courier and tracking number [E3.2]", async () => {
    const { sandbox, place, problems, run } = await connected();
    const [key = ""] = place();
    const saved: Json[] = [];
    const save = async (state: Json) => void saved.push(state);
    expect(await run(key, FULFIL, { save })).toMatchObject({ state: "done" });
    expect(sandbox.shop.order(key)).toMatchObject({
      status: "in_delivery",
      fulfilled: true,
      trackingNumbers: ["EG123"],
    });
    expect(sandbox.notes).toMatchObject([{ order_id: key, type: "public", note: expect.stringContaining("Bosta") }]);
    expect(saved.at(-1)).toEqual({ moved: true, noted: true });
    expect(problems()).toEqual([]);
  });

  it("a fulfil repeated after a crash between the two writes adds the note alone; after both, nothing", async () => {
    const { sandbox, place, run } = await connected();
    const [key = ""] = place();
    sandbox.setStatus(key, "in_delivery");
    for (const noted of [false, true]) await run(key, FULFIL, { saved: { moved: true, noted }, uncertain: true });
    expect(sandbox.notes).toHaveLength(1);
    expect(sandbox.calls.filter((call) => call.method === "PATCH")).toHaveLength(0);
  });

  it("a fulfil of a part adds a note, and the status stays", async () => {
    const { sandbox, place, run } = await connected();
    const [key = ""] = place();
    const result = await run(key, { ...FULFIL, notifyCustomer: false, lines: [{ lineKey: "a", quantity: 1 }] });
    expect(result).toMatchObject({ state: "done", text: textWith("no partial shipment") });
    expect(sandbox.shop.order(key)?.status).toBe("pending");
    expect(sandbox.notes[0]).toMatchObject({ type: "private", note: expect.stringContaining("Part of order 1") });
  });

  it("a cancellation adds a private note, and stock comes back on the channel", async () => {
    const { sandbox, place, run } = await connected();
    const [key = ""] = place();
    expect(sandbox.shop.stockOf("CUP")).toBe(499);
    const cancel = {
      kind: "cancel",
      reason: "inventory",
      restock: true,
      notifyCustomer: false,
      note: "sold out",
    } as const;
    expect(await run(key, cancel)).toMatchObject({ state: "done" });
    expect(sandbox.shop.order(key)?.cancelled).toBe(true);
    expect(sandbox.shop.stockOf("CUP")).toBe(500);
    expect(sandbox.notes).toMatchObject([{ type: "private", note: "sold out" }]);
  });

  it("a refund marks the order and says that no money moved; moving money is unsupported", async () => {
    const { sandbox, place, run } = await connected();
    const [key = ""] = place();
    const refund = { kind: "refund", amount: { minor: 100n, currency: "EGP" }, lines: [], moveMoney: false } as const;
    expect(await run(key, { ...refund, moveMoney: true })).toMatchObject({
      state: "unsupported",
    });
    expect(sandbox.shop.order(key)?.status).toBe("pending");
    const done = await run(key, refund);
    expect(done).toMatchObject({ state: "done", text: textWith("No money was moved") });
    expect(sandbox.shop.order(key)?.status).toBe("request_refund");
  });

  it("a status write whose answer was lost ends as ambiguous, and the next attempt finds it done", async () => {
    const { sandbox, place, run } = await connected();
    const [key = ""] = place();
    sandbox.faults.add({ fault: { kind: "drop_after_commit" }, times: 1, method: "PATCH" });
    const command = { kind: "status", status: "confirmed" } as const;
    await expect(run(key, command)).rejects.toMatchObject({ info: { kind: "ambiguous" } });
    expect(await run(key, command, { uncertain: true })).toMatchObject({ state: "done" });
    expect(sandbox.calls.filter((call) => call.method === "PATCH")).toHaveLength(1);
  });

  it("an order EasyOrders does not know is rejected in words", async () => {
    const { ctx, orders, run } = await connected();
    const command = { kind: "note", text: "x", visibleToCustomer: false } as const;
    expect(await run("11111111-1111-4111-8111-111111111111", command)).toMatchObject({
      state: "rejected",
      code: "not_found",
    });
    expect(await orders.get("11111111-1111-4111-8111-111111111111", ctx)).toBeNull();
  });
});
