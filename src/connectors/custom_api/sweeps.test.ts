/** Lists that change, break or never end: nothing is lost, nothing runs away. */
import { describe, expect, test } from "vitest";
import { collect, need } from "../kit/conformance/bench.ts";
import { refusal } from "../kit/conformance/case.ts";
import type { TestConnection } from "../kit/testing/connection.ts";
import { mug, openLabs, set, firstSweep as sweepOf } from "./testing.ts";

const lab = openLabs();

describe("a bad record", () => {
  async function withBad(bad: number, good: number) {
    const { sandbox, connect } = await lab("cursor");
    const connection = await connect();
    for (let index = 0; index < bad + good; index += 1)
      sandbox.shop.addProduct(index < bad ? { ...mug(index), title: "" } : mug(index));
    return connection;
  }

  test("a bad record is stored with its reason and as it came; the others are read, and it is read again", async () => {
    const connection = await withBad(1, 9);
    const sweep = sweepOf(need(connection.ports, "products"));
    const pages = [];
    for await (const page of sweep.run({ cursor: null }, connection.ctx)) pages.push(page);
    expect(pages.map(({ items, unreadKeys }) => [items.length, unreadKeys?.length])).toEqual([[9, 1]]);
    expect(connection.drifts).toMatchObject([
      {
        path: "reads.products",
        problem: expect.stringMatching(/^record \d+: title:/),
        value: { record: { name: "" } },
      },
    ]);
    const again = await collect(sweep, connection.ctx, { cursor: pages[0]?.cursor ?? null });
    expect(again.items).toHaveLength(9);
  });

  test("a bad record or two among many stop nothing; a fifth of a page says that the description is wrong", async () => {
    const few = await withBad(4, 2);
    expect((await collect(sweepOf(need(few.ports, "products")), few.ctx)).items).toHaveLength(2);
    const many = await withBad(5, 10);
    const error = await refusal(collect(sweepOf(need(many.ports, "products")), many.ctx));
    expect([error.kind, error.message]).toEqual([
      "drift",
      expect.stringContaining("5 of 15 records of reads.products"),
    ]);
  });

  test("a float amount is refused, unless the description allows it", async () => {
    const half = set("reads/orders/map/total", "money.total_minor / 100 + 0.001 - 0.001");
    const { sandbox, connect } = await lab("cursor");
    const connection = await connect({ change: half });
    const allowing = await connect({
      change: (manifest) => {
        half(manifest);
        set("allowFloatMoney", true)(manifest);
      },
    });
    sandbox.shop.addProduct({ ...mug(1), variants: [{ sku: "MUG-1", price: "0.05", stock: 9 }] });
    const key = sandbox.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
    const get = (one: TestConnection) => need(one.ports, "orders").get(key, one.ctx);
    expect((await refusal(get(connection))).message).toContain("total: an amount is decimal text");
    expect((await get(allowing))?.totals.totalMinor).toBe(505n);
  });
});

