/** The second factor: a code of an app on the phone, asked for after the password. */

import { Button, Group, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { askAuth } from "../data/sign-in.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { boundText } from "../ui/field.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { Status } from "../ui/status.tsx";
import { submitting } from "../ui/submitting.ts";
import { authQuery } from "./auth-reads.ts";
import { BackupCodes } from "./backup-codes.tsx";
import { ProveApp, type StartedProof } from "./prove-app.tsx";

type PendingStep = "on" | "off" | "codes";

export function TwoFactor() {
  const { t } = useTranslation("settings");
  const auth = useQuery(authQuery);
  const [request, setRequest] = useState<PendingStep | null>(null);
  const isOn = auth.data?.user.twoFactorEnabled === true;
  const close = () => setRequest(null);
  return (
    <Card help={<Help of="account_security" />} title={t("twoFactor.title")}>
      <Stack gap="sm" align="flex-start">
        {auth.data && <Status meaning={isOn ? "good" : "neutral"}>{t(isOn ? "twoFactor.on" : "twoFactor.off")}</Status>}
        <Text size="sm">{t("twoFactor.text")}</Text>
        <Group gap="xs">
          <Button variant="default" onClick={() => setRequest(isOn ? "off" : "on")} disabled={!auth.data}>
            {t(isOn ? "twoFactor.switchOff" : "twoFactor.switchOn")}
          </Button>
          {isOn && (
            <Button variant="subtle" onClick={() => setRequest("codes")}>
              {t("twoFactor.newCodes")}
            </Button>
          )}
        </Group>
      </Stack>
      {request === "on" && <SwitchOn onClose={close} />}
      {request === "off" && <SwitchOff onClose={close} />}
      {request === "codes" && <NewCodes onClose={close} />}
    </Card>
  );
}

/** The password, asked for before anything about the second factor changes. */
function PasswordForm<Answer>(props: {
  readonly label: string;
  readonly isGrave?: boolean;
  run(password: string): Promise<Answer>;
  done(answer: Answer): unknown;
  readonly said?: string;
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation("settings");
  const [password, setPassword] = useState("");
  const send = useFormAction({
    run: () => props.run(password),
    done: props.done,
    ...(props.said !== undefined && { said: props.said }),
  });
  return (
    <form onSubmit={submitting(() => send.start())}>
      <Stack>
        {props.children}
        {send.error !== null && <ProblemNotice error={send.error} />}
        <PasswordInput
          label={t("account.currentPassword")}
          required
          data-autofocus
          autoComplete="current-password"
          {...boundText(password, setPassword)}
        />
        <Group justify="flex-end">
          <Button type="submit" {...(props.isGrave && { color: "red" })} loading={send.isRunning}>
            {props.label}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Password, app, codes: the codes last, when they are worth keeping. */
function SwitchOn({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("settings");
  const [started, setStarted] = useState<StartedProof | null>(null);
  const [isProved, setProved] = useState(false);
  if (started !== null && isProved)
    return <Codes title={t("twoFactor.keep")} codes={started.backupCodes} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title={t("twoFactor.switchOn")} closeOnClickOutside={started === null}>
      {started === null ? (
        <PasswordForm
          label={t("twoFactor.next")}
          run={(password) => askAuth<StartedProof>("two-factor/enable", { password })}
          done={setStarted}
        />
      ) : (
        <ProveApp begun={started} onProved={() => setProved(true)} />
      )}
    </Modal>
  );
}

/** Shown once: left with a word, not with a stray click. */
function Codes(props: { readonly title: string; readonly codes: readonly string[]; onClose(): void }) {
  const { t } = useTranslation("settings");
  return (
    <Modal opened onClose={props.onClose} title={props.title} closeOnClickOutside={false} closeOnEscape={false}>
      <Stack>
        <BackupCodes codes={props.codes} />
        <Group justify="flex-end">
          <Button onClick={props.onClose}>{t("twoFactor.kept")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function SwitchOff({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  return (
    <Modal opened onClose={onClose} title={t("twoFactor.switchOff")}>
      <PasswordForm
        label={t("twoFactor.switchOff")}
        isGrave
        run={(password) => askAuth("two-factor/disable", { password })}
        done={async () => {
          await client.invalidateQueries({ queryKey: ["account"] });
          onClose();
        }}
        said={t("twoFactor.nowOff")}
      />
    </Modal>
  );
}

function NewCodes({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("settings");
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes !== null) return <Codes title={t("twoFactor.keep")} codes={codes} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title={t("twoFactor.newCodes")}>
      <PasswordForm
        label={t("twoFactor.newCodes")}
        run={(password) =>
          askAuth<{ readonly backupCodes: readonly string[] }>("two-factor/generate-backup-codes", { password })
        }
        done={({ backupCodes }) => setCodes(backupCodes)}
      >
        <Text size="sm">{t("twoFactor.newCodesText")}</Text>
      </PasswordForm>
    </Modal>
  );
}
