/** What the catalog says beside its connectors: sections and actions, by language. */
import type { ConnectorMeta, Language } from "../connectors/kit/contract/contract.ts";

type Texts<Key extends string> = Readonly<Record<Language, Readonly<Record<Key, string>>>>;

/** In the order they are shown in. */
export const sectionNames: Texts<ConnectorMeta["section"]> = {
  en: {
    stores: "Online stores",
    marketplaces: "Marketplaces",
    logistics: "Couriers",
    marketing: "Advertising",
    custom: "Your own",
  },
  ar: {
    stores: "المتاجر الإلكترونية",
    marketplaces: "الأسواق",
    logistics: "شركات الشحن",
    marketing: "الإعلانات",
    custom: "متجرك الخاص",
  },
};

export type CatalogAction = "status" | "sync" | "sync-orders" | "register-webhooks" | "disconnect";

export const actionLabels: Texts<CatalogAction> = {
  en: {
    status: "Status",
    sync: "Sync now",
    "sync-orders": "Sync orders",
    "register-webhooks": "Register webhooks",
    disconnect: "Disconnect",
  },
  ar: {
    status: "الحالة",
    sync: "زامن الآن",
    "sync-orders": "زامن الطلبات",
    "register-webhooks": "سجّل الإشعارات لدى المنصة",
    disconnect: "افصل الحساب",
  },
};
