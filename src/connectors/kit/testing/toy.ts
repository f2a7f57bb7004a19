/** A made-up platform and connector, small enough to test every policy of the HTTP client on. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../../../commerce/clock.ts";
import type { Bucket, Connector, Context, Grant } from "../contract/contract.ts";
import { createBreaker } from "../http/breaker.ts";
import type { CallRecord } from "../http/call-log.ts";
import { createContext } from "../http/create-context.ts";
import { createEgress } from "../http/egress.ts";
import type { ContextOptions } from "../http/options.ts";
import { createMemoryBuckets } from "../http/platform-buckets.ts";
import { createPlatformLimiter } from "../http/platform-limiter.ts";
import { createTokenKeeper } from "../http/tokens.ts";
import { autoAdvancingClock, silentLog } from "./connection.ts";
import { bareDescriptor } from "./descriptor.ts";
import { bareAccount } from "./detected.ts";

export const CANARY = "canary-0123456789-secret";
const cleanups: (() => unknown)[] = [];

/** Closes whatever the test opened; for afterEach. */
export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0)) await cleanup();
}

export type Handler = (request: IncomingMessage, reply: ServerResponse, body: string) => unknown;

export async function platform(handler: Handler): Promise<string> {
  const http = createServer((request, reply) => {
    // The machine's time is not that of the test.
    reply.sendDate = false;
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

export function connectorFor(
  url: string,
  more: { limits?: readonly Bucket[]; refresh?: (ctx: Context) => Promise<Grant> } = {},
): Connector {
  return {
    meta: {
      ...bareDescriptor,
      id: "toy",
      name: "Toy",
      section: "stores",
      icon: "toy",
      limits: more.limits ?? [],
      orderPrefix: "TY",
      orderHistory: { days: "all" },
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
      detect: async () => bareAccount(""),
      ...(more.refresh ? { refresh: more.refresh } : {}),
    },
    maximum: [],
    open: () => ({}),
  };
}

export function open(
  connector: Connector,
  more: Partial<ContextOptions> & { grant?: Grant } = {},
): { ctx: Context; calls: CallRecord[]; clock: Clock } {
  const clock = more.clock ?? autoAdvancingClock();
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
    limiter: createPlatformLimiter({ clock, store: createMemoryBuckets() }),
    owner: "test",
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
export function inOrder(...steps: ((reply: ServerResponse, request: IncomingMessage) => unknown)[]): Handler {
  let at = 0;
  return (request, reply) => {
    const step = steps[Math.min(at, steps.length - 1)];
    at += 1;
    return step?.(reply, request);
  };
}
export const status =
  (code: number, body = "", headers: Record<string, string> = {}) =>
  (reply: ServerResponse) =>
    reply.writeHead(code, headers).end(body);
export const cut = (reply: ServerResponse) => reply.destroy();
