import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { refusal } from "../kit/conformance/case.ts";
import type { Delivery, StoredEvent } from "../kit/contract/webhooks.ts";
import { deliveryOf } from "../kit/testing/delivery.ts";
import { must } from "../kit/testing/shop.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { bodies, createProducts, openShop, type Shop } from "./testing.ts";
import { appWebhooks, PUSHES, webhooksOf } from "./webhooks.ts";

const URL_REGISTERED = "https://hub.example/api/webhooks/shopee";
const KEY = "7368706b43786a4d6e4b4e6d53427a51";
const PUSH_KEY = "70757368706172746e65726b65793031";

/** The official sample of an order push (inside v2.push.get_lost_push_message). */
const ORDER_PUSH =
  '{"data":{"items":[],"ordersn":"220810QSK8S7BX","status":"PROCESSED","completed_scenario":"","update_time":1660123127},"shop_id":727720655,"code":3,"timestamp":1660123127}';
const AUTHORIZED =
  '{"data":{"authorize_type":"shop authorization by user","extra":"..","shop_id":60011111,"success":1},"partner_id":2000002,"code":1,"timestamp":1660616278}';

const sign = (body: string | Uint8Array, key = KEY, url = URL_REGISTERED) =>
  createHmac("sha256", key).update(`${url}|`).update(body).digest("hex");

function delivery(body: string, more: Partial<Delivery> = {}): Delivery {
  return deliveryOf(body, {
    headers: { authorization: sign(body) },
    registeredUrl: URL_REGISTERED,
    receivedAt: new Date("2026-11-20T09:00:00Z"),
    ...more,
  });
}

const outcome = (given: Delivery, secrets: readonly string[] = [KEY]) => appWebhooks.verify(given, secrets).outcome;
const push = (code: number, data: object) => JSON.stringify({ data, shop_id: 727720655, code, timestamp: 1660123127 });

const bare = (kind: StoredEvent["kind"], topic: string): StoredEvent => ({
  ...{ kind, topic, ref: "1", headers: {}, trusted: true },
  body: new Uint8Array(),
});

describe("the proof of a push", () => {
  it("a push's proof is bare lower-case hexadecimal over the address, a bar and the raw body", () => {
    expect(outcome(delivery(ORDER_PUSH))).toBe("signed");
    const wrong = [
      createHmac("sha256", KEY).update(ORDER_PUSH).digest("hex"),
      `SHA256 ${sign(ORDER_PUSH)}`,
      sign(ORDER_PUSH).toUpperCase(),
      createHmac("sha256", KEY).update(`${URL_REGISTERED}|${ORDER_PUSH}`).digest("base64"),
    ];
    for (const authorization of wrong)
      expect(outcome(delivery(ORDER_PUSH, { headers: { authorization } }))).toBe("refused");
  });

  it("a push may be signed by either key; an app's public id proves nothing", () => {
    for (const key of [KEY, PUSH_KEY])
      expect(
        outcome(delivery(ORDER_PUSH, { headers: { authorization: sign(ORDER_PUSH, key) } }), [KEY, PUSH_KEY]),
      ).toBe("signed");
    expect(appWebhooks.secrets("")).toEqual(["partnerKey", "pushPartnerKey"]);
    expect(
      outcome(delivery(ORDER_PUSH, { headers: { authorization: sign(ORDER_PUSH, "2001887") } }), [KEY, PUSH_KEY]),
    ).toBe("refused");
  });

  it("another address breaks it, and the refusal says which one has to stand in the console", () => {
    for (const url of [
      "http://hub.example/api/webhooks/shopee",
      `${URL_REGISTERED}/`,
      "https://other.example/api/webhooks/shopee",
    ]) {
      const verification = appWebhooks.verify(
        delivery(ORDER_PUSH, { headers: { authorization: sign(ORDER_PUSH, KEY, url) } }),
        [KEY],
      );
      expect(verification).toEqual({ outcome: "refused", reason: expect.stringContaining(URL_REGISTERED) });
    }
  });

  it("a push's proof signs the bytes as they came, never what was parsed and written again", () => {
    const spaced = ORDER_PUSH.replace(":", ": ");
    expect(outcome(delivery(spaced))).toBe("signed");
    expect(outcome(delivery(spaced, { headers: { authorization: sign(ORDER_PUSH) } }))).toBe("refused");
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, at, flip) => {
        const body = Buffer.from(bytes);
        const headers = { authorization: sign(body) };
        expect(outcome(delivery("", { body, headers }))).toBe("signed");
        if (body.length === 0) return;
        const other = Buffer.from(body);
        other[at % other.length] = (other[at % other.length] ?? 0) ^ flip;
        expect(outcome(delivery("", { body: other, headers }))).toBe("refused");
      }),
    );
  });

  it("a request that is not POST is no push", () => {
    expect(outcome(delivery(ORDER_PUSH, { method: "GET" }))).toBe("refused");
  });
});

