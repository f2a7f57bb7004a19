/** What the hub is busy with, what fails, and which versions run. */
import { SimpleGrid, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconMoon } from "@tabler/icons-react";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { hub, type Shape } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { Facts } from "../ui/facts.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { Status } from "../ui/status.tsx";
import { StoreState } from "../ui/store-state.tsx";
import { When } from "../ui/when.tsx";
import { AdminFrame } from "./frame.tsx";
import { PlatformChanges } from "./platform-changes.tsx";

// Looked at while something is wrong: fresh without being asked.
const EVERY_MS = 10_000;

export function AdminWork() {
  const { t } = useTranslation("admin");
  const queues = useQuery(
    reading(["admin", "queues"], () => hub.GET("/api/admin/queues"), { refetchInterval: EVERY_MS }),
  );
  return (
    <AdminFrame>
      <FailingConnections />
      <SimpleGrid cols={{ base: 1, xl: 2 }} spacing="md">
        <Card title={t("work.lanes")} isFlush>
          <Loaded query={queues}>{({ lanes }) => <LaneKinds rows={lanes} />}</Loaded>
        </Card>
        <Card title={t("work.jobs")} isFlush>
          <Loaded query={queues}>{({ jobs }) => <Queues rows={jobs} />}</Loaded>
        </Card>
      </SimpleGrid>
      <BusyLanes />
      <PlatformChanges />
      <Versions />
    </AdminFrame>
  );
}

function Loaded<T>({ query, children }: { readonly query: UseQueryResult<T>; children(data: T): ReactNode }) {
  if (query.isPending) return <RowsSkeleton rows={3} />;
  if (query.isError) return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  return children(query.data);
}

const oldest = (at: string | null) => (at === null ? "–" : <When at={at} />);

function LaneKinds({ rows }: { readonly rows: readonly Shape<"AdminLaneKind">[] }) {
  const { t } = useTranslation("admin");
  const { number } = useFormat();
  const columns: readonly Column<Shape<"AdminLaneKind">>[] = [
    column.title("kind", t("work.kind"), ({ kind }) => <KindOf kind={kind} />),
    column.figure("ready", t("work.ready"), ({ ready }) => number(ready)),
    column.figure("active", t("work.active"), ({ active }) => number(active)),
    column.plain("resting", t("work.resting"), ({ resting }) => number(resting), { isEnd: true }),
    column.figure("failing", t("work.failing"), ({ failing }) => number(failing)),
    column.fact("oldest", t("work.oldest"), ({ oldestReadyAt }) => oldest(oldestReadyAt)),
  ];
  if (rows.length === 0) return <Empty icon={IconMoon} title={t("work.noLanes")} text={t("work.noLanesText")} />;
  return <PlainList label={t("work.lanes")} rows={rows} columns={columns} rowKey={({ kind }) => kind} />;
}

function KindOf({ kind }: { readonly kind: string }) {
  const { t } = useTranslation("admin");
  const existing = ["inbox", "outbound", "sweep", "webhook"] as const;
  const name = existing.find((each) => each === kind);
  return <>{name ? t(`work.kinds.${name}`) : kind}</>;
}

function Queues({ rows }: { readonly rows: readonly Shape<"AdminQueue">[] }) {
  const { t } = useTranslation("admin");
  const { number } = useFormat();
  const columns: readonly Column<Shape<"AdminQueue">>[] = [
    column.title("name", t("work.queue"), ({ name }) => <code>{name}</code>),
    column.figure("ready", t("work.ready"), ({ ready }) => number(ready)),
    column.figure("active", t("work.active"), ({ active }) => number(active)),
    column.plain("scheduled", t("work.scheduled"), ({ scheduled }) => number(scheduled), { isEnd: true }),
    column.figure("failed", t("work.failed"), ({ failed }) => number(failed)),
    column.fact("oldest", t("work.oldest"), ({ oldestReadyAt }) => oldest(oldestReadyAt)),
  ];
  return <PlainList label={t("work.jobs")} rows={rows} columns={columns} rowKey={({ name }) => name} />;
}

