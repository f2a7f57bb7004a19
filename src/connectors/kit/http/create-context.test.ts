import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import process from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { refusal } from "../conformance/case.ts";
import { autoAdvancingClock } from "../testing/connection.ts";
import { CANARY, cleanUp, connectorFor, cut, inOrder, open, platform, status } from "../testing/toy.ts";
import { mayHaveChanged } from "./call-log.ts";
import { createMemoryBuckets } from "./platform-buckets.ts";
import { createPlatformLimiter } from "./platform-limiter.ts";

afterEach(cleanUp);

describe("a call", () => {
  it("a call carries the proof, the query in its sequence, and exact figures", async () => {
    const seen: string[] = [];
    const url = await platform((request, reply) => {
      seen.push(`${request.url} ${request.headers.authorization}`);
      reply.end('\uFEFF{"price":12.50}');
    });
    const { ctx } = open(connectorFor(`${url}/shop/`));
    const { body } = await ctx.http.json({
      method: "GET",
      url: "/orders",
      query: [
        ["a", "1 2"],
        ["a", "x||y"],
      ],
      operation: "orders.list",
    });
    expect(body).toEqual({ price: "12.50" });
    expect(seen).toEqual([`/shop/orders?a=1%202&a=x%7C%7Cy Bearer ${CANARY}`]);
  });

  it("a call reads gzip and brotli, and refuses a body that grows beyond the limit after unpacking", async () => {
    const url = await platform((request, reply) => {
      const text = JSON.stringify({ a: "x".repeat(request.url === "/bomb" ? 5_000_000 : 10) });
      if (request.url === "/br")
        return reply.writeHead(200, { "content-encoding": "br" }).end(brotliCompressSync(text));
      return reply.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(text));
    });
    const { ctx } = open(connectorFor(url));
    for (const path of ["/gzip", "/br"])
      expect((await ctx.http.json({ method: "GET", url: path, operation: "x" })).body).toEqual({ a: "x".repeat(10) });
    const error = await refusal(ctx.http.request({ method: "GET", url: "/bomb", operation: "x", maxBytes: 100_000 }));
    expect(error.kind).toBe("drift");
  });

  it("a call never sends the proof to another origin", async () => {
    const seen: (string | undefined)[] = [];
    const elsewhere = await platform((request, reply) => {
      seen.push(request.headers.authorization);
      reply.end("{}");
    });
    const url = await platform((request, reply) => {
      seen.push(request.headers.authorization);
      reply
        .writeHead(302, {
          location: request.url === "/same" ? "/end" : request.url === "/end" ? "" : `${elsewhere}/taken`,
        })
        .end();
    });
    const { ctx } = open(connectorFor(url));
    const error = await refusal(ctx.http.request({ method: "GET", url: "/away", operation: "x" }));
    expect([error.info, error.message]).toEqual([
      { kind: "rejected", code: "redirect", field: "url" },
      expect.stringContaining(elsewhere),
    ]);
    await ctx.http.request({ method: "GET", url: `${elsewhere}/link-in-an-answer`, operation: "x" });
    expect(seen).toEqual([`Bearer ${CANARY}`, undefined]);
    await ctx.http.request({ method: "GET", url: `${url}/anything`, operation: "file", authenticated: false });
    expect(seen.slice(2)).toEqual([undefined, undefined]);
  });

  it("a call follows at most three redirects [F14]", async () => {
    const url = await platform((_request, reply) => reply.writeHead(302, { location: "/again" }).end());
    const { ctx, calls } = open(connectorFor(url));
    expect((await refusal(ctx.http.request({ method: "GET", url: "/", operation: "x" }))).kind).toBe("rejected");
    expect(calls.length).toBe(1);
  });
});

