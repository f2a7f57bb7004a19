/** Asks before something of consequence; the button names it, and is red unless it can be taken back. */
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "../i18n/translation.ts";

interface Props {
  readonly isOpen: boolean;
  readonly title: string;
  readonly text: ReactNode;
  /** The verb with its object: "Disconnect Shopify Cairo". */
  readonly label: string;
  /** True: it can be taken back. */
  readonly isSafe?: boolean;
  readonly isRunning?: boolean;
  onConfirm(): void;
  onClose(): void;
  readonly children?: ReactNode;
}

export function Confirm({
  isOpen,
  title,
  text,
  label,
  isSafe = false,
  isRunning = false,
  onConfirm,
  onClose,
  children,
}: Props) {
  const { t } = useTranslation("ui");
  return (
    <Modal closeButtonProps={{ "aria-label": t("close") }} opened={isOpen} onClose={onClose} title={title}>
      <Stack>
        <Text size="sm" component="div">
          {text}
        </Text>
        {children}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button {...(!isSafe && { color: "red" })} onClick={onConfirm} loading={isRunning}>
            {label}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
