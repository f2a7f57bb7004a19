/**
 * Refunds that were paid outside a channel that can only pay (cash at the register, a bank transfer): the channel cannot
 * book them, so the hub alone keeps them (decision 655). Without it the goods would not be in stock, and the money could
 * be paid a second time.
 */
import { message } from "../../commerce/message.ts";
import { isOfShipped } from "../../commerce/order-command.ts";
import { HUB_RECORD } from "../../commerce/order-money.ts";
import type { CommandResult } from "../../connectors/kit/contract/ports.ts";
import { BOOKS_ONLY } from "../../connectors/kit/contract/results.ts";
import type { Tx } from "../../db/database.ts";
import { saveRefund } from "../../hub/orders/own-records.ts";
import { readCommand } from "../../hub/orders/stored-command.ts";
import type { StoredOrder } from "./command-order.ts";
import type { CommandRow } from "./command-row.ts";

/**
 * Whether the hub keeps a refund that its channel refused to book. Units that have not left stay a refusal: the channel
 * goes on expecting them, and would have them shipped.
 */
export function isRecordedInHub(row: CommandRow, order: Pick<StoredOrder, "lines">, result: CommandResult): boolean {
  if (row.kind !== "refund" || result.state !== "rejected" || result.code !== BOOKS_ONLY) return false;
  const command = readCommand(row.kind, row.input);
  if (command.kind !== "refund" || command.moveMoney) return false;
  if (isOfShipped(command)) return true;
  const lines = new Map(order.lines.map((line) => [line.key, line]));
  return command.lines.every(({ lineKey }) => {
    const line = lines.get(lineKey);
    return line !== undefined && line.fulfilledQuantity >= line.quantity;
  });
}

/** What such a refund answers instead. */
export const recordedInHub = (store: string): CommandResult => ({
  state: "done",
  text: message("order.answer.inHub", { store }),
});

/** Saves it under a key that no report of the channel replaces. */
export async function recordInHub(tx: Tx, row: CommandRow, now: Date): Promise<void> {
  const command = readCommand(row.kind, row.input);
  if (command.kind === "refund")
    await saveRefund(tx, { orderId: row.order_id, key: `${HUB_RECORD}${row.id}`, command, now });
}
