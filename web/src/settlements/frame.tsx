/** The screens of settlements side by side. */
import type { ReactNode } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { Page } from "../ui/page.tsx";
import { SubNav } from "../ui/sub-nav.tsx";

export function Frame({ actions, children }: { readonly actions?: ReactNode; readonly children: ReactNode }) {
  const { t } = useTranslation("settlements");
  return (
    <Page title={t("title")} actions={actions}>
      <SubNav
        label={t("title")}
        screens={[
          { to: "/settlements", label: t("screens.list") },
          { to: "/settlements/differences", label: t("screens.differences") },
          { to: "/settlements/fee-rules", label: t("screens.rules") },
        ]}
      />
      {children}
    </Page>
  );
}