describe("a walk", () => {
  test("a walk that comes to the same page twice is ended", async () => {
    const { sandbox, connect } = await lab("cursor");
    for (let index = 0; index < 3; index += 1) sandbox.shop.addProduct(mug(index));
    const circle = { kind: "page", param: "nothing", size: 1, stop: "empty" };
    const connection = await connect({ change: set("reads/products/pagination", circle) });
    const error = await refusal(collect(sweepOf(need(connection.ports, "products")), connection.ctx));
    expect([error.kind, error.message]).toEqual(["drift", expect.stringContaining("shows a page a second time")]);
  });

  test("a walk loses no record that moves up while it goes on, oldest change first", async () => {
    const { sandbox, connect, clock } = await lab("page");
    sandbox.shop.addProduct(mug(1));
    const keys: string[] = [];
    for (let index = 0; index < 60; index += 1) {
      keys.push(sandbox.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] }));
      await clock.sleep(5_000);
    }
    const connection = await connect({ change: set("reads/orders/cursor/lookbackMs", 0) });
    const reported = new Set<string>();
    let pages = 0;
    for await (const page of sweepOf(need(connection.ports, "orders")).run({ cursor: null }, connection.ctx)) {
      for (const part of page.items) reported.add(part.number);
      pages += 1;
      if (pages === 1) for (const key of keys.slice(0, 3)) sandbox.shop.cancelOrder(key);
    }
    expect(keys.filter((key) => !reported.has(`N-${key}`))).toEqual([]);
  });

  test("a walk by a wall clock finds an order of the hour that comes twice, and once a day what it missed", async () => {
    const { sandbox, connect, clock } = await lab("page");
    sandbox.shop.addProduct(mug(1));
    const place = () => sandbox.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
    // Cairo: at midnight of 28 October 2027 it is 23:00 again.
    await clock.sleep(Date.UTC(2027, 9, 28, 20, 55) - clock.now());
    const connection = await connect();
    const orders = sweepOf(need(connection.ports, "orders"));
    const told = async (cursor: string | null) => {
      const run = await collect(orders, connection.ctx, { cursor });
      return { keys: run.items.map((part) => part.orderKey), cursor: run.cursor };
    };
    place();
    const first = await told(null);
    const [before = ""] = first.keys;
    await clock.sleep(10 * 60_000);
    place();
    const second = await told(first.cursor);
    expect([first.keys.length, second.keys.filter((key) => key !== before).length]).toEqual([1, 1]);
    const sendRequest = () =>
      new URL(sandbox.calls.at(-1)?.path ?? "", "http://shop").searchParams.get("updated_after");
    await clock.sleep(86_400_000);
    const third = await told(second.cursor);
    expect([third.keys.includes(before), sendRequest()]).toEqual([true, "2027-10-28 21:05:00"]);
    await told(third.cursor);
    expect(sendRequest(), "from where it stood").toBe("2027-10-28 21:50:00");
  });

  test("a walk goes on behind a record it cannot read, and names it", async () => {
    const { sandbox, connect, clock } = await lab("page");
    const connection = await connect({ change: set("reads/orders/cursor/lookbackMs", 0) });
    sandbox.shop.addProduct(mug(1));
    for (let index = 0; index < 50; index += 1) {
      sandbox.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: index === 7 ? -1 : 1 }] });
      await clock.sleep(2_000);
    }
    const orders = sweepOf(need(connection.ports, "orders"));
    const first = await collect(orders, connection.ctx);
    const again = await collect(orders, connection.ctx, { cursor: first.cursor });
    expect(new Set(first.items.map((part) => part.orderKey)).size).toBe(49);
    expect(new Set(again.items.map((part) => part.orderKey)).size).toBe(1);
    expect(connection.drifts.length).toBeGreaterThan(0);
  });

  test("a missing list is reported; one that is null or empty is empty", async () => {
    const { sandbox, connect } = await lab("cursor");
    const connection = await connect();
    const products = sweepOf(need(connection.ports, "products"));
    const answer = (json: object) =>
      sandbox.faults.add({
        fault: { kind: "status", status: 200, body: JSON.stringify(json) },
        path: "/products",
        times: 1,
      });
    for (const items of [[], null]) {
      answer({ items, next: null });
      expect((await collect(products, connection.ctx)).items).toEqual([]);
    }
    answer({ rows: [], next: null });
    expect((await refusal(collect(products, connection.ctx))).info).toEqual({
      kind: "drift",
      path: "reads.products.records",
    });
    expect(connection.drifts).toMatchObject([{ path: "reads.products.records" }]);
  });

  test("a walk without times to go by is reported, and read again from where it started", async () => {
    const { sandbox, connect } = await lab("cursor");
    const connection = await connect({ change: set("reads/products/cursor/field", "changed") });
    sandbox.shop.addProduct(mug(1));
    await collect(sweepOf(need(connection.ports, "products")), connection.ctx);
    expect(connection.drifts).toMatchObject([{ path: "reads.products.cursor.field" }]);
  });

  test("a walk in ranges the shop allows goes from window to window", async () => {
    const { sandbox, connect, clock } = await lab("link");
    sandbox.shop.addProduct(mug(1));
    const keys = [];
    for (let index = 0; index < 4; index += 1) {
      keys.push(sandbox.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] }));
      await clock.sleep(3_600_000);
    }
    const connection = await connect({
      change: (manifest) => {
        set("reads/orders/cursor/windowMs", 7_200_000)(manifest);
        set("reads/orders/request/query/until", "{{state.until}}")(manifest);
      },
    });
    const since = new Date(clock.now() - 5 * 3_600_000).toISOString();
    const reported: string[] = [];
    for await (const page of sweepOf(need(connection.ports, "orders")).run({ cursor: null, since }, connection.ctx))
      reported.push(...page.items.map((part) => part.orderKey));
    expect([...new Set(reported)].sort()).toEqual(keys.sort());
    const windows = sandbox.calls.filter(({ path }) => path.includes("until=")).map(({ path }) => path);
    expect(windows.length).toBeGreaterThanOrEqual(3);
  });

  test("a walk goes on from a cursor of another version of the hub", async () => {
    const { sandbox, connect } = await lab("cursor");
    sandbox.shop.addProduct(mug(1));
    const connection = await connect();
    const { items } = await collect(sweepOf(need(connection.ports, "products")), connection.ctx, {
      cursor: "v0|nonsense",
    });
    expect(items).toHaveLength(1);
  });
});

test("a next page on another host ends the walk; the credentials do not travel", async () => {
  const { sandbox, connect } = await lab("link");
  const connection = await connect();
  const headers = { link: '<https://evil.example/api?page=2>; rel="next"', "content-type": "application/json" };
  sandbox.faults.add({ fault: { kind: "status", status: 200, body: "[]", headers }, path: "/products" });
  const error = await refusal(collect(sweepOf(need(connection.ports, "products")), connection.ctx));
  expect([error.kind, error.message]).toEqual(["drift", expect.stringContaining("evil.example")]);
});
