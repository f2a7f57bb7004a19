import { IconFileInvoice } from "@tabler/icons-react";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { listRoute, screenRoute } from "../routing/screen.ts";

export const invoiceRoutes = [
  listRoute("/invoices", loadWords("invoices"), () => import("./list.tsx"), "InvoiceList"),
  screenRoute(
    "/settings/invoices",
    loadWords("settings", "invoices", "hub-messages"),
    () => import("./settings.tsx"),
    "InvoiceSettingsPage",
  ),
] as const;

export const invoiceNavigation: readonly NavigationEntry[] = [
  { to: "/invoices", icon: IconFileInvoice, word: "invoices", group: "daily", order: 26, under: "/orders" },
];
