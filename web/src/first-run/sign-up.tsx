import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { askAuth, renewSession } from "../data/sign-in.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { LinkAnchor } from "../ui/link.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { Frame } from "./frame.tsx";
import { NewPassword } from "./new-password.tsx";

/** The link that led here may let somebody make an account where not everybody may. */
function tokenOf(back = ""): Record<string, string> {
  const { pathname, searchParams } = new URL(back, window.location.origin);
  const token = searchParams.get("token");
  const name = { "/setup": "setup", "/invitation": "invitation" }[pathname];
  return token === null || name === undefined ? {} : { [name]: token };
}

export function SignUp() {
  const { t } = useTranslation("first-run");
  const { back } = useSearch({ from: "/sign-up" });
  const router = useRouter();
  const [typed, setTyped] = useState({ name: "", email: "", password: "" });
  const set = (name: keyof typeof typed) => (event: { currentTarget: HTMLInputElement }) =>
    setTyped({ ...typed, [name]: event.currentTarget.value });
  const enter = useAction({
    run: () => askAuth("sign-up/email", { ...typed, ...tokenOf(back), email: typed.email.trim() }),
    done: async () => {
      await renewSession();
      router.history.push(back ?? "/");
    },
    isQuietFailure: true,
  });
  return (
    <Frame title={t("signUp.title")} text={t("signUp.text")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          enter.start();
        }}
      >
        <Stack gap="sm">
          {enter.error !== null && <ProblemNotice error={enter.error} />}
          <TextInput label={t("name")} autoComplete="name" required value={typed.name} onChange={set("name")} />
          <TextInput
            type="email"
            label={t("email")}
            autoComplete="username"
            required
            value={typed.email}
            onChange={set("email")}
          />
          <NewPassword
            label={t("password")}
            value={typed.password}
            onChange={(password) => setTyped({ ...typed, password })}
          />
          <Button type="submit" loading={enter.isRunning} fullWidth mt="xs">
            {t("signUp.button")}
          </Button>
          <Text size="sm" ta="center">
            {t("signUp.known")}{" "}
            <LinkAnchor to="/sign-in" search={{ back }}>
              {t("signUp.signIn")}
            </LinkAnchor>
          </Text>
        </Stack>
      </form>
    </Frame>
  );
}
