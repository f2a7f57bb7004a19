/** One run: how far it is, how fast, what it could not do and why. It goes on when the page is closed. */
import { Stack, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { Facts } from "../ui/facts.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { Page } from "../ui/page.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { PageSkeleton } from "../ui/skeletons.tsx";
import { TableHead } from "../ui/table-head.tsx";
import { TwoColumns } from "../ui/two-columns.tsx";
import { When } from "../ui/when.tsx";
import { RunActions } from "./actions.tsx";
import { refusedOf, runQuery } from "./data.ts";
import { Meter } from "./meter.tsx";
import { type Run, RunState } from "./state.tsx";
import { RunTrouble } from "./trouble.tsx";

const route = getRouteApi("/app/channels/activity/$id");

export function RunPage() {
  const { t } = useTranslation("runs");
  const { id } = route.useParams();
  const { data: run, error, refetch } = useQuery(runQuery(id));
  const above = { label: t("title"), to: "/channels/activity" };
  if (error !== null && !run)
    return (
      <Page title={t("title")} above={above}>
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </Page>
    );
  if (!run) return <PageSkeleton />;
  return (
    <Page
      title={t(`kind.${run.type}`, { defaultValue: run.type })}
      above={above}
      state={<RunState status={run.status} />}
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

function RunProgress({ run }: { readonly run: Run }) {
  const { t } = useTranslation("runs");
  return (
    <Card title={t("progress")}>
      <Stack gap="sm">
        <Meter run={run} />
        <RunTrouble run={run} />
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
        <TableHead words={[t("refusedWhat"), t("refusedWhy")]} />
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
            run.storeId === null ? (
              "–"
            ) : (
              <LinkAnchor key="store" to="/channels/$id" params={{ id: run.storeId }} size="sm">
                {run.storeName ?? "–"}
              </LinkAnchor>
            ),
          ],
          [t("asked"), moment(run.createdAt)],
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
