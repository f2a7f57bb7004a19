/** The second factor: a code of an app on the phone, asked for after the password. */
import { Box, Button, Code, Group, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { renderSVG } from "uqr";
import { askAuth } from "../data/sign-in.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { CopyField } from "../ui/copy-field.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Status } from "../ui/status.tsx";
import { authQuery } from "./auth-reads.ts";

interface Begun {
  readonly totpURI: string;
  readonly backupCodes: readonly string[];
}

export function TwoFactor() {
  const { t } = useTranslation("settings");
  const auth = useQuery(authQuery);
  const [isOpen, setOpen] = useState(false);
  const isOn = auth.data?.user.twoFactorEnabled === true;
  return (
    <Card title={t("twoFactor.title")}>
      <Stack gap="sm" align="flex-start">
        {auth.data && <Status meaning={isOn ? "good" : "neutral"}>{t(isOn ? "twoFactor.on" : "twoFactor.off")}</Status>}
        <Text size="sm">{t("twoFactor.text")}</Text>
        <Button variant="default" onClick={() => setOpen(true)} disabled={!auth.data}>
          {t(isOn ? "twoFactor.switchOff" : "twoFactor.switchOn")}
        </Button>
      </Stack>
      {isOpen && (isOn ? <SwitchOff onClose={() => setOpen(false)} /> : <SwitchOn onClose={() => setOpen(false)} />)}
    </Card>
  );
}

const submit = (run: () => void) => (event: FormEvent) => {
  event.preventDefault();
  run();
};

function SwitchOn({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("settings");
  const [password, setPassword] = useState("");
  const [begun, setBegun] = useState<Begun | null>(null);
  const begin = useAction({
    run: () => askAuth<Begun>("two-factor/enable", { password }),
    done: setBegun,
    isQuietFailure: true,
  });
  return (
    <Modal opened onClose={onClose} title={t("twoFactor.switchOn")} closeOnClickOutside={begun === null}>
      {begun === null ? (
        <form onSubmit={submit(() => begin.start())}>
          <Stack>
            {begin.error !== null && <ProblemNotice error={begin.error} />}
            <PasswordInput
              label={t("account.currentPassword")}
              required
              data-autofocus
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            <Group justify="flex-end">
              <Button type="submit" loading={begin.isRunning}>
                {t("twoFactor.next")}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Prove begun={begun} onDone={onClose} />
      )}
    </Modal>
  );
}

/** Counts only from the first right code on: a phone that was not set up locks nobody out. */
function Prove({ begun, onDone }: { readonly begun: Begun; onDone(): void }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const [code, setCode] = useState("");
  const prove = useAction({
    run: () => askAuth("two-factor/verify-totp", { code: code.replaceAll(/\s/g, "") }),
    async done() {
      await client.invalidateQueries({ queryKey: ["account"] });
      onDone();
    },
    said: t("twoFactor.nowOn"),
    isQuietFailure: true,
  });
  const secret = new URL(begun.totpURI).searchParams.get("secret") ?? "";
  return (
    <form onSubmit={submit(() => prove.start())}>
      <Stack>
        <Text size="sm">{t("twoFactor.scan")}</Text>
        <Box
          w={200}
          mx="auto"
          p="xs"
          bg="white"
          role="img"
          aria-label={t("twoFactor.picture")}
          // biome-ignore lint/security/noDangerouslySetInnerHtml: drawn here from the hub's own address, no text of it is in it
          dangerouslySetInnerHTML={{ __html: renderSVG(begun.totpURI, { border: 1 }) }}
        />
        <CopyField label={t("twoFactor.byHand")} value={secret} />
        <Stack gap={4}>
          <Text size="sm" fw={600}>
            {t("twoFactor.backup")}
          </Text>
          <Text size="xs" c="var(--quiet)">
            {t("twoFactor.backupText")}
          </Text>
          <Code block>{begun.backupCodes.join("\n")}</Code>
        </Stack>
        {prove.error !== null && <ProblemNotice error={prove.error} />}
        <TextInput
          label={t("twoFactor.code")}
          required
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={8}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={prove.isRunning}>
            {t("twoFactor.switchOn")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function SwitchOff({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const [password, setPassword] = useState("");
  const end = useAction({
    run: () => askAuth("two-factor/disable", { password }),
    async done() {
      await client.invalidateQueries({ queryKey: ["account"] });
      onClose();
    },
    said: t("twoFactor.nowOff"),
    isQuietFailure: true,
  });
  return (
    <Modal opened onClose={onClose} title={t("twoFactor.switchOff")}>
      <form onSubmit={submit(() => end.start())}>
        <Stack>
          {end.error !== null && <ProblemNotice error={end.error} />}
          <PasswordInput
            label={t("account.currentPassword")}
            required
            data-autofocus
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button type="submit" color="red" loading={end.isRunning}>
              {t("twoFactor.switchOff")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
