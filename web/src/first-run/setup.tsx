import { Button, Stack } from "@mantine/core";
import { useRouter, useSearch } from "@tanstack/react-router";
import { body, hub } from "../data/hub.ts";
import { queryClient } from "../data/query-client.ts";
import { useStoredSession } from "../data/session.ts";
import { renewSession } from "../data/sign-in.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useFormAction } from "../ui/action.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { Frame } from "./frame.tsx";

/** What the link leads to that the hub prints while it has no operator, once one is signed in. */
export function Setup() {
  const { t } = useTranslation("first-run");
  const { token = "" } = useSearch({ from: "/setup" });
  const { user } = useStoredSession(queryClient);
  const router = useRouter();
  const take = useFormAction({
    run: () => body(hub.POST("/api/operator", { body: { token } })),
    async done() {
      await renewSession();
      await router.navigate({ to: "/" });
    },
  });
  return (
    <Frame title={t("setup.title")} text={t("setup.text")}>
      <Stack gap="sm">
        {token === "" && <ProblemNotice error={new Error(t("setup.missing"))} />}
        {take.error !== null && <ProblemNotice error={take.error} />}
        <Button {...starts(take)} disabled={token === ""} fullWidth>
          {t("setup.button", { email: user?.email ?? "" })}
        </Button>
      </Stack>
    </Frame>
  );
}
