/** For this connector's tests: a connection to a fresh seller, on a clock where waiting takes no time. */
import type { CommandOf } from "../../commerce/order-command.ts";
import { startSandbox } from "../../sandboxes/walmart/index.ts";
import type { State, StoredOrder } from "../../sandboxes/walmart/state.ts";
import { awaitAnswers } from "../kit/conformance/bench.ts";
import type { AttemptResult, ListingAttempt, ListingToPublish } from "../kit/contract/listings.ts";
import type { PushItem, PushResult } from "../kit/contract/ports.ts";
import { commandOrder, followCommand, readPart } from "../kit/testing/commands.ts";
import { type ConnectedShop, must, openConnectedShop, portOf } from "../kit/testing/shop.ts";
import { connector } from "./index.ts";

export type Walmart = ConnectedShop<Awaited<ReturnType<typeof startSandbox>>>;

/** A seller of MUG-1 and MUG-2, ten of each; `platform` is how Walmart behaves. */
export const openShop = (
  platform: Partial<State["platform"]> = {},
  settings: Record<string, string> = {},
): Promise<Walmart> =>
  openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 3 }), {
    settings,
    prepare({ state, shop }) {
      Object.assign(state.platform, platform);
      for (const sku of ["MUG-1", "MUG-2"])
        shop.addProduct({ title: `Mug ${sku}`, variants: [{ sku, price: "12.50", stock: 10 }] });
    },
  });

export const FULFIL: CommandOf<"fulfil"> = {
  kind: "fulfil",
  carrier: "UPS",
  trackingNumbers: ["1Z-1"],
  notifyCustomer: false,
};

/** Units of MUG-1, of an order that is acknowledged unless it is said to wait. */
export const place = ({ shop }: Walmart, quantity = 2, payment: "paid" | "pending" = "paid"): string =>
  shop.placeOrder({ lines: [{ sku: "MUG-1", quantity }], customer: { name: "Ada Lovelace" }, payment });

export const stored = ({ sandbox }: Walmart, key: string): StoredOrder => must(sandbox.state.orders.get(key));

export const partOf = ({ connection }: Walmart, key: string) => readPart(connection, key);

/** Runs a command to its end on the order as it stands. */
export async function run({ connection }: Walmart, key: string, command: Parameters<typeof followCommand>[2]) {
  return (await followCommand(connection, commandOrder(await readPart(connection, key)), command)).result;
}

/** Calls that change something, since there were so many calls. */
export const writes = ({ sandbox }: Walmart, since = 0) => sandbox.calls.slice(since).filter(({ write }) => write);

/** Items of a push in order, each with what is wanted of it. */
export const itemsOf = <V>(
  requires: readonly (readonly [string, V])[],
  { expected = null, location = "" }: { readonly expected?: V | null; readonly location?: string } = {},
): PushItem<V>[] =>
  requires.map(([key, desired], at) => ({
    key,
    location,
    seq: BigInt(at),
    want: desired,
    expected,
    ext: null,
    idempotencyKey: key,
  }));

/** Sends quantities, and asks until all of them are answered. */
export async function pushStock(
  { connection }: Walmart,
  requires: Readonly<Record<string, number>>,
  { expected = 10, location = "" }: { readonly expected?: number | null; readonly location?: string } = {},
): Promise<Map<string, PushResult<number>>> {
  const items = itemsOf(Object.entries(requires), { expected, location });
  const { push } = portOf(connection, "stock");
  const first = await push.send(items, connection.ctx);
  const later = await awaitAnswers(push, items, first, connection);
  return new Map([...first.filter(({ outcome }) => outcome !== "accepted"), ...later].map((one) => [one.key, one]));
}

/** Drafts of one variant each, which Walmart would take. */
export async function listingsOf({ connection, shop }: Walmart, skus: readonly string[]): Promise<ListingToPublish[]> {
  const schema = await portOf(connection, "listings").requirements("Drinking Mugs", connection.ctx);
  const sample = must(shop.listingSample?.(["one"]));
  const [values] = sample.listing.variants;
  return skus.map((sku) => ({
    id: `draft-${sku}`,
    categoryKey: "Drinking Mugs",
    schema,
    listing: {
      product: sample.listing.product,
      variants: [{ variantId: sku, sku, values: values ?? {} }],
    },
  }));
}

/** A turn of these attempts. */
export const advance = ({ connection }: Walmart, attempts: readonly ListingAttempt[]) =>
  must(portOf(connection, "listings").together).advance(attempts, connection.ctx);

export const handleOf = (result: AttemptResult | undefined) => (result?.outcome === "accepted" ? result.handle : null);

export const sendAll = (shop: Walmart, all: readonly ListingToPublish[]) =>
  advance(
    shop,
    all.map((listing) => ({ listing, handle: null })),
  );
