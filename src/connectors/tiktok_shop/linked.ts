import { z } from "zod";
import type { Json } from "../../commerce/product.ts";

const extSchema = z.object({ productId: z.string().min(1) });

/** The product a listing belongs to; null when the listing does not say. */
export function productIdOf(ext: Json): string | null {
  return extSchema.safeParse(ext).data?.productId ?? null;
}

export const UNLINKED = "It is not known which TikTok product this item belongs to. Sync the products, then try again.";
