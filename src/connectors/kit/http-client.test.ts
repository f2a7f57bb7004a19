import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import type { Clock } from "../../commerce/clock.ts";
import { createBreaker, isBreakerOpen } from "./breaker.ts";
import { createMemoryBuckets } from "./buckets.ts";
import type { Bucket, Connector, Context, Grant } from "./contract.ts";
import { createEgress } from "./egress.ts";
import { ConnectorError } from "./errors.ts";
import type { ContextOptions } from "./http-client.ts";
import { createContext } from "./http-client.ts";
import { createLimiter } from "./limiter.ts";
import type { CallRecord } from "./records.ts";
import { hurryingClock, silentLog } from "./testing.ts";
import { createTokenKeeper } from "./tokens.ts";

const CANARY = "canary-0123456789-secret";
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

type Handler = (request: IncomingMessage, reply: ServerResponse, body: string) => unknown;

async function platform(handler: Handler): Promise<string> {
  const http = createServer((request, reply) => {
    let body = "";
    request.on("data", (chunk) => {
      body += String(chunk);
    });
    request.on("end", () => void handler(request, reply, body));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    http.closeAllConnections();
    return new Promise((resolve) => http.close(resolve));
  });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

function connectorFor(
  url: string,
  more: { limits?: readonly Bucket[]; refresh?: (ctx: Context) => Promise<Grant> } = {},
): Connector {
  return {
    meta: {
      id: "toy",
      kind: "commerce",
      name: "Toy",
      section: "stores",
      icon: "toy",
      color: "#000000",
      connectType: "api_key",
      setupFormFields: [],
      setupSteps: [],
      topics: [],
      topicRouting: "path",
      limits: more.limits ?? [],
      orderPrefix: "TY",
      api: { version: "1" },
      orderHistory: { days: "all" },
      docs: "",
    },
    auth: {
      secretNames: ["accessToken"],
      baseUrl: () => url,
      authorize: (request, ctx) => ({
        ...request,
        headers: { ...request.headers, authorization: `Bearer ${ctx.secret("accessToken")}` },
      }),
    },
    classify: ({ status }) => {
      if (status < 400) return null;
      if (status === 429) return { kind: "throttled", waitMs: 0 };
      if (status === 401) return { kind: "auth_expired" };
      if (status >= 500) return { kind: "transient" };
      return status === 404 ? { kind: "not_found" } : { kind: "rejected" };
    },
    connect: {
      begin: async () => ({ step: "ready" }),
      complete: async () => ({ grant: { secrets: {} }, accounts: [] }),
      detect: async () => ({
        account: { externalId: "1", name: "" },
        facts: {},
        locations: [],
        missingScopes: [],
        warnings: [],
      }),
      ...(more.refresh ? { refresh: more.refresh } : {}),
    },
    maximum: [],
    open: () => ({}),
  };
}

function open(
  connector: Connector,
  more: Partial<ContextOptions> & { grant?: Grant } = {},
): { ctx: Context; calls: CallRecord[]; clock: Clock } {
  const clock = more.clock ?? hurryingClock();
  const calls: CallRecord[] = [];
  const egress = createEgress({ allowPrivateNetwork: true });
  cleanups.push(() => egress.close());
  const ctx = createContext({
    connector,
    connection: { account: { externalId: "1" }, facts: {}, settings: {} },
    secrets: { get: () => undefined },
    tokens: createTokenKeeper({
      clock,
      initial: { grant: more.grant ?? { secrets: { accessToken: CANARY } }, generation: 1 },
    }),
    clock,
    log: silentLog,
    egress,
    limiter: createLimiter({ clock, store: createMemoryBuckets() }),
    scopeKeys: { ip: "i", app: "a", grant: "g", account: "c", connection: "n" },
    breaker: createBreaker({ clock }),
    publicUrl: () => null,
    onCall: (record) => void calls.push(record),
    signal: new AbortController().signal,
    random: () => 0.5,
    ...more,
  });
  return { ctx, calls, clock };
}

/** Answers with these in turn, the last one for ever. */
function inTurn(...steps: ((reply: ServerResponse, request: IncomingMessage) => unknown)[]): Handler {
  let at = 0;
  return (request, reply) => {
    const step = steps[Math.min(at, steps.length - 1)];
    at += 1;
    return step?.(reply, request);
  };
}
const status =
  (code: number, body = "", headers: Record<string, string> = {}) =>
  (reply: ServerResponse) =>
    reply.writeHead(code, headers).end(body);
const cut = (reply: ServerResponse) => reply.destroy();

async function failureOf(promise: Promise<unknown>): Promise<ConnectorError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConnectorError)) throw new Error(`expected a ConnectorError, got ${String(error)}`);
  return error;
}

