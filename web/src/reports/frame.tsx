/** The reports side by side; days and stores go along from one to the other. */
import type { ReactNode } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { SubjectPage } from "../ui/subject-page.tsx";
import { PeriodPicker } from "./period-picker.tsx";

const KEEP = ["period", "storeId"];

export function Frame({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation("reports");
  return (
    <SubjectPage
      title={t("title")}
      actions={<PeriodPicker />}
      keep={KEEP}
      screens={[
        { to: "/reports", label: t("screens.sales") },
        { to: "/reports/products", label: t("screens.products") },
        { to: "/reports/profit", label: t("screens.profit") },
        { to: "/reports/margin", label: t("screens.margin") },
        { to: "/reports/losing", label: t("screens.losing") },
        { to: "/reports/marketing", label: t("screens.marketing") },
        { to: "/reports/advertising", label: t("screens.advertising") },
        { to: "/reports/couriers", label: t("screens.couriers") },
      ]}
    >
      {children}
    </SubjectPage>
  );
}
