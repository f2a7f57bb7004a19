import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { Clock } from "../../commerce/clock.ts";
import { startSandbox } from "../../sandboxes/easyorders/index.ts";
import type { ConnectorError } from "../kit/contract/errors.ts";
import type { PlatformResponse } from "../kit/contract/platform-http.ts";
import { autoAdvancingClock, openTestConnection } from "../kit/testing/connection.ts";
import { byMeaning } from "../kit/testing/meanings.ts";
import { classify } from "./classify.ts";
import { connector } from "./index.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

function answer(status: number, text: string, headers: Readonly<Record<string, string>> = {}): PlatformResponse {
  return { status, text, headers, url: "https://api.easy-orders.net/" };
}

const GET = { method: "GET", url: "/orders/x", operation: "orders.get" } as const;
const kind = (status: number, body: unknown) =>
  classify(answer(status, typeof body === "string" ? body : JSON.stringify(body)), GET)?.kind;

describe("the meaning of an answer", () => {
  it.each(
    byMeaning<string, readonly [number, unknown]>({
      auth_revoked: [
        [400, { message: "Api-Key not valid" }],
        [400, { message: "Api-Key not found" }],
        [401, ""],
      ],
      suspended: [[400, { message: "Store not active or has over due" }]],
      not_found: [
        [400, { message: "record not found" }],
        [404, { message: "no such thing" }],
      ],
      rejected: [
        [400, { message: "slug already exists" }],
        [400, { message: ["name should not be empty", "price must be a number"] }],
        [400, ""],
        [400, "<html>"],
      ],
      unsupported: [[404, ""]],
      forbidden: [[403, ""]],
      transient: [
        [408, ""],
        [500, ""],
        [503, "<html>"],
      ],
      throttled: [[429, ""]],
    }),
  )("%s is what %i %j means", (expected, status, body) => {
    expect(kind(status, body)).toBe(expected);
  });

  it("success is success, and nothing makes it throw", () => {
    expect(classify(answer(200, ""), GET)).toBeNull();
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, text) => {
        const read = classify(answer(status, text, { date: text }), GET);
        expect(read === null).toBe(status < 300);
      }),
    );
  });

  it("a throttle waits for the next minute of their clock", () => {
    const date = "Fri, 20 Nov 2026 09:00:45 GMT";
    expect(classify(answer(429, "", { date }), GET)).toEqual({ kind: "throttled", waitMs: 16_000 });
    expect(classify(answer(429, ""), GET)).toEqual({ kind: "throttled", waitMs: 61_000 });
  });
});

async function connected(clock: Clock = autoAdvancingClock()) {
  const sandbox = await startSandbox({ clock });
  sandbox.shop.addProduct({ title: "Cup", variants: [{ sku: "CUP", price: "80", stock: 9 }] });
  const connection = await openTestConnection(connector, { sandbox, clock });
  open.push(connection, sandbox);
  return { clock, sandbox, ctx: connection.ctx };
}

