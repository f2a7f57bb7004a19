import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Delivery, StoredEvent } from "../kit/contract/webhooks.ts";
import { deliveryOf } from "../kit/testing/delivery.ts";
import { specsDir } from "../kit/testing/specs.ts";
import { withShop } from "./testing.ts";
import { webhooks } from "./webhooks.ts";

interface Fixture {
  readonly secret: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

function fixture(name: string): Fixture {
  const file = JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8")) as {
    secret: string;
    headers: Record<string, string>;
    body_text: string;
  };
  return { secret: file.secret, headers: file.headers, body: Buffer.from(file.body_text) };
}

function delivery({ headers, body }: Pick<Fixture, "headers" | "body">): Delivery {
  return deliveryOf(body, { headers, registeredUrl: "https://hub.example/w" });
}

function stored(one: Pick<Fixture, "headers" | "body">): StoredEvent {
  const [event] = webhooks.read(delivery(one));
  if (!event) throw new Error("no event");
  return { ...event, headers: one.headers, body: one.body, trusted: true };
}

describe("the webhook handler", () => {
  it("the webhook handler proves a delivery over its raw bytes and reads the order from it, entities and umlauts included", async () => {
    const one = fixture("order.updated");
    expect(webhooks.verify(delivery(one), [one.secret])).toEqual({ outcome: "signed" });
    // The same JSON written again has other bytes.
    const again = { ...one, body: Buffer.from(JSON.stringify(JSON.parse(one.body.toString()))) };
    expect(webhooks.verify(delivery(again), [one.secret]).outcome).toBe("refused");
    await withShop(async ({ ctx, sandbox }) => {
      const before = sandbox.calls.length;
      const change = await webhooks.interpret(stored(one), ctx);
      if (change.as !== "orders") throw new Error(change.as);
      const [part] = change.parts;
      expect(part).toMatchObject({
        number: "7104",
        status: "processing",
        financial: "cod_pending",
        contact: { name: "Zoë Möller & Söhne" },
      });
      expect(part?.lines[0]).toMatchObject({
        title: "Mug & saucer",
        quantity: 2,
        channelTook: 2,
        totalMinor: 2400n,
        discountMinor: 200n,
      });
      expect(part?.totals).toMatchObject({ totalMinor: 3503n, feesMinor: 0n });
      expect(part?.shippingAddress?.line1).toBe("Straße 1/2");
      // The body was whole: nothing had to be fetched.
      expect(sandbox.calls.length).toBe(before);
    });
  });

  it("the webhook handler reports a changed account from a proved body, and nobody who runs the shop", async () => {
    await withShop(async ({ ctx }) => {
      const account = { id: 25, first_name: "Mona", last_name: "Amin", email: "mona@example.com", role: "customer" };
      const told = async (change: object, trusted = true) => {
        const body = Buffer.from(JSON.stringify({ ...account, date_modified_gmt: "2026-11-20T06:00:01", ...change }));
        const headers = { "x-wc-webhook-topic": "customer.updated" };
        return webhooks.interpret({ ...stored({ headers, body }), trusted }, ctx);
      };
      const billing = { phone: "+20 100 123 4567", country: "EG" };
      expect(await told({ billing })).toEqual({
        as: "customers",
        customers: [
          {
            key: "25",
            name: "Mona Amin",
            email: "mona@example.com",
            phone: "+201001234567",
            at: "2026-11-20T06:00:01.000Z",
          },
        ],
      });
      expect(await told({ role: "shop_manager" })).toMatchObject({ as: "nothing" });
      expect(await told({}, false)).toMatchObject({ as: "nothing" });
    });
  });

  it("the webhook handler answers the ping of a new webhook with exactly 200 and stores nothing", () => {
    const ping = delivery({
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: Buffer.from("webhook_id=123"),
    });
    expect(webhooks.verify(ping, [])).toMatchObject({ outcome: "answer", reply: { status: 200 } });
    expect(webhooks.read(ping)).toEqual([]);
    // A body that merely looks like a ping but claims to be signed is no ping.
    const forged = { ...ping, headers: { ...ping.headers, "x-wc-webhook-signature": "x" } };
    expect(webhooks.verify(forged, ["secret"]).outcome).toBe("refused");
  });

  it("the webhook handler takes the API's error object for a record that was erased before the queue ran", async () => {
    const one = fixture("order.created-of-deleted-order");
    expect(webhooks.verify(delivery(one), [one.secret])).toEqual({ outcome: "signed" });
    await withShop(async ({ ctx }) => {
      expect(await webhooks.interpret(stored(one), ctx)).toMatchObject({ as: "nothing" });
    });
  });

  it("the webhook handler reads a delivery whose time is no time as one without", () => {
    const one = fixture("order.updated");
    const body = Buffer.from(
      one.body.toString().replace(/("date_modified_gmt":\s*)"[^"]*"/, '$1"2026-13-45T99:99:99"'),
    );
    expect(webhooks.read(delivery({ ...one, body }))).toMatchObject([{ kind: "order", version: undefined }]);
  });

  it("the webhook handler never takes two bodies without a time for the same delivery", () => {
    const one = fixture("product.deleted");
    expect(webhooks.read(delivery(one))).toEqual([
      { kind: "product_deleted", ref: "7112", topic: "product.deleted", deliveryId: undefined, version: undefined },
    ]);
  });

  it("the webhook handler gives created and updated of one state one identity", () => {
    const one = fixture("order.updated");
    const created = {
      ...one,
      headers: { ...one.headers, "x-wc-webhook-topic": "order.created", "x-wc-webhook-id": "1" },
    };
    expect(webhooks.read(delivery(created))[0]?.deliveryId).toBe(webhooks.read(delivery(one))[0]?.deliveryId);
  });

  it("the webhook handler believes product.deleted only after a read: any trashed post sends it", async () => {
    await withShop(async ({ ctx, sandbox }) => {
      const alive = sandbox.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG", price: "5.00", stock: 1 }] });
      const say = (id: string) => ({
        headers: { "x-wc-webhook-topic": "product.deleted" },
        body: Buffer.from(`{"id":${id}}`),
      });
      expect(await webhooks.interpret(stored(say(alive.key)), ctx)).toMatchObject({ as: "products" });
      // The id of a trashed coupon or page: no product of ours.
      expect(await webhooks.interpret(stored(say("999999")), ctx)).toEqual({
        as: "gone",
        what: "product",
        key: "999999",
      });
    });
  });

  it("the webhook handler reads the whole parent when a variation changed", async () => {
    await withShop(async ({ ctx, sandbox }) => {
      const { key, variantKeys } = sandbox.shop.addProduct({
        title: "Shirt",
        variants: [
          { sku: "S", price: "20.00", stock: 1, option: "S" },
          { sku: "M", price: "20.00", stock: 2, option: "M" },
        ],
      });
      const body = Buffer.from(
        JSON.stringify({
          id: Number(variantKeys["S"]),
          type: "variation",
          parent_id: Number(key),
          status: "publish",
          date_modified_gmt: "2026-11-20T09:00:00",
        }),
      );
      const change = await webhooks.interpret(
        stored({ headers: { "x-wc-webhook-topic": "product.updated" }, body }),
        ctx,
      );
      if (change.as !== "products") throw new Error(change.as);
      expect(change.products.map((product) => [product.key, product.variants.map((variant) => variant.sku)])).toEqual([
        [key, ["S", "M"]],
      ]);
    });
  });

  it("the webhook handler names the parent of variations saved together, which are one read then", async () => {
    const saved = [11, 12, 13].flatMap((id) =>
      webhooks.read(
        deliveryOf(
          Buffer.from(
            JSON.stringify({ id, type: "variation", parent_id: 10, date_modified_gmt: "2026-11-20T09:00:00" }),
          ),
          { headers: { "x-wc-webhook-topic": "product.updated" } },
        ),
      ),
    );
    expect(saved.map(({ kind, ref, version }) => [kind, ref, version])).toEqual(
      [11, 12, 13].map(() => ["product", "10", undefined]),
    );
    expect(new Set(saved.map(({ deliveryId }) => deliveryId)).size).toBe(3);
  });

  it("the webhook handler ignores abandoned checkouts and takes a trashed order as gone", async () => {
    await withShop(async ({ ctx }) => {
      const one = fixture("order.updated");
      const as = (status: string) => ({
        ...one,
        body: Buffer.from(one.body.toString().replace('"status":"processing"', `"status":"${status}"`)),
      });
      expect(await webhooks.interpret(stored(as("checkout-draft")), ctx)).toMatchObject({ as: "nothing" });
      expect(await webhooks.interpret(stored(as("trash")), ctx)).toEqual({ as: "gone", what: "order", key: "7104" });
    });
  });

  it("the webhook handler fetches instead of believing while the sender is not proved", async () => {
    await withShop(async ({ ctx }) => {
      const event = { ...stored(fixture("order.updated")), trusted: false };
      expect(await webhooks.interpret(event, ctx)).toEqual({ as: "gone", what: "order", key: "7104" });
    });
  });

  it("the webhook handler accepts a secret whose entities WordPress decoded", () => {
    const body = Buffer.from('{"id":1}');
    const signature = createHmac("sha256", "a&b").update(body).digest("base64");
    const one = delivery({
      headers: { "x-wc-webhook-signature": signature, "x-wc-webhook-topic": "order.updated" },
      body,
    });
    expect(webhooks.verify(one, ["a&amp;b"]).outcome).toBe("signed");
    expect(webhooks.verify(one, ["a&lt;b"]).outcome).toBe("refused");
  });
});

