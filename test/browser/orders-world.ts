/** Orders as a seller has them: shipped and not, of two shops, with an item nobody linked. */
import type { ConnectedShop } from "../../demo/connect.ts";
import type { Seller } from "../../demo/seller.ts";
import type { SandboxOrderRecord } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { firstSyncDone, type TestHub, until } from "../support/hub.ts";

export interface OrdersWorld {
  readonly seller: Seller;
  readonly store: ConnectedShop;
  /** Ids at the hub, in the order bought. */
  readonly orders: readonly string[];
  /** The order with the item that is not linked. */
  readonly unlinked: string;
  /** What the shop itself keeps of an order. */
  record(id: string): Promise<SandboxOrderRecord | undefined>;
}

interface Row {
  readonly id: string;
  readonly orderKey: string;
  readonly hasUnmapped: boolean;
}

const LONG =
  "Handwoven Egyptian cotton blanket with a very long name that no list was ever made for, in deep sea green";

/** The order of this key, once it has arrived. */
export async function arrived(seller: Seller, key: string): Promise<Row> {
  return until(
    `order ${key}`,
    async () => (await seller.get<{ items: Row[] }>("/orders?limit=200")).items.find((row) => row.orderKey === key),
    { ms: 60_000 },
  );
}

export async function ordersWorld(hub: TestHub): Promise<OrdersWorld> {
  const seller = await hub.seller("nile");
  const sandbox = await hub.sandbox("shopify");
  const { shop } = sandbox;
  shop.addProduct({ title: "Stoneware mug", status: "active", variants: [{ sku: "MUG", price: "12.50", stock: 40 }] });
  shop.addProduct({ title: LONG, status: "active", variants: [{ sku: "BLANKET", price: "149.00", stock: 5 }] });
  const store = await hub.connect(seller, sandbox, "Nile Home", { stockFrom: "channel" });
  await firstSyncDone(seller, store);
  shop.addProduct({ title: "Gift box", status: "active", variants: [{ sku: "BOX-NEW", price: "4.00", stock: 9 }] });
  await until(
    "the new item's listing",
    async () =>
      (await seller.get<{ items: { sku: string }[] }>(`/stores/${store.id}/mappings?state=unmapped`)).items.length > 0,
    { ms: 60_000 },
  );
  const people = ["Mona Abdelrahman", "يوسف إبراهيم", "Anastasia-Wilhelmina von und zu Hohenstein-Oberkirchen"];
  const keys = people.map((name, n) =>
    shop.placeOrder({
      lines: [{ sku: "MUG", quantity: n + 1 }, ...(n === 1 ? [{ sku: "BLANKET", quantity: 2 }] : [])],
      customer: { name, email: `buyer${n}@mail.example`, phone: `+2010012300${n}0` },
      payment: "paid",
    }),
  );
  const lost = shop.placeOrder({
    lines: [
      { sku: "MUG", quantity: 1 },
      { sku: "BOX-NEW", quantity: 2 },
    ],
    customer: { name: "Omar Said", email: "omar@mail.example" },
    payment: "paid",
  });
  const orders: string[] = [];
  for (const key of [...keys, lost]) orders.push((await arrived(seller, key)).id);
  const unlinked = orders.pop() ?? "";
  // Words are found a second after what has them.
  for (const word of ["mona", "omar"])
    await until(`${word} is found`, () => seller.get<{ items: Row[] }>(`/orders?q=${word}`), {
      wanted: ({ items }) => items.length === 1,
    });
  return {
    seller,
    store,
    orders,
    unlinked,
    async record(id) {
      const { orderKey } = await seller.get<Row>(`/orders/${id}`);
      return shop.record?.(orderKey);
    },
  };
}
