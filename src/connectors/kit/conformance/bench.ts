/** What every conformance case works with: a fresh sandbox, a real connection, and small readers of ports. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Clock } from "../../../commerce/clock.ts";
import type { Optional } from "../../../commerce/optional.ts";
import type { ChannelProduct, ChannelVariant } from "../../../commerce/product.ts";
import type { Connector, Context, Ports } from "../contract/contract.ts";
import { ConnectorError, isRefusal } from "../contract/errors.ts";
import type { Push, PushItem, PushResult, Sweep } from "../contract/ports.ts";
import type { Delivery } from "../contract/webhooks.ts";
import type { Exchanged } from "../http/call-log.ts";
import { chunks } from "../parse/chunks.ts";
import { inHalves } from "../parse/halving.ts";
import { createSandboxClock } from "../sandbox/clock.ts";
import type { Sandbox, SandboxProduct, SandboxShop, StartSandbox } from "../sandbox/sandbox.ts";
import type { TestConnection, TestConnectionOptions } from "../testing/connection.ts";
import { autoAdvancingClock, openTestConnection } from "../testing/connection.ts";

/** Thrown by a case that the connector's declared ports do not have; counted, never silent. */
export class Unsupported extends Error {
  override name = "Unsupported";
}

/** A sandbox's "slow" of this length or more never answers while the sandbox lives. */
export const FOR_EVER_MS = 3_600_000;

export interface Sizes {
  /** Enough for at least two and a half pages of the connector's sweep. */
  readonly products: number;
  readonly orders: number;
}

/** The fewest calls the platform's published batches allow. */
export interface BestCalls {
  /** For a thousand stock changes of a thousand products with one item each, reads before writes included. */
  readonly stockCalls: number;
  /** Which batch, which limit, and where that stands. */
  readonly why: string;
}

/**
 * The most calls each of these may take; absent where the platform has no such thing. The title is a new one of a product
 * of 24 variants, the stock that of 100 items.
 */
export type CommandCalls = Optional<Record<"fulfil" | "refund" | "cancel" | "title" | "stock", number>>;

/** How often a shop in which nothing happens may be asked within an hour, where the suite's own bound is too low. */
export interface IdleCalls {
  readonly calls: number;
  /** What the platform lacks that would make fewer do. */
  readonly why: string;
}

/** What the sandbox has on record of the golden order, and what its platform does not have. */
export interface Golden {
  /** By the field names of `orderFields` in every-field-proven.ts; the suite knows itself what it gave. */
  readonly order: Readonly<Record<string, string>>;
  /** The platform takes images as bytes, so that the connector fetches them. */
  readonly fetchesImages?: true | undefined;
  /** Fields of the golden product the platform stores otherwise than they were written. */
  readonly product?: Readonly<Record<string, string>> | undefined;
  /** A delivery as if signed under another key's id, where the platform's proof names its key. */
  readonly renameKey?: ((delivery: Delivery) => Delivery) | undefined;
  /** What the platform does not have or tell, in words of absence-phrases.ts ("note, tags"), each with the reason. */
  readonly lacks: Readonly<Record<string, string>>;
}

export interface BenchOptions {
  readonly connector: Connector;
  readonly startSandbox: StartSandbox;
  readonly connectionOptions?: Omit<TestConnectionOptions, "sandbox" | "clock" | "onExchange"> | undefined;
  readonly sizes: Sizes;
  readonly best?: BestCalls | undefined;
  readonly golden?: Golden | undefined;
  readonly calls?: CommandCalls | undefined;
  readonly idle?: IdleCalls | undefined;
  onExchange?(exchange: Exchanged): void;
  onFigure?(name: string, value: number): void;
}

export interface Bench extends Pick<BenchOptions, "connector" | "sizes" | "best" | "golden" | "calls" | "idle"> {
  readonly clock: Clock;
  readonly sandbox: Sandbox;
  readonly shop: SandboxShop;
  /** Lets the platform write with a time that lies this far back, as a slow transaction does. */
  backdated<T>(byMs: number, work: () => T): T;
  connect(more?: Partial<TestConnectionOptions>): Promise<TestConnection>;
  /** Webhooks of this connection arrive here once registered. */
  receive(): Promise<Mailbox>;
  /** Another bench of the same kind, where nothing has happened yet; its shop's clock may stand apart from ours. */
  twin(clockAheadMs?: number): Promise<Bench>;
  /** A second bench whose shop keeps its books in another currency. */
  inCurrency(currency: string): Promise<Bench>;
  /** A fact worth a place in the table, like calls per thousand orders. */
  figure(name: string, value: number): void;
  close(): Promise<void>;
}

export interface Mailbox {
  /** Base URL; a topic's URL is `${url}/${topic}`. */
  readonly url: string;
  readonly deliveries: Delivery[];
  urlOf(topic: string): string;
}

