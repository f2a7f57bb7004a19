/** What this folder's tests share: a connection to a fresh shop, and orders as the shop prints them. */

import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { MagentoSandbox } from "../../sandboxes/magento/index.ts";
import { startSandbox } from "../../sandboxes/magento/index.ts";
import type { CommandOf, CommandResult, OrderCommand } from "../kit/contract/ports.ts";
import { attemptCommand, readPart } from "../kit/testing/commands.ts";
import type { TestConnectionOptions } from "../kit/testing/connection.ts";
import { type ConnectedShop, openConnectedShop } from "../kit/testing/shop.ts";
import { connector } from "./index.ts";

export type Bench = ConnectedShop<MagentoSandbox>;

/** A shop with a connection to it. `prepare` runs before connecting. */
export const openShop = ({
  currency,
  connection,
  prepare,
}: {
  readonly currency?: string;
  readonly connection?: Partial<TestConnectionOptions>;
  readonly prepare?: (sandbox: MagentoSandbox) => void;
} = {}): Promise<Bench> =>
  openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 7, currency }), { ...connection, prepare });

/** A mug of 12.50, and how many of it lie at the first source. */
export function mug(sku: string, stock = 10, price = "12.50") {
  return { title: `Mug ${sku}`, variants: [{ sku, price, stock }] };
}

export const partOf = ({ connection }: Bench, key: string): Promise<OrderPart> => readPart(connection, key);

/** Runs a command once; `saved` is what earlier attempts kept. */
export const execute = (
  { connection }: Bench,
  key: string,
  command: OrderCommand,
  attempt: { saved?: Json; uncertain?: boolean } = {},
): Promise<CommandResult> =>
  attemptCommand(connection, key, command, {
    ...attempt,
    idempotencyKey: "11111111-0000-4000-8000-000000000001",
    save: async (progress) => {
      attempt.saved = progress;
    },
  });

/** The calls that changed something, as "POST /path". */
export function writesOf({ sandbox }: Bench): string[] {
  return sandbox.calls
    .filter((call) => call.write)
    .map((call) => `${call.method} ${call.path.replace(/^\/rest\/(\w+)\/V1/, "$1").split("?")[0]}`);
}

export const BUYER = { name: "Noor Visser", email: "noor@example.test", phone: "+31612345678" };

export const FULFIL = {
  kind: "fulfil",
  carrier: "PostNL",
  trackingNumbers: ["3SABC"],
  notifyCustomer: false,
} as const satisfies OrderCommand;

export const CANCEL = {
  kind: "cancel",
  reason: "customer",
  restock: true,
  notifyCustomer: false,
} as const satisfies OrderCommand;

/** An order of mugs "A" at 10.50; its key. */
export function placed(shop: Bench, quantity = 3, payment: "paid" | "pending" | "cod" = "pending"): string {
  const { shop: controls } = shop.sandbox;
  if (!controls.skus().includes("A")) controls.addProduct(mug("A", 100, "10.50"));
  return controls.placeOrder({ lines: [{ sku: "A", quantity }], customer: BUYER, payment });
}

/** What was sent to this path. */
export function bodies(shop: Bench, path: string): Json[] {
  return shop.sandbox.calls
    .filter((call) => call.write && call.path.includes(path))
    .map((call) => JSON.parse(call.requestBody));
}

export const refund = (amount: bigint, more: Partial<CommandOf<"refund">> = {}): OrderCommand => ({
  kind: "refund",
  amount: { minor: amount, currency: "USD" },
  lines: [],
  moveMoney: false,
  ...more,
});
