import { useQuery } from "@tanstack/react-query";
import { askAuth } from "../data/sign-in.ts";
import { signUpQuery } from "../data/sign-up-query.ts";
import { useTranslation } from "../i18n/translation.ts";
import { LinkAnchor } from "../ui/link.ts";
import { AddressForm } from "./address-form.tsx";
import { Frame } from "./frame.tsx";

/** Asks for an address to choose a new password at. */
export function Forgot() {
  const { t } = useTranslation("first-run");
  const { data } = useQuery(signUpQuery);
  const back = (
    <LinkAnchor to="/sign-in" size="sm" ta="center">
      {t("forgot.back")}
    </LinkAnchor>
  );
  if (data?.sendsMail === false)
    return (
      <Frame title={t("forgot.title")} text={t("forgot.noMail")}>
        {back}
      </Frame>
    );
  return (
    <AddressForm
      title={t("forgot.title")}
      text={t("forgot.text")}
      button={t("forgot.button")}
      sent={(email) => t("forgot.sent", { email })}
      ask={(email) => askAuth("request-password-reset", { email, redirectTo: "/reset-password" })}
    >
      {back}
    </AddressForm>
  );
}
