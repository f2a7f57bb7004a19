import type { CatalogItem as Told } from "../../../../src/commerce/till/catalog.ts";

/** A variant as GET /api/pos/catalog tells it. */
export type CatalogItem = Told<number>;