describe("answers", () => {
  it("replies have an empty body: JSON would count as a failed push", () => {
    for (const word of ["stored", "duplicate"] as const)
      expect(appWebhooks.reply(word, delivery(ORDER_PUSH))).toEqual({ status: 200 });
    expect(appWebhooks.reply("refused", delivery(ORDER_PUSH))).toEqual({ status: 401 });
  });

  it("the test of the address is answered with an empty yes, unsigned as it may come", () => {
    const test = delivery('{"code":0,"data":{"verify_info":"This is a verification message."}}', { headers: {} });
    expect(appWebhooks.verify(test, [])).toEqual({ outcome: "answer", reply: { status: 200 } });
    for (const body of ['{"code":0}', '{"code":3,"data":{"verify_info":"x"}}', "verify_info", "[]"])
      expect(outcome(delivery(body, { headers: {} }))).toBe("refused");
  });
});

describe("the subject of a push", () => {
  const read = (body: string) => appWebhooks.read(delivery(body)).map(({ kind, ref, topic }) => ({ kind, ref, topic }));

  it("an order's has its identity by shop, code, order, status and time", () => {
    expect(appWebhooks.read(delivery(ORDER_PUSH))).toEqual([
      {
        kind: "order",
        ref: "220810QSK8S7BX",
        topic: "3 order status",
        deliveryId: "727720655:3:220810QSK8S7BX:PROCESSED:1660123127",
        version: { kind: "time", value: 1_660_123_127_000_000n },
      },
    ]);
    const [shipped] = appWebhooks.read(delivery(ORDER_PUSH.replace("PROCESSED", "SHIPPED")));
    expect(shipped?.deliveryId).not.toContain("PROCESSED");
  });

  it.each([
    [4, { ordersn: "A1", package_number: "OFG1", tracking_no: "T" }, "order", "A1"],
    [15, { ordersn: "A1", status: "READY" }, "order", "A1"],
    [29, { order_sn: "A1", return_sn: "R1" }, "order", "A1"],
    [30, { ordersn: "A1", package_number: "OFG1" }, "order", "A1"],
    [47, { order_sn: "A1" }, "order", "A1"],
    [2, { shop_id: 60011111, success: 1 }, "uninstalled", "727720655"],
    [8, { item_id: 34001, model_id: 1 }, "product", "34001"],
    [22, { item_id: 34001 }, "product", "34001"],
    [16, { item_id: 34001 }, "product", "34001"],
    [23, { ordersn: "A1", booking_sn: "B1" }, "other", "727720655"],
    [5, { actions: [] }, "other", "727720655"],
    [999, { anything: true }, "other", "727720655"],
  ])("code %i", (code, data, kind, ref) => {
    expect(read(push(code, data))).toEqual([{ kind, ref, topic: `${code} ${PUSHES[code] ?? "unknown"}` }]);
  });

  it("data may be a text of its own, as in the list of lost pushes", () => {
    const body = JSON.stringify({
      shop_id: 1,
      code: 3,
      timestamp: 1,
      data: '{"ordersn":"A1","status":"SHIPPED","update_time":5}',
    });
    expect(appWebhooks.read(delivery(body))[0]?.ref).toBe("A1");
  });

  it("the shop stands outside, inside, or under another name; one that stands nowhere belongs to the app", () => {
    const accounts = (body: string) => appWebhooks.accounts?.(delivery(body));
    expect(accounts(ORDER_PUSH)).toEqual(["727720655"]);
    expect(accounts(AUTHORIZED)).toEqual(["60011111"]);
    expect(accounts('{"data":{"shopid":5},"code":2,"timestamp":1}')).toEqual(["5"]);
    expect(accounts("nonsense")).toEqual([]);
    expect(accounts('{"data":{},"shop_id":9223372036854775807,"code":5,"timestamp":1}')).toEqual([
      "9223372036854775807",
    ]);
  });

  it("the push of consents that end soon is about each shop it lists, and tells each nothing of the others", () => {
    const expiry = delivery(
      '{"data":{"shop_expire_soon":[727720655,9223372036854775807],"merchant_expire_soon":[7],"expire_before":1619740800,"page_no":1,"total_page":1},"code":12,"timestamp":1568606634}',
    );
    expect(appWebhooks.accounts?.(expiry)).toEqual(["727720655", "9223372036854775807"]);
    const body = must(appWebhooks.bodyFor)("727720655", expiry);
    expect(Buffer.from(body).toString()).not.toContain("9223372036854775807");
    expect(appWebhooks.read({ ...expiry, body })).toEqual([
      { kind: "other", ref: "727720655", topic: "12 authorization expiry" },
    ]);
  });

  it("a body that is none is refused", () => {
    for (const body of ["", "[]", '{"code":"three"}', '{"data":{}}'])
      expect(() => appWebhooks.read(delivery(body))).toThrow(/Shopee push/);
  });
});

