import type { CatalogItem as WireItem } from "../../../../src/commerce/till/catalog.ts";

/** A variant as GET /api/pos/catalog tells it. */
export type CatalogItem = WireItem<number>;
