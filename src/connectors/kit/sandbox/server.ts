/**
 * The ground every sandbox stands on: a real HTTP server with the faults of sandbox.ts, recorded calls, a
 * seeded source of chance and a queue of outgoing webhooks. The platform itself is the `handle` function.
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Json } from "../../../commerce/product.ts";
import type { FaultPlan } from "./faults.ts";
import { createFaults } from "./faults.ts";
import type { SandboxReply, SandboxRequest, SandboxServerOptions } from "./reply.ts";
import type { Faults, RecordedCall, SandboxAccount, SandboxOf } from "./sandbox.ts";
import { seededRandom } from "./seeded-random.ts";
import { createUnfinished } from "./steps.ts";
import type { WebhookSender } from "./webhooks.ts";
import { createWebhookSender } from "./webhooks.ts";

export type { SandboxReply, SandboxRequest, SandboxServerOptions } from "./reply.ts";
export { ifOffered, orRefusal, Refusal, tooManyRequests, withRetryAfter } from "./reply.ts";

export interface SandboxServer {
  readonly provider: string;
  readonly url: string;
  readonly faults: Faults;
  readonly calls: readonly RecordedCall[];
  readonly webhooks: Pick<WebhookSender, "taken" | "send">;
  settle(): Promise<void>;
  /** Repeatable from the seed, 0 <= n < 1. */
  random(): number;
  close(): Promise<void>;
}

const MAX_RECORDED = 100_000;

/** Starts a sandbox's server on 127.0.0.1. Rejects when the port is in use. */
export async function startSandboxServer(server: SandboxServerOptions): Promise<SandboxServer> {
  const random = seededRandom(server.options.seed ?? 1);
  const sender = createWebhookSender(random);
  const unfinished = createUnfinished();
  const { faults, plan } = createFaults(server, sender.switches, unfinished);
  const calls: RecordedCall[] = [];
  const ended = new AbortController();

  const http = createServer((incoming, outgoing) => {
    serve({ ...server, begin: unfinished.begin }, plan, calls, ended.signal, incoming, outgoing).catch(
      (error: unknown) => {
        if (!ended.signal.aborted) outgoing.destroy(error instanceof Error ? error : undefined);
      },
    );
  });
  http.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    http.listen(server.options.port ?? 0, "127.0.0.1", resolve);
  });
  return {
    provider: server.provider,
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    faults,
    calls,
    webhooks: sender,
    settle: () => sender.settle(),
    random,
    async close() {
      ended.abort(new Error("The sandbox is closed."));
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeAllConnections();
      await Promise.all([closed, sender.close()]);
    },
  };
}

/** The sandbox on its server, with the controls of whoever works with it. */
export const sandboxOn = <S extends SandboxAccount>(server: SandboxServer, shop: S): SandboxOf<S> => ({
  provider: server.provider,
  url: server.url,
  shop,
  faults: server.faults,
  calls: server.calls,
  webhooksTaken: () => server.webhooks.taken,
  settle: () => server.settle(),
  close: () => server.close(),
});

async function serve(
  server: SandboxServerOptions & Pick<ReturnType<typeof createUnfinished>, "begin">,
  plan: FaultPlan,
  calls: RecordedCall[],
  signal: AbortSignal,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const request = await readRequest(incoming);
  const write = server.isWrite?.(request) ?? !["GET", "HEAD", "OPTIONS"].includes(request.method);
  const query = request.query.toString();
  const path = query ? `${request.path}?${query}` : request.path;
  const faults = plan({ method: request.method, path: `${path} ${server.labelOf?.(request) ?? ""}`, write });
  if (faults.slowMs > 0) await server.options.clock.sleep(faults.slowMs, signal);

  const record = (status: number, responseBody: string) => {
    if (calls.length >= MAX_RECORDED) calls.splice(0, MAX_RECORDED / 10);
    calls.push({
      method: request.method,
      path,
      status,
      at: server.options.clock.now(),
      write,
      requestBody: request.text,
      responseBody,
    });
  };
  if (faults.dropBefore) {
    record(0, "");
    return void outgoing.destroy();
  }
  if (faults.unfinished !== undefined) {
    record(0, "");
    await server.begin(faults.unfinished, () => answer(server, request));
    return void outgoing.destroy();
  }
  const reply = faults.instead ?? faults.alter(await answer(server, request));
  const body = bodyOf(reply);
  record(reply.status, body);
  if (faults.dropAfter) return void outgoing.destroy();
  const sent = faults.truncate ? body.slice(0, Math.floor(body.length / 2)) : body;
  const type = reply.json === undefined ? "text/plain; charset=utf-8" : "application/json; charset=utf-8";
  const bytes = reply.bytes ?? Buffer.from(sent);
  const date = new Date(server.options.clock.now()).toUTCString();
  outgoing.writeHead(reply.status, {
    "content-type": type,
    date,
    ...reply.headers,
    "content-length": bytes.byteLength,
  });
  outgoing.end(request.method === "HEAD" ? undefined : bytes);
}

async function answer(server: SandboxServerOptions, request: SandboxRequest): Promise<SandboxReply> {
  const handled = server.options.watch?.();
  try {
    const reply = await server.handle(request);
    await handled?.();
    return reply;
  } catch (error) {
    // A bug of the sandbox itself: loud, and visible in the recorded call.
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { status: 500, json: { sandbox: server.provider, bug: text } };
  }
}

function bodyOf(reply: SandboxReply): string {
  return reply.json === undefined ? (reply.text ?? "") : JSON.stringify(reply.json);
}

async function readRequest(incoming: IncomingMessage): Promise<SandboxRequest> {
  const body = await bytesOf(incoming);
  const url = new URL(incoming.url ?? "/", "http://sandbox");
  const text = body.toString("utf8");
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
  return {
    method: incoming.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers,
    body,
    text,
    json: () => plainJson(text),
  };
}

function bytesOf(incoming: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.once("end", () => resolve(Buffer.concat(chunks)));
    incoming.once("error", reject);
  });
}

function plainJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
