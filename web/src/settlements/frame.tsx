/** The screens of settlements side by side. */
import { useTranslation } from "../i18n/translation.ts";
import { type FrameProps, SubjectPage } from "../ui/subject-page.tsx";

export function Frame(props: FrameProps) {
  const { t } = useTranslation("settlements");
  return (
    <SubjectPage
      title={t("title")}
      screens={[
        { to: "/settlements", label: t("screens.list") },
        { to: "/settlements/differences", label: t("screens.differences") },
        { to: "/settlements/fee-rules", label: t("screens.rules") },
      ]}
      {...props}
    />
  );
}