describe("repeated calls", () => {
  it("a safe request is repeated twice, then fails as transient", async () => {
    const url = await platform(inOrder(status(500), cut, status(200, "{}")));
    const { ctx, calls } = open(connectorFor(url));
    await ctx.http.json({ method: "GET", url: "/", operation: "x" });
    expect(calls.map((call) => [call.attempt, call.status, call.error])).toEqual([
      [1, 500, "transient"],
      [2, null, "transient"],
      [3, 200, null],
    ]);
    const down = open(connectorFor(await platform(inOrder(status(503, "<html>down</html>")))));
    expect((await refusal(down.ctx.http.request({ method: "GET", url: "/", operation: "x" }))).kind).toBe("transient");
    expect(down.calls.length).toBe(3);
  });

  it("a write whose outcome is unknown is never repeated", async () => {
    for (const step of [
      cut,
      status(502),
      (reply: ServerResponse) => reply.writeHead(200, { "content-length": "100" }).end("{", () => reply.destroy()),
    ]) {
      const { ctx, calls } = open(connectorFor(await platform(inOrder(step))));
      expect((await refusal(ctx.http.json({ method: "POST", url: "/", json: {}, operation: "x" }))).kind).toBe(
        "ambiguous",
      );
      expect(calls.length).toBe(1);
    }
    const { ctx } = open(connectorFor(await platform(inOrder(status(200, '{"id":')))));
    expect((await refusal(ctx.http.json({ method: "POST", url: "/", json: {}, operation: "x" }))).kind).toBe(
      "ambiguous",
    );
    expect((await refusal(ctx.http.json({ method: "GET", url: "/", operation: "x" }))).kind).toBe("drift");
  });

  it.each([
    ["GET", undefined, 200, false],
    ["POST", true, 200, false],
    ["POST", undefined, 200, true],
    ["POST", undefined, 422, false],
    ["POST", undefined, 502, true],
    ["POST", undefined, "drop", true],
    ["PUT", true, 200, true],
    ["PUT", true, 502, true],
    ["PUT", true, "drop", true],
    ["PUT", true, 422, false],
  ] as const)("%s (safe: %s) answered %s may have changed the shop: %s", async (method, safe, answer, changed) => {
    const url = await platform((request, reply) =>
      answer === "drop" ? request.socket.destroy() : reply.writeHead(answer).end("{}"),
    );
    const { ctx, calls } = open(connectorFor(url));
    await ctx.http
      .request({ method, url: "/", operation: "x", ...(safe !== undefined && { safe }) })
      .catch(() => undefined);
    expect(mayHaveChanged(calls)).toBe(changed);
  });

  it("a write that never left us fails as transient", async () => {
    const { ctx } = open(connectorFor("http://127.0.0.1:1"));
    const error = await refusal(ctx.http.request({ method: "POST", url: "/", json: {}, operation: "x" }));
    expect([error.kind, error.message]).toEqual(["transient", expect.stringContaining("ECONNREFUSED")]);
  });

  it("a call that gets no answer in time is ended", async () => {
    const url = await platform(() => undefined);
    const { ctx } = open(connectorFor(url), { waits: { totalMs: 100 } });
    expect((await refusal(ctx.http.request({ method: "GET", url: "/", operation: "x" }))).kind).toBe("transient");
    expect((await refusal(ctx.http.request({ method: "POST", url: "/", operation: "x" }))).kind).toBe("ambiguous");
  });

  it("a caller's abort stays an abort", async () => {
    const url = await platform(() => undefined);
    const abort = new AbortController();
    const { ctx } = open(connectorFor(url), { signal: abort.signal });
    const call = ctx.http.request({ method: "GET", url: "/", operation: "x" });
    setTimeout(() => abort.abort(new Error("stopping")), 20);
    await expect(call).rejects.toThrow("stopping");
  });
});

/** Misbehaves as the path says; `sockets` are those it still holds. */
async function halfOpen() {
  const sockets = new Set<Socket>();
  const url = await platform((request, reply) => {
    const { socket } = request;
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    if (request.url === "/garbage") return reply.end("\u0001<html>no shop</");
    if (request.url === "/circle") return reply.writeHead(302, { location: "/circle" }).end();
    reply.writeHead(200, {
      "content-type": "application/json",
      ...(request.url === "/reset" && { "content-length": 999 }),
    });
    reply.write('{"a":"');
    if (request.url === "/reset") return setImmediate(() => socket.destroy());
    if (request.url === "/drip") {
      const drip = setInterval(() => reply.write("x"), 5);
      return socket.once("close", () => clearInterval(drip));
    }
    const pour = () => {
      while (!socket.destroyed && reply.write("x".repeat(65_536)));
    };
    reply.on("drain", pour);
    return pour();
  });
  return { url, sockets };
}

/** Bytes in use after what nobody holds any more was thrown away. */
function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new Error("no garbage collector to ask");
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe("a platform that never ends what it says", () => {
  it.each([
    ["/drip", "transient", "ambiguous"],
    ["/reset", "transient", "ambiguous"],
    ["/endless", "drift", "ambiguous"],
    ["/garbage", "drift", "ambiguous"],
    ["/circle", "rejected", "rejected"],
  ])("%s: the call ends, said as what it is, and its sockets are given back [F14]", async (path, read, written) => {
    const { url, sockets } = await halfOpen();
    const { ctx } = open(connectorFor(url), path === "/drip" ? { waits: { totalMs: 100 } } : {});
    const call = (method: "GET" | "POST") =>
      refusal(ctx.http.json({ method, url: path, operation: "x", maxBytes: 1_000_000 }));
    const kinds = await Promise.all([call("GET"), call("POST"), call("GET"), call("POST"), call("GET")]);
    expect(kinds.map(({ kind }) => kind)).toEqual([read, written, read, written, read]);
    // Those of whole answers are kept for the next call, as many as were open at a time.
    const isDone = () => sockets.size <= (path === "/garbage" || path === "/circle" ? 5 : 0);
    await vi.waitUntil(isDone, { timeout: 60_000 });
  });
});

