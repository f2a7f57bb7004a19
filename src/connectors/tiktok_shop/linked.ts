import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import { message } from "./words.ts";

const extSchema = z.object({ productId: z.string().min(1) });

/** The product a listing belongs to; null when the listing does not say. */
export function productIdOf(ext: Json): string | null {
  return extSchema.safeParse(ext).data?.productId ?? null;
}

export const UNLINKED = message("refused.unlinkedItem");
