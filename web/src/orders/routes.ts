import { IconShoppingBag } from "@tabler/icons-react";
import { loadTexts } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { listRoute, screenRoute } from "../routing/screen.ts";
import { OrderList } from "./list.tsx";

const loader = loadTexts(
  "orders",
  "orders/page",
  "orders/profit",
  "invoices",
  "returns",
  "shipments",
  "shipping",
  "photos",
  "hub-messages",
);
/** A list says nothing of the hub's own. */
const listLoader = loadTexts("orders");

export const orderRoutes = [
  listRoute("/orders", listLoader, () => Promise.resolve({ OrderList }), "OrderList"),
  screenRoute(
    "/orders/new",
    loadTexts("orders", "orders/page", "customers", "hub-messages"),
    () => import("./new-order.tsx"),
    "NewOrder",
  ),
  listRoute("/orders/$id", loader, () => import("./page.tsx"), "OrderPage"),
] as const;

export const orderNavigation: readonly NavigationEntry[] = [
  { to: "/orders", icon: IconShoppingBag, word: "orders", group: "daily", order: 20, isOnPhoneBar: true },
];
