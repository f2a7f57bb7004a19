/** A suite that passes anything proves nothing: each sabotage of a sound connector must break the promise named. */

import { describe, expect, it } from "vitest";
import { connector as sound } from "./easyorders/index.ts";
import { startSandbox } from "./easyorders/sandbox.ts";
import { MUTANTS } from "./kit/conformance/mutants/mutants.ts";
import { CASES, runCase } from "./kit/conformance/suite.ts";
import type { Connector, Ports } from "./kit/contract/contract.ts";
import type { Orders, Products, Stock } from "./kit/contract/ports.ts";
import { bareAccount } from "./kit/testing/detected.ts";
import { connector as woo } from "./woocommerce/index.ts";
import { startSandbox as startWoo } from "./woocommerce/sandbox/index.ts";
import { CHECKOUT_ORDER } from "./woocommerce/testing-order.ts";

/** The sound connector with some ports changed. */
function withPorts(change: (ports: Ports) => Partial<Ports>): Connector {
  return {
    ...sound,
    open: (connection) => {
      const ports = sound.open(connection);
      return { ...ports, ...change(ports) };
    },
  };
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the sound connector lost a port");
  return value;
}

const withStock = (change: (stock: Stock) => Partial<Stock>) =>
  withPorts(({ stock }) => ({ stock: { ...must(stock), ...change(must(stock)) } }));
const withOrders = (change: (orders: Orders) => Partial<Orders>) =>
  withPorts(({ orders }) => ({ orders: { ...must(orders), ...change(must(orders)) } }));
const withProducts = (change: (products: Products) => Partial<Products>) =>
  withPorts(({ products }) => ({ products: { ...must(products), ...change(must(products)) } }));

const SABOTAGE: readonly { readonly what: string; readonly breaks: string; readonly connector: Connector }[] = [
  {
    what: "accepts every webhook",
    breaks: "webhooks: a delivery without its proof",
    connector: withPorts(({ webhooks }) => ({
      webhooks: { ...must(webhooks), verify: () => ({ outcome: "static" }) },
    })),
  },
  {
    what: "crashes on a strange body",
    breaks: "webhooks: any bytes and headers",
    connector: withPorts(({ webhooks }) => ({
      webhooks: {
        ...must(webhooks),
        read: (delivery) => {
          JSON.parse(Buffer.from(delivery.body).toString());
          return must(webhooks).read(delivery);
        },
      },
    })),
  },
  {
    what: "forgets the last page of products",
    breaks: "products: a sweep over several pages",
    connector: withProducts(({ sweeps }) => ({
      sweeps: sweeps.map((sweep) => ({
        ...sweep,
        async *run(input, ctx) {
          let held = null;
          for await (const page of sweep.run(input, ctx)) {
            if (held) yield held;
            held = page;
          }
        },
      })),
    })),
  },
  {
    what: "hands out a cursor before its page",
    breaks: "orders: a sweep killed after any page",
    connector: withOrders(({ sweeps }) => ({
      sweeps: sweeps.map((sweep) => ({
        ...sweep,
        async *run(input, ctx) {
          for await (const page of sweep.run(input, ctx)) {
            yield { ...page, items: [], safeToSave: true };
            yield { ...page, safeToSave: false };
          }
        },
      })),
    })),
  },
  {
    what: "loses a cent",
    breaks: "orders: an order placed in the shop",
    connector: withOrders((orders) => ({
      get: async (key, ctx) => {
        const part = await orders.get(key, ctx);
        return part && { ...part, totals: { ...part.totals, totalMinor: (part.totals.totalMinor ?? 0n) - 1n } };
      },
    })),
  },
  {
    what: "miscounts what the channel took",
    breaks: "orders: channelTook",
    connector: withOrders((orders) => ({
      get: async (key, ctx) => {
        const part = await orders.get(key, ctx);
        return part && { ...part, lines: part.lines.map((line) => ({ ...line, channelTook: 0 })) };
      },
    })),
  },
  {
    what: "claims stock it never wrote",
    breaks: "stock: a batch with zero",
    connector: withStock(({ push }) => ({
      push: {
        ...push,
        send: async (items) =>
          items.map(({ key, location, seq, want }) => ({ key, location, seq, outcome: "applied", observed: want })),
      },
    })),
  },
  {
    what: "overwrites what changed meanwhile",
    breaks: "stock: a number that changed",
    connector: withStock(({ push }) => ({
      push: {
        ...push,
        send: (items, ctx) =>
          push.send(
            items.map((item) => ({ ...item, expected: null })),
            ctx,
          ),
      },
    })),
  },
  {
    what: "throws something of its own",
    breaks: "transport: a connection cut",
    connector: withOrders((orders) => ({
      get: (key, ctx) =>
        orders.get(key, ctx).catch(() => {
          throw new TypeError("undefined is not a function");
        }),
    })),
  },
  {
    what: "answers every refusal with success",
    breaks: "auth: revoked access",
    connector: {
      ...sound,
      classify: () => null,
      connect: {
        ...sound.connect,
        detect: async () => bareAccount("x"),
      },
    },
  },
];

const GOLDEN = {
  order: CHECKOUT_ORDER,
  lacks: { tags: "Orders have no tags." },
};

/** Of the bugs `npm run mutants` plants, some a seller would feel most, each with the case that has to notice. */
const PLANTED: readonly (readonly [string, string])[] = [
  ["order: the phone is dropped", "orders: golden: every field"],
  ['order: the unit price is "1"', "orders: golden: every field"],
  ["order: what was first ordered is forgotten", "orders: paid and cancelled"],
  ["order: a cancelled order is told as processing", "orders: a cancelled order"],
  ["order: sold fractions are rounded down", "orders: goods sold by measure"],
  ["sweep: the saved cursor is ignored", "sweeps: what is known"],
  ["stock: several locations are called one, or one several", "stock: the number of locations"],
  ["order: one with a strange field is refused", "orders: no field beside"],
  ["command: an internal note is shown to the buyer", "commands: a note stands"],
  ["access: a refusal is called temporary", "transport: a refusal"],
];

describe("the conformance suite notices that", () => {
  it.each(PLANTED)("%s", async (name, notices) => {
    const mutant = MUTANTS.find((candidate) => candidate.name === name);
    const one = CASES.find((candidate) => candidate.name.startsWith(notices));
    if (!mutant || !one) throw new Error(`no bug "${name}", or no case "${notices}"`);
    // The golden order of a shop that tells all of these.
    const options = { startSandbox: startWoo, sizes: { products: 230, orders: 130 }, golden: GOLDEN };
    await runCase(one, { ...options, connector: woo });
    await expect(runCase(one, { ...options, connector: mutant.plant(woo, () => undefined) })).rejects.toThrow();
  });
});

describe("the conformance suite notices a connector that", () => {
  it.each(SABOTAGE)("$what", async ({ breaks, connector }) => {
    const one = CASES.find((candidate) => candidate.name.startsWith(breaks));
    if (!one) throw new Error(`no case "${breaks}"`);
    const options = { startSandbox, sizes: { products: 230, orders: 130 } };
    await runCase(one, { ...options, connector: sound });
    await expect(runCase(one, { ...options, connector })).rejects.toThrow();
  });
});
