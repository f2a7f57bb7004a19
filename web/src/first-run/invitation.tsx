import { Button, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { body, hub } from "../data/hub.ts";
import { queryClient } from "../data/query-client.ts";
import { useStoredSession } from "../data/session.ts";
import { renewSession } from "../data/sign-in.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useFormAction } from "../ui/action.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { Frame } from "./frame.tsx";
import { invitationQuery } from "./invitation-query.ts";

/** What an invitation's link leads to, once one is signed in. */
export function Invitation() {
  const { t } = useTranslation("first-run");
  const { token = "" } = useSearch({ from: "/invitation" });
  const { user } = useStoredSession(queryClient);
  const router = useRouter();
  const invited = useQuery(invitationQuery(token));
  const join = useFormAction({
    run: () => body(hub.POST("/api/invitations/accept", { body: { token } })),
    async done() {
      queryClient.clear();
      await renewSession();
      await router.navigate({ to: "/" });
    },
  });
  const organization = invited.data?.organization ?? "";
  return (
    <Frame title={t("invitation.title", { organization })}>
      <Stack gap="sm">
        {token === "" && <ProblemNotice error={new Error(t("invitation.missing"))} />}
        {invited.error !== null && <ProblemNotice error={invited.error} />}
        {join.error !== null && <ProblemNotice error={join.error} />}
        {invited.isLoading && <Skeleton h={60} />}
        {invited.data && (
          <>
            <Text size="sm">
              {t("invitation.text", {
                by: invited.data.invitedBy,
                email: invited.data.email,
                organization,
                role: t(`role.${invited.data.role}`),
              })}
            </Text>
            <Button {...starts(join)} fullWidth>
              {t("invitation.button", { organization })}
            </Button>
          </>
        )}
        <Quiet size="xs" ta="center">
          {t("invitation.other", { email: user?.email ?? "" })}
        </Quiet>
      </Stack>
    </Frame>
  );
}
