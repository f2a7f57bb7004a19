/** The reports side by side; days and stores go along from one to the other. */
import type { ReactNode } from "react";
import { SandboxSales } from "../home/sandbox-sales.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { SubjectPage } from "../ui/subject-page.tsx";
import { PeriodPicker } from "./period-picker.tsx";

const KEEP = ["period", "storeId"];

const NEEDS = {
  "/reports/profit": "view_profit",
  "/reports/margin": "view_profit",
  "/reports/losing": "view_profit",
  "/reports/marketing": "view_profit",
  "/reports/advertising": "view_profit",
  "/reports/couriers": "view_costs",
} as const;

export function Frame({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation("reports");
  return (
    <SubjectPage
      title={t("title")}
      actions={<PeriodPicker />}
      keep={KEEP}
      needs={NEEDS}
      screens={{
        "/reports": t("screens.sales"),
        "/reports/products": t("screens.products"),
        "/reports/profit": t("screens.profit"),
        "/reports/margin": t("screens.margin"),
        "/reports/losing": t("screens.losing"),
        "/reports/marketing": t("screens.marketing"),
        "/reports/advertising": t("screens.advertising"),
        "/reports/returns": t("screens.returns"),
        "/reports/promises": t("screens.promises"),
        "/reports/couriers": t("screens.couriers"),
      }}
    >
      <SandboxSales isReminder={false} />
      {children}
    </SubjectPage>
  );
}
