import { describe, expect, it } from "vitest";
import type { Context } from "../kit/contract/contract.ts";
import { subscriptions, TOPICS } from "./subscriptions.ts";
import { type TestShop, withShop } from "./testing.ts";

const topics = ({ sandbox }: TestShop) => [...sandbox.state.webhooks.values()].map((one) => one.topic).sort();
const REQUESTED = [...TOPICS].sort();

describe("webhooks in the shop", () => {
  it("a webhook the shop disabled is made anew: re-activating leaves its count of failures", async () => {
    await withShop(async (shop) => {
      await subscriptions.ensure(shop.ctx);
      const [one, two] = [...shop.sandbox.state.webhooks.values()];
      Object.assign(one ?? {}, { status: "disabled", failures: 6 });
      Object.assign(two ?? {}, { status: "paused" });
      const healed = await subscriptions.ensure(shop.ctx);
      expect(healed.recreated).toBe(2);
      expect(topics(shop)).toEqual(REQUESTED);
      expect(
        [...shop.sandbox.state.webhooks.values()].every(
          (webhook) => webhook.status === "active" && webhook.failures === 0,
        ),
      ).toBe(true);
    });
  });

  it("a webhook carries our secret, and none of anybody else is touched", async () => {
    await withShop(async (shop) => {
      await shop.ctx.http.json({
        method: "POST",
        url: "wc/v3/webhooks",
        operation: "t",
        json: { topic: "order.created", delivery_url: "https://other.example/hook", secret: "theirs" },
      });
      const { secrets } = await subscriptions.ensure(shop.ctx);
      expect(secrets["webhookSecret"]).toBe(shop.ctx.secret("webhookSecret"));
      const mine = [...shop.sandbox.state.webhooks.values()].filter((one) => one.url.includes("hub.example"));
      expect(new Set(mine.map((one) => one.secret))).toEqual(new Set([secrets["webhookSecret"]]));
      await subscriptions.remove(shop.ctx);
      expect([...shop.sandbox.state.webhooks.values()].map((one) => one.url)).toEqual(["https://other.example/hook"]);
    });
  });

  it("a webhook moves with the hub's address, and doubles go", async () => {
    await withShop(async (shop) => {
      await subscriptions.ensure(shop.ctx);
      const moved: Context = {
        ...shop.ctx,
        publicUrl: (topic) => shop.ctx.publicUrl(topic)?.replace("hub.example", "new-hub.example") ?? null,
      };
      const { subscriptions: now } = await subscriptions.ensure(moved);
      expect(now.every((one) => one.url.startsWith("https://new-hub.example/"))).toBe(true);
      await shop.ctx.http.json({
        method: "POST",
        url: "wc/v3/webhooks",
        operation: "t",
        json: { topic: "order.created", delivery_url: now[0]?.url ?? "", secret: "x" },
      });
      await subscriptions.ensure(moved);
      expect(topics(shop)).toEqual(REQUESTED);
    });
  });

  it("a webhook whose secret was lost is replaced", async () => {
    await withShop(async (shop) => {
      await subscriptions.ensure(shop.ctx);
      const before = [...shop.sandbox.state.webhooks.keys()];
      const { secrets } = await subscriptions.ensure({ ...shop.ctx, hasSecret: () => false });
      expect([...shop.sandbox.state.webhooks.keys()].some((id) => before.includes(id))).toBe(false);
      expect([...shop.sandbox.state.webhooks.values()].every((one) => one.secret === secrets["webhookSecret"])).toBe(
        true,
      );
    });
  });

  it("a hub without a public address requests no webhooks", async () => {
    await withShop(async (shop) => {
      shop.seen();
      expect(await subscriptions.ensure({ ...shop.ctx, publicUrl: () => null })).toEqual({
        subscriptions: [],
        secrets: {},
        recreated: 0,
      });
      expect(shop.seen()).toEqual([]);
    });
  });
});
