import type { StoredPacking } from "./packing-store.ts";

/** For tests. */
export const packing = (id: string): StoredPacking => ({
  id,
  orderId: `order-${id}`,
  number: `SH-${id}`,
  packedAt: "2026-11-20T12:00:00Z",
  items: [{ lineId: "line", units: 1 }],
  again: false,
});

/** What a browser keeps; full from `isFull` on. */
export function browser() {
  const cached = new Map<string, string>();
  return {
    kept: cached,
    isFull: false,
    getItem: (name: string) => cached.get(name) ?? null,
    setItem(name: string, text: string) {
      if (this.isFull) throw new Error("QuotaExceededError");
      cached.set(name, text);
    },
    removeItem: (name: string) => void cached.delete(name),
  };
}
