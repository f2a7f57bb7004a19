/** Who came by an invitation's link is told what it is for before they sign in or sign up. */
import { Alert } from "@mantine/core";
import { IconMailOpened } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "../i18n/translation.ts";
import { invitationIn, invitationQuery } from "./invitation-query.ts";

export function Invited({ back }: { readonly back?: string | undefined }) {
  const { t } = useTranslation("first-run");
  const { data } = useQuery(invitationQuery(invitationIn(back) ?? ""));
  if (!data) return null;
  return (
    <Alert color="blue" icon={<IconMailOpened size={18} />} role="status">
      {t("invitation.before", {
        by: data.invitedBy,
        email: data.email,
        organization: data.organization,
        role: t(`role.${data.role}`),
      })}
    </Alert>
  );
}
