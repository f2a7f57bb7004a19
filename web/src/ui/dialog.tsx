/** Asks for what an action needs: one form, sent with its button or with ctrl or cmd and enter; fills a phone's screen. */
import { Button, Group, Modal, Stack } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type KeyboardEvent, type ReactNode, useRef } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { ProblemNotice } from "./problem.tsx";

interface Props {
  readonly isOpen: boolean;
  readonly title: string;
  /** The verb with its object: "Ship 3 units". */
  readonly label: string;
  /** What leaves everything as it is, where "Cancel" may mean something else. */
  readonly closeLabel?: string;
  readonly isRunning: boolean;
  readonly isDestructive?: boolean;
  /** False: something is missing yet. */
  readonly isReady?: boolean;
  /** What the hub refused; what was typed stays. */
  readonly error?: unknown;
  readonly size?: "md" | "lg" | "xl";
  onSubmit(): void;
  onClose(): void;
  readonly children: ReactNode;
}

export function FormDialog(props: Props) {
  const { t } = useTranslation("ui");
  const isPhone = useMediaQuery("(max-width: 48em)") ?? false;
  const form = useRef<HTMLFormElement | null>(null);
  const send = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    form.current?.requestSubmit();
  };
  const take = (node: HTMLFormElement | null) => {
    form.current = node;
    // Nobody opens a dialog to close it: where no field asks to be first, the first one is.
    if (node?.querySelector("[data-autofocus]") === null)
      node.querySelector("input:not([aria-haspopup], [disabled]), textarea")?.setAttribute("data-autofocus", "true");
  };
  return (
    <Modal
      closeButtonProps={{ "aria-label": t("close") }}
      opened={props.isOpen}
      onClose={props.onClose}
      title={props.title}
      size={props.size ?? "md"}
      fullScreen={isPhone}
      centered={!isPhone}
    >
      <form
        ref={take}
        onKeyDown={send}
        onSubmit={(event) => {
          event.preventDefault();
          if (props.isReady !== false && !props.isRunning) props.onSubmit();
        }}
      >
        <Stack>
          {props.children}
          {props.error !== undefined && props.error !== null && <ProblemNotice error={props.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={props.onClose}>
              {props.closeLabel ?? t("cancel")}
            </Button>
            <Button
              type="submit"
              loading={props.isRunning}
              disabled={props.isReady === false}
              {...(props.isDestructive && { color: "red" })}
            >
              {props.label}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
