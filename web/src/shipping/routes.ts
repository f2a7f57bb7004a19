import { loadTexts } from "../i18n/language.ts";
import { listRoute, screenRoute } from "../routing/screen.ts";

export const shippingRoutes = [
  screenRoute(
    "/orders/ship",
    loadTexts("shipping", "orders", "hub-messages"),
    () => import("./ship.tsx"),
    "ShipOrders",
  ),
  screenRoute(
    "/orders/book",
    loadTexts("shipments", "shipping", "orders", "hub-messages"),
    () => import("./book-many.tsx"),
    "BookMany",
  ),
  listRoute(
    "/orders/papers",
    loadTexts("shipping", "orders", "hub-messages"),
    () => import("./parcel-documents.tsx"),
    "ParcelDocuments",
  ),
  listRoute("/orders/picking", loadTexts("shipping", "orders"), () => import("./picking-list.tsx"), "PickingList"),
  listRoute("/orders/slips", loadTexts("shipping", "orders"), () => import("./slips.tsx"), "PackingSlips"),
] as const;