it("a context holds on to none of 200 endless answers: each ends at its limit, memory and sockets are released [F14]", async () => {
  const { url, sockets } = await halfOpen();
  const { ctx, calls } = open(connectorFor(url));
  const [maxBytes, answers] = [1_000_000, 200];
  const rounds = async (times: number) => {
    for (let n = 0; n < times; n += 1) {
      const get = { method: "GET", url: "/endless", operation: "x", maxBytes } as const;
      expect((await refusal(ctx.http.request(get))).kind).toBe("drift");
    }
    // The records are the test's own.
    calls.length = 0;
    await vi.waitUntil(() => sockets.size === 0, { timeout: 60_000 });
    return heldBytes();
  };
  const before = await rounds(20);
  await rounds(answers);
  // Buffers that were collected are given back by another thread. Were a twentieth of what was read kept, this would not end.
  await vi.waitUntil(() => heldBytes() - before < (answers * maxBytes) / 20, { timeout: 60_000 });
});

describe("recorded and thrown texts", () => {
  it("a recorded or thrown text never has a secret, wherever the platform echoes it", async () => {
    const basic = Buffer.from(`user:${CANARY}`).toString("base64");
    const echo = JSON.stringify({
      message: `bad key ${CANARY}`,
      again: basic,
      access_token: "another-token-value",
      nested: JSON.stringify({ password: "hunter2hunter2" }),
    });
    const { ctx, calls } = open(connectorFor(await platform((_request, reply) => reply.writeHead(422).end(echo))));
    const error = await refusal(
      ctx.http.request({
        method: "POST",
        url: `/?key=${encodeURIComponent(CANARY)}`,
        form: [
          ["client_secret", "form-secret-value"],
          ["token_hint", CANARY],
        ],
        operation: "x",
      }),
    );
    const everything = JSON.stringify([calls, error.message, error.details, String(error.cause), error.stack]);
    for (const secret of [CANARY, basic, "another-token-value", "hunter2", "form-secret-value"])
      expect(everything).not.toContain(secret);
    expect(everything).toContain("bad key [secret]");
    expect(calls[0]).toMatchObject({ operation: "x", method: "POST", status: 422, error: "rejected" });
  });

  it("a recorded body ends at 32 kB", async () => {
    const { ctx, calls } = open(
      connectorFor(await platform((_request, reply) => reply.end(JSON.stringify("y".repeat(200_000))))),
    );
    await ctx.http.request({ method: "GET", url: "/", operation: "x" });
    expect(calls[0]?.responseBody.length).toBeLessThan(33_000);
  });
});

describe("streams", () => {
  it("a stream hands bytes on as they come and classifies a refusal", async () => {
    const url = await platform((request, reply) => {
      if (request.url === "/missing") return reply.writeHead(404).end('{"message":"gone"}');
      for (let at = 0; at < 100; at += 1) reply.write(`{"line":${at}}\n`);
      return reply.end();
    });
    const { ctx, calls } = open(connectorFor(url));
    let text = "";
    for await (const chunk of await ctx.http.stream({ method: "GET", url: "/bulk", operation: "bulk" }))
      text += Buffer.from(chunk).toString();
    expect(text.trim().split("\n").length).toBe(100);
    expect((await refusal(ctx.http.stream({ method: "GET", url: "/missing", operation: "bulk" }))).kind).toBe(
      "not_found",
    );
    expect(calls[0]?.responseBody).toBe("(stream)");
  });
});

it("a call waits longer for a list than for anything else: a slow host works on many rows", async () => {
  const held: ServerResponse[] = [];
  let isGivenUp = false;
  const url = await platform((request, reply) => {
    if (request.url === "/list") return isGivenUp ? void reply.end("[]") : void held.push(reply);
    reply.once("close", () => {
      isGivenUp = true;
      for (const waiting of held.splice(0)) waiting.end("[]");
    });
  });
  const { ctx } = open(connectorFor(url), { waits: { headersMs: 60, listMs: 20_000 } });
  const list = ctx.http.json({ method: "GET", url: "/list", operation: "orders.list" });
  const error = await refusal(ctx.http.json({ method: "GET", url: "/one", operation: "orders.get" }));
  expect(error.kind).toBe("transient");
  expect((await list).body).toEqual([]);
});

