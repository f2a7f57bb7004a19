import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signed } from "../../sandboxes/flipkart/notifications.ts";
import { holdOrder, placeOrder, returnOrder } from "../../sandboxes/flipkart/orders.ts";
import type { Delivery, WebhookHandler } from "../kit/contract/webhooks.ts";
import type { TestConnection } from "../kit/testing/connection.ts";
import { deliveryOf } from "../kit/testing/delivery.ts";
import { specsDir } from "../kit/testing/specs.ts";
import { openAccount } from "./testing.ts";
import { EVENT_TYPES, secondsOf, signatureOf, webhooksOf } from "./webhooks.ts";

/** The documentation's own example of the signature. */
const VECTOR = {
  appId: "6113ca4a-fe05-11e4-a322-1697f925ec7b",
  secret: "669a57f4-fe05-11e4-a322-1697f925ec7b",
  url: "http://seller.api.pilotseller.com/notify/fki",
  seconds: 1_432_026_135,
  date: "Tue, 19 May 2015 09:02:15 GMT",
  signature: "83762abd87b41e66ddd58320a4e803251e72b776",
};

const webhooks = (settings: Readonly<Record<string, string>> = {}): WebhookHandler =>
  webhooksOf({ account: { externalId: "s" }, facts: {}, settings: { appId: VECTOR.appId, ...settings } });

const utf8 = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

function delivery(more: Partial<Delivery> = {}, headers: Readonly<Record<string, string>> = {}): Delivery {
  return deliveryOf(
    utf8({ eventType: "shipment_shipped", shipmentId: "s-1", timestamp: "2015-05-19T14:32:15+05:30" }),
    {
      headers: {
        x_date: VECTOR.date,
        x_authorization: `FKLOGIN ${Buffer.from(`${VECTOR.appId}:${VECTOR.signature}`).toString("base64")}`,
        ...headers,
      },
      registeredUrl: VECTOR.url,
      receivedAt: new Date(VECTOR.seconds * 1000 + 2_000),
      ...more,
    },
  );
}

const outcome = (one: Delivery, secrets = [VECTOR.secret], at = webhooks()) => at.verify(one, secrets).outcome;

