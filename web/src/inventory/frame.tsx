/** The stock screens side by side. */
import { useTranslation } from "../i18n/translation.ts";
import { type FrameProps, SubjectPage } from "../ui/subject-page.tsx";

const NEEDS = {
  "/inventory/purchase-orders": "view_costs",
  "/inventory/suppliers": "view_costs",
  "/inventory/documents": "view_costs",
  "/inventory/costs": "view_costs",
} as const;

export function Frame(props: FrameProps) {
  const { t } = useTranslation("inventory");
  return (
    <SubjectPage
      title={t("title")}
      needs={NEEDS}
      screens={{
        "/inventory": t("screens.levels"),
        "/inventory/low-stock": t("screens.lowStock"),
        "/inventory/lots": t("screens.lots"),
        "/inventory/purchase-orders": t("screens.purchaseOrders"),
        "/inventory/suppliers": t("screens.suppliers"),
        "/inventory/documents": t("screens.documents"),
        "/inventory/counts": t("screens.counts"),
        "/inventory/history": t("screens.history"),
        "/inventory/costs": t("screens.costs"),
        "/inventory/locations": t("screens.locations"),
      }}
      {...props}
    />
  );
}
