import { Button, Group, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useSession } from "../data/session.ts";
import { askAuth, renewSession } from "../data/sign-in.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useAction, useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { boundText } from "../ui/field.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { submitting } from "../ui/submitting.ts";
import { SettingsFrame } from "./frame.tsx";
import { Passkeys } from "./passkeys.tsx";
import { Provider } from "./provider.tsx";
import { Sessions } from "./sessions.tsx";
import { TwoFactor } from "./two-factor.tsx";

export function Account() {
  return (
    <SettingsFrame>
      <Profile />
      <Password />
      <TwoFactor />
      <Passkeys />
      <Provider />
      <Sessions />
    </SettingsFrame>
  );
}

function Profile() {
  const { t } = useTranslation("settings");
  const { user } = useSession();
  const [name, setName] = useState(user?.name ?? "");
  const save = useAction({
    run: () => askAuth("update-user", { name: name.trim() }),
    done: renewSession,
    said: t("saved"),
  });
  return (
    <Card title={t("account.profile")}>
      <form onSubmit={submitting(() => save.start())}>
        <Stack gap="sm" maw={420}>
          <TextInput
            label={t("account.name")}
            required
            maxLength={120}
            autoComplete="name"
            {...boundText(name, setName)}
          />
          <TextInput
            label={t("team.email")}
            value={user?.email ?? ""}
            readOnly
            styles={{ input: { direction: "ltr" } }}
          />
          <Group>
            <Button type="submit" variant="default" loading={save.isRunning} disabled={name.trim() === user?.name}>
              {t("save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}

function Password() {
  const { t } = useTranslation("settings");
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useFormAction({
    run: () => askAuth("change-password", { currentPassword: current, newPassword: next }),
    done() {
      setCurrent("");
      setNext("");
    },
    said: t("account.passwordChanged"),
  });
  return (
    <Card help={<Help of="account_security" />} title={t("account.password")}>
      <form onSubmit={submitting(() => change.start())}>
        <Stack gap="sm" maw={420}>
          {change.error !== null && <ProblemNotice error={change.error} />}
          <PasswordInput
            label={t("account.currentPassword")}
            required
            autoComplete="current-password"
            {...boundText(current, setCurrent)}
          />
          <PasswordInput
            label={t("account.newPassword")}
            description={t("account.passwordHelp")}
            inputWrapperOrder={["label", "input", "description", "error"]}
            required
            minLength={8}
            maxLength={256}
            autoComplete="new-password"
            {...boundText(next, setNext)}
          />
          <Quiet size="sm">{t("account.endsOthers")}</Quiet>
          <Group>
            <Button type="submit" variant="default" loading={change.isRunning}>
              {t("account.changePassword")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
