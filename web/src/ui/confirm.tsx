/** Asks before something of consequence; the button names it, and is red unless it can be taken back. */
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { type Action, type ActionOptions, useAction } from "./action.ts";

interface RequestInput {
  /** False: kept for later; nothing: open as long as it stands here. */
  readonly isOpen?: boolean;
  readonly title: string;
  readonly text: ReactNode;
  /** The verb with its object: "Disconnect Shopify Cairo". */
  readonly label: string;
  /** True: it can be taken back. */
  readonly isSafe?: boolean;
  onClose(): void;
  readonly children?: ReactNode;
}

type Props = RequestInput &
  (
    | { readonly isRunning?: boolean; onConfirm(): void }
    /** Starting it is all there is to do. */
    | { readonly action: Pick<Action<void, unknown>, "start" | "isRunning"> }
  );

export function Confirm({ isOpen = true, title, text, label, isSafe = false, onClose, children, ...sent }: Props) {
  const { t } = useTranslation("ui");
  const { isRunning = false, onConfirm } =
    "action" in sent ? { isRunning: sent.action.isRunning, onConfirm: () => sent.action.start() } : sent;
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

type Done = Pick<RequestInput, "title" | "text" | "label" | "onClose"> &
  Pick<ActionOptions<void, unknown>, "run" | "renews" | "said">;

/** Asks, does it, and closes. */
export function ConfirmAction({ run, renews = [], said, ...requested }: Done) {
  const action = useAction({ run, renews, done: requested.onClose, ...(said !== undefined && { said }) });
  return <Confirm {...requested} action={action} />;
}
