/** For tests: sending a document as the engine does. */
import type { OrderPart } from "../../../commerce/order.ts";
import type { Json } from "../../../commerce/product.ts";
import type { DocumentToSend } from "../contract/order-documents.ts";
import type { CommandResult } from "../contract/ports.ts";
import { commandOrder } from "./commands.ts";
import type { TestConnection } from "./connection.ts";
import { portOf } from "./shop.ts";

interface Sending {
  readonly document: DocumentToSend;
  readonly uncertain?: boolean | undefined;
  /** What earlier attempts saved, by order. */
  readonly saved?: Map<string, Json> | undefined;
}

/** One attempt, asked again while it is pending. Throws where the channel takes no documents. */
export async function sendDocument(
  connection: Pick<TestConnection, "ctx" | "ports">,
  part: OrderPart,
  { document, uncertain = false, saved = new Map() }: Sending,
): Promise<CommandResult> {
  const { documents } = portOf(connection, "orders");
  if (!documents) throw new Error("the channel takes no documents of orders");
  const { orderKey } = part;
  for (let round = 0; round < 20; round += 1) {
    const result = await documents.send(
      {
        document,
        order: commandOrder(part),
        idempotencyKey: `document:${document.fileName}`,
        saved: saved.get(orderKey) ?? null,
        save: async (progress) => void saved.set(orderKey, progress),
        uncertain,
      },
      connection.ctx,
    );
    if (result.state !== "pending") return result;
    saved.set(orderKey, result.saved);
    await connection.ctx.clock.sleep(result.pollAfterMs);
  }
  throw new Error(`${document.fileName} stays pending for ever`);
}
