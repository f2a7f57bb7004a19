import { describe, expect, it } from "vitest";
import { textOf } from "../../commerce/message.ts";
import type { ChannelProduct } from "../../commerce/product.ts";
import { collect } from "../kit/conformance/bench.ts";
import type { Products } from "../kit/contract/ports.ts";
import type { TestConnection } from "../kit/testing/connection.ts";
import { type Account, calledSince, openAccount } from "./testing.ts";

function productsOf({ ports }: TestConnection): Products {
  if (!ports.products) throw new Error("no products port");
  return ports.products;
}

async function listed(connection: TestConnection, sku: string): Promise<ChannelProduct> {
  const product = await productsOf(connection).get(sku, connection.ctx);
  if (!product) throw new Error(`no listing ${sku}`);
  return product;
}

const sweepOf = (connection: TestConnection) => {
  const [sweep] = productsOf(connection).sweeps;
  if (!sweep) throw new Error("no sweep");
  return sweep;
};

const listing = ({ sandbox }: Account, sku: string) => {
  const found = sandbox.state.listings.get(sku);
  if (!found) throw new Error(`no listing ${sku}`);
  return found;
};

describe("a listing", () => {
  it("a listing is a product of one variant, named by its SKU, as Flipkart reports no title", async () => {
    await using account = await openAccount();
    const connection = await account.connect();
    const { listingId, fsn } = listing(account, "MUG-1");
    expect(await listed(connection, "MUG-1")).toMatchObject({
      key: "MUG-1",
      title: "MUG-1",
      status: "active",
      images: [],
      ext: { fsn, listingId },
      variants: [
        {
          key: listingId,
          sku: "MUG-1",
          price: "250",
          compareAtPrice: "313",
          currency: "INR",
          levels: [{ location: account.sandbox.state.locations[0], available: 100 }],
          ext: { sku: "MUG-1", fsn, profile: "NON_FBF" },
        },
      ],
    });
  });

  it("an inactive listing is a draft; items in Flipkart's warehouses are not counted here", async () => {
    await using account = await openAccount();
    listing(account, "MUG-1").status = "INACTIVE";
    listing(account, "MUG-2").profile = "FBF";
    const connection = await account.connect();
    expect((await listed(connection, "MUG-1")).status).toBe("draft");
    expect((await listed(connection, "MUG-2")).variants[0]?.levels).toBeUndefined();
  });

  it("a listing without a location is counted at the first one entered, or at none", async () => {
    await using account = await openAccount();
    listing(account, "MUG-1").hidesLocations = true;
    const [home] = account.sandbox.state.locations;
    const connection = await account.connect();
    expect((await listed(connection, "MUG-1")).variants[0]?.levels).toEqual([{ location: home, available: 0 }]);
    for (const sku of ["MUG-2", "MUG-3"]) listing(account, sku).hidesLocations = true;
    const unknown = await account.connect({ values: { locationIds: "" } });
    expect((await listed(unknown, "MUG-1")).variants[0]?.levels).toBeUndefined();
    expect(textOf(unknown.detected.warnings[0] ?? "")).toContain("Enter the location ids");
  });

  it.each(["A B/C%20?x=1#y", "कप-☕", "constructor", "MUG'\"\\"])(
    "a listing with the SKU %j is found and written",
    async (sku) => {
      await using account = await openAccount();
      account.shop.addProduct({ title: "Odd", variants: [{ sku, price: "10", stock: 4 }] });
      const connection = await account.connect();
      const product = await listed(connection, sku);
      expect(product.variants[0]?.sku).toBe(sku);
      const [result] =
        (await connection.ports.stock?.push.send(
          [
            {
              key: product.variants[0]?.key ?? "",
              location: account.sandbox.state.locations[0] ?? "",
              seq: 1n,
              want: 9,
              expected: 4,
              ext: product.variants[0]?.ext ?? null,
              idempotencyKey: "k",
            },
          ],
          connection.ctx,
        )) ?? [];
      expect([result?.outcome, account.shop.stockOf(sku)]).toEqual(["applied", 9]);
    },
  );

  it("a listing with a comma in its SKU goes by the newer call, because the list of the older one is separated by commas", async () => {
    await using account = await openAccount();
    account.shop.addProduct({ title: "Set", variants: [{ sku: "SET,1", price: "10", stock: 4 }] });
    const connection = await account.connect();
    const mark = account.sandbox.calls.length;
    const found = await productsOf(connection).bySku?.(["MUG-1", "SET,1", "NOWHERE"], connection.ctx);
    expect(found?.map((product) => product.key).sort()).toEqual(["MUG-1", "SET,1"]);
    expect(calledSince(account, mark)).toEqual(["GET /listings/v3/MUG-1,NOWHERE", "POST /listings/v3/details"]);
  });
});

describe("walking listings", () => {
  const fill = ({ shop }: Account, count: number) => {
    for (let index = 0; index < count; index += 1)
      shop.addProduct({ title: `T${index}`, variants: [{ sku: `S-${index}`, price: "10", stock: 1 }] });
  };

  it("a walk goes over Flipkart's pages of five hundred, and on from any position of one", async () => {
    await using account = await openAccount();
    fill(account, 517);
    const connection = await account.connect();
    const mark = account.sandbox.calls.length;
    const whole = await collect(sweepOf(connection), connection.ctx);
    expect(new Set(whole.items.map((product) => product.key)).size).toBe(520);
    const calls = calledSince(account, mark);
    expect(calls.filter((call) => call.endsWith("/search"))).toHaveLength(2);
    expect(calls.filter((call) => call.startsWith("GET"))).toHaveLength(52);
    for (const maxPages of [3, 10]) {
      const first = await collect(sweepOf(connection), connection.ctx, { maxPages });
      const rest = await collect(sweepOf(connection), connection.ctx, { cursor: first.cursor });
      expect(new Set([...first.items, ...rest.items].map((product) => product.key)).size).toBe(520);
      expect(first.items.length + rest.items.length).toBe(520);
    }
  });

  it("a walk loses no listing when others are added or removed meanwhile", async () => {
    await using account = await openAccount();
    fill(account, 120);
    const connection = await account.connect();
    const { items } = await collect(sweepOf(connection), connection.ctx, {
      onPage: (page) => {
        if (page === 1) account.shop.removeProduct("S-100");
      },
    });
    expect(items).toHaveLength(122);
    expect(new Set(items.map((product) => product.key)).size).toBe(122);
  });

  it("a page id Flipkart no longer knows begins the walk anew", async () => {
    await using account = await openAccount();
    const connection = await account.connect();
    const { items } = await collect(sweepOf(connection), connection.ctx, { cursor: "50|bm90LWE=" });
    expect(items).toHaveLength(3);
  });

  it("a listing in a form nobody can read leaves the others", async () => {
    await using account = await openAccount();
    Object.assign(listing(account, "MUG-2"), { price: "dear" });
    const connection = await account.connect();
    const { items } = await collect(sweepOf(connection), connection.ctx);
    expect(items.map((product) => product.key)).toEqual(["MUG-1", "MUG-3"]);
    expect(connection.drifts.map(({ path }) => path)).toContain("price.selling_price");
  });
});
