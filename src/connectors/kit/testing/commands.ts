/** For tests: carrying out commands on orders as the engine does. */
import type { OrderPart } from "../../../commerce/order.ts";
import type { Json } from "../../../commerce/product.ts";
import type { CommandOrder, CommandResult, CommandRun, OrderCommand } from "../contract/ports.ts";
import type { TestConnection } from "./connection.ts";
import { portOf } from "./shop.ts";

type Connected = Pick<TestConnection, "ctx" | "ports">;

/** What differs from the first attempt of a new intent. */
export type Attempt = Partial<Pick<CommandRun, "saved" | "save" | "uncertain" | "sentAt" | "idempotencyKey">>;

/** How a command ended, and what happened on the way. */
export interface Ran {
  readonly result: CommandResult;
  /** What the command had saved last. */
  readonly saved: Json;
  /** Waits it asked for, in milliseconds. */
  readonly waits: readonly number[];
}

/** The order as the connector reads it now. Throws where the platform does not know it. */
export async function readPart(connection: Connected, key: string): Promise<OrderPart> {
  const part = await portOf(connection, "orders").get(key, connection.ctx);
  if (!part) throw new Error(`the platform knows no order ${key}`);
  return part;
}

/** The order of these parts as the engine hands it to a command. */
export function commandOrder(...parts: readonly OrderPart[]): CommandOrder {
  const [first] = parts;
  if (!first) throw new Error("an order has at least one part");
  return {
    key: first.orderKey,
    number: first.number,
    currency: first.totals.currency,
    status: first.status,
    platformStatus: [...new Set(parts.map(({ platformStatus }) => platformStatus))].join(", "),
    lines: parts.flatMap(({ lines, refunds }) =>
      lines.map(({ key, quantity, fulfilledQuantity, orderedQuantity, exactQuantity }) => ({
        key,
        quantity,
        fulfilledQuantity,
        ...(exactQuantity === undefined
          ? {}
          : { orderedQuantity, exactQuantity, refundedQuantity: refundedUnits(refunds, key) }),
      })),
    ),
  };
}

const refundedUnits = (refunds: OrderPart["refunds"], key: string): number =>
  refunds.flatMap(({ lines }) => lines).reduce((sum, one) => sum + (one.lineKey === key ? one.quantity : 0), 0);

const orderOf = async (connection: Connected, order: CommandOrder | string): Promise<CommandOrder> =>
  typeof order === "string" ? commandOrder(await readPart(connection, order)) : order;

/** One attempt at a command on an order, or on the one of this key; `pending` is an answer like any other. */
export async function attemptCommand(
  connection: Connected,
  order: CommandOrder | string,
  command: OrderCommand,
  attempt: Attempt = {},
): Promise<CommandResult> {
  const first = { idempotencyKey: "intent-1", saved: null, save: async () => undefined, uncertain: false };
  return portOf(connection, "orders").execute(
    { ...first, ...attempt, command, order: await orderOf(connection, order) },
    connection.ctx,
  );
}

/** Runs a command to its end: keeps what it saves, waits as told, asks again while it is pending. */
export async function followCommand(
  connection: Connected,
  order: CommandOrder | string,
  command: OrderCommand,
  attempt: Attempt = {},
): Promise<Ran> {
  const existing = await orderOf(connection, order);
  let saved: Json = attempt.saved ?? null;
  const save = async (progress: Json) => {
    saved = progress;
    await attempt.save?.(progress);
  };
  const waits: number[] = [];
  for (let round = 0; round < 200; round += 1) {
    const result = await attemptCommand(connection, existing, command, { ...attempt, saved, save });
    if (result.state !== "pending") return { result, saved, waits };
    await save(result.saved);
    waits.push(result.pollAfterMs);
    await connection.ctx.clock.sleep(result.pollAfterMs);
  }
  throw new Error(`${command.kind} stays pending for ever`);
}

/** As `followCommand`, for who only asks how it ended. */
export const runCommand = async (...args: Parameters<typeof followCommand>): Promise<CommandResult> =>
  (await followCommand(...args)).result;
