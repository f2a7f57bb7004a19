import { IconFileInvoice } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { listSearch } from "../ui/list/search-state.ts";

export const invoiceRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/invoices",
    validateSearch: listSearch,
    loader: loadWords("invoices"),
    component: lazyRouteComponent(() => import("./list.tsx"), "InvoiceList"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/settings/invoices",
    loader: loadWords("settings", "invoices", "said"),
    component: lazyRouteComponent(() => import("./settings.tsx"), "InvoiceSettingsPage"),
  }),
] as const;

export const invoiceNavigation: readonly NavigationEntry[] = [
  { to: "/invoices", icon: IconFileInvoice, word: "invoices", group: "daily", order: 26, under: "/orders" },
];
