/** Something to paste elsewhere, with its button. */
import { ActionIcon, CopyButton, TextInput, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "../i18n/translation.ts";

interface Props {
  readonly label: string;
  readonly value: string;
  readonly help?: string;
}

export function CopyField({ label, value, help }: Props) {
  const { t } = useTranslation("ui");
  return (
    <TextInput
      label={label}
      description={help}
      value={value}
      readOnly
      styles={{ wrapper: { direction: "ltr" }, input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      onFocus={(event) => event.currentTarget.select()}
      rightSection={
        <CopyButton value={value} timeout={2_000}>
          {({ copied, copy }) => (
            <Tooltip label={t(copied ? "copied" : "copy")}>
              <ActionIcon
                variant="subtle"
                color={copied ? "green" : "gray"}
                onClick={copy}
                aria-label={`${t(copied ? "copied" : "copy")}: ${label}`}
              >
                {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      }
    />
  );
}
