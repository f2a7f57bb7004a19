/** After the right password, where a second factor is on: the app's code, or a backup code when the phone is away. */

import { Anchor, Button, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { askAuth, isRefusedCode } from "../data/sign-in.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { boundText } from "../ui/field.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { submitting } from "../ui/submitting.ts";
import { Frame } from "./frame.tsx";

interface Props {
  onDone(): Promise<void>;
  /** What stands around it. */
  readonly frame?: typeof Frame;
}

export function SecondFactor({ onDone, frame: Around = Frame }: Props) {
  const { t } = useTranslation("first-run");
  const [isBackup, setBackup] = useState(false);
  const [code, setCode] = useState("");
  const prove = useFormAction({
    run: () =>
      askAuth(isBackup ? "two-factor/verify-backup-code" : "two-factor/verify-totp", {
        // Apps show it in groups.
        code: code.replaceAll(/\s/g, ""),
      }),
    done: onDone,
  });
  const isWrong = isRefusedCode(prove.error);
  const change = () => {
    setBackup(!isBackup);
    setCode("");
    prove.reset();
  };
  return (
    <Around title={t("secondFactor.title")} text={t(isBackup ? "secondFactor.textBackup" : "secondFactor.text")}>
      <form onSubmit={submitting(() => prove.start())}>
        <Stack gap="sm">
          {prove.error !== null && !isWrong && <ProblemNotice error={prove.error} />}
          <TextInput
            label={t(isBackup ? "secondFactor.backupCode" : "secondFactor.code")}
            autoComplete="one-time-code"
            inputMode={isBackup ? "text" : "numeric"}
            required
            autoFocus
            error={isWrong ? t(isBackup ? "secondFactor.wrongBackup" : "secondFactor.wrong") : undefined}
            {...boundText(code, setCode)}
          />
          <Button type="submit" loading={prove.isRunning} fullWidth>
            {t("secondFactor.button")}
          </Button>
          <Anchor component="button" type="button" size="sm" onClick={change}>
            {t(isBackup ? "secondFactor.useApp" : "secondFactor.useBackup")}
          </Anchor>
        </Stack>
      </form>
    </Around>
  );
}
