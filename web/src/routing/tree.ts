/** All routes and navigation entries: one line a subject. */
import { createRouter } from "@tanstack/react-router";
import { adminNavigation, adminRoutes } from "../admin/routes.ts";
import { alertRoutes } from "../alerts/routes.ts";
import { auditNavigation, auditRoutes } from "../audit/routes.ts";
import { automationNavigation, automationRoutes } from "../automations/routes.ts";
import { conflictRoutes } from "../conflicts/routes.ts";
import { customerNavigation, customerRoutes } from "../customers/routes.ts";
import { queryClient } from "../data/query-client.ts";
import { firstRunRoutes, startRoutes } from "../first-run/routes.ts";
import { homeNavigation, homeRoutes } from "../home/routes.ts";
import { inboxNavigation, inboxRoutes } from "../inbox/routes.ts";
import { integrationRoutes } from "../integrations/routes.ts";
import { inventoryNavigation, inventoryRoutes } from "../inventory/routes.ts";
import { invoiceNavigation, invoiceRoutes } from "../invoices/routes.ts";
import { listingDraftRoutes } from "../listing-drafts/routes.ts";
import { orderRoutingRoutes } from "../order-routing/routes.ts";
import { orderNavigation, orderRoutes } from "../orders/routes.ts";
import { packingNavigation, packingRoutes } from "../packing/routes.ts";
import { posNavigation, posRoutes } from "../pos/routes.ts";
import { priceEditRoutes } from "../price-edits/routes.ts";
import { productNavigation, productRoutes } from "../products/routes.ts";
import { promotionNavigation, promotionRoutes } from "../promotions/routes.ts";
import { purchasingRoutes } from "../purchasing/routes.ts";
import { reportNavigation, reportRoutes } from "../reports/routes.ts";
import { returnNavigation, returnRoutes } from "../returns/routes.ts";
import { runNavigation, runRoutes } from "../runs/routes.ts";
import { settingsNavigation, settingsRoutes } from "../settings/routes.ts";
import { settlementNavigation, settlementRoutes } from "../settlements/routes.ts";
import { NotFound, RouteProblem } from "../shell/failures.tsx";
import { shipmentNavigation, shipmentRoutes } from "../shipments/routes.ts";
import { shippingRoutes } from "../shipping/routes.ts";
import { storeNavigation, storeRoutes } from "../stores/routes.ts";
import { formerRoutes } from "./former.ts";
import type { NavigationEntry } from "./navigation.ts";
import { appRoute, rootRoute } from "./roots.ts";

const tree = rootRoute.addChildren([
  ...firstRunRoutes,
  ...formerRoutes,
  appRoute.addChildren([
    ...adminRoutes,
    ...auditRoutes,
    ...automationRoutes,
    ...customerRoutes,
    ...startRoutes,
    ...homeRoutes,
    ...alertRoutes,
    ...conflictRoutes,
    ...inboxRoutes,
    ...integrationRoutes,
    ...inventoryRoutes,
    ...purchasingRoutes,
    ...invoiceRoutes,
    ...orderRoutes,
    ...orderRoutingRoutes,
    ...packingRoutes,
    ...posRoutes,
    ...priceEditRoutes,
    ...listingDraftRoutes,
    ...productRoutes,
    ...promotionRoutes,
    ...reportRoutes,
    ...returnRoutes,
    ...runRoutes,
    ...settingsRoutes,
    ...settlementRoutes,
    ...shipmentRoutes,
    ...shippingRoutes,
    ...storeRoutes,
  ]),
]);

const navigation: readonly NavigationEntry[] = [
  adminNavigation,
  auditNavigation,
  automationNavigation,
  customerNavigation,
  homeNavigation,
  inboxNavigation,
  inventoryNavigation,
  invoiceNavigation,
  orderNavigation,
  packingNavigation,
  posNavigation,
  productNavigation,
  promotionNavigation,
  reportNavigation,
  returnNavigation,
  runNavigation,
  settingsNavigation,
  settlementNavigation,
  shipmentNavigation,
  storeNavigation,
].flat();

export const router = createRouter({
  routeTree: tree,
  context: { client: queryClient, navigation },
  defaultPreload: "intent",
  // What is fresh is the query client's to say.
  defaultPreloadStaleTime: 0,
  defaultErrorComponent: RouteProblem,
  defaultNotFoundComponent: NotFound,
  // Addresses people can read: every value is text, as it stands.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== "");
    const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
    return text === "" ? "" : `?${text}`;
  },
  scrollRestoration: true,
  defaultStructuralSharing: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
