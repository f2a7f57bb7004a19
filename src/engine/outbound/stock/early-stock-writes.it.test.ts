/** Where a channel's number is read before it is written, the read does not wait for the sale's commit, and the write does. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Context } from "../../../connectors/kit/contract/context.ts";
import type { Stock } from "../../../connectors/kit/contract/ports.ts";
import { pauseOrganization, resumeOrganization } from "../../../hub/admin/outbound-pause.ts";
import { type SellingShops, sellingShops } from "../../fan-out/testing.ts";

/** What each channel shows, by its address and item, and what the other one was asked. */
const shownAt = new Map<string, number>();
const requests: string[] = [];
let server: Server;
let shops: SellingShops;
/** The address of the shop that does not sell. */
let other: string;

const shown = {
  get: (sku: string) => shownAt.get(`${other}/${sku}`),
  set: (sku: string, pieces: number) => shownAt.set(`${other}/${sku}`, pieces),
};

const addressOf = (ctx: Context) => ctx.publicUrl("")?.split("/").at(-1) ?? "";

/** Reads each number before it writes it, as most platforms want it. */
function readingFirst(base: string): Stock {
  return {
    basis: "available",
    compareAndSet: "read",
    takesAt: "placed",
    multiLocation: false,
    read: async (items, ctx) =>
      items.map(({ key }) => ({
        key,
        levels: [{ location: "", available: shownAt.get(`${addressOf(ctx)}/${key}`) ?? 0 }],
      })),
    push: {
      maxItems: 100,
      async send(items, ctx) {
        const [item] = items;
        if (!item) return [];
        const { key, location, seq, want, expected } = item;
        const url = `${base}/${addressOf(ctx)}/${key}`;
        const { body } = await ctx.http.json({ method: "GET", url, operation: "stock.read" });
        if (expected !== null && body !== expected)
          return [{ key, location, seq, outcome: "conflict", observed: Number(body) }];
        await ctx.http.request({ method: "POST", url, json: want, operation: "stock.set", safe: true });
        return [{ key, location, seq, outcome: "applied", observed: want }];
      },
    },
  };
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const key = (request.url ?? "").slice(1);
    const [address, sku] = key.split("/");
    if (address === other) requests.push(`${request.method} ${sku}`);
    request.on("data", (chunk: Buffer) => shownAt.set(key, Number(chunk.toString())));
    request.on("end", () => response.end(String(shownAt.get(key) ?? 0)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  shops = await sellingShops(1, readingFirst(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`));
  const { owner } = shops.engine.db;
  const keyOf = "select webhook_key as key from argosy.connection where id <> $1";
  other = (await owner.one<{ key: string }>(keyOf, [shops.engine.store])).key;
});
afterAll(async () => {
  await shops.engine[Symbol.asyncDispose]();
  server.close();
  server.closeAllConnections();
});
beforeEach(() => void requests.splice(0));

/** An item both shops list, whose number is known and shown. */
async function listed(sku: string): Promise<void> {
  await shops.list(sku);
  shops.engine.clock.pass(60_000);
  await shops.engine.engine.runUntilIdle();
  expect(await shops.numbers(sku)).toEqual([{ desired: 101, expected: 101 }]);
  requests.splice(0);
}

const written = () => requests.filter((one) => one.startsWith("POST"));
const read = () => requests.filter((one) => one.startsWith("GET"));

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(5);
}

test("a channel's number is read while the sale commits, once, and written after it", async () => {
  await listed("CUP");
  await shops.sellWhile("o-1", "CUP", async () => {
    await until(() => read().length === 1);
    // As long as it takes to write: nothing does before the commit.
    await delay(50);
    expect(written()).toEqual([]);
  });
  expect(requests).toEqual(["GET CUP", "POST CUP"]);
  expect(shown.get("CUP")).toBe(100);
});

test("a quantity that was read too long ago is read again", async () => {
  await listed("BOWL");
  await shops.sellWhile("o-0", "BOWL", async () => {
    await until(() => read().length === 1);
    shops.engine.clock.pass(1_001);
  });
  expect(requests).toEqual(["GET BOWL", "GET BOWL", "POST BOWL"]);
  expect(shown.get("BOWL")).toBe(100);
});

test("a sale there that was read meanwhile is not overwritten", async () => {
  await listed("PAN");
  shown.set("PAN", 97);
  await shops.sellWhile("o-2", "PAN", () => until(() => read().length === 1));
  expect(written()).toEqual([]);
  expect(shown.get("PAN")).toBe(97);
});

test("a quantity the operator holds back meanwhile is not written, and leaves afterwards", async () => {
  await listed("JUG");
  const act = () => ({
    actor: { kind: "user", id: "op", name: "op@example.test" } as const,
    requestId: "request-1",
    now: new Date(shops.engine.clock.now()),
  });
  const { database } = shops.engine.db;
  await shops.sellWhile("o-3", "JUG", async () => {
    await until(() => read().length === 1);
    await pauseOrganization(database, act(), shops.engine.organization);
  });
  await shops.engine.engine.runUntilIdle();
  expect(written()).toEqual([]);
  await resumeOrganization(database, act(), shops.engine.organization);
  shops.engine.clock.pass(10 * 60_000);
  await shops.engine.engine.runUntilIdle();
  expect(shown.get("JUG")).toBe(100);
});

test("a sale that is not applied after all writes nothing", async () => {
  await listed("POT");
  const { owner } = shops.engine.db;
  await owner.run(`
    create function public.spoilt() returns trigger language plpgsql as $$ begin raise 'spoilt'; end $$;
    create constraint trigger spoilt after insert on argosy.sales_order deferrable initially deferred for each row
    execute function public.spoilt()`);
  await shops.sellWhile("o-4", "POT", () => until(() => read().length > 0));
  await owner.run("drop function public.spoilt cascade");
  expect(written()).toEqual([]);
  expect(shown.get("POT")).toBe(101);
});