describe("the proof of a notification", () => {
  it("a notification's proof equals the documentation's example, to the letter", () => {
    const { url, secret, seconds } = VECTOR;
    expect(signatureOf({ seconds, url, method: "POST", secret })).toBe(VECTOR.signature);
    expect(secondsOf(VECTOR.date)).toBe(seconds);
    // Nothing of the body is proved: a hint, to be fetched.
    expect(outcome(delivery())).toBe("static");
  });

  it("a proof holds for the URL as registered alone; another registered one comes from a setting", () => {
    const moved = delivery({ registeredUrl: "https://hub.example/api/webhooks/flipkart/k" });
    expect(outcome(moved)).toBe("refused");
    expect(outcome(moved, undefined, webhooks({ notificationUrl: VECTOR.url }))).toBe("static");
    expect(outcome(delivery({ registeredUrl: `${VECTOR.url}/` }))).toBe("refused");
    expect(outcome(delivery({ method: "PUT" }))).toBe("refused");
  });

  it("a proof ages: it holds for five minutes either way by the server's own clock", () => {
    const at = (seconds: number) => delivery({ receivedAt: new Date((VECTOR.seconds + seconds) * 1000) });
    expect([-300, -299, 0, 299, 300].map((seconds) => outcome(at(seconds)))).toEqual(Array(5).fill("static"));
    expect([-301, 301, 86_400].map((seconds) => outcome(at(seconds)))).toEqual(Array(3).fill("refused"));
  });

  it("a proof names our application, and another's secret is refused", () => {
    expect(outcome(delivery(), ["another"])).toBe("refused");
    expect(outcome(delivery(), [])).toBe("refused");
    expect(outcome(delivery(), ["", VECTOR.secret])).toBe("static");
    expect(outcome(delivery(), undefined, webhooks({ appId: "someone-else" }))).toBe("refused");
    const prefixed = Buffer.from(`x${VECTOR.appId}:${VECTOR.signature}`).toString("base64");
    expect(outcome(delivery({}, { x_authorization: `FKLOGIN ${prefixed}` }))).toBe("refused");
  });

  it("a proof that a proxy dropped is reported as dropped", () => {
    const verification = webhooks().verify({ ...delivery(), headers: {} }, [VECTOR.secret]);
    expect(verification).toMatchObject({ outcome: "refused", reason: expect.stringContaining("underscores") });
  });

  it.each([
    "2015-05-19T09:02:15Z",
    "19 May 2015 09:02:15 GMT",
    "Tue, 19 May 2015 09:02:15 +0000",
    "Wed, 19 May 2015 09:02:15 GMT",
    "Tue, 31 Feb 2015 09:02:15 GMT",
    " Tue, 19 May 2015 09:02:15 GMT",
    "1432026135",
    "",
  ])("a proof has a date of one form; not %j", (date) => {
    expect(secondsOf(date)).toBeUndefined();
    expect(outcome(delivery({}, { x_date: date }))).toBe("refused");
  });

  it("a proof is accepted with its own second, address and secret, and refused with any other", () => {
    const texts = fc.string({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_000_000_000 }),
        fc.webUrl(),
        texts,
        texts,
        (seconds, url, secret, other) => {
          const signature = signatureOf({ seconds, url, method: "POST", secret });
          const one = delivery(
            { registeredUrl: url, receivedAt: new Date(seconds * 1000) },
            {
              x_date: new Date(seconds * 1000).toUTCString(),
              x_authorization: `FKLOGIN ${Buffer.from(`${VECTOR.appId}:${signature}`).toString("base64")}`,
            },
          );
          expect(outcome(one, [secret])).toBe("static");
          if (other !== secret) expect(outcome(one, [other])).toBe("refused");
        },
      ),
      { numRuns: 100 },
    );
  });

  it("a partner application's proof is made with the operator's secret", async () => {
    await using account = await openAccount();
    account.sandbox.state.signsAs = "partner";
    const connection = await account.connect({ values: { authMode: "partner_oauth" } });
    const { webhooks: partner } = connection.ports;
    expect(partner?.secrets("")).toEqual(["clientSecret"]);
    const now = account.clock.now();
    const headers = Object.fromEntries(
      Object.entries(signed(account.sandbox.state, VECTOR.url, now)).map(([name, value]) => [
        name.toLowerCase(),
        value,
      ]),
    );
    const one = delivery({ headers, receivedAt: new Date(now) });
    expect(partner?.verify(one, [connection.secrets.get("clientSecret") ?? ""]).outcome).toBe("static");
  });
});

