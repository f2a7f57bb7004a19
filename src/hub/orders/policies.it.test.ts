/** Who wins where an order or its customer is known otherwise here than on the channel: by each store's policy. */
import { beforeEach, describe, expect, test } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import { timeVersion } from "../../commerce/version.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { editCustomer } from "../customers/edit.ts";
import { DEFAULT_SETTINGS, type OrderPolicies } from "../stores/settings.ts";
import { saveUnreported } from "./done-commands.ts";
import { actor, noon, orderLine, orderPart, testShop } from "./testing.ts";

let versions: number;

const db = fixture(testDatabase);
const shop = fixturePerTest(() => testShop(db));
const store = fixturePerTest(() => shop.newStore());
beforeEach(async () => {
  versions = 0;
});

/** The channel tells an order, each time a minute later. */
async function applyOrder(key: string, change: Partial<OrderPart>, policy: Partial<OrderPolicies>): Promise<string> {
  versions += 1;
  const version = timeVersion(new Date(noon.getTime() + versions * 60_000).toISOString());
  const lines = [orderLine({ key: "1", quantity: 3, channelTook: 3 })];
  const [order] = await store.apply(
    [orderPart(key, { lines, version, platformStatus: `told-${versions}`, ...change })],
    {
      connection: {
        id: store.id,
        name: "Shop",
        orderPrefix: "SH",
        stockCutoverAt: null,
        policy: { ...DEFAULT_SETTINGS.policy, ...policy },
      },
    },
  );
  return order?.orderId ?? "";
}

const stateOf = (id: string) =>
  shop.run((tx) =>
    tx.one<{ status: string; fulfilled: number }>(
      `select o.status, l.fulfilled_quantity as fulfilled
       from sales_order o
       join order_line l on l.organization_id = o.organization_id and l.order_id = o.id
       where o.organization_id = argosy.tenant() and o.id = $1`,
      [id],
    ),
  );

/** A command the channel has carried out, and told nothing of. */
async function done(orderId: string, command: Parameters<typeof saveUnreported>[1]["command"]): Promise<void> {
  const { id: commandId } = await shop.run((tx) =>
    tx.one<{ id: string }>(
      `insert into command (organization_id, order_id, connection_id, kind, input, idempotency_key, state, requested_by)
       values (argosy.tenant(), $1, $2, $3, $4, $3, 'done', 'test') returning id`,
      [orderId, store.id, command.kind, JSON.stringify(command)],
    ),
  );
  await shop.run((tx) =>
    saveUnreported(tx, {
      commandId,
      orderId,
      command,
      part: undefined,
      reportedBefore: { parcels: 0, refundedMinor: 0n },
      shipped: null,
      actor,
      now: noon,
    }),
  );
}

describe("a status set here", () => {
  const set = { kind: "status", status: "on_hold" } as const;

  test.each([
    ["channel", "processing"],
    ["hub", "on_hold"],
  ] as const)(
    "a status set with policy %s is %s after the channel reported another; a cancellation always counts [C6.3]",
    async (order, status) => {
      const id = await applyOrder("o1", { status: "pending" }, { order });
      expect(await applyOrder("o1", { status: "confirmed" }, { order })).toBe(id);
      expect((await stateOf(id)).status).toBe("confirmed");
      await done(id, set);
      for (let again = 0; again < 2; again += 1) await applyOrder("o1", { status: "processing" }, { order });
      expect((await stateOf(id)).status).toBe(status);
      const entries = await shop.run((tx) =>
        tx.rows(
          "select text from timeline where organization_id = argosy.tenant() and text like '%as it was set here%'",
        ),
      );
      expect(entries.length > 0).toBe(order === "hub");
      await applyOrder(
        "o1",
        { status: "cancelled", lines: [orderLine({ key: "1", quantity: 0, orderedQuantity: 3 })] },
        { order },
      );
      expect((await stateOf(id)).status).toBe("cancelled");
    },
  );
});

test.each([
  ["hub", 3],
  ["channel", 0],
] as const)(
  "shipped units with policy %s, %i of them here, count while the channel reports none [C6.3]",
  async (fulfilment, units) => {
    const id = await applyOrder("o2", {}, { fulfilment });
    await done(id, { kind: "fulfil", trackingNumbers: ["T1"], notifyCustomer: false });
    expect((await stateOf(id)).fulfilled).toBe(3);
    await applyOrder("o2", {}, { fulfilment });
    expect((await stateOf(id)).fulfilled).toBe(units);
  },
);

test.each([
  ["newest", ["Ana", "Here", "Later"]],
  ["hub", ["Ana", "Here", "Here"]],
  ["channel", ["Ana", "Told", "Later"]],
] as const)("a customer with policy %s is %j after order, edit and orders [C6.3]", async (customer, names) => {
  const buys = (key: string, name: string, placedAt: string) =>
    applyOrder(key, { placedAt, contact: { quality: "real", name, email: "ana@example.com" } }, { customer });
  const customers = () =>
    shop.run((tx) =>
      tx.one<{ id: string; name: string }>("select id, name from customer where organization_id = argosy.tenant()"),
    );
  await buys("c1", "Ana", "2026-11-20T10:00:00Z");
  const first = await customers();
  await shop.run((tx) => editCustomer(tx, first.id, { name: "Here" }, noon));
  // Placed before the edit, and told after it.
  await buys("c2", "Told", "2026-11-20T11:00:00Z");
  const second = await customers();
  await buys("c3", "Later", new Date(noon.getTime() + 3_600_000).toISOString());
  expect([first.name, second.name, (await customers()).name]).toEqual(names);
});

test("the only parcel that names no units has the rest of what was shipped whole", async () => {
  const parcel = (key: string, lines: readonly { lineKey: string; quantity: number }[]) => ({
    key,
    status: "fulfilled" as const,
    trackingNumbers: [key],
    lines,
  });
  const parcelsOf = (id: string) =>
    shop.run((tx) =>
      tx.rows<{ key: string; lines: unknown }>(
        `select ext_key as key, lines from argosy.order_fulfilment
         where organization_id = argosy.tenant() and order_id = $1 order by ext_key`,
        [id],
      ),
    );
  const shippedUnits = (shipped: number) => ({
    lines: [orderLine({ key: "1", quantity: 3, fulfilledQuantity: shipped })],
    fulfilments: [parcel("a", [{ lineKey: "1", quantity: 1 }]), parcel("b", [])],
  });
  const whole = await applyOrder("p1", { ...shippedUnits(3), fulfilment: "fulfilled" }, {});
  expect(await parcelsOf(whole)).toEqual([
    { key: "a", lines: [{ lineKey: "1", quantity: 1 }] },
    { key: "b", lines: [{ lineKey: "1", quantity: 2 }] },
  ]);
  // Of a part that has not left whole nobody can say what it holds.
  const part = await applyOrder("p2", { ...shippedUnits(2), fulfilment: "partial" }, {});
  expect((await parcelsOf(part))[1]).toEqual({ key: "b", lines: [] });
});
