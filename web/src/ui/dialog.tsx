/** Asks for what an action needs: one form, sent with its button or with ctrl or cmd and enter; fills a phone's screen. */

import { Button, Group, Modal, Stack } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useRef } from "react";
import { useHeldVersions } from "../data/held-versions.ts";
import { useTranslation } from "../i18n/translation.ts";
import type { Action } from "./action.ts";
import { useIsPhone } from "./phone.ts";
import { ProblemNotice } from "./problem.tsx";

/** What the form sends: its button waits for it, its failure stands above the button. */
type Sent = Pick<Action<unknown, unknown>, "isRunning" | "error">;

type Props = Form &
  (
    | { readonly action?: Sent; onSubmit(): void }
    /** Sending is all there is to do. */
    | { readonly action: Pick<Action<void, unknown>, keyof Sent | "start">; readonly onSubmit?: undefined }
  );

interface Form {
  readonly title: string;
  /** Explains what the form is about. */
  readonly help?: ReactNode;
  /** The verb with its object: "Ship 3 units"; nothing: "Save". */
  readonly label?: string;
  /** What leaves everything as it is, where "Cancel" may mean something else. */
  readonly closeLabel?: string;
  readonly isDestructive?: boolean;
  /** False: something is missing yet. */
  readonly isReady?: boolean;
  readonly size?: "md" | "lg" | "xl";
  /** What is wrong field by field: it stands at the fields, and no notice says it again. */
  readonly errors?: Readonly<Record<string, string>>;
  onClose(): void;
  readonly children: ReactNode;
}

export function FormDialog(props: Props) {
  const { t } = useTranslation("ui");
  const { isRunning, error } = props.action ?? { isRunning: false, error: null };
  const isPhone = useIsPhone();
  useHeldVersions(true);
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
      opened
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
          if (props.isReady === false || isRunning) return;
          if (props.onSubmit) props.onSubmit();
          else props.action.start();
        }}
      >
        <Stack>
          {props.children}
          {error !== null && Object.keys(props.errors ?? {}).length === 0 && <ProblemNotice error={error} />}
          <Group justify="flex-end">
            {props.help !== undefined && <div style={{ marginInlineEnd: "auto" }}>{props.help}</div>}
            <Button variant="default" onClick={props.onClose}>
              {props.closeLabel ?? t("cancel")}
            </Button>
            <Button
              type="submit"
              loading={isRunning}
              disabled={props.isReady === false}
              {...(props.isDestructive && { color: "red" })}
            >
              {props.label ?? t("save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
