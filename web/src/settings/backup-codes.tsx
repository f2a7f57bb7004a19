/** Codes for the day the phone is lost: shown once, to be copied or kept as a file. */
import { Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy, IconDownload } from "@tabler/icons-react";
import { useTranslation } from "../i18n/translation.ts";
import { Quiet } from "../ui/quiet.tsx";

export function BackupCodes({ codes }: { readonly codes: readonly string[] }) {
  const { t } = useTranslation("settings");
  const text = codes.join("\n");
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {t("twoFactor.backup")}
      </Text>
      <Quiet>{t("twoFactor.backupText")}</Quiet>
      <Code block dir="ltr" fz="sm" style={{ columnCount: 2 }} data-backup-codes>
        {text}
      </Code>
      <Group gap="xs">
        <CopyButton value={text} timeout={2_000}>
          {({ copied, copy }) => (
            <Button
              size="compact-sm"
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            >
              {t(copied ? "twoFactor.copied" : "twoFactor.copy")}
            </Button>
          )}
        </CopyButton>
        <Button
          size="compact-sm"
          variant="default"
          component="a"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${text}\n`)}`}
          download="argosy-backup-codes.txt"
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          {t("twoFactor.download")}
        </Button>
      </Group>
    </Stack>
  );
}
