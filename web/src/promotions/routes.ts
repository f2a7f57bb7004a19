import { IconDiscount, IconGift } from "@tabler/icons-react";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadWords } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { appRoute } from "../routing/roots.ts";
import { listSearch } from "../ui/list/search-state.ts";

const loader = loadWords("promotions", "said");
const getParentRoute = () => appRoute;

export const promotionRoutes = [
  createRoute({
    getParentRoute,
    path: "/discounts",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./discounts.tsx"), "Discounts"),
  }),
  createRoute({
    getParentRoute,
    path: "/gift-cards",
    validateSearch: listSearch,
    loader,
    component: lazyRouteComponent(() => import("./gift-cards.tsx"), "GiftCards"),
  }),
  createRoute({
    getParentRoute,
    path: "/gift-cards/liability",
    loader,
    component: lazyRouteComponent(() => import("./liability.tsx"), "Liability"),
  }),
  createRoute({
    getParentRoute,
    path: "/gift-cards/$id",
    loader,
    component: lazyRouteComponent(() => import("./gift-card.tsx"), "GiftCardPage"),
  }),
] as const;

export const promotionNavigation: readonly NavigationEntry[] = [
  { to: "/discounts", icon: IconDiscount, word: "discounts", group: "daily", order: 32, under: "/products" },
  { to: "/gift-cards", icon: IconGift, word: "giftCards", group: "daily", order: 34, under: "/products" },
];
