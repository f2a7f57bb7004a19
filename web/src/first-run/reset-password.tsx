import { Button, Stack } from "@mantine/core";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { askAuth } from "../data/sign-in.ts";
import { useTranslation } from "../i18n/translation.ts";
import { showNotice, useFormAction } from "../ui/action.ts";
import { LinkAnchor } from "../ui/link.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { submitting } from "../ui/submitting.ts";
import { Frame } from "./frame.tsx";
import { NewPassword } from "./new-password.tsx";

/** Where the address in the mail leads to. */
export function ResetPassword() {
  const { t } = useTranslation("first-run");
  const { token, error } = useSearch({ from: "/reset-password" });
  const router = useRouter();
  const [newPassword, setPassword] = useState("");
  const save = useFormAction({
    run: () => askAuth("reset-password", { newPassword, token }),
    async done() {
      showNotice(t("reset.done"));
      await router.navigate({ to: "/sign-in" });
    },
  });
  const isStale = token === undefined || error !== undefined;
  return (
    <Frame title={t("reset.title")}>
      <form onSubmit={submitting(() => save.start())}>
        <Stack gap="sm">
          {isStale && <ProblemNotice error={new Error(t("reset.stale"))} />}
          {save.error !== null && <ProblemNotice error={save.error} />}
          {!isStale && (
            <>
              <NewPassword label={t("reset.password")} value={newPassword} onChange={setPassword} />
              <Button type="submit" loading={save.isRunning} fullWidth mt="xs">
                {t("reset.button")}
              </Button>
            </>
          )}
          <LinkAnchor to="/forgot" size="sm" ta="center">
            {t("reset.again")}
          </LinkAnchor>
        </Stack>
      </form>
    </Frame>
  );
}
