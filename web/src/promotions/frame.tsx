/** The screens of gift cards side by side. */
import { useTranslation } from "../i18n/translation.ts";
import { type FrameProps, SubjectPage } from "../ui/subject-page.tsx";

export function Frame(props: FrameProps) {
  const { t } = useTranslation("promotions");
  return (
    <SubjectPage
      title={t("giftCards")}
      screens={{
        "/gift-cards": t("cards"),
        "/gift-cards/liability": t("liabilityAndExpiry"),
      }}
      {...props}
    />
  );
}
