/** The stock screens side by side. */
import { useTranslation } from "../i18n/translation.ts";
import { type FrameProps, SubjectPage } from "../ui/subject-page.tsx";

export function Frame(props: FrameProps) {
  const { t } = useTranslation("inventory");
  return (
    <SubjectPage
      title={t("title")}
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
      {...props}
    />
  );
}
