import { loadWords } from "../i18n/language.ts";
import { listRoute, screenRoute } from "../routing/screen.ts";

export const shippingRoutes = [
  screenRoute(
    "/orders/ship",
    loadWords("shipping", "orders", "hub-messages"),
    () => import("./ship.tsx"),
    "ShipOrders",
  ),
  screenRoute(
    "/orders/book",
    loadWords("shipments", "shipping", "orders", "hub-messages"),
    () => import("./book-many.tsx"),
    "BookMany",
  ),
  listRoute(
    "/orders/papers",
    loadWords("shipping", "orders", "hub-messages"),
    () => import("./papers.tsx"),
    "ParcelPapers",
  ),
  listRoute("/orders/picking", loadWords("shipping", "orders"), () => import("./picking-list.tsx"), "PickingList"),
  listRoute("/orders/slips", loadWords("shipping", "orders"), () => import("./slips.tsx"), "PackingSlips"),
] as const;
