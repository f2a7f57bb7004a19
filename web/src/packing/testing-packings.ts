import type { KeptPacking } from "./shelf.ts";

/** For tests. */
export const packing = (id: string): KeptPacking => ({
  id,
  orderId: `order-${id}`,
  number: `SH-${id}`,
  packedAt: "2026-11-20T12:00:00Z",
  items: [{ lineId: "line", units: 1 }],
  again: false,
});

/** What a browser keeps; full from `isFull` on. */
export function browser() {
  const kept = new Map<string, string>();
  return {
    kept,
    isFull: false,
    getItem: (name: string) => kept.get(name) ?? null,
    setItem(name: string, text: string) {
      if (this.isFull) throw new Error("QuotaExceededError");
      kept.set(name, text);
    },
    removeItem: (name: string) => void kept.delete(name),
  };
}
