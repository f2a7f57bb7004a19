/** A suite that passes anything proves nothing: each sabotage of a sound connector must break the promise named. */

import { describe, expect, it } from "vitest";
import { startSandbox } from "../sandboxes/easyorders/index.ts";
import { startSandbox as startMagento } from "../sandboxes/magento/index.ts";
import { startSandbox as startShopify } from "../sandboxes/shopify/index.ts";
import { startSandbox as startWoo } from "../sandboxes/woocommerce/index.ts";
import { connector as sound } from "./easyorders/index.ts";
import type { BenchOptions } from "./kit/conformance/bench.ts";
import type { Case } from "./kit/conformance/case.ts";
import type { Mutant } from "./kit/conformance/mutants/mutant.ts";
import { MUTANTS } from "./kit/conformance/mutants/mutants.ts";
import { CASES, runCase } from "./kit/conformance/suite.ts";
import type { Connector, Ports } from "./kit/contract/contract.ts";
import type { Orders, Products, Stock } from "./kit/contract/ports.ts";
import { bareAccount } from "./kit/testing/detected.ts";
import { connector as magento } from "./magento/index.ts";
import { connector as shopify } from "./shopify/index.ts";
import { connector as woo } from "./woocommerce/index.ts";
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
  ["command: a refund of a set pays for its parts besides", "commands: sets refunded"],
  ["command: a refund of some sets takes the parts of all", "commands: sets refunded"],
  ["command: a refund is repeated where its record stands without our key", "commands: a refund the platform itself"],
  ["access: a refusal is called temporary", "transport: a refusal"],
  ["order: one that was edited down keeps its first sum", "orders: cash on delivery: edited down"],
  ["command: a sale that was handed over stays open", "own orders: one that was handed over"],
  ["prices: a price in another currency is accepted", "prices: a price in another scope's currency"],
  ["command: a refund takes an earlier one of the same sum for its own", "commands: a refund made before"],
  ["order: the address of one that was read before stays as it was", "orders: another address"],
];

/** The same of a shop whose websites have prices of their own. */
const PLANTED_IN_SCOPES: typeof PLANTED = [
  ["prices: a price goes into the scope of all stores", "prices: a price written for this store"],
  ["prices: a price in another currency is accepted", "prices: a price in another scope's currency"],
  ["order: the payment of one that was read before stays as it was", "orders: its payment after"],
];

const bugNamed = (name: string): Mutant => {
  const found = MUTANTS.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no bug "${name}"`);
  return found;
};

const caseNamed = (beginning: string): Case => {
  const found = CASES.find((candidate) => candidate.name.startsWith(beginning));
  if (!found) throw new Error(`no case "${beginning}"`);
  return found;
};

describe("the conformance suite notices that", () => {
  const expectNoticed = async (
    name: string,
    notices: string,
    shop: Pick<BenchOptions, "connector" | "startSandbox">,
  ) => {
    const [mutant, one] = [bugNamed(name), caseNamed(notices)];
    // The golden order of a shop that tells all of these.
    const options = { ...shop, sizes: { products: 230, orders: 130 }, golden: GOLDEN };
    await runCase(one, options);
    const connector = mutant.plant(shop.connector, () => undefined);
    await expect(runCase(one, { ...options, connector })).rejects.toThrow();
  };

  it("a gift card is redeemed twice", async () => {
    const one = caseNamed("gift cards: redeeming");
    const options = { startSandbox: startShopify, sizes: { products: 230, orders: 130 } };
    await runCase(one, { ...options, connector: shopify });
    const connector = bugNamed("gift card: one whose answer was lost is redeemed twice").plant(
      shopify,
      () => undefined,
    );
    await expect(runCase(one, { ...options, connector })).rejects.toThrow();
  });

  it.each(PLANTED)("%s", (name, notices) => expectNoticed(name, notices, { connector: woo, startSandbox: startWoo }));
  it.each(PLANTED_IN_SCOPES)("%s, where websites have prices of their own", (name, notices) =>
    expectNoticed(name, notices, { connector: magento, startSandbox: startMagento }),
  );
});

describe("the conformance suite notices a connector that", () => {
  it.each(SABOTAGE)("$what", async ({ breaks, connector }) => {
    const one = caseNamed(breaks);
    const options = { startSandbox, sizes: { products: 230, orders: 130 } };
    await runCase(one, { ...options, connector: sound });
    await expect(runCase(one, { ...options, connector })).rejects.toThrow();
  });
});
