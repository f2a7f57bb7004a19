/** What the emulated shop does when it is asked, whatever the form of the call. */
import {
  cancelOrder,
  findVariant,
  type State,
  type StoredHook, // #if webhooks
  type StoredOrder,
  touchOrder,
} from "./sandbox-state.ts";

export class Refusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Oldest change first; the cursor stands on time and id. */
export function pageOf<T extends { readonly id: string; readonly updated_at: string }>(
  records: Iterable<T>,
  { since, cursor, limit }: { readonly since: string; readonly cursor: string; readonly limit: number },
): { readonly items: readonly T[]; readonly next: string | null } {
  const place = (record: T) => `${record.updated_at}~${record.id}`;
  const found = [...records]
    .filter((record) => record.updated_at >= since && place(record) > cursor)
    .sort((a, b) => (place(a) < place(b) ? -1 : 1));
  const items = found.slice(0, Math.min(100, limit));
  const last = items.at(-1);
  return { items, next: found.length > items.length && last ? place(last) : null };
}

export function readLevels(state: State, ids: readonly string[]) {
  return ids.flatMap((id) => {
    const found = findVariant(state, id);
    return found ? [{ variant_id: id, quantity: found.variant.stock }] : [];
  });
}

interface StockItem {
  readonly variant_id: string;
  readonly quantity: number;
  readonly expected?: number | null;
}

export function setStock(state: State, items: readonly StockItem[]) {
  if (items.length > 100) throw new Refusal("too_many_items", "At most 100 items.");
  return items.map(({ variant_id, quantity, expected }) => {
    const found = findVariant(state, variant_id);
    if (!found) return { variant_id, status: "error", quantity: 0, message: "There is no such variant." };
    const { variant, product } = found;
    if (expected !== undefined && expected !== null && expected !== variant.stock)
      return { variant_id, status: "conflict", quantity: variant.stock, message: null };
    variant.stock = quantity;
    product.updated_at = state.now();
    return { variant_id, status: "ok", quantity: variant.stock, message: null };
  });
}

export type Act =
  | { readonly action: "cancel" }
  | { readonly action: "notes"; readonly text: string }
  | { readonly action: "fulfilments"; readonly parcel: Parcel };

/** Once for each key. */
export function actOn(
  state: State,
  order: StoredOrder,
  { key, act }: { readonly key: string; readonly act: Act },
): StoredOrder {
  const intent = `${order.id}:${key}`;
  if (key !== "" && state.given.has(intent)) return order;
  execute(state, order, act);
  state.given.add(intent);
  return order;
}

function execute(state: State, order: StoredOrder, act: Act): void {
  switch (act.action) {
    case "cancel":
      if (order.status === "shipped") throw new Refusal("shipped", "A shipped order cannot be cancelled.");
      cancelOrder(state, order);
      return;
    case "notes":
      order.notes.push(act.text);
      return;
    case "fulfilments":
      fulfil(act.parcel, state, order);
  }
}

export type Parcel = {
  readonly carrier?: string | null;
  readonly tracking_numbers: readonly string[];
  readonly lines: readonly { readonly line_id: string; readonly quantity: number }[];
};

export function fulfil(parcel: Parcel, state: State, order: StoredOrder): void {
  for (const { line_id, quantity } of parcel.lines) {
    const line = order.lines.find((one) => one.id === line_id);
    if (!line || line.shipped + quantity > line.quantity)
      throw new Refusal("too_many", "More units than are open on this line.");
  }
  for (const { line_id, quantity } of parcel.lines) {
    const line = order.lines.find((one) => one.id === line_id);
    if (line) line.shipped += quantity;
  }
  for (const number of parcel.tracking_numbers)
    order.tracking.push({ id: state.id(), carrier: parcel.carrier ?? null, number });
  order.status = order.lines.every((line) => line.shipped === line.quantity) ? "shipped" : "part_shipped";
  touchOrder(state, order);
}

// #if webhooks
export function addHook(state: State, { url, secret }: Pick<StoredHook, "url" | "secret">): Omit<StoredHook, "secret"> {
  if (!URL.canParse(url)) throw new Refusal("url", "The url is not an address.");
  const hook = { id: state.id(), url, active: true };
  state.hooks.set(hook.id, { ...hook, secret });
  return hook;
}

export const listHooks = (state: State) => [...state.hooks.values()].map(({ secret: _, ...hook }) => hook);
// #end
