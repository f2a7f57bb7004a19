import { Alert, Button, Stack, TextInput } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { useState } from "react";
import { askAuth } from "../data/sign-in.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { LinkAnchor } from "../ui/link.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { Frame } from "./frame.tsx";

/** Asks for an address to choose a new password at; says the same whether the account exists or not. */
export function Forgot() {
  const { t } = useTranslation("first-run");
  const [email, setEmail] = useState("");
  const [sentTo, setSentTo] = useState<string>();
  const ask = useAction({
    run: () => askAuth("request-password-reset", { email: email.trim(), redirectTo: "/reset-password" }),
    done: () => setSentTo(email.trim()),
    isQuietFailure: true,
  });
  return (
    <Frame title={t("forgot.title")} text={t("forgot.text")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          ask.start();
        }}
      >
        <Stack gap="sm">
          {ask.error !== null && <ProblemNotice error={ask.error} />}
          {sentTo !== undefined && (
            <Alert color="green" icon={<IconMail size={18} />} role="status">
              {t("forgot.sent", { email: sentTo })}
            </Alert>
          )}
          <TextInput
            type="email"
            label={t("email")}
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Button type="submit" loading={ask.isRunning} fullWidth mt="xs">
            {t("forgot.button")}
          </Button>
          <LinkAnchor to="/sign-in" size="sm" ta="center">
            {t("forgot.back")}
          </LinkAnchor>
        </Stack>
      </form>
    </Frame>
  );
}
