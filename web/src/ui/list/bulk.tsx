/** What is done to many rows: asked once, done piece by piece, told row by row. */

import { Button, Group, List, Modal, NumberInput, Paper, Progress, ScrollArea, Stack, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type ReactNode, Suspense, useRef, useState } from "react";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { problemText } from "../../said/wording.ts";
import classes from "./list.module.css";

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
  /** It cannot be taken back: done to several rows, their number has to be typed. */
  readonly isFinal?: boolean;
  /** Does it to these rows; rows it does not mention worked. Throws what failed for all of them. */
  run(ids: readonly string[]): Promise<readonly Outcome[]>;
}

/** Goes on with these rows on a screen of its own. */
export interface BulkStep extends Pick<BulkAction, "id" | "label" | "icon"> {
  lead(ids: readonly string[]): void;
}

/** Rows in one request. */
const PIECE = 100;

/** Rows that were chosen. */
export interface Chosen {
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

interface Props extends Chosen {
  readonly actions: readonly BulkAction[];
  /** They come first. */
  readonly steps: readonly BulkStep[];
}

interface Work {
  readonly action: BulkAction;
  readonly state: "counting" | "asking" | "running" | "done";
  /** Every row it is done to; what was said and what is done are the same. */
  readonly ids: readonly string[];
  readonly done: number;
  readonly failed: readonly Outcome[];
}

export function BulkBar(props: Props) {
  const { t } = useTranslation("ui");
  const { number } = useFormat();
  const [work, setWork] = useState<Work | null>(null);
  const stopped = useRef(false);
  const start = async (action: BulkAction, ids: readonly string[]) => {
    stopped.current = false;
    let done = 0;
    const failed: Outcome[] = [];
    const tell = (state: Work["state"]) => setWork({ action, state, ids, done, failed: [...failed] });
    tell("running");
    for (let first = 0; first < ids.length; first += PIECE) {
      const piece = ids.slice(first, first + PIECE);
      if (stopped.current) break;
      failed.push(...(await outcomesOf(action, piece)));
      done += piece.length;
      tell("running");
    }
    tell("done");
    props.onDone();
  };
  const collect = async (tell: (ids: readonly string[]) => void): Promise<readonly string[] | null> => {
    stopped.current = false;
    const ids: string[] = [];
    for await (const id of props.ids()) {
      ids.push(id);
      if (ids.length % PIECE === 0) tell([...ids]);
      if (stopped.current) return null;
    }
    return ids;
  };
  const ask = async (action: BulkAction) => {
    const tell = (state: Work["state"], ids: readonly string[]) => setWork({ action, state, ids, done: 0, failed: [] });
    const ids = await collect((so) => tell("counting", so));
    if (ids === null) return;
    if (action.confirm) tell("asking", ids);
    else await start(action, ids);
  };
  return (
    <>
      <Paper
        p="xs"
        shadow="md"
        role="region"
        className={classes["bulk"] ?? ""}
        aria-label={t("list.chosen", { count: props.count })}
      >
        <Group gap="sm" justify="center">
          <Text size="sm" fw={600}>
            {props.isAll ? t("list.allChosen") : t("list.chosen", { count: props.count, number: number(props.count) })}
          </Text>
          {props.mayBeMore && !props.isAll && (
            <Button size="compact-sm" variant="subtle" onClick={props.onAll}>
              {t("list.chooseAll")}
            </Button>
          )}
          {props.steps.map((step, first) => (
            <Button
              key={step.id}
              size="compact-sm"
              variant={first === 0 ? "filled" : "default"}
              leftSection={step.icon}
              onClick={() => void collect(() => undefined).then((ids) => ids && step.lead(ids))}
            >
              {step.label(props.isAll ? 0 : props.count)}
            </Button>
          ))}
          {props.actions.map((action) => (
            <Button
              key={action.id}
              size="compact-sm"
              variant="default"
              {...(action.isDestructive && { c: "red" })}
              leftSection={action.icon}
              onClick={() => void ask(action)}
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
          nameOf={props.nameOf}
          onStart={() => void start(props.actions.find(({ id }) => id === work.action.id) ?? work.action, work.ids)}
          onStop={() => {
            stopped.current = true;
          }}
          onClose={() => {
            stopped.current = true;
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

function WorkDialog(props: {
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
        <Asking
          action={current}
          count={count}
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

function Asking(props: {
  readonly action: BulkAction;
  readonly count: number;
  readonly label: string;
  readonly text: string;
  onStart(): void;
  onClose(): void;
}) {
  const { t } = useTranslation("ui");
  const { number } = useFormat();
  const { action, count } = props;
  const [typed, setTyped] = useState<number | string>("");
  const isTyped = action.isFinal === true && count > 1;
  return (
    <Stack>
      <Text size="sm">{props.text}</Text>
      <Suspense>{action.fields}</Suspense>
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
