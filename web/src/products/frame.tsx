/** The catalog's screens side by side. */
import { useTranslation } from "../i18n/translation.ts";
import { type FrameProps, SubjectPage } from "../ui/subject-page.tsx";

export function Frame(props: FrameProps) {
  const { t } = useTranslation("products");
  return (
    <SubjectPage
      title={t("title")}
      screens={{
        "/products": t("screens.products"),
        "/products/categories": t("screens.categories"),
        "/products/price-edits": t("screens.priceEdits"),
        "/products/listings": t("screens.listings"),
        "/products/imports": t("screens.imports"),
      }}
      {...props}
    />
  );
}
