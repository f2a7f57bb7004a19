/** What is done to many rows: asked once, done piece by piece, told row by row. */

import { Button, Group, List, Modal, Paper, Progress, ScrollArea, Stack, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type ReactNode, Suspense, useRef, useState } from "react";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { problemText } from "../../said/wording.ts";

/** How one row fared; `problem` absent: it worked. */
export interface Outcome {
  readonly id: string;
  readonly problem?: string | undefined;
}

export interface BulkAction {
  readonly id: string;
  /** The verb with its object and number: "Cancel 12 orders". */
  label(count: number): string;
  readonly icon?: ReactNode;
  /** Names the consequence; asked before it is done. Absent: done at once. */
  confirm?(count: number): string;
  /** Asked beside the confirmation, loaded when it is; the caller keeps what is chosen. */
  readonly fields?: ReactNode;
  /** False: the fields lack something. */
  readonly isReady?: boolean;
  readonly isDestructive?: boolean;
  /** Does it to these rows; rows it does not mention worked. Throws what failed for all of them. */
  run(ids: readonly string[]): Promise<readonly Outcome[]>;
}

/** Rows in one request. */
const PIECE = 100;

interface Props {
  readonly actions: readonly BulkAction[];
  readonly count: number;
  /** True where rows beyond the loaded ones may match. */
  readonly mayBeMore: boolean;
  readonly isAll: boolean;
  onAll(): void;
  onClear(): void;
  /** Every chosen row's id; pages are read as needed. */
  ids(): AsyncIterable<string>;
  onDone(): void;
  nameOf(id: string): string;
}

interface Work {
  readonly action: BulkAction;
  readonly state: "asking" | "running" | "done";
  readonly done: number;
  readonly failed: readonly Outcome[];
}

export function BulkBar(props: Props) {
  const { t } = useTranslation("ui");
  const { number } = useFormat();
  const [work, setWork] = useState<Work | null>(null);
  const stopped = useRef(false);
  const start = async (action: BulkAction) => {
    stopped.current = false;
    let done = 0;
    const failed: Outcome[] = [];
    const tell = (state: Work["state"]) => setWork({ action, state, done, failed: [...failed] });
    tell("running");
    for await (const piece of pieces(props.ids(), PIECE)) {
      if (stopped.current) break;
      failed.push(...(await outcomesOf(action, piece)));
      done += piece.length;
      tell("running");
    }
    tell("done");
    props.onDone();
  };
  const ask = (action: BulkAction) =>
    action.confirm ? setWork({ action, state: "asking", done: 0, failed: [] }) : void start(action);
  return (
    <>
      <Paper p="xs" role="region" aria-label={t("list.chosen", { count: props.count })}>
        <Group gap="sm">
          <Text size="sm" fw={600}>
            {props.isAll ? t("list.allChosen") : t("list.chosen", { count: props.count, number: number(props.count) })}
          </Text>
          {props.mayBeMore && !props.isAll && (
            <Button size="compact-sm" variant="subtle" onClick={props.onAll}>
              {t("list.chooseAll")}
            </Button>
          )}
          {props.actions.map((action) => (
            <Button
              key={action.id}
              size="compact-sm"
              variant="default"
              {...(action.isDestructive && { c: "red" })}
              leftSection={action.icon}
              onClick={() => ask(action)}
            >
              {action.label(props.isAll ? 0 : props.count)}
            </Button>
          ))}
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconX size={14} />}
            onClick={props.onClear}
          >
            {t("list.clearChoice")}
          </Button>
        </Group>
      </Paper>
      {work && (
        <WorkDialog
          work={work}
          current={props.actions.find(({ id }) => id === work.action.id) ?? work.action}
          count={props.isAll ? null : props.count}
          nameOf={props.nameOf}
          onStart={() => void start(props.actions.find(({ id }) => id === work.action.id) ?? work.action)}
          onStop={() => {
            stopped.current = true;
          }}
          onClose={() => {
            setWork(null);
            if (work.state === "done") props.onClear();
          }}
        />
      )}
    </>
  );
}

async function outcomesOf(action: BulkAction, ids: readonly string[]): Promise<Outcome[]> {
  try {
    return (await action.run(ids)).filter(({ problem }) => problem !== undefined);
  } catch (error) {
    const problem = problemText(error);
    return ids.map((id) => ({ id, problem }));
  }
}

async function* pieces(ids: AsyncIterable<string>, size: number): AsyncGenerator<string[]> {
  let piece: string[] = [];
  for await (const id of ids) {
    piece.push(id);
    if (piece.length < size) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

function WorkDialog(props: {
  readonly work: Work;
  /** The same action as it is now: its fields change while they are filled in. */
  readonly current: BulkAction;
  readonly count: number | null;
  nameOf(id: string): string;
  onStart(): void;
  onStop(): void;
  onClose(): void;
}) {
  const { t } = useTranslation("ui");
  const { number } = useFormat();
  const { work, count, current } = props;
  const label = work.action.label(count ?? work.done);
  const close = work.state === "running" ? () => undefined : props.onClose;
  return (
    <Modal
      closeButtonProps={{ "aria-label": t("close") }}
      opened
      onClose={close}
      title={label}
      withCloseButton={work.state !== "running"}
    >
      {work.state === "asking" && (
        <Stack>
          <Text size="sm">{work.action.confirm?.(count ?? 0)}</Text>
          <Suspense>{current.fields}</Suspense>
          <Group justify="flex-end">
            <Button variant="default" onClick={props.onClose}>
              {t("cancel")}
            </Button>
            <Button
              {...(work.action.isDestructive && { color: "red" })}
              onClick={props.onStart}
              disabled={current.isReady === false}
              data-autofocus={current.fields === undefined}
            >
              {label}
            </Button>
          </Group>
        </Stack>
      )}
      {work.state === "running" && (
        <Stack>
          <Progress value={count === null ? 100 : (100 * work.done) / Math.max(count, 1)} animated aria-label={label} />
          <Group justify="space-between">
            <Text size="sm" role="status">
              {count === null
                ? t("list.doneSoFar", { done: number(work.done) })
                : t("list.doneOf", { done: number(work.done), all: number(count) })}
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
            {t("list.result", { done: number(work.done - work.failed.length), failed: number(work.failed.length) })}
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
