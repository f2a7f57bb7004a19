import { IconDiscount, IconGift } from "@tabler/icons-react";
import { loadTexts } from "../i18n/language.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { listRoute, screenRoute } from "../routing/screen.ts";

const loader = loadTexts("promotions", "hub-messages");

export const promotionRoutes = [
  listRoute("/discounts", loader, () => import("./discounts.tsx"), "Discounts"),
  listRoute("/gift-cards", loader, () => import("./gift-cards.tsx"), "GiftCards"),
  screenRoute("/gift-cards/liability", loader, () => import("./liability.tsx"), "Liability"),
  screenRoute("/gift-cards/$id", loader, () => import("./gift-card.tsx"), "GiftCardPage"),
] as const;

export const promotionNavigation: readonly NavigationEntry[] = [
  { to: "/discounts", icon: IconDiscount, word: "discounts", group: "daily", order: 32, under: "/products" },
  { to: "/gift-cards", icon: IconGift, word: "giftCards", group: "daily", order: 34, under: "/products" },
];
