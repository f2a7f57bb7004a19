/** Traces as an operator's collector sees them: a web process and a worker, each of which sends its own part. */
import type { ChildProcess } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectShop } from "../demo/connect.ts";
import { type Seller, signUpSeller } from "../demo/seller.ts";
import { systemClock } from "../src/commerce/clock.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { type TestDatabase, testDatabase } from "../src/db/testing.ts";
import { firstSyncDone, freePort, startSandboxOf, until } from "./support/hub.ts";
import { HUBS_START_MS, spawnHub, untilReady } from "./support/process.ts";

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
}
interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly Attribute[];
}
interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

const received: (Span & { readonly role: string | undefined })[] = [];
const headers: (string | undefined)[] = [];
let collector: Server;
let db: TestDatabase;
let web: ChildProcess;
let worker: ChildProcess;
let seller: Seller;
let sold: Sandbox;
let other: Sandbox;
let logged = "";

const told = (attributes: readonly Attribute[], name: string) =>
  attributes.find(({ key }) => key === name)?.value.stringValue;

beforeAll(async () => {
  collector = createServer(async (request, answer) => {
    headers.push(request.headers["x-team"]?.toString());
    for (const { resource, scopeSpans } of ((await json(request)) as Sent).resourceSpans)
      for (const { spans } of scopeSpans)
        received.push(...spans.map((span) => ({ ...span, role: told(resource.attributes, "argosy.role") })));
    answer.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  db = await testDatabase();
  const url = `http://127.0.0.1:${await freePort()}`;
  const workerUrl = `http://127.0.0.1:${await freePort()}`;
  const env = {
    LOG_LEVEL: "info",
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    OTEL_EXPORTER_OTLP_HEADERS: "x-team=the%20shop",
  };
  web = spawnHub(db, { url, role: "web", env });
  worker = spawnHub(db, { url, at: workerUrl, role: "worker", env });
  web.stdout?.on("data", (chunk: Buffer) => (logged += chunk.toString()));
  for (const at of [url, workerUrl]) await untilReady(at);
  seller = await signUpSeller({ url, name: "Owner", organization: "traces", slug: "traces" });
  sold = await startSandboxOf("shopify", { clock: systemClock, seed: 1 });
  other = await startSandboxOf("woocommerce", { clock: systemClock, seed: 2 });
  const soap = { title: "Soap", status: "active", variants: [{ sku: "SOAP-1", price: "6.00", stock: 50 }] } as const;
  for (const sandbox of [sold, other]) sandbox.shop.addProduct(soap);
  const first = await connectShop(seller, sold, { sync: { importProducts: true, stockFrom: "channel" } });
  await firstSyncDone(seller, first);
  const second = await connectShop(seller, other, { sync: { importProducts: true, stockFrom: "hub" } });
  await firstSyncDone(seller, second);
}, HUBS_START_MS);

afterAll(async () => {
  for (const child of [web, worker]) child?.kill("SIGKILL");
  await Promise.all([sold?.close(), other?.close()]);
  collector?.close();
  await db?.[Symbol.asyncDispose]();
});

test("a sale is one trace from the webhook of its channel to the call that tells the other, over both processes", async () => {
  await until("both channels show the same number", async () => other.shop.stockOf("SOAP-1") === 50);
  sold.shop.placeOrder({ lines: [{ sku: "SOAP-1", quantity: 3 }], payment: "paid" });
  await until("the other channel is told", async () => other.shop.stockOf("SOAP-1") === 47);
  const tracesOf = (name: string) => new Set(received.filter((span) => span.name === name).map((span) => span.traceId));
  const whole = () => {
    const shared = [...tracesOf("send stock")].filter((id) => tracesOf("webhook").has(id));
    // Other webhooks of the shop may lead to a look at the stock that sends nothing.
    return (
      shared.map((id) => received.filter((span) => span.traceId === id)).find((spans) => spans.some(isCalled)) ?? []
    );
  };
  const isCalled = (span: Span) =>
    span.name === "call woocommerce" && told(span.attributes, "http.request.method") !== "GET";
  // Each is sent once it has ended: what was done in it before, and by another process in its own time.
  const isLed = (spans: readonly Span[]) =>
    spans.every(({ parentSpanId }) => !parentSpanId || spans.some(({ spanId }) => spanId === parentSpanId));
  const trace = await until("the collector has all of it", async () => whole(), {
    wanted: (spans) => spans.some(isCalled) && spans.some(({ name }) => name === "inbox") && isLed(spans),
  });
  expect(new Set(trace.map(({ role }) => role))).toEqual(new Set(["web", "worker"]));
  const [call] = trace.filter(isCalled);
  const way: string[] = [];
  for (let at = call; at; at = trace.find(({ spanId }) => spanId === at?.parentSpanId)) way.unshift(at.name);
  // A number that is read first is asked for while the sale commits: its call belongs to that step.
  const between = ["fan-out", "send stock"];
  expect(way.filter((name) => !between.includes(name))).toEqual(["webhook", "inbox", "apply", "call woocommerce"]);
  expect(trace.every((span) => span.parentSpanId || span.name === "webhook")).toBe(true);
  expect(headers).toContain("the shop");
});

test("a line of the log names the trace of the request it is about", async () => {
  const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  await seller.call("GET", "/orders", undefined, { traceparent: `00-${trace}-00f067aa0ba902b7-01` });
  // The last piece may be half a line.
  const lines = () => logged.split("\n").slice(0, -1);
  const line = await until("it is logged", async () => lines().find((each) => each.includes(trace)) ?? "");
  expect(JSON.parse(line)).toMatchObject({ traceId: trace, route: "/api/orders", status: 200 });
  const spans = () =>
    received.filter(({ traceId }) => traceId === trace).map(({ name, parentSpanId }) => [name, parentSpanId]);
  const steps = await until("the collector has it", async () => spans(), { wanted: (found) => found.length > 0 });
  expect(steps).toEqual([["GET /api/orders", "00f067aa0ba902b7"]]);
});
