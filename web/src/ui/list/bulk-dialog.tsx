/** What is asked before something is done to many rows, how far it is, and what came of it. */
import { Button, Group, List, Modal, NumberInput, Progress, ScrollArea, Stack, Text } from "@mantine/core";
import { Suspense, useState } from "react";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import type { BulkAction, Outcome } from "./bulk-action.ts";

export interface Work {
  readonly action: BulkAction;
  readonly state: "counting" | "asking" | "running" | "done";
  /** Every row it is done to; what was said and what is done are the same. */
  readonly ids: readonly string[];
  readonly done: number;
  readonly failed: readonly Outcome[];
}

export function BulkDialog(props: {
  readonly work: Work;
  /** The same action as it is now: its fields change while they are filled in. */
  readonly current: BulkAction;
  nameOf(id: string): string;
  onStart(): void;
  onStop(): void;
  onClose(): void;
}) {
  const { t } = useTranslation("ui");
  const { number } = useFormat();
  const { work, current } = props;
  const count = work.ids.length;
  const label = work.action.label(count);
  const close = work.state === "running" ? () => undefined : props.onClose;
  return (
    <Modal
      closeButtonProps={{ "aria-label": t("close") }}
      opened
      onClose={close}
      title={label}
      withCloseButton={work.state !== "running"}
    >
      {work.state === "counting" && (
        <Text size="sm" role="status">
          {t("list.counting", { count, number: number(count) })}
        </Text>
      )}
      {work.state === "asking" && (
        <BulkConfirmation
          action={current}
          ids={work.ids}
          label={label}
          text={work.action.confirm?.(count) ?? ""}
          onStart={props.onStart}
          onClose={props.onClose}
        />
      )}
      {work.state === "running" && (
        <Stack>
          <Progress value={(100 * work.done) / Math.max(count, 1)} animated aria-label={label} />
          <Group justify="space-between">
            <Text size="sm" role="status">
              {t("list.doneOf", { done: number(work.done), all: number(count) })}
            </Text>
            <Button size="xs" variant="default" onClick={props.onStop}>
              {t("list.stop")}
            </Button>
          </Group>
        </Stack>
      )}
      {work.state === "done" && (
        <Stack>
          <Text size="sm" role="status">
            {work.action.result?.(work.done - work.failed.length, work.failed.length) ??
              t("list.result", { done: number(work.done - work.failed.length), failed: number(work.failed.length) })}
          </Text>
          {work.failed.length > 0 && (
            <ScrollArea.Autosize mah={280}>
              <List size="sm" spacing={4}>
                {work.failed.map(({ id, problem }) => (
                  <List.Item key={id}>
                    <b>{props.nameOf(id)}</b>: {problem}
                  </List.Item>
                ))}
              </List>
            </ScrollArea.Autosize>
          )}
          <Group justify="flex-end">
            <Button onClick={props.onClose}>{t("close")}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

function BulkConfirmation(props: {
  readonly action: BulkAction;
  readonly ids: readonly string[];
  readonly label: string;
  readonly text: string;
  onStart(): void;
  onClose(): void;
}) {
  const { t } = useTranslation("ui");
  const { number } = useFormat();
  const { action, ids } = props;
  const count = ids.length;
  const [typed, setTyped] = useState<number | string>("");
  const isTyped = action.isFinal === true && count > 1;
  return (
    <Stack>
      <Text size="sm">{props.text}</Text>
      <Suspense>{typeof action.fields === "function" ? action.fields(ids) : action.fields}</Suspense>
      {isTyped && (
        <NumberInput
          label={t("list.typeNumber", { count, number: number(count) })}
          hideControls
          allowDecimal={false}
          value={typed}
          onChange={setTyped}
          data-autofocus
        />
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={props.onClose}>
          {t("cancel")}
        </Button>
        <Button
          {...(action.isDestructive && { color: "red" })}
          onClick={props.onStart}
          disabled={action.isReady === false || count === 0 || (isTyped && typed !== count)}
          data-autofocus={action.fields === undefined && !isTyped}
        >
          {props.label}
        </Button>
      </Group>
    </Stack>
  );
}
