import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import type { EasyOrdersSandbox } from "../../sandboxes/easyorders/index.ts";
import { startSandbox } from "../../sandboxes/easyorders/index.ts";
import type { BeginInput, CallbackRequest, Completion, Context } from "../kit/contract/contract.ts";
import type { ConnectorError } from "../kit/contract/errors.ts";
import { autoAdvancingClock, openTestConnection } from "../kit/testing/connection.ts";
import { connect } from "./auth.ts";
import { connector } from "./index.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});

async function start() {
  const clock = autoAdvancingClock();
  const sandbox = await startSandbox({ clock });
  open.push(sandbox);
  sandbox.shop.addProduct({ title: "Cup", variants: [{ sku: "CUP", price: "80", stock: 3 }] });
  return { clock, sandbox };
}

type Started = Awaited<ReturnType<typeof start>>;

async function connected({ clock, sandbox }: Started, values: Readonly<Record<string, string>> = {}) {
  const connection = await openTestConnection(connector, { sandbox, clock, values });
  open.push(connection);
  return connection;
}

async function failure(attempt: Promise<unknown>): Promise<ConnectorError> {
  return attempt.then(
    () => Promise.reject(new Error("It should have failed.")),
    (error: ConnectorError) => error,
  );
}

describe("connecting with a pasted key", () => {
  it("a pasted key shows the store's id by its products", async () => {
    const world = await start();
    const { detected } = await connected(world);
    expect(detected.account.externalId).toBe(world.sandbox.storeId);
    expect(detected.missingScopes).toEqual([]);
  });

  it("a bad key is refused with HTTP 400 and is never tried again", async () => {
    const world = await start();
    const error = await failure(connected(world, { apiKey: "nonsense" }));
    expect(error.kind).toBe("auth_revoked");
    expect(error.message).toContain("does not accept this Api-Key");
    expect(error.message).not.toContain("nonsense");
    expect(world.sandbox.calls).toHaveLength(1);
  });

  it("an unpaid store is suspended, not unauthorised: the key stays", async () => {
    const world = await start();
    world.sandbox.setActive(false);
    const error = await failure(connected(world));
    expect(error.kind).toBe("suspended");
    expect(error.message).toContain("keeps the key");
  });

  it("a key for orders alone connects and says what is missing", async () => {
    const world = await start();
    const { detected } = await connected(world, { apiKey: world.sandbox.createKey(["orders:read"]) });
    expect(detected.missingScopes).toEqual([{ scope: "products:read", disables: "products and stock" }]);
    expect(detected.account.externalId).toMatch(/^key-[0-9a-f]{16}$/);
  });

  it("a key that may read nothing is refused with words", async () => {
    const world = await start();
    const error = await failure(connected(world, { apiKey: world.sandbox.createKey(["shipping_areas"]) }));
    expect(error).toMatchObject({ kind: "forbidden", info: { scope: "orders:read" } });
  });

  it.each([
    ["currency", ""],
    ["currency", "pounds"],
    ["phoneCountry", "Egypt"],
    ["storeUrl", "ftp://shop.example"],
  ])("a pasted key needs a right %s (%j)", async (field, value) => {
    const world = await start();
    const error = await failure(connected(world, { [field]: value }));
    expect(error.info).toEqual({ kind: "rejected", field });
    expect(world.sandbox.calls).toHaveLength(0);
  });
});

/** A hub's callback address on a real port: preflight and completion go through the connector. */
async function hubCallback(
  begin: Omit<BeginInput, "callbackUrl">,
  ctx: Context,
  completions: Completion[],
): Promise<BeginInput> {
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const request: CallbackRequest = {
        method: incoming.method ?? "",
        url: incoming.url ?? "",
        query: {},
        headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
        body: await buffer(incoming),
      };
      let reply = connect.preflight?.(request);
      if (!reply) {
        const done = await connect.complete({ kind: "callback", begin: input, request }, ctx);
        completions.push(done);
        reply = done.reply ?? { status: 500 };
      }
      outgoing.writeHead(reply.status, reply.headers).end(reply.body);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push({ close: () => new Promise((resolve) => server.close(resolve)) });
  const port = (server.address() as AddressInfo).port;
  const input: BeginInput = { ...begin, callbackUrl: `http://127.0.0.1:${port}/callback/${begin.state}?a=1` };
  return input;
}

const FORM = { currency: "EGP", phoneCountry: "EG" };

async function install(world: Started) {
  const connection = await connected(world);
  const completions: Completion[] = [];
  const begin = await hubCallback(
    { values: FORM, state: "s".repeat(43), returnUrl: "https://hub.example/done" },
    connection.ctx,
    completions,
  );
  const step = await connect.begin(begin, connection.ctx);
  if (step.step !== "redirect") throw new Error("The install link is a redirect.");
  return { link: step.url, completions, connection };
}

