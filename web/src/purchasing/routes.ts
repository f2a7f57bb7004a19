import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadWords } from "../i18n/language.ts";
import { appRoute } from "../routing/roots.ts";
import { listSearch } from "../ui/list/search-state.ts";

const loader = loadWords("purchasing", "inventory", "said");
const getParentRoute = () => appRoute;

export const purchasingRoutes = [
  createRoute({
    getParentRoute,
    path: "/inventory/purchase-orders",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./orders.tsx"), "PurchaseOrders"),
  }),
  createRoute({
    getParentRoute,
    path: "/inventory/purchase-orders/$id",
    loader,
    component: lazyRouteComponent(() => import("./order.tsx"), "PurchaseOrderPage"),
  }),
  createRoute({
    getParentRoute,
    path: "/inventory/suppliers",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./suppliers.tsx"), "Suppliers"),
  }),
] as const;
