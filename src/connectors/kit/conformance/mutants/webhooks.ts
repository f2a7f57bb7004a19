/** Bugs at the door of webhooks and in registering them. */

import type { Delivery, InboundChange, InboundEvent, Subscriptions } from "../../contract/webhooks.ts";
import { underOwnKey } from "../strange-key.ts";
import type { Mutant } from "./mutant.ts";
import { bugsIn, onPort, onWebhooks, watched } from "./wrap.ts";

const webhooks = bugsIn("webhook", onWebhooks);
const PROOF = ["webhooks: a delivery without its proof", "webhooks: a changed, cut", "webhooks: another store's"];
const REAL = ["webhooks: a real delivery"];

const events = (name: string, likely: readonly string[], change: (event: InboundEvent) => InboundEvent) =>
  webhooks(name, likely, ({ read }, touch) => {
    const alter = watched(change, touch);
    return { read: (delivery) => read(delivery).map(alter) };
  });

const means = (name: string, likely: readonly string[], change: (understood: InboundChange) => InboundChange) =>
  webhooks(name, likely, ({ interpret }, touch) => {
    const alter = watched(change, touch);
    return { interpret: async (event, ctx) => alter(await interpret(event, ctx)) };
  });

const subscriptions = bugsIn<Subscriptions>("webhook", (change) => onPort("subscriptions", change));

/** A delivery whose body is another one of the same length. */
const blank = (delivery: Delivery): Delivery => ({ ...delivery, body: new Uint8Array(0) });

export const webhookMutants: readonly Mutant[] = [
  webhooks("every delivery is believed", PROOF, (_receiver, touch) => ({
    verify: () => {
      touch();
      return { outcome: "static" };
    },
  })),
  webhooks("no delivery is believed", REAL, (_receiver, touch) => ({
    verify: () => {
      touch();
      return { outcome: "refused", reason: "no" };
    },
  })),
  webhooks("without a secret everything is believed", PROOF, ({ verify }, touch) => ({
    verify: (delivery, secrets) => {
      if (secrets.length > 0) return verify(delivery, secrets);
      touch();
      return { outcome: "signed" };
    },
  })),
  webhooks(
    "the id of the key in a proof is not looked at",
    ["webhooks: a proof under another key"],
    ({ verify }, touch) => ({
      verify: (delivery, secrets) => {
        const own = underOwnKey(delivery);
        if (own) touch();
        return verify(own ?? delivery, secrets);
      },
    }),
  ),
  webhooks("of a rotated pair only the newest secret counts", PROOF, ({ verify }, touch) => ({
    verify: (delivery, secrets) => {
      if (secrets.length > 1) touch();
      return verify(delivery, secrets.slice(0, 1));
    },
  })),
  webhooks("the body is not part of the proof", PROOF, ({ verify }, touch) => {
    const good = new Set<string>();
    const proof = ({ headers }: Delivery) => JSON.stringify(headers);
    return {
      verify: (delivery, secrets) => {
        const verification = verify(delivery, secrets);
        if (verification.outcome === "signed") good.add(proof(delivery));
        if (verification.outcome !== "refused" || !good.has(proof(delivery))) return verification;
        touch();
        return { outcome: "signed" };
      },
    };
  }),
  webhooks("a strange body crashes", ["webhooks: any bytes"], ({ read }, touch) => ({
    read: (delivery) => {
      touch();
      JSON.parse(Buffer.from(delivery.body).toString());
      return read(delivery);
    },
  })),
  webhooks("no delivery tells an event", REAL, ({ read }, touch) => ({
    read: (delivery) => {
      if (read(delivery).length > 0) touch();
      return [];
    },
  })),
  events("every event speaks of the same thing", ["webhooks: an event names", ...REAL], (event) => ({
    ...event,
    ref: "1",
  })),
  events("each delivery looks new", ["webhooks: the same delivery"], (event) => ({
    ...event,
    deliveryId: Math.random().toString(36),
  })),
  events("every delivery looks the same", ["webhooks: two orders"], (event) => ({ ...event, deliveryId: "1" })),
  events("a deletion is told as a change", ["webhooks: a deletion", "webhooks: a product that"], (event) => ({
    ...event,
    kind: event.kind === "product_deleted" ? "product" : event.kind === "order_deleted" ? "order" : event.kind,
  })),
  means("a deletion says nothing", ["webhooks: a deletion", "webhooks: a product that"], (change) =>
    change.as === "gone" ? { as: "nothing", reason: "nothing" } : change,
  ),
  means("an order that changed says nothing", REAL, (change) =>
    change.as === "orders" ? { as: "nothing", reason: "nothing" } : change,
  ),
  means("a product that changed says nothing", ["webhooks: a changed title", "webhooks: a product"], (change) =>
    change.as === "products" ? { as: "nothing", reason: "nothing" } : change,
  ),
  {
    ...webhooks("a body nobody proved is believed", ["webhooks: what was not proved"], ({ interpret }, touch) => ({
      interpret: (event, ctx) => {
        if (!event.trusted) touch();
        return interpret({ ...event, trusted: true }, ctx);
      },
    })),
    harmless: "The connector fetches the record whatever a delivery says, proved or not.",
  },
  webhooks("another account's events are taken as ours", ["webhooks: an app's delivery"], ({ accounts }, touch) =>
    accounts
      ? {
          accounts: (delivery) => {
            touch();
            return accounts(blank(delivery)).length > 0 ? ["1"] : [];
          },
        }
      : {},
  ),
  webhooks("a refusal is answered like a success", ["webhooks: the replies"], ({ reply }, touch) => ({
    reply: (outcome, delivery) => {
      if (outcome === "refused") touch();
      return reply("stored", delivery);
    },
  })),
  subscriptions("webhooks are never registered", REAL, ({ list }, touch) => ({
    ensure: async (ctx) => {
      touch();
      return { subscriptions: await list(ctx), secrets: {}, recreated: 0 };
    },
  })),
  subscriptions(
    "webhooks once registered are never looked at again",
    ["subscriptions: what the platform gave up", "subscriptions:"],
    ({ list, ensure }, touch) => ({
      ensure: async (ctx) => {
        const there = await list(ctx);
        if (there.length === 0) return ensure(ctx);
        touch();
        return { subscriptions: there, secrets: {}, recreated: 0 };
      },
    }),
  ),
  subscriptions("a disabled webhook is told as active", ["subscriptions:"], ({ list }, touch) => {
    const alter = watched<Awaited<ReturnType<typeof list>>>(
      (all) => all.map((one) => ({ ...one, state: "active" })),
      touch,
    );
    return { list: async (ctx) => alter(await list(ctx)) };
  }),
  subscriptions("webhooks are made anew each time", ["subscriptions: ensured twice"], ({ ensure, remove }, touch) => ({
    ensure: async (ctx) => {
      touch();
      await remove(ctx);
      return ensure(ctx);
    },
  })),
  subscriptions("removing leaves them", ["subscriptions: removed"], (_port, touch) => ({
    remove: async () => touch(),
  })),
  subscriptions("secrets of new webhooks are lost", REAL, ({ ensure }, touch) => ({
    ensure: async (ctx) => {
      const done = await ensure(ctx);
      if (Object.keys(done.secrets).length > 0) touch();
      return { ...done, secrets: {} };
    },
  })),
];
