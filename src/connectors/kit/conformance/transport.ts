import { expect } from "vitest";
import { ConnectorError } from "../contract/errors.ts";
import type { Fault } from "../sandbox/sandbox.ts";
import type { Bench } from "./bench.ts";
import { collect, createProducts, FOR_EVER_MS, need, needCalls, retrying, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { refusal } from "./case.ts";

const SLOW_ITEMS = 30;
/** A call is repeated twice: a list that is asked for again as it was fails. */
const MOST_TRIES = 3;

/** A connection with one order (or product) in the shop and a read of it to be disturbed. */
async function reading(bench: Bench): Promise<{ read(): Promise<unknown>; raw(): Promise<unknown> }> {
  const connection = await bench.connect();
  const product = bench.shop.addProduct(createProducts(1, { stock: 50 }));
  const { orders, products } = connection.ports;
  if (orders) {
    const key = bench.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }], payment: "paid" });
    return {
      read: () => orders.get(key, connection.ctx),
      raw: async () => (await orders.get(key, connection.ctx))?.raw,
    };
  }
  if (products)
    return {
      read: () => products.get(product.key, connection.ctx),
      raw: async () => (await products.get(product.key, connection.ctx))?.raw,
    };
  throw new Unsupported("nothing to read");
}

const ENDS_TRANSIENT: readonly { readonly name: string; readonly fault: Fault }[] = [
  { name: "a connection cut before any answer", fault: { kind: "drop_before" } },
  {
    name: "a 500 with a web page",
    fault: {
      kind: "status",
      status: 500,
      body: "<!doctype html><html><body>Error</body></html>",
      headers: { "content-type": "text/html" },
    },
  },
  { name: "a gateway that gives up", fault: { kind: "status", status: 502, body: "" } },
];

