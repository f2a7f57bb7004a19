/** To the dashboard's sign-in and back. */
import { useTranslation } from "../../i18n/translation.ts";
import { Notice } from "./notice.tsx";

export const signInAddress = `/sign-in?${new URLSearchParams({ back: "/register/" })}`;

export function SignIn() {
  const { t } = useTranslation("register");
  return (
    <Notice
      title={t("start.signedOut")}
      text={t("start.signedOutHint")}
      action={{ label: t("state.signIn"), run: () => location.assign(signInAddress) }}
    />
  );
}
