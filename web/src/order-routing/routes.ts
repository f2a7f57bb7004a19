import { loadTexts } from "../i18n/language.ts";
import { screenRoute } from "../routing/screen.ts";

export const orderRoutingRoutes = [
  screenRoute(
    "/settings/routing",
    loadTexts("settings", "order-routing", "hub-messages"),
    () => import("./page.tsx"),
    "RoutingPage",
  ),
] as const;
