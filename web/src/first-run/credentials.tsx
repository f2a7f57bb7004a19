/** Asks for an address and its password. */

import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { askAuth } from "../data/sign-in.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { boundText } from "../ui/field.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { submitting } from "../ui/submitting.ts";

interface Props {
  /** Whose password it is, where only theirs will do. */
  readonly only?: string | undefined;
  /** After the right password; true where a second factor is asked for next. */
  onEntered(isCodeRequested: boolean): unknown;
  readonly children?: ReactNode;
}

export function Credentials({ only, onEntered, children }: Props) {
  const { t } = useTranslation("first-run");
  const [email, setEmail] = useState(only ?? "");
  const [password, setPassword] = useState("");
  const enter = useFormAction({
    run: () => askAuth<{ twoFactorRedirect?: boolean }>("sign-in/email", { email: email.trim(), password }),
    done: (answer) => onEntered(answer.twoFactorRedirect === true),
  });
  return (
    <form onSubmit={submitting(() => enter.start())}>
      <Stack gap="sm">
        {enter.error !== null && <ProblemNotice error={enter.error} />}
        <TextInput
          type="email"
          label={t("email")}
          autoComplete="username"
          required
          readOnly={only !== undefined}
          {...boundText(email, setEmail)}
        />
        <PasswordInput
          label={t("password")}
          autoComplete="current-password"
          required
          data-autofocus={only !== undefined || undefined}
          {...boundText(password, setPassword)}
        />
        <Button type="submit" loading={enter.isRunning} fullWidth mt="xs">
          {t("signIn.button")}
        </Button>
        {children}
      </Stack>
    </form>
  );
}