const CASES: readonly Case[] = [
  ...ENDS_TRANSIENT.map(({ name, fault }) => ({
    name: `transport: ${name} is transient, repeated at most twice`,
    run: async (bench: Bench) => {
      const { read } = await reading(bench);
      const before = bench.sandbox.calls.length;
      bench.sandbox.faults.add({ fault });
      expect((await refusal(read())).kind).toBe("transient");
      expect(bench.sandbox.calls.length - before).toBeLessThanOrEqual(3);
      bench.sandbox.faults.clear();
    },
  })),
  {
    name: "transport: a refusal is told at once, and not repeated as if it would pass",
    run: async (bench) => {
      const { read } = await reading(bench);
      const before = bench.sandbox.calls.length;
      const body = JSON.stringify({ message: "This call is refused." });
      bench.sandbox.faults.add({
        fault: { kind: "status", status: 422, body, headers: { "content-type": "application/json" } },
      });
      expect((await refusal(read())).kind).not.toBe("transient");
      expect(bench.sandbox.calls.length - before).toBeLessThanOrEqual(2);
    },
  },
  {
    name: "transport: one hiccup goes unnoticed",
    run: async (bench) => {
      const { read } = await reading(bench);
      const calm = withoutFetchTime(await read());
      bench.sandbox.faults.add({ fault: { kind: "drop_before" }, times: 1 });
      expect(withoutFetchTime(await read())).toEqual(calm);
    },
  },
  {
    name: "transport: a platform that never answers is given up in time",
    run: async (bench) => {
      needCalls(bench.connector);
      const connection = await bench.connect();
      const ctx = connection.context({ waits: { headersMs: 150, totalMs: 150 } });
      bench.sandbox.faults.add({ fault: { kind: "slow", ms: FOR_EVER_MS } });
      const before = bench.sandbox.calls.length;
      const start = performance.now();
      expect((await refusal(bench.connector.connect.detect(ctx))).kind).toBe("transient");
      // By these waits, not by the usual ones, which are longer.
      const tries = Math.max(1, bench.sandbox.calls.length - before);
      expect((performance.now() - start) / tries).toBeLessThan(10_000);
    },
  },
  {
    name: "transport: a list a slow host cannot tell at once is asked for in smaller pages",
    run: async (bench) => {
      const { meta, limits } = bench.connector;
      // Servers of sellers' own are the slow ones: their pace is known, or they bring their limits themselves.
      const isSellers = meta.limits.some(({ pace }) => pace !== undefined);
      if (!isSellers && !limits) throw new Unsupported("a platform's own servers are not slow");
      const connection = await bench.connect();
      const sweep = need(connection.ports, "products").sweeps.find(({ mode }) => mode !== "open_ids");
      if (!sweep) throw new Unsupported("no product sweep");
      const keys = Array.from({ length: SLOW_ITEMS }, (_, index) => bench.shop.addProduct(createProducts(index)).key);
      const ctx = connection.context({ waits: { headersMs: 1_000, listMs: 1_000, totalMs: 10_000 } });
      bench.sandbox.faults.add({ fault: { kind: "slow", ms: FOR_EVER_MS }, times: MOST_TRIES });
      try {
        const { items } = await collect(sweep, ctx);
        expect(items.map(({ key }) => key).sort()).toEqual([...keys].sort());
      } catch (error) {
        if (isSellers || !(error instanceof ConnectorError) || error.kind !== "transient") throw error;
        throw new Unsupported("its lists have pages of one size");
      }
    },
  },
  {
    name: "transport: a web page where JSON was due is an error, not an empty answer",
    run: async (bench) => {
      const { read } = await reading(bench);
      bench.sandbox.faults.add({
        fault: {
          kind: "status",
          status: 200,
          body: "<html><body>Maintenance</body></html>",
          headers: { "content-type": "text/html" },
        },
      });
      await refusal(read());
    },
  },
  {
    name: "transport: JSON cut in the middle is drift or transient, never half an order",
    run: async (bench) => {
      const { read } = await reading(bench);
      bench.sandbox.faults.add({ fault: { kind: "truncate" } });
      expect(["drift", "transient"]).toContain((await refusal(read())).kind);
    },
  },
  {
    name: "transport: fields nobody knows change nothing",
    run: async (bench) => {
      const { read } = await reading(bench);
      const calm = withoutRaw(await read());
      bench.sandbox.faults.add({ fault: { kind: "add_field" } });
      expect(withoutRaw(await read())).toEqual(calm);
    },
  },
  {
    name: "transport: a field that is gone is drift where it was used, and never a crash",
    run: async (bench) => {
      const { read, raw } = await reading(bench);
      const payload = await raw();
      const fields = payload !== null && typeof payload === "object" ? Object.keys(payload) : [];
      expect(fields.length, "raw should be the platform's answer").toBeGreaterThan(3);
      const drifts: string[] = [];
      for (const field of fields) {
        bench.sandbox.faults.clear();
        bench.sandbox.faults.add({ fault: { kind: "drop_field", field } });
        const error = await read().then(
          () => null,
          (reason: unknown) => reason,
        );
        if (error === null) continue;
        if (!(error instanceof ConnectorError))
          throw new Error(`without "${field}": ${error instanceof Error ? error.stack : String(error)}`);
        expect(["drift", "rejected", "transient", "not_found"], `without "${field}": ${error.message}`).toContain(
          error.kind,
        );
        if (error.kind === "drift") drifts.push(field);
      }
      expect(drifts.length, "no field was missed").toBeGreaterThan(0);
    },
  },
  {
    name: "limits: a storm of slow-downs delays a sweep and loses nothing",
    run: async (bench) => {
      const connection = await bench.connect();
      const keys = [1, 2, 3].map((index) => bench.shop.addProduct(createProducts(index)).key);
      const sweep = need(connection.ports, "products").sweeps.find((candidate) => candidate.mode !== "open_ids");
      if (!sweep) throw new Unsupported("no product sweep");
      for (const retryAfterSeconds of [1, undefined, 0])
        bench.sandbox.faults.add({ fault: { kind: "throttle", retryAfterSeconds }, times: 1 });
      const { items } = await retrying(bench.clock, () => collect(sweep, connection.ctx));
      expect(items.map((product) => product.key).sort()).toEqual([...keys].sort());
    },
  },
  {
    name: "limits: never asked faster than the platform publishes",
    run: async ({ shop, sandbox, connect }) => {
      const { published } = shop;
      if (!published) throw new Unsupported("the platform publishes no figure");
      const { ports, ctx } = await connect();
      const { get } = need(ports, "orders");
      shop.addProduct(createProducts(1));
      const key = shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }], payment: "paid" });
      const before = sandbox.calls.length;
      // What would have to wait too long is refused before it leaves, and that is as good.
      await Promise.allSettled(Array.from({ length: published.calls + 20 }, () => get(key, ctx)));
      const times = sandbox.calls.slice(before).map(({ at }) => at);
      const most = Math.max(
        ...times.map((from) => times.filter((at) => at >= from && at < from + published.perMs).length),
      );
      // A bucket starts full and fills again meanwhile: what it starts with and what a window brings.
      expect(most, "calls in a window").toBeLessThanOrEqual(published.calls);
    },
  },
  {
    name: "limits: a long slow-down is handed back with the time to wait",
    run: async (bench) => {
      const { read } = await reading(bench);
      bench.sandbox.faults.add({ fault: { kind: "throttle", retryAfterSeconds: 120 }, times: 1 });
      const { info } = await refusal(read());
      expect(info.kind).toBe("throttled");
      if (info.kind === "throttled") expect(info.waitMs).toBeGreaterThanOrEqual(60_000);
    },
  },
];

/** Cases about answers that are late, refused, cut or strange. */
export const transportCases: readonly Case[] = CASES.map((one) => ({ ...one, damages: true }));

/** A version that tells when the fetch began is another each time, of the same state. */
function withoutFetchTime(value: unknown): unknown {
  if (value === null || typeof value !== "object" || !("version" in value)) return value;
  const { version } = value;
  const isFetchTime =
    version !== null && typeof version === "object" && "kind" in version && version.kind === "fetchStart";
  return isFetchTime ? { ...value, version: "fetchStart" } : value;
}

function withoutRaw(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(withoutFetchTime(value), (key, inner: unknown) =>
      key === "raw" || key === "ext" ? undefined : typeof inner === "bigint" ? String(inner) : inner,
    ),
  );
}
