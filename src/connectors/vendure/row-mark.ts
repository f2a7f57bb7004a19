/** A fingerprint of the few fields that tell a change of an order. */
import { createHash } from "node:crypto";
import type { Json } from "../../commerce/product.ts";

const MARK_LENGTH = 8;

/** The time of placement never changes and is no part of it. */
export function markOf(row: Json): string {
  const { orderPlacedAt: _, ...reported } = Object(row);
  return createHash("sha256").update(JSON.stringify(reported)).digest("base64url").slice(0, MARK_LENGTH);
}
