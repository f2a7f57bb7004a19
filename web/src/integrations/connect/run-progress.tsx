/** A run under way: what it does, how much is done and how fast; it goes on when this page is closed. */
import { Alert, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { body, hub } from "../../data/hub.ts";
import { useFormat } from "../../i18n/format.ts";
import { useAction } from "../../ui/action.ts";
import { Card } from "../../ui/card.tsx";
import { ProblemNotice } from "../../ui/problem.tsx";
import { isOver, type Run, runQuery } from "../data.ts";

/** With `total`, how many items there are to do. */
export function RunProgress({ runId, total }: { readonly runId: string; readonly total?: number | undefined }) {
  const { t } = useTranslation("integrations");
  const { data: run, error } = useQuery(runQuery(runId));
  if (error !== null) return <ProblemNotice error={error} />;
  if (!run) return null;
  return (
    <Card title={t(`run.kind.${run.kind}`, { defaultValue: run.kind })}>
      <Stack gap="sm" role="status" data-run={run.state}>
        <Counts run={run} total={total} />
        <State run={run} />
      </Stack>
    </Card>
  );
}

const countsOf = ({ progress }: Run): [string, number][] => {
  const counts = typeof progress === "object" && progress !== null ? Reflect.get(progress, "counts") : undefined;
  return Object.entries(typeof counts === "object" && counts !== null ? (counts as Record<string, number>) : {});
};

function Counts({ run, total }: { readonly run: Run; readonly total: number | undefined }) {
  const { t } = useTranslation("integrations");
  const { number } = useFormat();
  const counts = countsOf(run);
  const done = counts.reduce((sum, [, count]) => sum + count, 0);
  const isDone = run.state === "done";
  const share = isDone ? 100 : total ? Math.min(99, (100 * done) / total) : 100;
  const seconds =
    run.startedAt === null
      ? 0
      : (Date.parse(run.finishedAt ?? new Date().toISOString()) - Date.parse(run.startedAt)) / 1000;
  const words = counts.map(
    ([name, count]) => `${number(count)} ${t(`run.count.${name}`, { count, defaultValue: name })}`,
  );
  return (
    <>
      <Progress
        value={share}
        animated={!isOver(run) && total === undefined}
        striped={!isOver(run) && total === undefined}
        {...(isOver(run) && { color: isDone ? "green" : "red" })}
        aria-label={t(`run.kind.${run.kind}`, { defaultValue: run.kind })}
      />
      <Group justify="space-between" gap="xs">
        <Text size="sm">{words.length > 0 || isOver(run) ? words.join(" · ") : t(`run.state.${run.state}`)}</Text>
        {!isOver(run) && done > 0 && seconds >= 1 && (
          <Text size="sm" c="var(--quiet)">
            {t("run.rate", { rate: number(Math.round(done / seconds)) })}
          </Text>
        )}
      </Group>
    </>
  );
}

function State({ run }: { readonly run: Run }) {
  const { t } = useTranslation("integrations");
  const client = useQueryClient();
  const path = { params: { path: { id: run.id } } };
  const done = () => client.invalidateQueries({ queryKey: ["runs"] });
  const stop = useAction({ run: () => body(hub.POST("/api/runs/{id}/cancel", path)), done });
  const again = useAction({ run: () => body(hub.POST("/api/runs/{id}/retry", path)), done });
  if (run.state === "done")
    return (
      <Group gap="xs">
        <IconCircleCheck size={18} color="var(--mantine-color-green-7)" aria-hidden />
        <Text size="sm">{t("run.state.done")}</Text>
      </Group>
    );
  if (!isOver(run))
    return (
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="var(--quiet)">
          {t("run.leave")}
        </Text>
        <Button
          size="xs"
          variant="default"
          loading={stop.isRunning || run.cancelRequested}
          onClick={() => stop.start()}
        >
          {t("run.stop")}
        </Button>
      </Group>
    );
  return (
    <Alert
      color={run.state === "failed" ? "red" : "yellow"}
      icon={<IconAlertTriangle size={18} />}
      title={t(`run.state.${run.state}`)}
    >
      <Stack gap="xs">
        {run.error !== null && <Text size="sm">{run.error}</Text>}
        <Group>
          <Button size="xs" variant="default" loading={again.isRunning} onClick={() => again.start()}>
            {t("run.again")}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
