/** How far a run is: its step, counts, rate and, where the run knows how much there is, the time left. */
import { Progress, Stack, Text } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Quiet } from "../ui/quiet.tsx";
import { countsOf, goalOf, isOver, leftOf, rateOf, stepOf } from "./data.ts";
import type { Run } from "./state.tsx";

const TICK_MS = 1_000;

/** Whoever shows it has the words of "runs" loaded. */
export function Meter({ run }: { readonly run: Run }) {
  const { t } = useTranslation("runs");
  const { number, duration } = useFormat();
  const now = useNow(!isOver(run));
  const goal = goalOf(run);
  const rate = rateOf(run, now);
  const left = leftOf(run, now);
  const isUnknown = !isOver(run) && goal === undefined;
  const part = goal === undefined ? 0 : Math.min(99, (100 * goal.done) / goal.total);
  // One that failed before anything was known of how much there is: red, not empty.
  const isLost = run.status === "failed" && goal === undefined;
  const share = run.status === "done" || isUnknown || isLost ? 100 : part;
  const color = run.status === "failed" ? "red" : run.status === "done" ? "green" : undefined;
  const step = stepOf(run);
  return (
    <Stack gap="sm">
      <Progress
        value={run.status === "queued" ? 0 : share}
        animated={isUnknown && run.status === "running"}
        striped={isUnknown}
        aria-label={t("progress")}
        {...(color !== undefined && { color })}
      />
      <Text size="sm" role="status" data-run={run.status}>
        {run.status === "running" && step !== undefined && `${t(`step.${step}`, { defaultValue: step })} · `}
        <Counts run={run} />
        {!isOver(run) && rate !== undefined && ` · ${t("rate", { rate: number(Math.round(rate * 10) / 10) })}`}
        {left !== undefined && ` · ${t("left", { time: duration(left) })}`}
      </Text>
      {!isOver(run) && <Quiet size="xs">{t("goesOn")}</Quiet>}
    </Stack>
  );
}

/** "812 products, 3 changed"; how it is where nothing is counted yet. */
export function Counts({ run }: { readonly run: Run }) {
  const { t } = useTranslation("runs");
  const { number } = useFormat();
  const texts = countsOf(run)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => t(`count.${name}`, { count, number: number(count), defaultValue: `${name}: ${count}` }));
  return <>{texts.length === 0 ? t(`state.${run.status}`) : texts.join(" · ")}</>;
}

function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(Date.now);
  const tick = useInterval(() => setNow(Date.now()), TICK_MS);
  useEffect(() => {
    if (!isTicking) return;
    tick.start();
    return tick.stop;
  }, [isTicking, tick.start, tick.stop]);
  return now;
}
