/** The catalogue's screens side by side. */
import { useTranslation } from "../i18n/translation.ts";
import { type FrameProps, SubjectPage } from "../ui/subject-page.tsx";

export function Frame(props: FrameProps) {
  const { t } = useTranslation("products");
  return (
    <SubjectPage
      title={t("title")}
      screens={[
        { to: "/products", label: t("screens.products") },
        { to: "/products/categories", label: t("screens.categories") },
        { to: "/products/imports", label: t("screens.imports") },
      ]}
      {...props}
    />
  );
}