describe("a shop's own webhook handler", () => {
  it("a shop's webhook handler takes its own pushes and no other shop's", () => {
    const webhooks = (externalId: string) => webhooksOf({ account: { externalId }, facts: {}, settings: {} });
    expect(webhooks("727720655").verify(delivery(ORDER_PUSH), [KEY]).outcome).toBe("signed");
    expect(webhooks("1").verify(delivery(ORDER_PUSH), [KEY])).toEqual({
      outcome: "refused",
      reason: expect.stringMatching(/another shop/),
    });
  });

  it("a consent taken back is believed when Shopee refuses, not before", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    const event = bare("uninstalled", "2");
    const webhooks = must(ports.webhooks);
    expect((await webhooks.interpret(event, ctx)).as).toBe("nothing");
    shop.sandbox.faults.revoke();
    expect(await webhooks.interpret(event, ctx)).toEqual({ as: "uninstalled" });
  });

  it("a consent that ends soon is told with the shop's own day, one given again is not", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    const event = bare("other", "12 authorization expiry");
    const webhooks = must(ports.webhooks);
    expect((await webhooks.interpret(event, ctx)).as).toBe("nothing");
    shop.state.consentEndsAt = Math.floor(shop.clock.now() / 1000) + 6 * 86_400;
    expect(await webhooks.interpret(event, ctx)).toEqual({
      as: "access_ends",
      text: textWith(/ends on 2026-11-26.*Connect the shop again/),
    });
  });

  it("a push of a product brings it as it stands, or says that it is gone", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    const { key } = shop.shop.addProduct(createProducts("MUG"));
    const event = {
      kind: "product" as const,
      ref: key,
      topic: "8",
      headers: {},
      body: new Uint8Array(),
      trusted: true,
    };
    const webhooks = must(ports.webhooks);
    expect(await webhooks.interpret(event, ctx)).toMatchObject({ as: "products", products: [{ key }] });
    shop.shop.removeProduct(key);
    expect(await webhooks.interpret(event, ctx)).toEqual({ as: "gone", what: "product", key });
  });

  it("pushes signed with the push key of the console prove themselves too", async () => {
    await using shop = await openShop();
    shop.state.pushSignedBy = "push";
    const taken: Delivery[] = [];
    shop.state.deliver = (url, headers, body) => void taken.push(delivery(body, { headers, registeredUrl: url }));
    const { ctx, ports } = await shop.connect();
    await must(ports.subscriptions).ensure(ctx);
    shop.shop.addProduct(createProducts("MUG"));
    shop.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }] });
    expect(taken.map((one) => outcome(one, [KEY, PUSH_KEY]))).toEqual(["signed"]);
  });
});