/** A fresh sandbox with its own clock, on which waiting takes no time. */
export async function openBench(
  options: BenchOptions,
  { currency, clockAheadMs = 0 }: { readonly currency?: string | undefined; readonly clockAheadMs?: number } = {},
): Promise<Bench> {
  const clock = autoAdvancingClock();
  const shopClock = createSandboxClock({
    now: () => clock.now(),
    sleep: (ms, signal) => (ms >= FOR_EVER_MS ? untilAborted(signal) : clock.sleep(ms, signal)),
  });
  shopClock.aheadMs = clockAheadMs;
  const sandbox = await options.startSandbox({ clock: shopClock, seed: 7, currency });
  const closers: (() => Promise<unknown>)[] = [() => sandbox.close()];
  const another = async (other: NonNullable<Parameters<typeof openBench>[1]>) => {
    const bench = await openBench(options, other);
    closers.push(() => bench.close());
    return bench;
  };
  return {
    connector: options.connector,
    clock,
    sandbox,
    shop: sandbox.shop,
    sizes: options.sizes,
    best: options.best,
    golden: options.golden,
    calls: options.calls,
    idle: options.idle,
    backdated(byMs, work) {
      shopClock.aheadMs -= byMs;
      try {
        return work();
      } finally {
        shopClock.aheadMs += byMs;
      }
    },
    async connect(more) {
      const onExchange = options.onExchange;
      const connection = await openTestConnection(options.connector, {
        ...options.connectionOptions,
        sandbox,
        clock,
        ...(onExchange ? { onExchange } : {}),
        ...more,
      });
      closers.unshift(() => connection.close());
      return connection;
    },
    async receive() {
      const { mailbox, close } = await openMailbox(clock);
      closers.push(close);
      return mailbox;
    },
    twin: (otherAheadMs) => another({ currency, clockAheadMs: otherAheadMs ?? clockAheadMs }),
    inCurrency: (other) => another({ currency: other }),
    figure: (name, value) => options.onFigure?.(name, value),
    async close() {
      for (const close of closers) await close();
    },
  };
}

function untilAborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((_resolve, reject) =>
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true }),
  );
}

/** A PNG of one pixel; what follows its end tells images apart. */
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=",
  "base64",
);

