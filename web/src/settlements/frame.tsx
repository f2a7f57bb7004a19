/** The screens of settlements side by side. */
import { useTranslation } from "../i18n/translation.ts";
import { type FrameProps, SubjectPage } from "../ui/subject-page.tsx";

export function Frame(props: FrameProps) {
  const { t } = useTranslation("settlements");
  return (
    <SubjectPage
      title={t("title")}
      screens={{
        "/settlements": t("screens.list"),
        "/settlements/differences": t("screens.differences"),
        "/settlements/fee-rules": t("screens.rules"),
      }}
      {...props}
    />
  );
}
