/** The stock screens side by side. */
import type { ReactNode } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { Page } from "../ui/page.tsx";
import { SubNav } from "../ui/sub-nav.tsx";

export function Frame({ actions, children }: { readonly actions?: ReactNode; readonly children: ReactNode }) {
  const { t } = useTranslation("inventory");
  return (
    <Page title={t("title")} actions={actions}>
      <SubNav
        label={t("title")}
        screens={[
          { to: "/inventory", label: t("screens.levels") },
          { to: "/inventory/low-stock", label: t("screens.lowStock") },
          { to: "/inventory/purchase-orders", label: t("screens.purchaseOrders") },
          { to: "/inventory/suppliers", label: t("screens.suppliers") },
          { to: "/inventory/documents", label: t("screens.documents") },
          { to: "/inventory/counts", label: t("screens.counts") },
          { to: "/inventory/history", label: t("screens.history") },
          { to: "/inventory/costs", label: t("screens.costs") },
          { to: "/inventory/locations", label: t("screens.locations") },
        ]}
      />
      {children}
    </Page>
  );
}
