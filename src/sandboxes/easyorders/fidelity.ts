/**
 * How alike the sandbox is to the official samples: each is sent to it, or compared with what it answers, keys
 * and types both ways. EasyOrders publishes samples only; no captures of a real store exist here.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { request } from "undici";
import { systemClock } from "../../commerce/clock.ts";
import type { Json } from "../../commerce/product.ts";
import { field } from "../../connectors/easyorders/pages.ts";
import { compare, readSample } from "../../connectors/easyorders/spec.ts";
import type { EasyOrdersSandbox } from "./index.ts";
import { startSandbox } from "./index.ts";

export interface ReplayedCall {
  readonly file: string;
  readonly call: string;
  readonly result: "same" | "differs";
  readonly details: readonly string[];
}

interface Answer {
  readonly status: number;
  readonly json: Json;
}

type Api = (method: "GET" | "POST" | "PATCH", path: string, body?: Json) => Promise<Answer>;

/** For `npm run fidelity`: the replay in the form of its report. */
export async function measureFidelity(specsDir: string) {
  const { calls, same } = await replay(specsDir);
  return {
    compared: calls.length,
    same,
    onPurpose: [],
    differences: calls
      .filter((one) => one.result === "differs")
      .map((one) => ({ call: `${one.call} (${one.file})`, what: one.details.slice(0, 3).join("; ") })),
  };
}

/** Plays all official samples against a fresh sandbox; `dir` is the folder of all descriptions. */
export async function replay(dir: string) {
  const sandbox = await startSandbox({ clock: systemClock });
  const mailbox = await openMailbox();
  try {
    const calls = [
      ...(await replayCatalog(sandbox, dir)),
      ...(await replayOrders(sandbox, mailbox, dir)),
      ...(await replayInstall(sandbox, mailbox, dir)),
    ];
    return { calls, same: calls.filter(({ result }) => result === "same").length };
  } finally {
    await mailbox.close();
    await sandbox.close();
  }
}

async function replayCatalog(sandbox: EasyOrdersSandbox, dir: string): Promise<ReplayedCall[]> {
  const api = apiOf(sandbox);
  const sample = (file: string) => readSample(dir, file);
  const category = await api("POST", "/categories", {
    ...fieldsOf(sample("categories.create.request.json")),
    parent_id: null,
  });
  const id = String(field(category.json, "id"));
  const categories = [{ id }];
  const product = await api("POST", "/products", { ...fieldsOf(sample("products.create.request.json")), categories });
  const key = String(field(product.json, "id"));
  const sku = String(field(sample("products.create.request.json"), "sku"));
  const join = "join=Variations.Props,Variants.VariationProps";
  const list = await api("GET", `/products?${join}`);
  return [
    taken("categories.create.request.json", "POST /categories", category),
    shaped("categories.response.json", "GET /categories/:id", await api("GET", `/categories/${id}`), dir),
    taken(
      "categories.update.request.json",
      "PATCH /categories/:id",
      await api("PATCH", `/categories/${id}`, sample("categories.update.request.json")),
    ),
    taken("products.create.request.json", "POST /products", product),
    shaped("products.get.response.json", "GET /products/:id", await api("GET", `/products/${key}?${join}`), dir),
    shaped(
      "products.list.item.json",
      "GET /products",
      { ...list, json: Array.isArray(list.json) ? list.json[0] : null },
      dir,
    ),
    taken(
      "products.update.request.json",
      "PATCH /products/:id",
      await api("PATCH", `/products/${key}`, { ...fieldsOf(sample("products.update.request.json")), categories }),
    ),
    taken(
      "products.stock.request.json",
      "PATCH /products/sku/:sku/quantity",
      await api("PATCH", `/products/sku/${sku}/quantity`, sample("products.stock.request.json")),
    ),
  ];
}

