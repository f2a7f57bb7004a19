/** What stands between hub and shop: every call goes through it, and it loses, cuts or keeps answers when told to. */
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Fault =
  /** The shop has worked, and its answer never arrives. */
  | { readonly kind: "lost"; readonly call: number }
  /** The shop has worked, and its answer comes when nobody waits for it any more. */
  | { readonly kind: "late"; readonly call: number; readonly ms: number }
  /** Of every so many answers one ends in the middle. */
  | { readonly kind: "half"; readonly every: number };

/** A write the shop has done, by method, path and body of its call; what is done then, before its answer would arrive. */
export interface Strike {
  readonly write: RegExp;
  /** While the shop works on it, instead of when it has ended; who still listens then hears its answer. */
  readonly isEarly?: boolean | undefined;
  act(): Promise<void>;
}

export interface WebhookProxy extends AsyncDisposable {
  readonly port: number;
  /** From the next call on, which is the first. */
  arm(fault: Fault): void;
  disarm(): void;
  /** The first such write is struck; its answer never arrives. Resolves when what is done then is done. */
  strike(strike: Strike): Promise<void>;
  /** How far the shop's clock is ahead of the machine's: its answers tell their time. */
  setAhead(aheadMs: number): void;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** What a call was answered by the shop, whatever becomes of the answer on its way. */
export interface Answered {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: string;
}

export async function openWebhookProxy(
  shopPort: number,
  onAnswer: (answered: Answered) => void = () => undefined,
): Promise<WebhookProxy> {
  let fault: Fault | undefined;
  let struck: (Strike & { readonly done: () => void; readonly failed: (error: unknown) => void }) | undefined;
  let aheadMs = 0;
  let calls = 0;

  async function serve(requested: IncomingMessage, response: ServerResponse): Promise<void> {
    calls += 1;
    const [call, armed] = [calls, fault];
    const sent = await bytesOf(requested);
    const strike = struck?.write.test(`${requested.method} ${requested.url}\n${sent.toString()}`) ? struck : undefined;
    if (strike) struck = undefined;
    if (strike?.isEarly) strike.act().then(strike.done, strike.failed);
    const { status, headers, body } = await forwarded(requested, sent, shopPort);
    onAnswer({ method: requested.method ?? "GET", path: requested.url ?? "/", status, body: body.toString() });
    if (strike && !strike.isEarly) {
      await strike.act();
      response.destroy();
      return strike.done();
    }
    const isHit = armed !== undefined && armed.kind !== "half" && armed.call === call;
    if (isHit && armed.kind === "lost") return void response.destroy();
    if (isHit && armed.kind === "late") return void setTimeout(() => response.destroy(), armed.ms).unref();
    const isCut = armed?.kind === "half" && call % armed.every === 0;
    const date = aheadMs === 0 ? {} : { date: new Date(Date.now() + aheadMs).toUTCString() };
    response.writeHead(status, { ...headers, ...date, "content-length": body.length });
    if (!isCut) return void response.end(body);
    response.write(body.subarray(0, Math.ceil(body.length / 2)), () => response.destroy());
  }

  const server = createServer((requested, response) => {
    // A shop that is down answers nobody.
    serve(requested, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    arm(next) {
      fault = next;
      calls = 0;
    },
    disarm() {
      fault = undefined;
    },
    strike: (strike) =>
      new Promise((done, failed) => {
        struck = { ...strike, done, failed };
      }),
    setAhead(ms) {
      aheadMs = ms;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function forwarded(requested: IncomingMessage, bytes: Buffer, port: number): Promise<Answer> {
  const sent = request({
    host: "127.0.0.1",
    port,
    method: requested.method ?? "GET",
    path: requested.url ?? "/",
    headers: requested.headers,
  });
  sent.end(bytes);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.on("error", reject).once("response", resolve);
  });
  const body = await bytesOf(answer);
  const { "transfer-encoding": _, ...headers } = answer.headers;
  return { status: answer.statusCode ?? 502, headers, body };
}
