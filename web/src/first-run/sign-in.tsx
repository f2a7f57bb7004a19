import { Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { askAuth, renewSession } from "../data/sign-in.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { LinkAnchor } from "../ui/link.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { Frame } from "./frame.tsx";
import { SecondFactor } from "./second-factor.tsx";

export function SignIn() {
  const { t } = useTranslation("first-run");
  const { back } = useSearch({ from: "/sign-in" });
  const router = useRouter();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [isCodeWanted, setCodeWanted] = useState(false);
  const goIn = async () => {
    await renewSession();
    router.history.push(back ?? "/");
  };
  const enter = useAction({
    run: () => askAuth<{ twoFactorRedirect?: boolean }>("sign-in/email", { email: email.trim(), password }),
    done: async (answer) => (answer.twoFactorRedirect === true ? setCodeWanted(true) : goIn()),
    isQuietFailure: true,
  });
  if (isCodeWanted) return <SecondFactor onDone={goIn} />;
  return (
    <Frame title={t("signIn.title")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          enter.start();
        }}
      >
        <Stack gap="sm">
          {enter.error !== null && <ProblemNotice error={enter.error} />}
          <TextInput
            type="email"
            label={t("email")}
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label={t("password")}
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" loading={enter.isRunning} fullWidth mt="xs">
            {t("signIn.button")}
          </Button>
          <LinkAnchor to="/forgot" size="sm" ta="center">
            {t("signIn.forgot")}
          </LinkAnchor>
          <Text size="sm" ta="center">
            {t("signIn.new")}{" "}
            <LinkAnchor to="/sign-up" search={{ back }}>
              {t("signIn.signUp")}
            </LinkAnchor>
          </Text>
        </Stack>
      </form>
    </Frame>
  );
}
