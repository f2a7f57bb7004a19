/** For this connector's tests: a connection to a fresh seller account, on a clock where waiting takes no time. */
import type { CommandOf, OrderCommand } from "../../commerce/order-command.ts";
import { type FlipkartSandbox, PARTNER, startSandbox } from "../../sandboxes/flipkart/index.ts";
import type { StoredShipment } from "../../sandboxes/flipkart/state.ts";
import { collect } from "../kit/conformance/bench.ts";
import type { Orders, Stock } from "../kit/contract/ports.ts";
import { commandOrder, followCommand, type Ran } from "../kit/testing/commands.ts";
import type { TestConnection } from "../kit/testing/connection.ts";
import { openTestShop, portOf, type TestShop } from "../kit/testing/shop.ts";
import { connector } from "./index.ts";

/** Settings with which shipments are packed from here. */
export const PACKING = {
  packing: true,
  packageLength: 20,
  packageBreadth: 15,
  packageHeight: 10,
  packageWeight: 0.5,
} as const;

export interface Account extends TestShop<FlipkartSandbox> {
  /** Shipments of an order as the sandbox keeps them. */
  shipments(orderKey: string): StoredShipment[];
}

/** An account that sells MUG-1, MUG-2 and MUG-3, a hundred of each. */
export async function openAccount(): Promise<Account> {
  const opened = await openTestShop(connector, (clock) => startSandbox({ clock, seed: 3 }), { appSecrets: PARTNER });
  const { shop, state } = opened.sandbox;
  for (const sku of ["MUG-1", "MUG-2", "MUG-3"])
    shop.addProduct({ title: `Mug ${sku}`, variants: [{ sku, price: "250", stock: 100 }] });
  return {
    ...opened,
    shipments: (key) => (state.byOrder.get(key) ?? []).flatMap((id) => state.shipments.get(id) ?? []),
  };
}

export const ordersOf = (connection: TestConnection): Orders => portOf(connection, "orders");
export const stockOf = (connection: TestConnection): Stock => portOf(connection, "stock");

/** Everything a sweep of orders tells from a cursor on. */
export async function swept(
  connection: TestConnection,
  id: "changed" | "open",
  input: { readonly cursor?: string | null; readonly openIds?: readonly string[] } = {},
) {
  const sweep = ordersOf(connection).sweeps.find((one) => one.id === id);
  if (!sweep) throw new Error(`no sweep ${id}`);
  return collect(sweep, connection.ctx, input);
}

/** Runs a command to its end on an order of however many shipments. */
export async function run(connection: TestConnection, key: string, command: OrderCommand): Promise<Ran> {
  const { items } = await swept(connection, "open", { openIds: [key] });
  return followCommand(connection, commandOrder(...items), command);
}

export const FULFIL: CommandOf<"fulfil"> = {
  kind: "fulfil",
  carrier: "Delhivery",
  trackingNumbers: ["DL-1"],
  notifyCustomer: false,
};

/** Paths of the calls since a mark, without the host's prefix. */
export const calledSince = ({ sandbox }: Account, mark: number): string[] =>
  sandbox.calls
    .slice(mark)
    .map(({ method, path }) => `${method} ${decodeURIComponent(path.replace("/sellers/", "/"))}`);

/** Calls that changed something at the sandbox. */
export const writes = ({ sandbox }: Account) => sandbox.calls.filter((call) => call.write);

/** The body of the last write to this path. */
export const bodyOf = (account: Account, path: string) =>
  JSON.parse(writes(account).findLast((call) => call.path.endsWith(path))?.requestBody ?? "null");
