/** What the screens of automation share: the title, and the way from one to the other. */
import type { ReactNode } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { SubjectPage } from "../ui/subject-page.tsx";

interface Props {
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function AutomationFrame({ actions, children }: Props) {
  const { t } = useTranslation("automations");
  return (
    <SubjectPage
      title={t("title")}
      screens={{
        "/automation": t("rules"),
        "/automation/messages": t("messages.title"),
        "/automation/runs": t("log"),
      }}
      actions={actions}
    >
      {children}
    </SubjectPage>
  );
}
