/** What is done to many rows: asked once, done piece by piece, told row by row. */
import { Button, Group, Menu, Paper, Text } from "@mantine/core";
import { IconChevronUp, IconX } from "@tabler/icons-react";
import { type ReactNode, Suspense, useRef, useState } from "react";
import { problemText } from "../../hub-messages/hub-messages.ts";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { starts, useAction } from "../action.ts";
import { later } from "../lazy-overlay.tsx";
import type { BulkAction, BulkStep, Chosen, Outcome } from "./bulk-action.ts";
import type { Work } from "./bulk-dialog.tsx";
import classes from "./list.module.css";

/** Loaded when one nears the bar: with it a chosen row would wait for twenty files. */
const dialog = later(async () => (await import("./bulk-dialog.tsx")).BulkDialog);

/** Rows in one request. */
const PIECE = 100;

/** Beside the count and the choice, on one line of a screen of 1,280 pixels. */
const MOST_SHOWN = 3;

interface Offered {
  readonly id: string;
  readonly icon?: ReactNode;
  readonly label: string;
  readonly isDestructive: boolean;
  start(): void;
}

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
    const onChoose = (state: Work["state"]) => setWork({ action, state, ids, done, failed: [...failed] });
    onChoose("running");
    for (let first = 0; first < ids.length; first += PIECE) {
      const piece = ids.slice(first, first + PIECE);
      if (stopped.current) break;
      failed.push(...(await outcomesOf(action, piece)));
      done += piece.length;
      onChoose("running");
    }
    onChoose("done");
    onDone();
  };
  /** Every chosen row; null where it was stopped meanwhile. */
  const collect = async (onChoose: (ids: readonly string[]) => void): Promise<readonly string[] | null> => {
    stopped.current = false;
    const ids: string[] = [];
    for await (const id of chosenIds()) {
      ids.push(id);
      if (ids.length % PIECE === 0) onChoose([...ids]);
      if (stopped.current) return null;
    }
    return ids;
  };
  const ask = async (action: BulkAction) => {
    const onChoose = (state: Work["state"], ids: readonly string[]) =>
      setWork({ action, state, ids, done: 0, failed: [] });
    const ids = await collect((so) => onChoose("counting", so));
    if (ids === null) return;
    if (action.confirm) onChoose("asking", ids);
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
  const { work, start, collect, ask, stop, close } = useBulkWork(props);
  const count = props.isAll ? null : props.count;
  const offered: readonly Offered[] = [
    ...props.steps.map(({ id, icon, label, lead }) => ({
      ...{ id, icon, label: label(count) },
      isDestructive: false,
      start: () => void collect(() => undefined).then((ids) => ids && lead(ids)),
    })),
    ...props.actions.map((action) => ({
      ...{ id: action.id, icon: action.icon, label: action.label(count) },
      isDestructive: action.isDestructive === true,
      start: () => void ask(action),
    })),
  ].sort((a, b) => Number(a.isDestructive) - Number(b.isDestructive));
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
          <Choice {...props} />
          <Offers offered={offered} hasSteps={props.steps.length > 0} />
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

/** How many are chosen, and choosing others. */
function Choice({ count, isAll, mayBeMore, first, onAll }: Chosen) {
  const { t } = useTranslation("ui");
  const { number } = useFormat();
  const chooseFirst = useAction({ run: async () => first?.choose() });
  return (
    <>
      <Text size="sm" fw={600}>
        {isAll ? t("list.allChosen") : t("list.chosen", { count, number: number(count) })}
      </Text>
      {mayBeMore && !isAll && (
        <Button size="compact-sm" variant="subtle" onClick={onAll}>
          {t("list.chooseAll")}
        </Button>
      )}
      {first && !isAll && (
        <Button size="compact-sm" variant="subtle" {...starts(chooseFirst)}>
          {t("list.chooseFirst", { number: number(first.count) })}
        </Button>
      )}
    </>
  );
}

/** The next steps as buttons, the first of them filled; what finds no room under "More". */
function Offers({ offered, hasSteps }: { readonly offered: readonly Offered[]; readonly hasSteps: boolean }) {
  const shown = offered.length > MOST_SHOWN + 1 ? MOST_SHOWN : offered.length;
  return (
    <>
      {offered.slice(0, shown).map(({ id, icon, label, isDestructive, start }, at) => (
        <Button
          key={id}
          size="compact-sm"
          variant={at === 0 && hasSteps ? "filled" : "default"}
          {...(isDestructive && { c: "red" })}
          leftSection={icon}
          onClick={start}
        >
          {label}
        </Button>
      ))}
      {offered.length > shown && <More offered={offered.slice(shown)} />}
    </>
  );
}

/** What is asked less often, and apart from it what cannot be taken back. */
function More({ offered }: { readonly offered: readonly Offered[] }) {
  const { t } = useTranslation("ui");
  const item = ({ id, icon, label, isDestructive, start }: Offered) => (
    <Menu.Item key={id} leftSection={icon} onClick={start} {...(isDestructive && { color: "red" })}>
      {label}
    </Menu.Item>
  );
  const final = offered.filter(({ isDestructive }) => isDestructive);
  const others = offered.filter(({ isDestructive }) => !isDestructive);
  return (
    <Menu position="top-end">
      <Menu.Target>
        <Button size="compact-sm" variant="default" rightSection={<IconChevronUp size={14} />}>
          {t("list.more")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {others.map(item)}
        {final.length > 0 && others.length > 0 && <Menu.Divider />}
        {final.map(item)}
      </Menu.Dropdown>
    </Menu>
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
