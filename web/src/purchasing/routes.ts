import { loadTexts } from "../i18n/language.ts";
import { listRoute, screenRoute } from "../routing/screen.ts";

const loader = loadTexts("purchasing", "inventory", "hub-messages");

export const purchasingRoutes = [
  listRoute("/inventory/purchase-orders", loader, () => import("./orders.tsx"), "PurchaseOrders"),
  screenRoute("/inventory/purchase-orders/$id", loader, () => import("./order.tsx"), "PurchaseOrderPage"),
  listRoute("/inventory/low-stock", loader, () => import("./low-stock.tsx"), "LowStock"),
  listRoute("/inventory/suppliers", loader, () => import("./suppliers.tsx"), "Suppliers"),
] as const;
