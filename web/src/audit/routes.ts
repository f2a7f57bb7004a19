import { IconFileSearch } from "@tabler/icons-react";
import { loadTexts } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { listRoute } from "../routing/screen.ts";

export const auditRoutes = [
  listRoute("/settings/audit", loadTexts("audit", "hub-messages/fields"), () => import("./list.tsx"), "AuditList"),
] as const;

export const auditNavigation: readonly NavigationEntry[] = [
  {
    to: "/settings/audit",
    icon: IconFileSearch,
    word: "audit",
    group: "house",
    order: 20,
    under: "/settings",
    needs: "manage_members",
  },
];
