/**
 * What platforms really send, changed at one place: the answers of a connector's own sandbox, fixtures, and the official
 * samples of SPECS_DIR, through what reads them into orders, products, stock and events, and the rows of report files.
 */
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import type { Json } from "../../src/commerce/product.ts";
import { connectors } from "../../src/connectors/index.ts";
import { mutations } from "../../src/connectors/kit/conformance/mutations.ts";
import type { Connector, Context, Ports } from "../../src/connectors/kit/contract/contract.ts";
import { ConnectorError } from "../../src/connectors/kit/contract/errors.ts";
import type { FileRow } from "../../src/connectors/kit/contract/files.ts";
import type { Sweep } from "../../src/connectors/kit/contract/ports.ts";
import type { Delivery, WebhookHandler } from "../../src/connectors/kit/contract/webhooks.ts";
import type { Exchanged } from "../../src/connectors/kit/http/call-log.ts";
import { createSandboxClock } from "../../src/connectors/kit/sandbox/clock.ts";
import type { SandboxShop } from "../../src/connectors/kit/sandbox/sandbox.ts";
import {
  autoAdvancingClock,
  openTestConnection,
  type TestConnection,
} from "../../src/connectors/kit/testing/connection.ts";
import { sandboxProviders, startSandbox } from "../../src/sandboxes/index.ts";
import { type DecoratedOrder, decoratedOrders } from "./decorated.ts";
import { type FuzzCase, type Fuzzer, refusing } from "./fuzzer.ts";
import { officialSamples, withSample } from "./official-samples.ts";
import { type PaddedCase, paddedReadings } from "./padded.ts";
import { type Answer, answerOf, replayed } from "./replay.ts";
import { swollen } from "./swollen.ts";
import { nastyText } from "./text.ts";

/** One whose input is made before it is measured. */
export interface LargestCase {
  /** What is read: an order, a page of products, a delivery of a topic. */
  readonly kind: string;
  readonly what: string;
  readonly bytes: number;
  prepare(): () => Promise<void>;
}

/** Something a connector does with what the platform says. */
interface Reading {
  readonly what: string;
  run(ctx: Context): Promise<unknown>;
}

/** One with the answers it had. */
interface Recorded extends Reading {
  readonly answers: readonly Answer[];
  /** It ends with the very answers it had as it ended before; cases made of it would try nothing otherwise. */
  readonly isRepeated: boolean;
}

/** Whether it comes to its end; a ConnectorError is how it may end otherwise. */
async function isRead(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (error) {
    if (error instanceof ConnectorError) return false;
    throw error;
  }
}

const MOST_PAGES = 3;

async function walk(sweep: Sweep<unknown>, ctx: Context, openIds: readonly string[]): Promise<void> {
  let pages = 0;
  for await (const _page of sweep.run({ cursor: null, ...(sweep.mode === "open_ids" && { openIds }) }, ctx)) {
    pages += 1;
    if (pages === MOST_PAGES) return;
  }
}

function readings(
  ports: Ports,
  keys: { readonly order: string; readonly product: string },
  items: readonly StockKey[],
) {
  const found: Reading[] = [];
  const add = (what: string, run: Reading["run"]) => void found.push({ what, run });
  const { orders, products, stock } = ports;
  if (orders) {
    add("order", (ctx) => orders.get(keys.order, ctx));
    for (const sweep of orders.sweeps) add(`orders ${sweep.id}`, (ctx) => walk(sweep, ctx, [keys.order]));
  }
  if (products) {
    add("product", (ctx) => products.get(keys.product, ctx));
    for (const sweep of products.sweeps) add(`products ${sweep.id}`, (ctx) => walk(sweep, ctx, []));
  }
  if (stock && items.length > 0) add("stock", (ctx) => stock.read(items, ctx));
  return found;
}

interface StockKey {
  readonly key: string;
  readonly ext: Json;
}

