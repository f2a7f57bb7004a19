import { IconUsers } from "@tabler/icons-react";
import { loadTexts } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { listRoute, screenRoute } from "../routing/screen.ts";

const loader = loadTexts("customers", "orders");

export const customerRoutes = [
  listRoute("/customers", loader, () => import("./list.tsx"), "CustomerList"),
  screenRoute("/customers/duplicates", loader, () => import("./duplicates.tsx"), "Duplicates"),
  screenRoute("/customers/$id", loader, () => import("./page.tsx"), "CustomerPage"),
] as const;

export const customerNavigation: readonly NavigationEntry[] = [
  { to: "/customers", icon: IconUsers, word: "customers", group: "daily", order: 50 },
];
