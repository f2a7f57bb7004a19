import { IconBolt } from "@tabler/icons-react";
import { loadTexts } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { listRoute, screenRoute } from "../routing/screen.ts";

const loader = loadTexts("automations", "orders/page", "hub-messages");

export const automationRoutes = [
  screenRoute("/automation", loader, () => import("./list.tsx"), "RuleList"),
  screenRoute("/automation/new", loader, () => import("./new-rule.tsx"), "NewRule"),
  screenRoute("/automation/messages", loader, () => import("./message-templates.tsx"), "MessageTemplates"),
  listRoute("/automation/runs", loader, () => import("./runs.tsx"), "RunList"),
  screenRoute("/automation/$id", loader, () => import("./rule.tsx"), "RulePage"),
] as const;

export const automationNavigation: readonly NavigationEntry[] = [
  { to: "/automation", icon: IconBolt, word: "automation", group: "daily", order: 70 },
];