describe("a call", () => {
  it("carries the proof, the query in order, and keeps exact figures", async () => {
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

  it("reads gzip and brotli, and refuses a body that grows beyond the limit after unpacking", async () => {
    const url = await platform((request, reply) => {
      const text = JSON.stringify({ a: "x".repeat(request.url === "/bomb" ? 5_000_000 : 10) });
      if (request.url === "/br")
        return reply.writeHead(200, { "content-encoding": "br" }).end(brotliCompressSync(text));
      return reply.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(text));
    });
    const { ctx } = open(connectorFor(url));
    for (const path of ["/gzip", "/br"])
      expect((await ctx.http.json({ method: "GET", url: path, operation: "x" })).body).toEqual({ a: "x".repeat(10) });
    const error = await failureOf(ctx.http.request({ method: "GET", url: "/bomb", operation: "x", maxBytes: 100_000 }));
    expect(error.kind).toBe("drift");
  });

  it("never takes the proof to another origin", async () => {
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
    const error = await failureOf(ctx.http.request({ method: "GET", url: "/away", operation: "x" }));
    expect([error.info, error.message]).toEqual([
      { kind: "rejected", code: "redirect", field: "url" },
      expect.stringContaining(elsewhere),
    ]);
    await ctx.http.request({ method: "GET", url: `${elsewhere}/link-in-an-answer`, operation: "x" });
    expect(seen).toEqual([`Bearer ${CANARY}`, undefined]);
    await ctx.http.request({ method: "GET", url: `${url}/anything`, operation: "file", authenticated: false });
    expect(seen.slice(2)).toEqual([undefined, undefined]);
  });

  it("follows at most three redirects", async () => {
    const url = await platform((_request, reply) => reply.writeHead(302, { location: "/again" }).end());
    const { ctx, calls } = open(connectorFor(url));
    expect((await failureOf(ctx.http.request({ method: "GET", url: "/", operation: "x" }))).kind).toBe("rejected");
    expect(calls.length).toBe(1);
  });
});

describe("repeats", () => {
  it("repeats a safe request twice, then gives up as transient", async () => {
    const url = await platform(inTurn(status(500), cut, status(200, "{}")));
    const { ctx, calls } = open(connectorFor(url));
    await ctx.http.json({ method: "GET", url: "/", operation: "x" });
    expect(calls.map((call) => [call.attempt, call.status, call.error])).toEqual([
      [1, 500, "transient"],
      [2, null, "transient"],
      [3, 200, null],
    ]);
    const down = open(connectorFor(await platform(inTurn(status(503, "<html>down</html>")))));
    expect((await failureOf(down.ctx.http.request({ method: "GET", url: "/", operation: "x" }))).kind).toBe(
      "transient",
    );
    expect(down.calls.length).toBe(3);
  });

  it("never repeats a write whose outcome is unknown", async () => {
    for (const step of [
      cut,
      status(502),
      (reply: ServerResponse) => reply.writeHead(200, { "content-length": "100" }).end("{", () => reply.destroy()),
    ]) {
      const { ctx, calls } = open(connectorFor(await platform(inTurn(step))));
      expect((await failureOf(ctx.http.json({ method: "POST", url: "/", json: {}, operation: "x" }))).kind).toBe(
        "ambiguous",
      );
      expect(calls.length).toBe(1);
    }
    const { ctx } = open(connectorFor(await platform(inTurn(status(200, '{"id":')))));
    expect((await failureOf(ctx.http.json({ method: "POST", url: "/", json: {}, operation: "x" }))).kind).toBe(
      "ambiguous",
    );
    expect((await failureOf(ctx.http.json({ method: "GET", url: "/", operation: "x" }))).kind).toBe("drift");
  });

  it("calls a write that never left us transient", async () => {
    const { ctx } = open(connectorFor("http://127.0.0.1:1"));
    const error = await failureOf(ctx.http.request({ method: "POST", url: "/", json: {}, operation: "x" }));
    expect([error.kind, error.message]).toEqual(["transient", expect.stringContaining("ECONNREFUSED")]);
  });

  it("ends a call that gets no answer in time", async () => {
    const url = await platform(() => undefined);
    const { ctx } = open(connectorFor(url), { waits: { totalMs: 100 } });
    expect((await failureOf(ctx.http.request({ method: "GET", url: "/", operation: "x" }))).kind).toBe("transient");
    expect((await failureOf(ctx.http.request({ method: "POST", url: "/", operation: "x" }))).kind).toBe("ambiguous");
  });

  it("keeps a caller's abort what it is", async () => {
    const url = await platform(() => undefined);
    const abort = new AbortController();
    const { ctx } = open(connectorFor(url), { signal: abort.signal });
    const call = ctx.http.request({ method: "GET", url: "/", operation: "x" });
    setTimeout(() => abort.abort(new Error("stopping")), 20);
    await expect(call).rejects.toThrow("stopping");
  });
});

describe("throttle answers", () => {
  it("waits as told when that is short, for writes too, and never returns earlier", async () => {
    const at: number[] = [];
    const clock = hurryingClock();
    const url = await platform(
      inTurn(
        (reply) => {
          at.push(clock.now());
          return status(429, "", { "retry-after": "3" })(reply);
        },
        (reply) => {
          at.push(clock.now());
          return status(200, "{}")(reply);
        },
      ),
    );
    const { ctx } = open(connectorFor(url), { clock });
    await ctx.http.json({ method: "POST", url: "/", json: {}, operation: "x" });
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(3000);
  });

  it("hands a long pause back with the time to wait: seconds, a date, absent, absurd", async () => {
    const clock = hurryingClock();
    const date = new Date(clock.now() + 60_000).toUTCString();
    const cases: [Record<string, string>, number, number][] = [
      [{ "retry-after": "120" }, 120_000, 132_000],
      [{ "retry-after": date }, 50_000, 70_000],
      [{ "retry-after": "999999999" }, 3_600_000, 4_000_000],
    ];
    for (const [headers, least, most] of cases) {
      const { ctx } = open(connectorFor(await platform(inTurn(status(429, "", headers)))), { clock });
      const { info } = await failureOf(ctx.http.request({ method: "GET", url: "/", operation: "x" }));
      expect(info.kind === "throttled" && info.waitMs >= least && info.waitMs <= most).toBe(true);
    }
    const silent = open(connectorFor(await platform(inTurn(status(429), status(200, "{}")))), { clock });
    await silent.ctx.http.json({ method: "GET", url: "/", operation: "x" });
    expect(silent.calls.map((call) => call.status)).toEqual([429, 200]);
  });
});

describe("renewal", () => {
  function refreshing(url: string): { connector: Connector; renewals: () => number } {
    let renewals = 0;
    const connector = connectorFor(url, {
      refresh: async (ctx) => {
        await ctx.http.request({ method: "POST", url: "/token", authenticated: false, operation: "auth.refresh" });
        renewals += 1;
        return { secrets: { accessToken: `${CANARY}-new` } };
      },
    });
    return { connector, renewals: () => renewals };
  }
  const accepting =
    (good: string): Handler =>
    (request, reply) =>
      reply
        .writeHead(request.url === "/token" || request.headers.authorization === `Bearer ${good}` ? 200 : 401)
        .end("{}");

  it("renews once for fifty calls that find the token expired", async () => {
    const { connector, renewals } = refreshing(await platform(accepting(`${CANARY}-new`)));
    const { ctx } = open(connector);
    await Promise.all(
      Array.from({ length: 50 }, () => ctx.http.json({ method: "POST", url: "/", json: {}, operation: "x" })),
    );
    expect(renewals()).toBe(1);
  });

  it("renews five minutes ahead, and gives up after one renewal that does not help", async () => {
    const clock = hurryingClock();
    const { connector, renewals } = refreshing(await platform(accepting(CANARY)));
    const grant = (inMs: number) => ({
      secrets: { accessToken: CANARY },
      expiresAt: new Date(clock.now() + inMs).toISOString(),
    });
    await open(connector, { clock, grant: grant(10 * 60_000) }).ctx.http.json({
      method: "GET",
      url: "/",
      operation: "x",
    });
    expect(renewals()).toBe(0);
    const ending = open(connector, { clock, grant: grant(4 * 60_000) });
    expect((await failureOf(ending.ctx.http.json({ method: "GET", url: "/", operation: "x" }))).kind).toBe(
      "auth_expired",
    );
    expect(renewals()).toBe(2);
  });

  it("surfaces a renewal the platform refuses for good", async () => {
    const url = await platform(status401);
    const connector = connectorFor(url, {
      refresh: async () => {
        throw new ConnectorError({ kind: "auth_revoked" }, "reconnect");
      },
    });
    expect((await failureOf(open(connector).ctx.http.request({ method: "GET", url: "/", operation: "x" }))).kind).toBe(
      "auth_revoked",
    );
  });
  const status401: Handler = (_request, reply) => reply.writeHead(401).end();
});

describe("the breaker", () => {
  it("opens after five failures in a row, probes once a minute, and closes on an answer", async () => {
    let hits = 0;
    let isDown = true;
    const url = await platform((_request, reply) => {
      hits += 1;
      return reply.writeHead(isDown ? 503 : 200).end("{}");
    });
    const clock = hurryingClock();
    const breaker = createBreaker({ clock });
    const { ctx } = open(connectorFor(url), { clock, breaker });
    const call = () => ctx.http.request({ method: "GET", url: "/", operation: "x" });
    for (let at = 0; at < 10; at += 1) await failureOf(call());
    expect(hits).toBe(5);
    expect(breaker.state().state).toBe("open");
    expect(isBreakerOpen(await failureOf(call()))).toBe(true);
    await clock.sleep(60_000);
    await failureOf(call());
    await failureOf(call());
    expect(hits).toBe(6);
    isDown = false;
    await clock.sleep(60_000);
    await call();
    await call();
    expect(breaker.state()).toEqual({ state: "closed", failures: 0 });
  });
});

describe("what is recorded and thrown", () => {
  it("never holds a secret, wherever the platform echoes it", async () => {
    const basic = Buffer.from(`user:${CANARY}`).toString("base64");
    const echo = JSON.stringify({
      message: `bad key ${CANARY}`,
      again: basic,
      access_token: "another-token-value",
      nested: JSON.stringify({ password: "hunter2hunter2" }),
    });
    const { ctx, calls } = open(connectorFor(await platform((_request, reply) => reply.writeHead(422).end(echo))));
    const error = await failureOf(
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

  it("caps bodies at 32 kB", async () => {
    const { ctx, calls } = open(
      connectorFor(await platform((_request, reply) => reply.end(JSON.stringify("y".repeat(200_000))))),
    );
    await ctx.http.request({ method: "GET", url: "/", operation: "x" });
    expect(calls[0]?.responseBody.length).toBeLessThan(33_000);
  });
});

describe("streams", () => {
  it("hands bytes on as they come and classifies a refusal", async () => {
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
    expect((await failureOf(ctx.http.stream({ method: "GET", url: "/missing", operation: "bulk" }))).kind).toBe(
      "not_found",
    );
    expect(calls[0]?.responseBody).toBe("(stream)");
  });
});
