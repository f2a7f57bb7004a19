/** A secret the hub shows once: to be copied now. Closing says so. */
import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import { IconEyeOff } from "@tabler/icons-react";
import { useTranslation } from "../i18n/translation.ts";
import { CopyField } from "../ui/copy-field.tsx";

interface Props {
  readonly title: string;
  readonly label: string;
  readonly secret: string;
  readonly text: string;
  onClose(): void;
}

export function SecretOnce({ title, label, secret, text, onClose }: Props) {
  const { t } = useTranslation("settings");
  return (
    <Modal opened onClose={onClose} title={title} closeOnClickOutside={false} closeOnEscape={false}>
      <Stack>
        <Alert color="yellow" icon={<IconEyeOff size={18} />}>
          {text}
        </Alert>
        <CopyField label={label} value={secret} />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("keptIt")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
