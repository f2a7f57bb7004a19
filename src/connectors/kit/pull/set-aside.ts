/** One record of many that cannot be read holds up no other. */
import type { Context } from "../contract/context.ts";
import { isOfRow } from "./read-each.ts";

/** What is read; null: it cannot be, and stands in the log by its name, with the reason. */
export async function setAside<T>(
  name: string,
  ctx: Pick<Context, "drift">,
  read: () => T | Promise<T>,
): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (!isOfRow(error)) throw error;
    ctx.drift({ path: name, problem: error.message.slice(0, 200) });
    return null;
  }
}
