import { IconInbox } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { useIsDrawn } from "../data/drawn.ts";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { listSearch } from "../ui/list/search-state.ts";
import { inboxQuery } from "./query.ts";

export const inboxRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "/inbox",
    validateSearch: listSearch,
    loader: loadWords("inbox", "alerts", "alerts/sign", "said"),
    component: lazyRouteComponent(() => import("../alerts/inbox.tsx"), "Inbox"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/inbox/conflicts",
    validateSearch: listSearch,
    loader: loadWords("inbox", "conflicts"),
    component: lazyRouteComponent(() => import("../conflicts/list.tsx"), "ConflictList"),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: "/inbox/orders",
    validateSearch: listSearch,
    loader: loadWords("inbox", "orders"),
    component: lazyRouteComponent(() => import("./orders.tsx"), "InboxOrders"),
  }),
] as const;

const useWaiting = (): number => useQuery({ ...inboxQuery, enabled: useIsDrawn() }).data?.total ?? 0;

export const inboxNavigation: readonly NavigationEntry[] = [
  { to: "/inbox", icon: IconInbox, word: "inbox", group: "daily", order: 15, isOnPhoneBar: true, useBadge: useWaiting },
];
