/** The catalogue's screens side by side. */
import type { ReactNode } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { Page } from "../ui/page.tsx";
import { SubNav } from "../ui/sub-nav.tsx";

export function Frame({ actions, children }: { readonly actions?: ReactNode; readonly children: ReactNode }) {
  const { t } = useTranslation("products");
  return (
    <Page title={t("title")} actions={actions}>
      <SubNav
        label={t("title")}
        screens={[
          { to: "/products", label: t("screens.products") },
          { to: "/products/categories", label: t("screens.categories") },
          { to: "/products/imports", label: t("screens.imports") },
        ]}
      />
      {children}
    </Page>
  );
}