function Where({ name, organization }: { readonly name: string; readonly organization: string }) {
  return (
    <Stack gap={0}>
      <Text size="sm">{name}</Text>
      <Quiet size="xs">{organization}</Quiet>
    </Stack>
  );
}

function Breaker({ breaker }: { readonly breaker: string }) {
  const { t } = useTranslation("admin");
  if (breaker === "closed") return <Status meaning="good">{t("work.breakers.closed")}</Status>;
  return (
    <Status meaning={breaker === "open" ? "failed" : "attention"}>
      {t(breaker === "open" ? "work.breakers.open" : "work.breakers.half_open")}
    </Status>
  );
}

function FailingConnections() {
  const { t } = useTranslation("admin");
  const connections = useQuery(
    reading(["admin", "connections"], () => hub.GET("/api/admin/connections"), { refetchInterval: EVERY_MS }),
  );
  const columns: readonly Column<Shape<"AdminConnection">>[] = [
    column.title("name", t("work.connection"), (row) => <Where name={row.name} organization={row.organizationName} />),
    column.plain("provider", t("work.provider"), ({ provider }) => <code>{provider}</code>),
    column.fact("since", t("work.since"), ({ failingSince }) => oldest(failingSince)),
    column.fact("success", t("work.lastSuccess"), ({ lastSuccessAt }) => oldest(lastSuccessAt)),
    column.plain("breaker", t("work.breaker"), ({ breaker }) => <Breaker breaker={breaker} />),
    column.state("state", t("organizations.state"), (row) => <StoreState {...row} />),
  ];
  return (
    <Card title={t("work.connections")} isFlush>
      <Loaded query={connections}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={IconCircleCheck} title={t("work.allWell")} text={t("work.allWellText")} />
          ) : (
            <PlainList label={t("work.connections")} rows={items} columns={columns} rowKey={({ storeId }) => storeId} />
          )
        }
      </Loaded>
    </Card>
  );
}

function BusyLanes() {
  const { t } = useTranslation("admin");
  const { number } = useFormat();
  const lanes = useQuery(reading(["admin", "lanes"], () => hub.GET("/api/admin/lanes"), { refetchInterval: EVERY_MS }));
  const columns: readonly Column<Shape<"AdminLane">>[] = [
    column.title("name", t("work.connection"), (row) => <Where name={row.name} organization={row.organizationName} />),
    column.fact("kind", t("work.kind"), ({ kind }) => <KindOf kind={kind} />),
    column.figure("waiting", t("work.waiting"), ({ waiting }) =>
      waiting >= 1_000 ? `${number(1_000)}+` : number(waiting),
    ),
    column.plain("failures", t("work.failures"), ({ failures }) => number(failures), { isEnd: true }),
    column.state("due", t("work.due"), ({ dueAt, isActive }) =>
      isActive ? <Status meaning="information">{t("work.active")}</Status> : oldest(dueAt),
    ),
    column.plain("breaker", t("work.breaker"), ({ breaker }) => <Breaker breaker={breaker} />),
  ];
  return (
    <Card title={t("work.busy")} isFlush>
      <Loaded query={lanes}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={IconMoon} title={t("work.noLanes")} text={t("work.noLanesText")} />
          ) : (
            <PlainList
              label={t("work.busy")}
              rows={items}
              columns={columns}
              rowKey={({ storeId, kind }) => `${storeId} ${kind}`}
            />
          )
        }
      </Loaded>
    </Card>
  );
}

function Versions() {
  const { t } = useTranslation("admin");
  const versions = useQuery(reading(["admin", "versions"], () => hub.GET("/api/admin/versions")));
  return (
    <Card title={t("work.versions")}>
      <Loaded query={versions}>
        {(data) => (
          <Facts
            facts={[
              ["Argosy", <bdi key="argosy">{data.argosy}</bdi>],
              ["Node", <bdi key="node">{data.node}</bdi>],
              ["PostgreSQL", <bdi key="postgres">{data.postgres}</bdi>],
              [t("work.migration"), <code key="migration">{data.migration}</code>],
              [t("work.migrated"), <When key="at" at={data.migratedAt} isExact />],
              [t("work.process"), <code key="role">{data.role}</code>],
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}
