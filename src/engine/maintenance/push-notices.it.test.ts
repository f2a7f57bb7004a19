import { createDecipheriv, createECDH, hkdfSync } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { message } from "../../commerce/message.ts";
import { type AlertKind, raiseAlert } from "../../hub/alerts/alerts.ts";
import { choose } from "../../hub/notifications/choices.ts";
import { addPushDevice, listPushDevices } from "../../hub/notifications/push-devices.ts";
import { orderLine, orderPart } from "../../hub/orders/testing.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { reportOrders } from "../testing-orders.ts";

/** A push service and the browsers behind it: what each could read. */
async function pushService() {
  const curve = createECDH("prime256v1");
  curve.generateKeys();
  const auth = Buffer.alloc(16, 3);
  const read: { browser: string; title: string }[] = [];
  const statuses = new Map<string, number>();
  const open = (sealed: Buffer): string => {
    const sender = sealed.subarray(21, 86);
    const info = Buffer.concat([Buffer.from("WebPush: info\0"), curve.getPublicKey(), sender]);
    const shared = Buffer.from(hkdfSync("sha256", curve.computeSecret(sender), auth, info, 32));
    const part = (name: string, size: number) =>
      Buffer.from(hkdfSync("sha256", shared, sealed.subarray(0, 16), Buffer.from(`Content-Encoding: ${name}\0`), size));
    const cipher = createDecipheriv("aes-128-gcm", part("aes128gcm", 16), part("nonce", 12), { authTagLength: 16 });
    cipher.setAuthTag(sealed.subarray(-16));
    return Buffer.concat([cipher.update(sealed.subarray(86, -16)), cipher.final()])
      .toString()
      .slice(0, -1);
  };
  const server = createServer(async (request, answer) => {
    const body = Buffer.concat(await request.toArray());
    const name = request.url ?? "";
    const status = statuses.get(name) ?? 201;
    if (status === 201) read.push({ browser: name, ...(JSON.parse(open(body)) as { title: string }) });
    answer.writeHead(request.headers.authorization?.startsWith("vapid t=") ? status : 401).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    statuses,
    subscription: (name: string) => ({
      endpoint: url + name,
      p256dh: curve.getPublicKey("base64url"),
      auth: auth.toString("base64url"),
    }),
    /** Titles this browser has shown since all were asked before. */
    shown: (name: string) => {
      const titles = read.filter(({ browser }) => browser === name).map(({ title }) => title);
      read.splice(0, read.length, ...read.filter(({ browser }) => browser !== name));
      return titles;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const MINUTE = 60_000;

async function member(engine: TestEngine, name: string, role = "owner"): Promise<void> {
  await engine.db.owner.run(`insert into auth."user" ("id", "name", "email") values ($1, $1, $1 || '@example.test')`, [
    name,
  ]);
  await engine.db.owner.run("insert into auth.member (organization_id, user_id, role) values ($1, $2, $3)", [
    engine.organization,
    name,
    role,
  ]);
}

function raise(engine: TestEngine, kind: AlertKind, title: string): Promise<unknown> {
  const now = new Date(engine.clock.now());
  return engine.inside((tx) =>
    raiseAlert(tx, {
      kind,
      severity: "critical",
      cause: title,
      title: { ...message("alert.privacy_export.title"), text: title },
      text: "Because.",
      now,
    }),
  );
}

const minuteLater = async (engine: TestEngine): Promise<void> => {
  engine.clock.pass(MINUTE);
  await engine.engine.upkeep();
};

test("alerts come to a member's browser once, of the topics they want, and several at once as one message [I6.2]", async () => {
  await using engine = await testEngine({});
  await using service = await pushService();
  await member(engine, "ann");
  const add = (name: string, chosen: { readonly alerts: boolean; readonly newOrders: boolean }) =>
    engine.inside((tx) =>
      addPushDevice(tx, {
        ...service.subscription(name),
        ...chosen,
        userId: "ann",
        name,
        now: new Date(engine.clock.now()),
      }),
    );
  await raise(engine, "needs_reauth", "Before it was switched on");
  engine.clock.pass(MINUTE);
  await add("/phone", { alerts: true, newOrders: false });
  await add("/desk", { alerts: false, newOrders: true });
  await engine.inside((tx) => choose(tx, "ann", [{ topic: "stock", app: false, email: "off" }]));
  engine.clock.pass(MINUTE);
  await raise(engine, "needs_reauth", "Reconnect Cairo shop");
  await raise(engine, "stock_hold", "TEA is low");
  await minuteLater(engine);
  expect(service.shown("/phone")).toEqual(["Reconnect Cairo shop"]);
  await minuteLater(engine);
  expect(service.shown("/phone")).toEqual([]);
  for (const title of ["One", "Two", "Three", "Four"]) await raise(engine, "run_failed", title);
  await minuteLater(engine);
  expect(service.shown("/phone")).toEqual(["4 alerts of Test shop"]);
  expect(service.shown("/desk")).toEqual([]);
});

test("new orders come as one message a minute, and those of an imported history not at all", async () => {
  await using engine = await testEngine({});
  await using service = await pushService();
  await member(engine, "ann");
  await engine.inside((tx) =>
    addPushDevice(tx, {
      ...service.subscription("/desk"),
      alerts: false,
      newOrders: true,
      userId: "ann",
      name: "Desk",
      now: new Date(engine.clock.now()),
    }),
  );
  engine.clock.pass(MINUTE);
  const lines = [orderLine({ quantity: 1 })];
  await reportOrders(engine, [orderPart("old", { lines })], { source: "poll" });
  await engine.db.owner.run("update argosy.sales_order set is_history = true");
  await minuteLater(engine);
  expect(service.shown("/desk")).toEqual([]);
  await reportOrders(engine, [orderPart("a", { lines })], { source: "webhook" });
  await minuteLater(engine);
  expect(service.shown("/desk")).toEqual([expect.stringMatching(/^New order /)]);
  await reportOrders(engine, [orderPart("b", { lines }), orderPart("c", { lines })], { source: "webhook" });
  await minuteLater(engine);
  expect(service.shown("/desk")).toEqual(["2 new orders"]);
  await minuteLater(engine);
  expect(service.shown("/desk")).toEqual([]);
  // Another transaction may still hold an order that is older than this one.
  engine.clock.pass(MINUTE - 2_000);
  await reportOrders(engine, [orderPart("d", { lines })], { source: "webhook" });
  engine.clock.pass(2_000);
  await engine.engine.upkeep();
  expect(service.shown("/desk")).toEqual([]);
  await minuteLater(engine);
  expect(service.shown("/desk")).toEqual([expect.stringMatching(/^New order /)]);
});

test("a message that is not taken comes a minute later, and a browser that has ended its subscription is forgotten", async () => {
  await using engine = await testEngine({});
  await using service = await pushService();
  await member(engine, "ann");
  for (const name of ["/away", "/gone"])
    await engine.inside((tx) =>
      addPushDevice(tx, {
        ...service.subscription(name),
        alerts: true,
        newOrders: false,
        userId: "ann",
        name,
        now: new Date(engine.clock.now()),
      }),
    );
  engine.clock.pass(MINUTE);
  service.statuses.set("/away", 503).set("/gone", 410);
  await raise(engine, "needs_reauth", "Reconnect Cairo shop");
  await minuteLater(engine);
  const devices = await engine.inside((tx) => listPushDevices(tx, "ann"));
  expect(devices.map(({ name, failingSince }) => [name, failingSince !== null])).toEqual([["/away", true]]);
  service.statuses.clear();
  await minuteLater(engine);
  expect(service.shown("/away")).toEqual(["Reconnect Cairo shop"]);
  const [device] = await engine.inside((tx) => listPushDevices(tx, "ann"));
  expect(device?.failingSince).toBeNull();
});
