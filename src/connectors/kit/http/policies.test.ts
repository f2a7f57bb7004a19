import { afterEach, describe, expect, it } from "vitest";
import type { Clock } from "../../../commerce/clock.ts";
import { refusal } from "../conformance/case.ts";
import type { Bucket, Connector } from "../contract/contract.ts";
import { ConnectorError } from "../contract/errors.ts";
import { loadImage } from "../parse/product-images.ts";
import { autoAdvancingClock } from "../testing/connection.ts";
import type { Handler } from "../testing/toy.ts";
import { CANARY, cleanUp, connectorFor, inOrder, open, platform, status } from "../testing/toy.ts";
import { createBreaker, isBreakerOpen } from "./breaker.ts";
import { createTokenKeeper } from "./tokens.ts";

afterEach(cleanUp);

describe("throttle answers", () => {
  it("a call waits out a short throttle, for writes too, and never returns earlier", async () => {
    const at: number[] = [];
    const clock = autoAdvancingClock();
    const url = await platform(
      inOrder(
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

  it("a long pause is handed back with the time to wait: seconds, a date, absent, absurd", async () => {
    const clock = autoAdvancingClock();
    const date = new Date(clock.now() + 60_000).toUTCString();
    const cases: [Record<string, string>, number, number][] = [
      [{ "retry-after": "120" }, 120_000, 132_000],
      [{ "retry-after": date }, 50_000, 70_000],
      [{ "retry-after": "999999999" }, 3_600_000, 4_000_000],
    ];
    for (const [headers, least, most] of cases) {
      const { ctx } = open(connectorFor(await platform(inOrder(status(429, "", headers)))), { clock });
      const { info } = await refusal(ctx.http.request({ method: "GET", url: "/", operation: "x" }));
      expect(info.kind === "throttled" && info.waitMs >= least && info.waitMs <= most).toBe(true);
    }
    const silent = open(connectorFor(await platform(inOrder(status(429), status(200, "{}")))), { clock });
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

  it("a grant is renewed once for fifty calls that find the token expired [F12] [B45.1]", async () => {
    const { connector, renewals } = refreshing(await platform(accepting(`${CANARY}-new`)));
    const { ctx } = open(connector);
    await Promise.all(
      Array.from({ length: 50 }, () => ctx.http.json({ method: "POST", url: "/", json: {}, operation: "x" })),
    );
    expect(renewals()).toBe(1);
  });

  it("a grant is renewed five minutes early, and a call fails after one renewal that does not help [B40.4]", async () => {
    const clock = autoAdvancingClock();
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
    expect((await refusal(ending.ctx.http.json({ method: "GET", url: "/", operation: "x" }))).kind).toBe(
      "auth_expired",
    );
    expect(renewals()).toBe(2);
  });

  it("a renewal runs without the work between calls, which waits for the same proof", async () => {
    const clock = autoAdvancingClock();
    const { connector, renewals } = refreshing(await platform(accepting(`${CANARY}-new`)));
    const expiresAt = new Date(clock.now() + 4 * 60_000).toISOString();
    const requests: string[] = [];
    const ask = async (operation: string) => {
      await ctx.http.json({ method: "GET", url: "/", operation });
      requests.push(operation);
    };
    let isBusy = false;
    const beforeCall = async () => {
      if (isBusy) return;
      isBusy = true;
      await ask("stock");
    };
    const { ctx } = open(connector, { clock, grant: { secrets: { accessToken: CANARY }, expiresAt }, beforeCall });
    await ask("order");
    expect([requests, renewals()]).toEqual([["stock", "order"], 1]);
  });

  it("a renewal starts no other renewal in its own calls, whatever their answers", async () => {
    const url = await platform((_request, reply) => reply.writeHead(401).end("{}"));
    const connector = connectorFor(url, {
      refresh: async (own) => {
        await own.http.request({ method: "POST", url: "/login", operation: "auth.login" });
        return { secrets: { accessToken: CANARY } };
      },
    });
    const clock = autoAdvancingClock();
    const expiresAt = new Date(clock.now() + 4 * 60_000).toISOString();
    const { ctx } = open(connector, { clock, grant: { secrets: { accessToken: CANARY }, expiresAt } });
    expect((await refusal(ctx.http.json({ method: "GET", url: "/", operation: "x" }))).kind).toBe("auth_expired");
  });

  it("a renewal calls the platform itself where tokens renewed elsewhere have ended as well", async () => {
    const { connector, renewals } = refreshing(await platform(accepting(`${CANARY}-new`)));
    const clock = autoAdvancingClock();
    const tokens = createTokenKeeper({
      clock,
      initial: { grant: { secrets: { accessToken: CANARY } }, generation: 1 },
      load: async () => ({ grant: { secrets: { accessToken: `${CANARY}-elsewhere` } }, generation: 2 }),
    });
    const { ctx } = open(connector, { clock, tokens });
    expect((await ctx.http.request({ method: "GET", url: "/", operation: "x" })).status).toBe(200);
    expect([renewals(), tokens.generation()]).toEqual([1, 3]);
  });

  it("a renewal the platform refuses for good is surfaced [B45.2]", async () => {
    const url = await platform(status401);
    const connector = connectorFor(url, {
      refresh: async () => {
        throw new ConnectorError({ kind: "auth_revoked" }, "reconnect");
      },
    });
    expect((await refusal(open(connector).ctx.http.request({ method: "GET", url: "/", operation: "x" }))).kind).toBe(
      "auth_revoked",
    );
  });
  const status401: Handler = (_request, reply) => reply.writeHead(401).end();
});

describe("a platform whose clock stands elsewhere", () => {
  const HOUR = 3_600_000;
  const dated = (clock: Clock, apart: number, answers: readonly number[]) => {
    let hits = 0;
    const handler: Handler = (_request, reply) => {
      reply.setHeader("date", new Date(clock.now() + apart).toUTCString());
      reply.writeHead(answers[hits] ?? 200).end("{}");
      hits += 1;
    };
    return { handler, hits: () => hits };
  };

  it("a call is signed once more by the platform's own clock, writes too, and not twice [F11]", async () => {
    const clock = autoAdvancingClock();
    const { handler, hits } = dated(clock, -2 * HOUR, [401, 200, 401]);
    const { ctx } = open(connectorFor(await platform(handler)), { clock });
    const call = () => ctx.http.request({ method: "POST", url: "/", operation: "x" });
    expect((await call()).status).toBe(200);
    expect(hits()).toBe(2);
    expect(Math.abs(ctx.shopNow() - (clock.now() - 2 * HOUR))).toBeLessThan(2_000);
    expect((await refusal(call())).kind).toBe("auth_expired");
    expect(hits()).toBe(3);
  });

  it("a platform that refuses by the right time is believed", async () => {
    const clock = autoAdvancingClock();
    const { handler, hits } = dated(clock, 0, [401]);
    const { ctx } = open(connectorFor(await platform(handler)), { clock });
    await refusal(ctx.http.request({ method: "GET", url: "/", operation: "x" }));
    expect(hits()).toBe(1);
  });
});

describe("the breaker", () => {
  it("the breaker opens after five failures in a row, probes once a minute, and closes on an answer [I7.2]", async () => {
    let hits = 0;
    let isDown = true;
    const url = await platform((_request, reply) => {
      hits += 1;
      return reply.writeHead(isDown ? 503 : 200).end("{}");
    });
    const clock = autoAdvancingClock();
    const breaker = createBreaker({ clock });
    const { ctx } = open(connectorFor(url), { clock, breaker });
    const call = () => ctx.http.request({ method: "GET", url: "/", operation: "x" });
    for (let at = 0; at < 10; at += 1) await refusal(call());
    expect(hits).toBe(5);
    expect(breaker.state().state).toBe("open");
    expect(isBreakerOpen(await refusal(call()))).toBe(true);
    await clock.sleep(60_000);
    await refusal(call());
    await refusal(call());
    expect(hits).toBe(6);
    isDown = false;
    await clock.sleep(60_000);
    await call();
    await call();
    expect(breaker.state()).toEqual({ state: "closed", failures: 0 });
  });

  it("the breaker is not opened, closed or slowed by hosts that are not the platform's", async () => {
    const pictures = { isDown: true };
    const host = await platform((_request, reply) => reply.writeHead(pictures.isDown ? 503 : 200).end());
    const clock = autoAdvancingClock();
    const breaker = createBreaker({ clock });
    const { ctx } = open(connectorFor(await platform(inOrder(status(503)))), { clock, breaker });
    const load = () => loadImage(`${host}/a.png`, { maxBytes: 1_000, operation: "images.fetch" }, ctx);
    for (let at = 0; at < 10; at += 1)
      expect(await refusal(load())).toMatchObject({
        info: { kind: "transient" },
        message: `The image ${host}/a.png cannot be loaded now. Argosy tries again later; check its address.`,
      });
    expect(breaker.state()).toEqual({ state: "closed", failures: 0 });
    await refusal(ctx.http.request({ method: "POST", url: "/", operation: "x" }));
    pictures.isDown = false;
    await load();
    expect(breaker.state()).toEqual({ state: "closed", failures: 1 });
  });
});

describe("the health of a connection", () => {
  const bucket = (rate: number): Bucket => ({
    id: "calls",
    scope: "connection",
    rate,
    burst: 1,
    source: "a test's own",
  });

  it("limits of the connection stand in place of the connector's [B44.3]", async () => {
    const url = await platform(inOrder(status(200, "{}")));
    const clock = autoAdvancingClock();
    const connector: Connector = { ...connectorFor(url, { limits: [bucket(1_000)] }), limits: () => [bucket(0.1)] };
    const { ctx } = open(connector, { clock });
    const call = () => ctx.http.request({ method: "GET", url: "/", operation: "x" });
    await call();
    const before = clock.now();
    await call();
    expect(clock.now() - before).toBeGreaterThanOrEqual(9_000);
  });

  it("a request's own reading of its answer is asked before any repeat", async () => {
    const { ctx, calls } = open(connectorFor(await platform(inOrder(status(200, '{"ok":false}'), status(200, "{}")))));
    const request = { method: "GET", url: "/", operation: "x" } as const;
    const classify = ({ text }: { readonly text: string }) =>
      text.includes("false") ? ({ kind: "transient" } as const) : null;
    await ctx.http.request({ ...request, classify });
    expect(calls.map(({ error }) => error)).toEqual(["transient", null]);
  });
});