/** A delivery as nobody has signed it: reading comes after the proof. */
function deliveryOf(topic: string, body: Uint8Array): Delivery {
  return {
    method: "POST",
    headers: { "content-type": "application/json" },
    query: {},
    topic,
    body,
    registeredUrl: "https://hub.example/api/webhooks/x/ak_0",
    receivedAt: new Date("2026-11-20T09:00:00Z"),
  };
}

interface Bench {
  readonly id: string;
  readonly connector: Connector;
  readonly connection: TestConnection;
  readonly shop: SandboxShop;
  readonly exchanges: Exchanged[];
  close(): Promise<void>;
}

/** A shop with a product and an order, connected as a seller would. */
async function openBench(id: string, connector: Connector): Promise<Bench> {
  const clock = autoAdvancingClock();
  const sandbox = await startSandbox(id, { clock: createSandboxClock(clock), seed: 7 });
  const exchanges: Exchanged[] = [];
  try {
    const connection = await openTestConnection(connector, {
      sandbox,
      clock,
      onExchange: (one) => void exchanges.push(one),
    });
    const close = async () => {
      await connection.close();
      await sandbox.close();
    };
    return { id, connector, connection, shop: sandbox.shop, exchanges, close };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

interface Subject {
  readonly id: string;
  readonly cases: fc.Arbitrary<FuzzCase>;
  /** Its order with published records in it. */
  readonly decorated: readonly DecoratedOrder[];
  /** Each of its answers and deliveries as large as it can come. */
  readonly largest: () => readonly LargestCase[];
  /** Its answers with an order, as long as any may come. */
  readonly longest: () => readonly PaddedCase[];
  /** What it reads in these cases, and what of it is left out: a download of its own is not among the calls. */
  readonly reads: readonly string[];
  readonly leftOut: readonly string[];
}

async function record({ connection, exchanges }: Bench, reading: Reading): Promise<Recorded> {
  const from = exchanges.length;
  const wasRead = await isRead(() => reading.run(connection.ctx));
  const answers = exchanges.slice(from).map(answerOf);
  return {
    ...reading,
    answers,
    isRepeated: wasRead && (await isRead(() => replayed(connection, answers, reading.run))),
  };
}

/** A text that is no JSON: cut, with a piece gone, or with strange signs in it. */
const spoilt = (text: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat(Math.max(0, text.length - 1)), fc.nat(400), fc.oneof(fc.constant(""), nastyText))
    .map(([at, length, by]) => text.slice(0, at) + by.slice(0, 2_000) + text.slice(at + length));

/** Bodies in place of an answer's own: itself or an official record in its form, changed at one place. */
function bodiesOf(answer: Answer, samples: readonly Json[]): fc.Arbitrary<string> {
  const { json } = answer;
  if (json === undefined) return spoilt(answer.body);
  const grafted = samples.flatMap((sample) => withSample(json, sample) ?? []);
  return fc.oneof(...[json, ...grafted].map(mutations)).map((value) => JSON.stringify(value));
}

function readingCases(bench: Bench, recorded: readonly Recorded[], samples: readonly Json[]): fc.Arbitrary<FuzzCase>[] {
  return recorded.flatMap(({ what, run, answers }) =>
    answers.map((answer, at) =>
      bodiesOf(answer, samples).map(
        (body): FuzzCase => ({
          what: `${bench.id} ${what}, call ${at + 1} answers ${body.slice(0, 2_000)}`,
          run: () =>
            refusing(
              () =>
                replayed(
                  bench.connection,
                  answers.map((one, index) => (index === at ? { ...one, body } : one)),
                  run,
                ),
              ConnectorError,
            ),
        }),
      ),
    ),
  );
}

/** Official records and what the sandbox answers, as if a webhook had brought them. */
function deliveryCases(
  bench: Bench,
  recorded: readonly Recorded[],
  samples: readonly Json[],
): fc.Arbitrary<FuzzCase>[] {
  const { webhooks } = bench.connection.ports;
  if (!webhooks) return [];
  const topics = ["", ...bench.connector.meta.topics.map(({ id }) => id)];
  const answers = recorded.flatMap(({ answers }) => answers);
  const bodies = [...samples, ...answers.flatMap(({ json }) => json ?? [])];
  return bodies.map((original) =>
    fc.tuple(fc.constantFrom(...topics), mutations(original)).map(([topic, json]): FuzzCase => {
      const body = bench.shop.envelope ? bench.shop.envelope.wrap(json) : Buffer.from(JSON.stringify(json));
      const delivery = deliveryOf(topic, body);
      return {
        what: `${bench.id} delivery ${topic} ${JSON.stringify(json).slice(0, 2_000)}`,
        run: () =>
          refusing(async () => {
            for (const event of webhooks.read(delivery))
              await refusing(
                () =>
                  replayed(bench.connection, answers, (ctx) =>
                    webhooks.interpret({ ...event, headers: delivery.headers, body, trusted: true }, ctx),
                  ),
                ConnectorError,
              );
          }, ConnectorError),
      };
    }),
  );
}

function largestReadings(bench: Bench, recorded: readonly Recorded[]): LargestCase[] {
  return recorded.flatMap(({ what, run, answers }) =>
    answers.flatMap(({ json }, at) =>
      (json === undefined ? [] : swollen(json, what !== "order")).map(
        (large): LargestCase => ({
          kind: what,
          what: `${bench.id} ${what}, call ${at + 1}: ${large.at}`,
          bytes: large.bytes,
          prepare() {
            const body = JSON.stringify(large.json());
            const changed = answers.map((one, index) => (index === at ? { ...one, body } : one));
            return () => refusing(() => replayed(bench.connection, changed, run), ConnectorError);
          },
        }),
      ),
    ),
  );
}

function largestDeliveries(bench: Bench, recorded: readonly Recorded[], samples: readonly Json[]): LargestCase[] {
  const { webhooks } = bench.connection.ports;
  if (!webhooks) return [];
  const topics = ["", ...bench.connector.meta.topics.map(({ id }) => id)];
  const answers = recorded.flatMap(({ answers }) => answers);
  const bodies = [...samples, ...answers.flatMap(({ json }) => json ?? [])];
  return bodies.flatMap((original) =>
    swollen(original, false).flatMap((large) =>
      topics.map(
        (topic): LargestCase => ({
          kind: "delivery",
          what: `${bench.id} delivery ${topic}: ${large.at}`,
          bytes: large.bytes,
          prepare() {
            const json = large.json();
            const body = bench.shop.envelope ? bench.shop.envelope.wrap(json) : Buffer.from(JSON.stringify(json));
            const delivery = deliveryOf(topic, body);
            return () => refusing(() => delivered(bench, webhooks, { delivery, answers }), ConnectorError);
          },
        }),
      ),
    ),
  );
}

/** Reads a delivery and what each of its events tells. */
async function delivered(
  bench: Bench,
  webhooks: WebhookHandler,
  { delivery, answers }: { readonly delivery: Delivery; readonly answers: readonly Answer[] },
): Promise<void> {
  const { headers, body } = delivery;
  for (const event of webhooks.read(delivery)) {
    // Between the two a delivery is stored.
    await setImmediate();
    const told = (ctx: Context) => webhooks.interpret({ ...event, headers, body, trusted: true }, ctx);
    await refusing(() => replayed(bench.connection, answers, told), ConnectorError);
  }
}

async function* rowsOf(rows: readonly FileRow[]): AsyncGenerator<FileRow> {
  yield* rows;
}

/** Report files with one cell, row or heading other than the platform writes it. */
function fileCases({ id, connection, shop }: Bench): fc.Arbitrary<FuzzCase>[] {
  const { files } = connection.ports;
  const { panel } = shop;
  if (!files || !panel) return [];
  return files.imports.flatMap((reader) => {
    const rows = panel.report(reader.kind);
    if (rows.length === 0) return [];
    return fc
      .tuple(fc.nat(rows.length - 1), fc.nat(60), fc.option(nastyText, { nil: undefined }))
      .map(([at, column, text]): FuzzCase => {
        const changed = rows.map((row, index) =>
          index !== at
            ? row
            : { ...row, cells: row.cells.flatMap((cell, no) => (no === column ? (text ?? []) : cell)) },
        );
        return {
          what: `${id} ${reader.kind} row ${at} cell ${column} ${JSON.stringify(text)?.slice(0, 600)}`,
          run: () =>
            refusing(async () => {
              const ctx = { ...connection.ctx, known: async () => new Map<string, Json>() };
              const file = { name: "report", receivedAt: "2026-11-20T09:00:00.000Z", rows: () => rowsOf(changed) };
              reader.recognise(changed.slice(0, 5));
              for await (const _page of reader.read(file, ctx));
            }, ConnectorError),
        };
      });
  });
}

async function subjectOf(
  id: string,
  connector: Connector,
): Promise<{ readonly subject: Subject; close(): Promise<void> }> {
  const bench = await openBench(id, connector);
  const { connection, shop } = bench;
  const { key: product, variantKeys } = shop.addProduct({
    title: "Mug",
    status: "active",
    variants: [{ sku: "MUG-1", price: "12.50", stock: 11 }],
  });
  const order = shop.placeOrder({
    lines: [{ sku: "MUG-1", quantity: 2 }],
    payment: "paid",
    customer: { name: "Ada Lovelace", phone: "+201001234567" },
  });
  const items = Object.values(variantKeys).map((key): StockKey => ({ key, ext: null }));
  const all: Recorded[] = [];
  for (const reading of readings(connection.ports, { order, product }, items)) all.push(await record(bench, reading));
  const recorded = all.filter(({ isRepeated }) => isRepeated);
  const leftOut = all.filter(({ isRepeated }) => !isRepeated).map(({ what }) => `${id} ${what}`);
  const official = officialSamples(id);
  const samples = official.map(({ json }) => json);
  const ofOrder = recorded.find(({ what }) => what === "order");
  const { answers = [] } = ofOrder ?? {};
  const decorated = decoratedOrders({ connection, answers, read: (orders, ctx) => orders.get(order, ctx) }, official);
  const groups = [
    readingCases(bench, recorded, samples),
    deliveryCases(bench, recorded, samples),
    fileCases(bench),
  ].filter((group) => group.length > 0);
  if (groups.length === 0) throw new Error(`There is nothing ${id} reads.`);
  const cases = fc.oneof(...groups.map((group) => fc.oneof(...group)));
  const largest = () => [...largestReadings(bench, recorded), ...largestDeliveries(bench, recorded, samples)];
  const longest = () => paddedReadings(id, connection, ofOrder);
  const reads = recorded.map(({ what }) => what);
  return { subject: { id, cases, decorated, largest, longest, reads, leftOut }, close: bench.close };
}

/** Every shop and marketplace with an emulated platform, until it is disposed of. */
export async function sampleSubjects(): Promise<AsyncDisposable & { readonly subjects: readonly Subject[] }> {
  const opened: Awaited<ReturnType<typeof subjectOf>>[] = [];
  const ids = sandboxProviders().flatMap((id) => {
    const connector = connectors.get(id);
    return connector ? [[id, connector] as const] : [];
  });
  const close = async () => void (await Promise.all(opened.map((one) => one.close())));
  try {
    for (const [id, connector] of ids) opened.push(await subjectOf(id, connector));
  } catch (error) {
    await close();
    throw error;
  }
  return { subjects: opened.map(({ subject }) => subject), [Symbol.asyncDispose]: close };
}

/** All of them, each as often. */
export const samplesOf = (subjects: readonly Subject[]): Fuzzer => ({
  name: "samples",
  cases: fc.oneof(...subjects.map(({ cases }) => cases)),
});