describe("connecting with the install link", () => {
  it("the seller's browser preflights and posts the key; both webhooks exist afterwards", async () => {
    const world = await start();
    const { link, completions, connection } = await install(world);
    expect(await world.sandbox.acceptInstall(link)).toEqual({
      preflight: 204,
      posted: 200,
      redirectUrl: "https://hub.example/done",
    });
    const [done] = completions;
    expect(done?.settings).toEqual({ currency: "EGP", phoneCountry: "EG", storeId: world.sandbox.storeId });
    expect(done?.accounts[0]?.externalId).toBe(world.sandbox.storeId);
    expect(done?.reply?.headers?.["access-control-allow-origin"]).toBe("https://app.easy-orders.net");
    expect(world.sandbox.hooks.map((hook) => [hook.event, hook.url])).toEqual([
      ["order-created", connection.ctx.publicUrl("newOrder")],
      ["order-status-update", connection.ctx.publicUrl("orderStatus")],
    ]);
    const again = await connected(world, { apiKey: done?.grant.secrets.apiKey ?? "" });
    expect(again.detected.missingScopes).toEqual([]);
  });

  it("another origin is stopped at the preflight, and its key is never taken", async () => {
    const world = await start();
    const { link, completions } = await install(world);
    expect(await world.sandbox.acceptInstall(link, "https://evil.example")).toMatchObject({
      preflight: 403,
      posted: null,
    });
    expect(completions).toHaveLength(0);
  });

  it("a second install adds keys and webhooks and replaces none", async () => {
    const world = await start();
    const { link, completions } = await install(world);
    await world.sandbox.acceptInstall(link);
    await world.sandbox.acceptInstall(link);
    expect(world.sandbox.hooks).toHaveLength(4);
    expect(new Set(world.sandbox.hooks.map((hook) => hook.secret)).size).toBe(4);
    expect(completions[0]?.grant.secrets.apiKey).not.toBe(completions[1]?.grant.secrets.apiKey);
  });

  it("an install link needs a hub EasyOrders can reach", async () => {
    const world = await start();
    const connection = await connected(world);
    const begin = { values: FORM, state: "s", callbackUrl: "http://localhost/cb", returnUrl: "http://localhost/" };
    const error = await failure(connect.begin(begin, connection.context({ publicUrl: () => null })));
    expect(error.info).toEqual({ kind: "rejected", field: "apiKey" });
  });

  it("a link used before the form was sent keeps the form's defaults", async () => {
    const world = await start();
    const { connection } = await install(world);
    const body = Buffer.from(JSON.stringify({ api_key: "k", store_id: "s" }));
    const request = { method: "POST", url: "/", query: {}, headers: { origin: "https://app.easy-orders.net" }, body };
    const begin = { values: {}, state: "s", callbackUrl: "", returnUrl: "" };
    const done = await connect.complete({ kind: "callback", begin, request }, connection.ctx);
    expect(done.settings).toEqual({ storeId: "s" });
  });

  it.each([
    ["GET", "", "method"],
    ["POST", "{}", "body"],
    ["POST", "not json", "body"],
    ["POST", '{"api_key":"","store_id":"x"}', "body"],
  ])("an install link refuses %s %j", async (method, body, code) => {
    const world = await start();
    const { connection } = await install(world);
    const request = { method, url: "/", query: {}, headers: {}, body: Buffer.from(body) };
    const begin = { values: FORM, state: "s", callbackUrl: "", returnUrl: "" };
    const error = await failure(connect.complete({ kind: "callback", begin, request }, connection.ctx));
    expect(error.info).toMatchObject({ kind: "rejected", code });
  });
});

describe("disconnecting", () => {
  const registered = (sandbox: EasyOrdersSandbox, urlOf: (topic: string) => string | null) =>
    sandbox.shop.installWebhooks({ newOrder: urlOf("newOrder") ?? "", orderStatus: urlOf("orderStatus") ?? "" });

  it("a disconnect removes both webhooks by their URL, and counts absent ones as done", async () => {
    const world = await start();
    const { ctx } = await connected(world);
    registered(world.sandbox, ctx.publicUrl);
    await connect.disconnect?.(ctx);
    expect(world.sandbox.hooks).toEqual([]);
    await connect.disconnect?.(ctx);
  });

  it.each([401, 403])(
    "a disconnect tries Bearer when Api-Key is answered with %i, as that page of the documentation shows",
    async (status) => {
      const world = await start();
      const { ctx } = await connected(world);
      registered(world.sandbox, ctx.publicUrl);
      world.sandbox.faults.add({
        fault: { kind: "status", status, body: '{"message":"Unauthorized"}' },
        times: 1,
        path: "delete-by-url",
      });
      await connect.disconnect?.(ctx);
      expect(world.sandbox.hooks).toEqual([]);
      expect(world.sandbox.calls.filter((call) => call.path.includes("delete-by-url"))).toHaveLength(3);
    },
  );
});