async function openMailbox(clock: Clock): Promise<{ mailbox: Mailbox; close(): Promise<void> }> {
  const deliveries: Delivery[] = [];
  let url = "";
  const server = createServer((request, reply) => {
    void buffer(request).then((body) => {
      const target = new URL(request.url ?? "/", url);
      const topic = target.pathname.split("/").slice(2).join("/");
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      deliveries.push({
        method: request.method ?? "POST",
        headers,
        query: Object.fromEntries(target.searchParams),
        topic,
        body,
        registeredUrl: target.href,
        receivedAt: new Date(clock.now()),
      });
      // Images of products are fetched from here too, and refused where the address says so.
      const [, refusal] = /\/refused-(\d{3})\b/.exec(target.pathname) ?? [];
      if (refusal) reply.writeHead(Number(refusal), { "content-type": "text/plain" }).end("No.");
      else if (request.method === "GET")
        reply.setHeader("content-type", "image/png").end(Buffer.concat([PIXEL, Buffer.from(request.url ?? "")]));
      else reply.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hub`;
  const mailbox = { url, deliveries, urlOf: (topic: string) => (topic ? `${url}/${topic}` : url) };
  return {
    mailbox,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** The port, or the end of a case that needs it. */
export function need<K extends keyof Ports>(ports: Ports, name: K): NonNullable<Ports[K]> {
  const port = ports[name];
  if (port === undefined) throw new Unsupported(`no ${name} port`);
  return port as NonNullable<Ports[K]>;
}

/** A control the sandbox needs because the connector has the port. */
export function control<K extends keyof SandboxShop>(shop: SandboxShop, name: K): NonNullable<SandboxShop[K]> {
  const found = shop[name];
  if (found === undefined) throw new Error(`the sandbox's shop needs ${name}() for this port`);
  return found;
}

/** The end of a case about calls, for a channel that is never called. */
export function needCalls({ maximum }: Connector): void {
  if (maximum.every((port) => port === "files")) throw new Unsupported("a channel of files is never called");
}

/** Goods of the bench: a SKU made of letters and digits every platform takes. */
export function createProducts(
  index: number,
  more: Partial<SandboxProduct["variants"][number]> & { title?: string } = {},
): SandboxProduct {
  const { title, ...variant } = more;
  return {
    title: title ?? `Mug ${index}`,
    status: "active",
    variants: [{ sku: `MUG-${index}`, price: "12.50", stock: 10 + index, ...variant }],
  };
}

export interface Collected<T> {
  readonly items: T[];
  readonly pages: number;
  /** Cursor of the last page that may be saved; null when there was none. */
  readonly cursor: string | null;
}

/** Runs a sweep, at most `maxPages` pages. */
export async function collect<T>(
  sweep: Sweep<T>,
  ctx: Context,
  input: {
    cursor?: string | null;
    openIds?: readonly string[];
    maxPages?: number;
    onPage?: (page: number) => void;
  } = {},
): Promise<Collected<T>> {
  const items: T[] = [];
  let pages = 0;
  let cursor: string | null = input.cursor ?? null;
  for await (const page of sweep.run({ cursor, ...(input.openIds ? { openIds: input.openIds } : {}) }, ctx)) {
    items.push(...page.items);
    if (page.safeToSave) cursor = page.cursor;
    pages += 1;
    input.onPage?.(pages);
    if (pages >= (input.maxPages ?? 10_000)) break;
  }
  return { items, pages, cursor };
}

export interface Listed {
  readonly product: ChannelProduct;
  readonly variant: ChannelVariant;
  readonly location: string;
}

/** The channel's item of a SKU, as the engine would know it after the first sync. */
export async function listed(connection: TestConnection, productKey: string, sku: string): Promise<Listed> {
  const product = await need(connection.ports, "products").get(productKey, connection.ctx);
  const variant = product?.variants.find((candidate) => candidate.sku === sku);
  if (!product || !variant) throw new Error(`products.get(${productKey}) does not show ${sku}`);
  return { product, variant, location: variant.levels?.[0]?.location ?? "" };
}

export function stockItem(
  item: Pick<Listed, "variant" | "location">,
  desired: number,
  expected: number | null,
  seq: number,
): PushItem<number> {
  const idempotencyKey = `00000000-0000-4000-8000-${String(seq).padStart(12, "0")}`;
  return {
    key: item.variant.key,
    location: item.location,
    seq: BigInt(seq),
    want: desired,
    expected,
    ext: item.variant.ext,
    idempotencyKey,
  };
}

/** A batch that is refused as a whole goes in halves, as the engine sends it, until the item at fault stands alone. */
const sendHalved = <V>(push: Push<V>, batch: readonly PushItem<V>[], ctx: Context): Promise<readonly PushResult<V>[]> =>
  inHalves(batch, {
    work: (some) => push.send(some, ctx),
    isItems: isRefusal,
    alone: (_item, error) => {
      throw error;
    },
  });

/**
 * Sends groups together, at most maxItems a call, and asks of each batch what became of what was only accepted. A batch
 * that a limit puts off comes again, as the engine brings it.
 */
export async function pushAll<V>(
  push: Push<V>,
  items: readonly PushItem<V>[],
  connection: TestConnection,
): Promise<PushResult<V>[]> {
  const groups = Map.groupBy(items, (item) => push.groupOf?.(item) ?? "");
  const results: PushResult<V>[] = [];
  for (const group of groups.values()) {
    for (const batch of chunks(group, push.maxItems)) {
      const answers = await retrying(connection.ctx.clock, () => sendHalved(push, batch, connection.ctx));
      results.push(...answers.filter(({ outcome }) => outcome !== "accepted"));
      results.push(...(await awaitAnswers(push, batch, answers, connection)));
    }
  }
  return results;
}

/** Asks once for each handle, telling what was sent under it, as the engine does. */
export async function awaitAnswers<V>(
  push: Push<V>,
  batch: readonly PushItem<V>[],
  answers: readonly PushResult<V>[],
  connection: TestConnection,
): Promise<PushResult<V>[]> {
  const accepted = answers.filter((answer) => answer.outcome === "accepted");
  const results: PushResult<V>[] = [];
  for (const [handle, some] of Map.groupBy(accepted, (answer) => answer.handle)) {
    const locations = new Set(some.map(({ key, location }) => `${key}\0${location}`));
    const sent = batch.filter(({ key, location }) => locations.has(`${key}\0${location}`));
    results.push(...(await awaitHandle(push, handle, sent, connection)));
  }
  return results;
}

const locationOf = ({ key, location }: { readonly key: string; readonly location: string }) => `${key}\0${location}`;

async function awaitHandle<V>(
  push: Push<V>,
  handle: string,
  sent: readonly PushItem<V>[],
  connection: TestConnection,
): Promise<readonly PushResult<V>[]> {
  const results: PushResult<V>[] = [];
  let open = sent;
  for (let round = 0; round < 50; round += 1) {
    const answer = await push.poll?.(handle, connection.ctx, open);
    if (!answer) throw new Error("an accepted push needs poll()");
    if (!("pendingMs" in answer)) return [...results, ...answer];
    results.push(...(answer.results ?? []));
    const reported = new Set(answer.results?.map(locationOf));
    open = open.filter((item) => !reported.has(locationOf(item)));
    await connection.ctx.clock.sleep(answer.pendingMs);
  }
  throw new Error(`operation ${handle} never ended`);
}

/** A key of the same form that no record has. */
export function unknownKey(key: string): string {
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(key)) return "00000000-0000-4000-8000-000000000000";
  return /\d/.test(key) ? key.replace(/\d+(?!.*\d)/, "987654321") : `${key}-unknown`;
}

/** As the engine treats a throttled call: nothing is used up, it comes back when told to, at most ten times. */
export async function retrying<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
  for (let round = 0; ; round += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.info.kind !== "throttled" || round === 10) throw error;
      await clock.sleep(error.info.waitMs);
    }
  }
}