async function replayOrders(sandbox: EasyOrdersSandbox, mailbox: Mailbox, dir: string): Promise<ReplayedCall[]> {
  const api = apiOf(sandbox);
  sandbox.shop.installWebhooks({ newOrder: mailbox.url, orderStatus: mailbox.url });
  sandbox.shop.addProduct({ title: "Tee", variants: [{ sku: "T-M", price: "220", stock: 5, option: "M" }] });
  const key = sandbox.shop.placeOrder({ lines: [{ sku: "T-M", quantity: 1 }] });
  const note = {
    ...fieldsOf(readSample(dir, "order-notes.create.request.json")),
    order_id: key,
    store_id: sandbox.storeId,
  };
  const status = await api("PATCH", `/orders/${key}/status`, readSample(dir, "orders.status.request.json"));
  sandbox.setStatus(key, "paid");
  await sandbox.settle();
  const told = (test: (body: Json) => boolean) => ({ status: 200, json: mailbox.bodies.find(test) ?? null });
  return [
    shaped("orders.get.response.json", "GET /orders/:id", await api("GET", `/orders/${key}`), dir),
    taken("orders.status.request.json", "PATCH /orders/:id/status", status),
    taken("order-notes.create.request.json", "POST /order-notes", await api("POST", "/order-notes", note)),
    taken(
      "shipping.update.request.json",
      "PATCH /shipping",
      await api("PATCH", "/shipping", readSample(dir, "shipping.update.request.json")),
    ),
    shaped(
      "webhook.order-created.json",
      "webhook",
      told((body) => field(body, "cart_items") !== undefined),
      dir,
    ),
    shaped(
      "webhook.order-status-update.json",
      "webhook",
      told((body) => field(body, "event_type") !== undefined),
      dir,
    ),
  ];
}

async function replayInstall(sandbox: EasyOrdersSandbox, mailbox: Mailbox, dir: string): Promise<ReplayedCall[]> {
  await sandbox.acceptInstall(
    `https://app.easy-orders.net/#/install-app?permissions=orders:read&callback_url=${encodeURIComponent(mailbox.url)}`,
  );
  const body = mailbox.bodies.find((one) => field(one, "api_key") !== undefined) ?? null;
  return [shaped("install.callback.json", "POST callback_url", { status: 200, json: body }, dir)];
}

function apiOf(sandbox: EasyOrdersSandbox): Api {
  const key = sandbox.shop.credentials().apiKey ?? "";
  return async (method, path, body) => {
    const answer = await request(`${sandbox.url}/api/v1/external-apps${path}`, {
      method,
      headers: { "Api-Key": key, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, json: text === "" ? null : JSON.parse(text) };
  };
}

/** A sample request is taken: nothing but a success will do. */
function taken(file: string, call: string, answer: Answer): ReplayedCall {
  return classified(
    file,
    call,
    answer.status < 300 ? [] : [`answered ${answer.status} ${JSON.stringify(answer.json)}`],
  );
}

/** An answer has the sample's keys and types, no less and no more. */
function shaped(
  file: string,
  call: string,
  answer: { readonly status: number; readonly json: Json | undefined },
  dir: string,
): ReplayedCall {
  const sample = readSample(dir, file);
  const json = answer.json ?? null;
  if (json === null) return classified(file, call, [`answered ${answer.status} without a body`]);
  const more = compare(json, sample, "");
  const less = compare(sample, json, "").map((path) => path.replace("not in the sample", "missing in the sandbox"));
  return classified(file, call, [...new Set([...more, ...less])]);
}

function classified(file: string, call: string, details: readonly string[]): ReplayedCall {
  return { file, call, result: details.length === 0 ? "same" : "differs", details };
}

function fieldsOf(json: Json): Record<string, Json> {
  return json !== null && typeof json === "object" ? Object.fromEntries(Object.entries(json)) : {};
}

interface Mailbox {
  readonly url: string;
  readonly bodies: Json[];
  close(): Promise<void>;
}

/** Receives webhooks and the install callback. */
async function openMailbox(): Promise<Mailbox> {
  const bodies: Json[] = [];
  const headers = {
    "access-control-allow-origin": "https://app.easy-orders.net",
    "access-control-allow-headers": "content-type",
  };
  const server = createServer((incoming, outgoing) => {
    void buffer(incoming).then((body) => {
      if (body.byteLength > 0) bodies.push(JSON.parse(body.toString()));
      outgoing.writeHead(200, headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hub`;
  return {
    url,
    bodies,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
