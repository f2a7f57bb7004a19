import { IconListCheck } from "@tabler/icons-react";
import { loadTexts } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { listRoute, screenRoute } from "../routing/screen.ts";

export const runRoutes = [
  listRoute("/channels/activity", loadTexts("runs"), () => import("./list.tsx"), "RunList"),
  screenRoute("/channels/activity/$id", loadTexts("runs"), () => import("./run.tsx"), "RunPage"),
] as const;

export const runNavigation: readonly NavigationEntry[] = [
  { to: "/channels/activity", icon: IconListCheck, word: "activity", group: "daily", order: 82, under: "/channels" },
];
