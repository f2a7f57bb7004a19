/**
 * The phone's app is shown the secret and proves that it has it. Counts only from the first right code on: a phone that
 * was not set up locks nobody out.
 */

import { Box, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { renderSVG } from "uqr";
import { askAuth, isRefusedCode } from "../data/sign-in.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { CopyField } from "../ui/copy-field.tsx";
import { boundText } from "../ui/field.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { submitting } from "../ui/submitting.ts";

export interface StartedProof {
  readonly totpURI: string;
  readonly backupCodes: readonly string[];
}

export function ProveApp({ begun, onProved }: { readonly begun: StartedProof; onProved(): void }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const [code, setCode] = useState("");
  const prove = useFormAction({
    run: () => askAuth("two-factor/verify-totp", { code: code.replaceAll(/\s/g, "") }),
    done() {
      onProved();
      return client.invalidateQueries({ queryKey: ["account"] });
    },
    said: t("twoFactor.nowOn"),
  });
  const secret = new URL(begun.totpURI).searchParams.get("secret") ?? "";
  return (
    <form onSubmit={submitting(() => prove.start())}>
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
        {prove.error !== null && !isRefusedCode(prove.error) && <ProblemNotice error={prove.error} />}
        <TextInput
          label={t("twoFactor.code")}
          required
          data-autofocus
          error={isRefusedCode(prove.error) ? t("twoFactor.wrong") : undefined}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={8}
          {...boundText(code, setCode)}
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
