/** Set-up shared by this folder's tests: a sandbox with goods and a real connection to it. */
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import type { CommandResult, CommandRun, OrderCommand, Orders, PushItem } from "../kit/ports.ts";
import type { TestConnection, TestConnectionOptions } from "../kit/testing.ts";
import { hurryingClock, openTestConnection } from "../kit/testing.ts";
import { connector } from "./index.ts";
import type { ShopifySandbox } from "./sandbox.ts";
import { startSandbox } from "./sandbox.ts";

export interface Rig {
  readonly sandbox: ShopifySandbox;
  readonly connection: TestConnection;
  readonly ctx: Context;
  close(): Promise<void>;
}

/** `prepare` runs before connecting, so that facts (locations, scopes) are detected with it. */
export async function openRig(
  prepare: (sandbox: ShopifySandbox) => void = () => undefined,
  more: Partial<TestConnectionOptions> = {},
): Promise<Rig> {
  const clock = hurryingClock();
  const sandbox = await startSandbox({ clock, seed: 5 });
  prepare(sandbox);
  const connection = await openTestConnection(connector, { sandbox, clock, ...more });
  return {
    sandbox,
    connection,
    ctx: connection.ctx,
    async close() {
      await connection.close();
      await sandbox.close();
    },
  };
}

export function ordersOf(rig: Rig): Orders {
  if (!rig.connection.ports.orders) throw new Error("no orders port");
  return rig.connection.ports.orders;
}

export async function orderOf(rig: Rig, key: string): Promise<OrderPart> {
  const part = await ordersOf(rig).get(key, rig.ctx);
  if (!part) throw new Error(`no order ${key}`);
  return part;
}

export interface Running {
  readonly result: CommandResult;
  readonly saved: Json;
}

/** Runs a command to its end, following `pending`; what was saved is handed on as the engine would. */
export async function execute(
  rig: Rig,
  part: OrderPart,
  command: OrderCommand,
  more: Partial<Pick<CommandRun, "saved" | "uncertain" | "idempotencyKey">> = {},
): Promise<Running> {
  let saved: Json = more.saved ?? null;
  const order = {
    key: part.orderKey,
    number: part.number,
    currency: part.totals.currency,
    status: part.status,
    platformStatus: part.platformStatus,
    lines: part.lines.map(({ key, quantity, fulfilledQuantity }) => ({ key, quantity, fulfilledQuantity })),
  };
  for (let look = 0; look < 10; look += 1) {
    const result = await ordersOf(rig).execute(
      {
        command,
        order,
        idempotencyKey: more.idempotencyKey ?? "intent-1",
        saved,
        save: async (progress) => {
          saved = progress;
        },
        uncertain: more.uncertain ?? false,
      },
      rig.ctx,
    );
    if (result.state !== "pending") return { result, saved };
    saved = result.saved;
    await rig.ctx.clock.sleep(result.pollAfterMs);
  }
  throw new Error("the command never ended");
}

/** A push item for a SKU at a location. */
export function stockItem(rig: Rig, sku: string, want: number, more: Partial<PushItem<number>> = {}): PushItem<number> {
  const variant = [...rig.sandbox.state.variants.values()].find((row) => row.sku === sku);
  if (!variant) throw new Error(`no SKU ${sku}`);
  return {
    key: variant.id,
    location: "1",
    seq: 1n,
    want,
    expected: null,
    ext: { productId: variant.productId, inventoryItemId: variant.itemId },
    idempotencyKey: `wish-${sku}-${want}`,
    ...more,
  };
}