interface Captured {
  readonly secret: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body_base64: string;
}

const dir = specsDir();
describe.skipIf(dir === null)("deliveries of a running shop", () => {
  const folder = join(dir ?? "", "woocommerce/live-10.2.4/webhooks");
  const files = dir
    ? readdirSync(folder).filter((file) => !["event-matrix.json", "failures.json", "redirect-302.json"].includes(file))
    : [];
  const read = (file: string) => {
    const one = JSON.parse(readFileSync(join(folder, file), "utf8")) as Captured;
    return {
      secret: one.secret,
      headers: Object.fromEntries(one.headers.map(([name, value]) => [name.toLowerCase(), value])),
      body: Buffer.from(one.body_base64, "base64"),
    };
  };

  it.each(files)("%s verifies with its secret and is understood", async (file) => {
    const one = read(file);
    const verification = webhooks.verify(delivery(one), [one.secret]);
    if (file === "ping.json") return expect(verification).toMatchObject({ outcome: "answer", reply: { status: 200 } });
    expect(verification).toEqual({ outcome: "signed" });
    expect(webhooks.verify(delivery(one), ["another-secret"]).outcome).toBe("refused");
    await withShop(async ({ ctx, drifts }) => {
      const change = await webhooks.interpret(stored(one), ctx);
      const [resource, event] = (one.headers["x-wc-webhook-topic"] ?? "").split(".");
      const isLost = /-of-(deleted|trashed)/.test(file) || event === "deleted";
      if (resource === "order" && !isLost) expect(change.as).toBe("orders");
      // A variation's parent is not in this empty shop.
      else if (resource === "product" && !isLost)
        expect(change.as).toMatch(file.includes("variation") ? /^gone$/ : /^products$/);
      else if (/^customer\.(created|updated)/.test(file)) expect(change.as).toBe("customers");
      else expect(change.as).toMatch(/^(gone|nothing)$/);
      expect(drifts).toEqual([]);
    });
  });

  it("the captured deliveries cover every kind", () => expect(files.length).toBeGreaterThanOrEqual(20));
});
