/** The screens of gift cards side by side. */
import type { ReactNode } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { Page } from "../ui/page.tsx";
import { SubNav } from "../ui/sub-nav.tsx";

export function Frame({ actions, children }: { readonly actions?: ReactNode; readonly children: ReactNode }) {
  const { t } = useTranslation("promotions");
  return (
    <Page title={t("giftCards")} actions={actions}>
      <SubNav
        label={t("giftCards")}
        screens={[
          { to: "/gift-cards", label: t("cards") },
          { to: "/gift-cards/liability", label: t("liabilityAndExpiry") },
        ]}
      />
      {children}
    </Page>
  );
}
