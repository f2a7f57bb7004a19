/** What every push of this connector answers with. */
import type { PushItem, PushResult } from "../kit/contract/ports.ts";

export const echo = <V>({ key, location, seq }: PushItem<V>): Pick<PushItem<V>, "key" | "location" | "seq"> => ({
  key,
  location,
  seq,
});

/** The item's own refusal: it never blocks the others. */
export function refusedItem<V>(item: PushItem<V>, field: "stock" | "price", code: string, text: string): PushResult<V> {
  return { ...echo(item), outcome: "rejected", code, field, text };
}
