/** A product as the shop holds it before a write. */
import type { Json } from "../../commerce/product.ts";
import { asRecord } from "./client.ts";

/** Meta of a product: our picture addresses and the attachment each became, so that none is uploaded twice. */
export const IMAGES_META = "_argosy_images";
/** Meta key of the intent that made a product. */
export const ID_META = "_argosy_id";

export interface Existing {
  /** {} before it is made. */
  readonly raw: { readonly [key: string]: Json };
  /** Attachments by the address each was loaded from. */
  readonly images: Readonly<Record<string, string>>;
}

export function metaList(row: Json): readonly { readonly [key: string]: Json }[] {
  const list = asRecord(row)["meta_data"];
  return Array.isArray(list) ? list.map((one) => asRecord(one)) : [];
}

export function existingOf(body: Json | null): Existing {
  const raw = asRecord(body ?? {});
  const existing = asRecord(metaList(raw).find((one) => one["key"] === IMAGES_META)?.["value"]);
  const images = Object.fromEntries(Object.entries(existing).map(([url, id]) => [url, String(id)]));
  return { raw, images };
}
