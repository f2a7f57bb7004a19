/** What is done to many rows: asked once, done piece by piece, told row by row. */
import { Button, Group, Paper, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { Suspense, useRef, useState } from "react";
import { problemText } from "../../hub-messages/hub-messages.ts";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { later } from "../lazy-overlay.tsx";
import type { BulkAction, BulkStep, Chosen, Outcome } from "./bulk-action.ts";
import type { Work } from "./bulk-dialog.tsx";
import classes from "./list.module.css";

/** Loaded when one nears the bar: with it a chosen row would wait for twenty files. */
const dialog = later(async () => (await import("./bulk-dialog.tsx")).BulkDialog);

/** Rows in one request. */
const PIECE = 100;

interface Props extends Chosen {
  readonly actions: readonly BulkAction[];
  /** They come first. */
  readonly steps: readonly BulkStep[];
}

/** What is being done to the chosen rows; null: nothing. */
function useBulkWork({ ids: chosenIds, onDone }: Pick<Chosen, "ids" | "onDone">) {
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
    onDone();
  };
  /** Every chosen row; null where it was stopped meanwhile. */
  const collect = async (tell: (ids: readonly string[]) => void): Promise<readonly string[] | null> => {
    stopped.current = false;
    const ids: string[] = [];
    for await (const id of chosenIds()) {
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
  const stop = () => {
    stopped.current = true;
  };
  const close = () => {
    stop();
    setWork(null);
  };
  return { work, start, collect, ask, stop, close };
}

export function BulkBar(props: Props) {
  const { t } = useTranslation("ui");
  const { number } = useFormat();
  const { work, start, collect, ask, stop, close } = useBulkWork(props);
  const current = work && (props.actions.find(({ id }) => id === work.action.id) ?? work.action);
  return (
    <>
      <Paper
        p="xs"
        shadow="md"
        role="region"
        className={classes["bulk"] ?? ""}
        aria-label={t("list.chosen", { count: props.count })}
        onPointerEnter={dialog.load}
        onFocus={dialog.load}
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
              {step.label(props.isAll ? null : props.count)}
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
              {action.label(props.isAll ? null : props.count)}
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
      {work && current && (
        <Suspense>
          <dialog.Piece
            work={work}
            current={current}
            nameOf={props.nameOf}
            onStart={() => void start(current, work.ids)}
            onStop={stop}
            onClose={() => {
              close();
              if (work.state === "done") props.onClear();
            }}
          />
        </Suspense>
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