describe("push settings of the app", () => {
  async function subscribed(shop: Shop) {
    const { ctx, ports } = await shop.connect();
    const subscriptions = must(ports.subscriptions);
    return { ctx, subscriptions, ensured: await subscriptions.ensure(ctx) };
  }

  it("the app's one address is set, with the codes the call documents", async () => {
    await using shop = await openShop();
    const { ensured } = await subscribed(shop);
    expect(ensured.subscriptions).toMatchObject([{ url: "https://hub.example/api/webhooks/shopee", state: "active" }]);
    const [set] = bodies(shop, "set_app_push_config");
    expect(set.callback_url).toBe("https://hub.example/api/webhooks/shopee");
    expect(set.set_push_config_on.every((code: number) => code >= 1 && code <= 13)).toBe(true);
    expect(set.set_push_config_on).toEqual(expect.arrayContaining([1, 2, 3, 4]));
  });

  it("a shop that goes is left out; the other shops of the app keep their pushes", async () => {
    await using shop = await openShop();
    shop.state.push.blocked.add(55);
    const { ctx, subscriptions } = await subscribed(shop);
    await subscriptions.remove(ctx);
    expect([...shop.state.push.blocked]).toEqual([55, shop.state.shopId]);
    expect([shop.state.push.url, shop.state.push.on.has(3)]).toEqual(["https://hub.example/api/webhooks/shopee", true]);
    await subscriptions.ensure(ctx);
    expect([...shop.state.push.blocked]).toEqual([55]);
  });

  it("a shop beyond the five hundred excluded ones is removed here none the less", async () => {
    await using shop = await openShop();
    const { ctx, subscriptions } = await subscribed(shop);
    for (let id = 1; id <= 500; id += 1) shop.state.push.blocked.add(id);
    await subscriptions.remove(ctx);
    expect(shop.state.push.blocked.size).toBe(500);
  });

  it("pushes Shopee switched off for failing are switched on again", async () => {
    await using shop = await openShop();
    const { ctx, subscriptions } = await subscribed(shop);
    shop.state.push.status = "Suspended";
    expect(await subscriptions.list(ctx)).toMatchObject([{ state: "disabled" }]);
    expect(await subscriptions.ensure(ctx)).toMatchObject({ recreated: 1, subscriptions: [{ state: "active" }] });
    expect(shop.state.push.status).toBe("Normal");
  });

  it("codes that were switched off are switched on again", async () => {
    await using shop = await openShop();
    const { ctx, subscriptions } = await subscribed(shop);
    shop.state.push.on.delete(3);
    expect(await subscriptions.list(ctx)).toMatchObject([{ state: "paused" }]);
    await subscriptions.ensure(ctx);
    expect(shop.state.push.on.has(3)).toBe(true);
  });

  it("the address of another program is not taken away from it; one of a hub that moved is", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    const subscriptions = must(ports.subscriptions);
    shop.state.push.url = "https://erp.example/shopee";
    const error = await refusal(subscriptions.ensure(ctx));
    expect([error.kind, error.message]).toEqual(["rejected", expect.stringMatching(/erp\.example.*hub\.example/)]);
    expect(shop.state.push.url).toBe("https://erp.example/shopee");
    shop.state.push.url = "https://old-hub.example/api/webhooks/shopee";
    await subscriptions.ensure(ctx);
    expect(shop.state.push.url).toBe("https://hub.example/api/webhooks/shopee");
  });

  it("a hub without a public address asks Shopee for nothing", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect({ publicUrl: () => null });
    const before = shop.sandbox.calls.length;
    const subscriptions = must(ports.subscriptions);
    expect([await subscriptions.list(ctx), (await subscriptions.ensure(ctx)).subscriptions]).toEqual([[], []]);
    await subscriptions.remove(ctx);
    expect(shop.sandbox.calls.length).toBe(before);
  });
});
