import { IconFileInvoice } from "@tabler/icons-react";
import { loadTexts } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { listRoute, screenRoute } from "../routing/screen.ts";

export const invoiceRoutes = [
  listRoute("/invoices", loadTexts("invoices"), () => import("./list.tsx"), "InvoiceList"),
  screenRoute(
    "/settings/invoices",
    loadTexts("settings", "invoices", "hub-messages"),
    () => import("./settings.tsx"),
    "InvoiceSettingsPage",
  ),
] as const;

export const invoiceNavigation: readonly NavigationEntry[] = [
  { to: "/invoices", icon: IconFileInvoice, word: "invoices", group: "daily", order: 26, under: "/orders" },
];
