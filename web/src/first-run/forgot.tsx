import { askAuth } from "../data/sign-in.ts";
import { useTranslation } from "../i18n/translation.ts";
import { LinkAnchor } from "../ui/link.ts";
import { AddressForm } from "./address-form.tsx";

/** Asks for an address to choose a new password at. */
export function Forgot() {
  const { t } = useTranslation("first-run");
  return (
    <AddressForm
      title={t("forgot.title")}
      text={t("forgot.text")}
      button={t("forgot.button")}
      sent={(email) => t("forgot.sent", { email })}
      ask={(email) => askAuth("request-password-reset", { email, redirectTo: "/reset-password" })}
    >
      <LinkAnchor to="/sign-in" size="sm" ta="center">
        {t("forgot.back")}
      </LinkAnchor>
    </AddressForm>
  );
}
