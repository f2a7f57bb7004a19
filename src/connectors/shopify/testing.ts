/** Set-up shared by this folder's tests: a sandbox with goods and a real connection to it. */
import type { OrderPart } from "../../commerce/order.ts";
import type { OrderCommand } from "../../commerce/order-command.ts";
import type { ShopifySandbox } from "../../sandboxes/shopify/index.ts";
import { startSandbox } from "../../sandboxes/shopify/index.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Orders, PushItem } from "../kit/contract/ports.ts";
import { type Attempt, commandOrder, followCommand, type Ran, readPart } from "../kit/testing/commands.ts";
import type { TestConnectionOptions } from "../kit/testing/connection.ts";
import { type ConnectedShop, openConnectedShop, portOf } from "../kit/testing/shop.ts";
import { connector } from "./index.ts";

export interface Rig extends ConnectedShop<ShopifySandbox> {
  readonly ctx: Context;
  close(): Promise<void>;
}

/** `prepare` runs before connecting, so that facts (locations, scopes) are detected with it. */
export async function openRig(
  prepare: (sandbox: ShopifySandbox) => void = () => undefined,
  more: Partial<TestConnectionOptions> = {},
): Promise<Rig> {
  const opened = await openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 5 }), { ...more, prepare });
  return { ...opened, ctx: opened.connection.ctx, close: async () => opened[Symbol.asyncDispose]() };
}

/** Things A and B, twenty of each. */
export function createProducts(sandbox: ShopifySandbox): void {
  for (const sku of ["A", "B"])
    sandbox.shop.addProduct({ title: `Thing ${sku}`, variants: [{ sku, price: "10.00", stock: 20 }] });
}

/** The same, in a shop with a second place. */
export function productsAtTwoLocations(sandbox: ShopifySandbox): void {
  createProducts(sandbox);
  sandbox.state.locations.push({ id: "2", name: "Shop", active: true });
}

export const ordersOf = ({ connection }: Rig): Orders => portOf(connection, "orders");
export const orderOf = ({ connection }: Rig, key: string): Promise<OrderPart> => readPart(connection, key);

/** A push item for a SKU at a location. */
export function stockItem(
  rig: Rig,
  sku: string,
  desired: number,
  more: Partial<PushItem<number>> = {},
): PushItem<number> {
  const variant = [...rig.sandbox.state.variants.values()].find((row) => row.sku === sku);
  if (!variant) throw new Error(`no SKU ${sku}`);
  return {
    key: variant.id,
    location: "1",
    seq: 1n,
    want: desired,
    expected: null,
    ext: { productId: variant.productId, inventoryItemId: variant.itemId },
    idempotencyKey: `wish-${sku}-${desired}`,
    ...more,
  };
}

/** Runs a command to its end, following `pending`; what was saved is handed on as the engine would. */
export const execute = ({ connection }: Rig, part: OrderPart, command: OrderCommand, attempt?: Attempt): Promise<Ran> =>
  followCommand(connection, commandOrder(part), command, attempt);