describe("the content of a notification", () => {
  it.each(EVENT_TYPES)("%s is followed [B44.2]", (eventType) => {
    const ids = eventType.startsWith("return") ? { returnId: "r-1" } : { shipmentId: "s-1" };
    const body = utf8({ eventType, timestamp: "2026-11-20T23:05:15+05:30", ...ids, attributes: {} });
    expect(webhooks().read(delivery({ body }))).toMatchObject([
      { kind: "order", topic: eventType, ref: eventType.startsWith("return") ? "r-1" : "s-1" },
    ]);
  });

  it("a notification of any kind beside the seventeen is stored and answered, so that nothing is held up", () => {
    expect(EVENT_TYPES).toHaveLength(17);
    const body = utf8({ eventType: "shipment_teleported", shipmentId: "s-1", timestamp: "2026-11-20T23:05:15+05:30" });
    expect(webhooks().read(delivery({ body }))).toMatchObject([{ kind: "other", ref: "s-1" }]);
    const replies = (["stored", "duplicate", "refused"] as const).map(
      (one) => webhooks().reply(one, delivery()).status,
    );
    expect(replies).toEqual([200, 200, 401]);
  });

  it("a notification has no id: the same kind at the same moment of the same shipment is the same event", () => {
    const id = (more: object) =>
      webhooks().read(
        delivery({
          body: utf8({
            eventType: "shipment_shipped",
            shipmentId: "s-1",
            timestamp: "2026-11-20T23:05:15+05:30",
            ...more,
          }),
        }),
      )[0]?.deliveryId;
    expect(id({ locationId: "LOC1", attributes: { status: "SHIPPED" } })).toBe(id({}));
    const others = [
      { shipmentId: "s-2" },
      { eventType: "shipment_delivered" },
      { timestamp: "2026-11-20T23:05:16+05:30" },
    ];
    expect(new Set([{}, ...others].map(id)).size).toBe(4);
  });

  it.skipIf(specsDir() === null)("every official sample and skeleton is read (skipped without SPECS_DIR)", () => {
    const dir = join(specsDir() ?? "", "flipkart", "notifications");
    const files = readdirSync(dir);
    expect(files.length).toBe(28);
    for (const file of files) {
      const sample = JSON.parse(readFileSync(join(dir, file), "utf8"));
      const isSkeleton = file.endsWith(".structure.json");
      const filled = { ...sample, ...(isSkeleton ? { timestamp: "2026-11-20T23:05:15+05:30" } : {}) };
      for (const name of ["shipmentId", "returnId"]) if (sample[name] === "") filled[name] = "x-1";
      const [event] = webhooks().read(delivery({ body: utf8(filled) }));
      expect([file, event?.kind, event?.topic]).toEqual([file, "order", sample.eventType]);
    }
  });
});

describe("the result of a notification", () => {
  async function understood(connection: TestConnection, event: { readonly [key: string]: unknown }) {
    const { webhooks: own } = connection.ports;
    const body = utf8({ timestamp: "2026-11-20T23:05:15+05:30", ...event });
    const [read] = own?.read(delivery({ body })) ?? [];
    if (!own || !read) throw new Error("no event");
    return own.interpret({ ...read, headers: {}, body, trusted: true }, connection.ctx);
  }

  it("the shipment is fetched, whatever the body claims", async () => {
    await using account = await openAccount();
    const { state } = account.sandbox;
    const key = placeOrder(state, { lines: [{ sku: "MUG-1", quantity: 1 }], payment: "paid" });
    holdOrder(state, key, true);
    const connection = await account.connect();
    const shipmentId = account.shipments(key)[0]?.shipmentId;
    const lie = { eventType: "shipment_delivered", shipmentId, attributes: { status: "DELIVERED" } };
    expect(await understood(connection, lie)).toMatchObject({
      as: "orders",
      parts: [{ orderKey: key, status: "on_hold" }],
    });
  });

  it("a return is followed to its shipment, by shipment or by order item [A5.7]", async () => {
    await using account = await openAccount();
    const { state } = account.sandbox;
    const key = placeOrder(state, { lines: [{ sku: "MUG-1", quantity: 1 }], payment: "paid" });
    const { returnId, item } = returnOrder(state, key, "courier_return", true);
    const connection = await account.connect();
    const reported = { as: "orders", parts: [{ orderKey: key, status: "cancelled", fulfilment: "returned" }] };
    for (const named of [{ orderItemId: item.orderItemId }, { shipmentId: account.shipments(key)[0]?.shipmentId }])
      expect(
        await understood(connection, { eventType: "return_completed", returnId, attributes: { returnItems: [named] } }),
      ).toMatchObject(reported);
  });

  it("a shipment Flipkart does not show us, and a kind nobody follows, are nothing", async () => {
    await using account = await openAccount();
    const connection = await account.connect();
    const foreign = await understood(connection, { eventType: "shipment_created", shipmentId: "d1335000-foreign" });
    expect(foreign).toMatchObject({ as: "nothing" });
    expect(await understood(connection, { eventType: "listing_sold", shipmentId: "s" })).toMatchObject({
      as: "nothing",
    });
    expect(await understood(connection, { eventType: "return_created", returnId: "r" })).toMatchObject({
      as: "nothing",
    });
  });
});
