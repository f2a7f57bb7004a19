import { IconInbox } from "@tabler/icons-react";
import { useLater } from "../data/after-first-paint.ts";
import { loadTexts } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { listRoute } from "../routing/screen.ts";
import { inboxQuery } from "./query.ts";

export const inboxRoutes = [
  listRoute("/inbox/orders", loadTexts("inbox", "orders"), () => import("./orders.tsx"), "InboxOrders"),
  listRoute("/inbox/messages", loadTexts("inbox", "alerts"), () => import("./conversation-list.tsx"), "Messages"),
] as const;

const useWaiting = (): number => useLater(inboxQuery)?.total ?? 0;

export const inboxNavigation: readonly NavigationEntry[] = [
  { to: "/inbox", icon: IconInbox, word: "inbox", group: "daily", order: 15, isOnPhoneBar: true, useBadge: useWaiting },
];
