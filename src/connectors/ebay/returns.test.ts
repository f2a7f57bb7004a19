import { describe, expect, it } from "vitest";
import type { ChannelConversation } from "../../commerce/conversation.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { Sweep } from "../kit/contract/ports.ts";
import type { TestConnection } from "../kit/testing/connection.ts";
import { must, portOf } from "../kit/testing/shop.ts";
import { type Account, callsTo, mug, openAccount } from "./testing.ts";

/** A shipped order of two, one of which the buyer wants to send back. */
async function returned(account: Account, quantity = 1) {
  account.shop.addProduct(mug("A"));
  const key = account.shop.placeOrder({ lines: [{ sku: "A", quantity: 2 }], payment: "paid" });
  account.shop.shipOrder?.(key);
  const id = must(account.shop.openReturn)(key, [{ sku: "A", quantity }]);
  return { key, id, connection: await account.connect() };
}

async function run<T>(sweep: Sweep<T> | undefined, { ctx }: TestConnection, cursor: string | null = null) {
  const items: T[] = [];
  let next = cursor;
  let unread = 0;
  for await (const page of must(sweep).run({ cursor }, ctx)) {
    items.push(...page.items);
    unread += page.unread ?? 0;
    next = page.cursor;
  }
  return { items, unread, cursor: next };
}

const orderSweep = ({ ports }: TestConnection): Sweep<OrderPart> | undefined =>
  portOf({ ports }, "orders").sweeps.find(({ id }) => id === "returns");
const inboxSweep = ({ ports }: TestConnection): Sweep<ChannelConversation> | undefined =>
  portOf({ ports }, "conversations").sweeps.find(({ id }) => id === "returns");

describe("returns of eBay", () => {
  it("a return is told with its order, its line, its reason and its parcel", async () => {
    await using account = await openAccount();
    const { key, id, connection } = await returned(account);
    const { items } = await run(orderSweep(connection), connection);
    expect(items).toMatchObject([
      {
        orderKey: key,
        returns: [
          {
            key: id,
            state: "requested",
            reason: "DEFECTIVE_ITEM",
            reasonCode: "defective",
            carrier: "USPS",
            trackingNumber: "9302010584700053503681",
            lines: [{ lineKey: items[0]?.lines[0]?.key, quantity: 1 }],
          },
        ],
      },
    ]);
  });

  it("a return request stands in the inbox with the date eBay wants an answer by, and leaves it when it is over", async () => {
    await using account = await openAccount();
    const { key, id, connection } = await returned(account);
    const { items, cursor } = await run(inboxSweep(connection), connection);
    expect(items).toMatchObject([
      {
        key: `return:${id}`,
        kind: "incident",
        orderKey: key,
        state: "waiting_for_seller",
        respondBy: account.state.returns.get(id)?.respondBy,
        canReply: false,
        messages: [{ from: "buyer", text: "It does not work." }],
      },
    ]);
    must(account.shop.endReturn)(id, "completed");
    expect((await run(inboxSweep(connection), connection, cursor)).items).toMatchObject([{ state: "closed" }]);
    expect(await portOf(connection, "conversations").get(`return:${id}`, connection.ctx)).toMatchObject({
      state: "closed",
    });
  });

  it("a return that has not moved is not asked for again, and one of another site is no trouble", async () => {
    await using account = await openAccount();
    const { connection } = await returned(account);
    const abroad = must([...account.state.returns.values()][0]);
    account.state.returns.set("77", { ...abroad, id: "77", site: "EBAY_DE" });
    const { items, unread, cursor } = await run(orderSweep(connection), connection);
    expect([items.length, unread]).toEqual([1, 0]);
    const calls = callsTo(account, "/post-order/v2/return/").length;
    await run(orderSweep(connection), connection, cursor);
    // Searched for in two spans of time.
    expect(callsTo(account, "/post-order/v2/return/").length - calls).toBe(2);
  });

  it("a return whose refund is on its way was approved, however it is paid", async () => {
    await using account = await openAccount();
    const { id, connection } = await returned(account);
    const one = must(account.state.returns.get(id));
    account.state.returns.set(id, { ...one, state: "REFUND_AS_PAYOUT_INITIATED" });
    const { items } = await run(orderSweep(connection), connection);
    expect(items[0]?.returns).toMatchObject([{ key: id, state: "approved" }]);
    expect(connection.drifts).toEqual([]);
  });

  it("a return that is open for months is found, and one opened today", async () => {
    await using account = await openAccount();
    const { id, connection } = await returned(account);
    const today = must(account.state.returns.get(id));
    const months = new Date(account.clock.now() - 120 * 86_400_000).toISOString();
    account.state.returns.set("55", { ...today, id: "55", openedAt: months });
    const { items } = await run(inboxSweep(connection), connection);
    expect(items.map(({ key }) => key).sort()).toEqual([`return:${id}`, "return:55"].sort());
  });

  it("orders go on while eBay tells no returns", async () => {
    await using account = await openAccount();
    const { key, connection } = await returned(account);
    account.sandbox.faults.add({ fault: { kind: "status", status: 500 }, path: "/post-order/v2/return" });
    await expect(run(orderSweep(connection), connection)).rejects.toMatchObject({ info: { kind: "transient" } });
    const changed = portOf(connection, "orders").sweeps.find(({ id }) => id === "changed");
    expect((await run(changed, connection)).items.map(({ orderKey }) => orderKey)).toEqual([key]);
  });
});
