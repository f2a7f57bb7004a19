/** What every push of this connector answers with. */
import type { HubText } from "../../commerce/message.ts";
import type { PushItem, PushResult } from "../kit/contract/ports.ts";
import { echo } from "../kit/contract/results.ts";

/** The item's own refusal: it never blocks the others. */
export function refusedItem<V>(
  item: PushItem<V>,
  field: "stock" | "price",
  code: string,
  text: HubText,
): PushResult<V> {
  return { ...echo(item), outcome: "rejected", code, field, text };
}
