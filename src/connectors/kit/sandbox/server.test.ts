import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type Clock, systemClock, virtualClock } from "../../../commerce/clock.ts";
import type { SandboxServer, SandboxServerOptions } from "./server.ts";
import { startSandboxServer } from "./server.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

async function start(more: Partial<SandboxServerOptions> = {}): Promise<{ server: SandboxServer; written: string[] }> {
  const written: string[] = [];
  const server = await startSandboxServer({
    provider: "toy",
    options: { clock: systemClock },
    handle: (request) => {
      if (request.method !== "GET") written.push(request.text);
      return { status: 200, json: { path: request.path, items: [{ id: 1, name: "a" }], text: "x".repeat(50) } };
    },
    throttleReply: (seconds) => ({
      status: 429,
      headers: seconds === undefined ? {} : { "retry-after": String(seconds) },
      text: "slow down",
    }),
    ...more,
  });
  open.push(server);
  return { server, written };
}

describe("sandbox faults", () => {
  it("a fault hits only matching calls, as many times as configured", async () => {
    const { server } = await start();
    server.faults.add({ fault: { kind: "throttle", retryAfterSeconds: 3 }, times: 2, method: "get", path: "/orders" });
    const statuses = [];
    for (const path of ["/orders", "/products", "/orders?page=2", "/orders"])
      statuses.push((await fetch(server.url + path)).status);
    expect(statuses).toEqual([429, 200, 429, 200]);
    expect(server.calls.map((call) => call.status)).toEqual([429, 200, 429, 200]);
    expect(server.calls[2]?.path).toBe("/orders?page=2");
  });

  it("drop_after_commit applies the call and cuts the line; drop_before does not apply it", async () => {
    const { server, written } = await start();
    server.faults.add({ fault: { kind: "drop_after_commit" }, times: 1, write: true });
    await fetch(server.url, { method: "GET" });
    await expect(fetch(server.url, { method: "POST", body: "one" })).rejects.toThrow();
    expect(written).toEqual(["one"]);
    server.faults.add({ fault: { kind: "drop_before" }, times: 1 });
    await expect(fetch(server.url, { method: "POST", body: "two" })).rejects.toThrow();
    expect(written).toEqual(["one"]);
  });

  it("a fault sends bytes as they are", async () => {
    const bytes = Uint8Array.of(0x1f, 0x8b, 0xff, 0x00);
    const { server } = await start({ handle: () => ({ status: 200, bytes }) });
    expect(new Uint8Array(await (await fetch(server.url)).arrayBuffer())).toEqual(bytes);
  });

  it("a fault truncates, adds and drops fields of answers", async () => {
    const { server } = await start();
    server.faults.add({ fault: { kind: "truncate" }, times: 1 });
    const cut = await (await fetch(server.url)).text();
    expect(() => JSON.parse(cut)).toThrow();
    server.faults.add({ fault: { kind: "add_field" }, times: 1 });
    expect(await (await fetch(server.url)).json()).toMatchObject({
      argosy_unknown_field: {},
      items: [{ id: 1, argosy_unknown_field: {} }],
    });
    server.faults.add({ fault: { kind: "drop_field", field: "name" }, times: 1 });
    expect(await (await fetch(server.url)).json()).toMatchObject({ items: [{ id: 1 }] });
    server.faults.add({ fault: { kind: "status", status: 503, body: "<html>down</html>" } });
    expect((await fetch(server.url)).status).toBe(503);
    server.faults.clear();
    expect((await fetch(server.url)).status).toBe(200);
  });

  it("a slow fault waits on the sandbox's own clock", async () => {
    const virtual = virtualClock(0);
    const { promise: hasArrived, resolve: arrived } = Promise.withResolvers<void>();
    const clock: Clock = {
      now: virtual.now,
      sleep(ms, signal) {
        const slept = virtual.sleep(ms, signal);
        arrived();
        return slept;
      },
    };
    const { server } = await start({ options: { clock } });
    server.faults.add({ fault: { kind: "slow", ms: 60_000 } });
    let answered = false;
    const call = fetch(server.url).then(() => {
      answered = true;
    });
    await hasArrived;
    await virtual.advance(59_999);
    expect(answered).toBe(false);
    await virtual.advance(1);
    await call;
    expect(answered).toBe(true);
  });
});

describe("outgoing webhooks", () => {
  async function receiver(answer = (reply: () => void) => reply()): Promise<{ url: string; got: string[] }> {
    const got: string[] = [];
    const http = createServer((request, reply) => {
      let text = "";
      request.on("data", (chunk) => {
        text += String(chunk);
      });
      request.on("end", () => {
        got.push(text);
        answer(() => void reply.end());
      });
    });
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    open.push({ close: () => new Promise((resolve) => http.close(resolve).closeAllConnections()) });
    return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/hook`, got };
  }

  it("webhooks are delivered in sequence, and settle waits for the last one", async () => {
    const { server } = await start();
    const { url, got } = await receiver();
    for (let at = 0; at < 20; at += 1) server.webhooks.send({ url, headers: {}, body: String(at) });
    await server.settle();
    expect(got).toEqual([...Array(20).keys()].map(String));
  });

  it.each([
    { oneByOne: false, most: 2 },
    { oneByOne: true, most: 1 },
  ])("webhooks go to two addresses $most at a time", async ({ oneByOne, most }) => {
    const { server } = await start();
    server.faults.webhooks.oneByOne = oneByOne;
    const waiting: (() => void)[] = [];
    let seen = 0;
    // The first answers come once as many as are expected wait for one.
    const answer = (reply: () => void) => {
      waiting.push(reply);
      seen = Math.max(seen, waiting.length);
      if (waiting.length < most) return;
      setImmediate(() => {
        for (const each of waiting.splice(0)) each();
      });
    };
    const [one, other] = [await receiver(answer), await receiver(answer)];
    for (const { url } of [one, other, one, other]) server.webhooks.send({ url, headers: {}, body: "x" });
    await server.settle();
    expect([one.got.length, other.got.length, seen]).toEqual([2, 2, most]);
  });

  it("webhooks are doubled, reordered, held back and lost by option", async () => {
    const { server } = await start();
    const { url, got } = await receiver();
    server.faults.webhooks.duplicate = 1;
    server.faults.webhooks.reorder = true;
    server.faults.webhooks.paused = true;
    for (let at = 0; at < 20; at += 1) server.webhooks.send({ url, headers: {}, body: String(at) });
    await server.settle();
    expect(got).toEqual([]);
    server.faults.webhooks.paused = false;
    await server.settle();
    expect(got.length).toBe(40);
    expect(new Set(got).size).toBe(20);
    expect(got).not.toEqual([...got].sort((a, b) => Number(a) - Number(b)));
    server.faults.webhooks.lose = true;
    const results: (number | null)[] = [];
    server.webhooks.send({ url, headers: {}, body: "lost", onResult: (status) => void results.push(status) });
    await server.settle();
    expect(got.length).toBe(40);
    expect(results).toEqual([null]);
  });
});