describe("forty calls a minute", () => {
  const call = (ctx: Awaited<ReturnType<typeof connected>>["ctx"]) =>
    ctx.http.request({ method: "GET", url: "/products", query: [["limit", "1"]], operation: "products.list" });

  it("the limit of forty calls is never exceeded, and all but two are used while nobody else calls", async () => {
    const { clock, sandbox, ctx } = await connected();
    const start = clock.now();
    for (let count = 0; count < 300; count += 1) await call(ctx);
    const minutes = (clock.now() - start) / 60_000;
    expect(sandbox.calls.filter((one) => one.status === 429)).toEqual([]);
    expect(300 / minutes).toBeGreaterThanOrEqual(37.5);
    for (const one of sandbox.calls) {
      const within = sandbox.calls.filter((other) => other.at >= one.at && other.at < one.at + 60_000);
      expect(within.length).toBeLessThanOrEqual(40);
    }
  });

  it("the limit of forty calls is shared with the seller's other programs: the header slows us down", async () => {
    const { clock, sandbox, ctx } = await connected();
    const other = sandbox.shop.credentials().apiKey ?? "";
    const startOfMinute = 60_000 - (clock.now() % 60_000);
    await clock.sleep(startOfMinute);
    for (let count = 0; count < 36; count += 1) {
      await fetch(`${sandbox.url}/api/v1/external-apps/products?limit=1`, { headers: { "Api-Key": other } });
    }
    await call(ctx);
    const before = clock.now();
    for (let count = 0; count < 3; count += 1) await call(ctx);
    expect(clock.now() - before).toBeGreaterThan(4_000);
    expect(sandbox.calls.filter((one) => one.status === 429)).toEqual([]);
  });

  it("the limit of forty calls belongs to others too: ten of theirs a minute are left to them", async () => {
    const { clock, sandbox, ctx } = await connected();
    const other = sandbox.shop.credentials().apiKey ?? "";
    await clock.sleep(60_000 - (clock.now() % 60_000));
    const theirs: number[] = [];
    for (const start = clock.now(); clock.now() < start + 5 * 60_000; ) {
      if (theirs.length <= (clock.now() - start) / 6_000)
        theirs.push(
          (await fetch(`${sandbox.url}/api/v1/external-apps/products?limit=1`, { headers: { "Api-Key": other } }))
            .status,
        );
      await call(ctx);
    }
    expect(theirs.length).toBeGreaterThanOrEqual(45);
    expect(theirs.filter((status) => status !== 200)).toEqual([]);
    expect(sandbox.calls.filter((one) => one.status === 429)).toEqual([]);
  });

  it("a call over the limit pauses until the minute is over, reported to the engine, and is then made", async () => {
    const { clock, sandbox, ctx } = await connected();
    await clock.sleep(60_000 - (clock.now() % 60_000) + 50_000);
    sandbox.faults.add({ fault: { kind: "throttle" }, times: 1 });
    const before = sandbox.calls.length;
    const { info } = await call(ctx).then(
      () => Promise.reject(new Error("It answered.")),
      (reason: ConnectorError) => reason,
    );
    expect(info.kind).toBe("throttled");
    await clock.sleep(info.kind === "throttled" ? info.waitMs : 0);
    await call(ctx);
    const [refused, next] = sandbox.calls.slice(before);
    expect([refused?.status, next?.status]).toEqual([429, 200]);
    expect(Math.floor((next?.at ?? 0) / 60_000)).toBe(Math.floor((refused?.at ?? 0) / 60_000) + 1);
  });
});

describe("oddities of the platform", () => {
  it("a list of orders does not exist: the path answers 404 without a body, and nothing here calls it", async () => {
    const { sandbox, ctx } = await connected();
    const error: ConnectorError = await ctx.http
      .request({ method: "GET", url: "/orders", query: [["limit", "1"]], operation: "orders.list" })
      .then(
        () => Promise.reject(new Error("It answered.")),
        (reason: ConnectorError) => reason,
      );
    expect(error.kind).toBe("unsupported");
    expect(sandbox.calls.at(-1)).toMatchObject({ status: 404, responseBody: "" });
    expect(sandbox.calls.filter((one) => /\/orders(\?|$)/.test(one.path))).toHaveLength(1);
  });

  it("$in keeps its dollar sign and || travels encoded", async () => {
    const { sandbox, ctx } = await connected();
    const { products } = connector.open(ctx.connection);
    await products?.bySku?.(["CUP", "TEE"], ctx);
    const path = sandbox.calls.find((one) => one.path.includes("filter"))?.path ?? "";
    expect(path).toMatch(/filter=sku%7C%7C(\$|%24)in%7C%7CCUP(,|%2C)TEE/);
  });

  it("refusals carry no rate headers, successes do", async () => {
    const { sandbox } = await connected();
    const url = `${sandbox.url}/api/v1/external-apps/products`;
    const good = await fetch(url, { headers: { "Api-Key": sandbox.shop.credentials().apiKey ?? "" } });
    const bad = await fetch(url, { headers: { "Api-Key": "nonsense" } });
    expect([good.status, good.headers.get("x-ratelimit-limit")]).toEqual([200, "40"]);
    expect([bad.status, bad.headers.get("x-ratelimit-limit")]).toEqual([400, null]);
  });

  it("a product shows no variants unless they are joined, and we always join them", async () => {
    const { sandbox, ctx } = await connected();
    const { key } = sandbox.shop.addProduct({
      title: "Tee",
      variants: [{ sku: "T-M", price: "1", stock: 1, option: "M" }],
    });
    const { products } = connector.open(ctx.connection);
    expect((await products?.get(key, ctx))?.variants[0]?.sku).toBe("T-M");
    const url = `${sandbox.url}/api/v1/external-apps/products/${key}`;
    const plain = await (await fetch(url, { headers: { "Api-Key": sandbox.shop.credentials().apiKey ?? "" } })).text();
    expect(plain).not.toContain("variants");
  });
});
