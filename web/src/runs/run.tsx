/** One run: how far it is, how fast, what it could not do and why. It goes on when the page is closed. */
import { Alert, Progress, Stack, Table, Text } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import { Card } from "../ui/card.tsx";
import { Facts } from "../ui/facts.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { Page, TwoColumns } from "../ui/page.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { PageSkeleton } from "../ui/skeletons.tsx";
import { When } from "../ui/when.tsx";
import { RunActions } from "./actions.tsx";
import { countsOf, isOver, rateOf, refusedOf, runQuery, totalOf } from "./data.ts";
import { Counts } from "./list.tsx";
import { type Run, RunState } from "./state.tsx";

const route = getRouteApi("/app/runs/$id");

export function RunPage() {
  const { t } = useTranslation("runs");
  const { id } = route.useParams();
  const { data: run, error, refetch } = useQuery(runQuery(id));
  const above = { label: t("title"), to: "/runs" };
  if (error !== null && !run)
    return (
      <Page title={t("title")} above={above}>
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </Page>
    );
  if (!run) return <PageSkeleton />;
  return (
    <Page
      title={t(`kind.${run.kind}`, { defaultValue: run.kind })}
      above={above}
      state={<RunState state={run.state} />}
      actions={<RunActions run={run} />}
    >
      <TwoColumns
        main={
          <>
            <RunProgress run={run} />
            <RefusedCard run={run} />
          </>
        }
        side={<RunFacts run={run} />}
      />
    </Page>
  );
}

const TICK_MS = 1_000;

/** Counts, rate and, where the run knows how much there is, the time left. */
export function RunProgress({ run }: { readonly run: Run }) {
  const { t } = useTranslation("runs");
  const { number, duration } = useFormat();
  const [now, setNow] = useState(Date.now);
  const tick = useInterval(() => setNow(Date.now()), TICK_MS);
  const isDone = isOver(run);
  useEffect(() => {
    if (isDone) return;
    tick.start();
    return tick.stop;
  }, [isDone, tick.start, tick.stop]);
  const total = totalOf(run);
  const done = Math.max(0, ...countsOf(run).map(([, count]) => count));
  const rate = rateOf(run, now);
  const isUnknown = !isDone && total === undefined;
  const share = run.state === "done" || isUnknown ? 100 : total === undefined ? 0 : Math.min(99, (100 * done) / total);
  const color = run.state === "failed" ? "red" : run.state === "done" ? "green" : undefined;
  return (
    <Card title={t("progress")}>
      <Stack gap="sm">
        <Progress
          value={run.state === "queued" ? 0 : share}
          animated={isUnknown && run.state === "running"}
          striped={isUnknown}
          aria-label={t("progress")}
          {...(color !== undefined && { color })}
        />
        <Text size="sm" role="status" data-run={run.state}>
          <Counts run={run} />
          {rate !== undefined && ` · ${t("rate", { rate: number(Math.round(rate * 10) / 10) })}`}
          {!isDone && rate !== undefined && total !== undefined && total > done && (
            <> · {t("left", { time: duration((1000 * (total - done)) / rate) })}</>
          )}
        </Text>
        {!isDone && (
          <Text size="xs" c="var(--quiet)">
            {t("goesOn")}
          </Text>
        )}
        {run.error !== null && (
          <Alert
            color={run.state === "failed" ? "red" : "yellow"}
            icon={<IconAlertTriangle size={18} />}
            title={t(run.state === "failed" ? "why" : "waitingFor")}
          >
            <Text size="sm" dir="auto" style={{ overflowWrap: "anywhere" }}>
              {run.error}
            </Text>
          </Alert>
        )}
      </Stack>
    </Card>
  );
}

function RefusedCard({ run }: { readonly run: Run }) {
  const { t } = useTranslation("runs");
  const refused = refusedOf(run);
  if (refused.length === 0) return null;
  return (
    <Card title={t("notDone", { count: refused.length })} isFlush>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("refusedWhat")}</Table.Th>
            <Table.Th>{t("refusedWhy")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {refused.map(({ id, title, message }) => (
            <Table.Tr key={id}>
              <Table.Td>{title}</Table.Td>
              <Table.Td dir="auto">{message}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

function RunFacts({ run }: { readonly run: Run }) {
  const { t } = useTranslation("runs");
  const { duration } = useFormat();
  const moment = (at: string | null) => (at === null ? "–" : <When at={at} isExact />);
  const took =
    run.startedAt === null || run.finishedAt === null
      ? "–"
      : duration(Date.parse(run.finishedAt) - Date.parse(run.startedAt));
  return (
    <Card title={t("facts")}>
      <Facts
        facts={[
          [
            t("columns.store"),
            run.connectionId === null ? (
              "–"
            ) : (
              <LinkAnchor key="store" to="/stores/$id" params={{ id: run.connectionId }} size="sm">
                {run.storeName ?? "–"}
              </LinkAnchor>
            ),
          ],
          [t("columns.created"), moment(run.createdAt)],
          [t("started"), moment(run.startedAt)],
          [t("finished"), moment(run.finishedAt)],
          [t("took"), took],
          [t("attempts"), run.attempts],
          ...(run.everyMs === null ? [] : [[t("every"), duration(run.everyMs)] as const]),
        ]}
      />
    </Card>
  );
}