describe("a web page where the API should be", () => {
  const page = (reply: ServerResponse) =>
    reply.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Sign in</title>");
  const withAddress = (url: string) => {
    const connector = connectorFor(url);
    const field = { id: "baseUrl", label: "Address", type: "url", required: true } as const;
    return { ...connector, meta: { ...connector.meta, setupFormFields: [field] } };
  };

  it("a web page means a wrong address while an address is tried, reported at its field", async () => {
    const url = await platform((_request, reply) => page(reply));
    const { ctx } = open(withAddress(url), { triesAddress: true });
    const error = await refusal(ctx.http.json({ method: "GET", url: "/", operation: "shop.get" }));
    expect(error.info).toEqual({ kind: "rejected", field: "baseUrl", code: "not_an_api" });
    expect(error.message).toContain("Enter the storefront address");
  });

  it("nothing answers at an address that is tried: the address is asked about, not the platform blamed", async () => {
    const gone = createServer();
    const port = await new Promise<number>((resolve) => {
      gone.listen(0, "127.0.0.1", () => resolve((gone.address() as AddressInfo).port));
    });
    await new Promise((resolve) => gone.close(resolve));
    const ask = async (triesAddress: boolean) => {
      const { ctx } = open(withAddress(`http://127.0.0.1:${port}`), { triesAddress });
      return refusal(ctx.http.json({ method: "GET", url: "/", operation: "shop.get" }));
    };
    const error = await ask(true);
    expect(error.info).toEqual({ kind: "rejected", field: "baseUrl", code: "no_server" });
    expect(error.message).toBe("No server responds at this address. Check it for typing errors, or try again later.");
    expect((await ask(false)).kind).toBe("transient");
  });

  it("a web page of a shop that worked before is passing trouble", async () => {
    const url = await platform((_request, reply) => page(reply));
    const { ctx } = open(withAddress(url));
    const error = await refusal(ctx.http.json({ method: "GET", url: "/", operation: "shop.get" }));
    expect(error.kind).not.toBe("rejected");
  });
});

it("a page its caller can ask for in smaller ones is not repeated as it is, and opens no breaker", async () => {
  let requested = 0;
  const url = await platform((_request, reply) => {
    requested += 1;
    reply.writeHead(504).end();
  });
  const { ctx } = open(connectorFor(url));
  const page = { method: "GET", url: "/", operation: "orders.list", halves: true } as const;
  for (let time = 0; time < 6; time += 1)
    expect((await refusal(ctx.http.json(page))).info).toEqual({ kind: "transient", slow: true });
  expect(requested).toBe(6);
});

it("an answer of more values than the thread reads in time is refused, and a page is asked for in smaller ones", async () => {
  const url = await platform((_request, reply) => void reply.end(`[${"0,".repeat(500_000)}0]`));
  const { ctx } = open(connectorFor(url));
  const page = { method: "GET", url: "/", operation: "orders.list" } as const;
  expect((await refusal(ctx.http.json({ ...page, halves: true }))).info).toEqual({ kind: "transient", slow: true });
  expect((await refusal(ctx.http.json(page))).info).toEqual({ kind: "drift", path: "(size)" });
  expect((await refusal(ctx.http.request(page))).info).toEqual({ kind: "drift", path: "(size)" });
  // Platforms whose pages are known to be that large are read.
  expect((await ctx.http.json({ ...page, maxBytes: 64 * 1024 * 1024 })).body).toHaveLength(500_001);
});

it("calls go to a shop on its own server as fast as it answers, within bounds", async () => {
  const clock = autoAdvancingClock();
  let tookMs = 100;
  const url = await platform(async (_request, reply) => {
    await clock.sleep(tookMs);
    reply.end("{}");
  });
  const pace = { least: 0.2, most: 8 };
  const bucket = { id: "shop", scope: "connection", rate: 3, burst: 1, pace, source: "test" } as const;
  const limiter = createPlatformLimiter({ clock, store: createMemoryBuckets() });
  const { ctx } = open(connectorFor(url, { limits: [bucket] }), { clock, limiter });
  const rateAfter = async (ms: number) => {
    tookMs = ms;
    await ctx.http.json({ method: "GET", url: "/", operation: "orders.get" });
    const [status] = await limiter.standing([{ key: "toy/shop/connection:n", bucket }]);
    return status?.perSecond;
  };
  expect(await rateAfter(500)).toBeCloseTo(2, 0);
  expect([await rateAfter(50), await rateAfter(60_000)]).toEqual([8, 0.2]);
});
