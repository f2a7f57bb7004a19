/** A store's Metrics tab: how its sync did in the last day or month. */
import { Button, Group, SegmentedControl, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { Shape } from "../data/hub.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { When } from "../ui/when.tsx";
import { AttemptsChart, LagChart, LatencyChart } from "./metrics-charts.tsx";
import { type Metrics, metricsQuery, type Range } from "./query.ts";

interface Props {
  readonly store: Pick<Shape<"Store">, "id" | "lastSuccessAt">;
}

export function StoreMetrics({ store }: Props) {
  const { t } = useTranslation("metrics");
  const [range, setRange] = useState<Range>("24h");
  const { data, error, refetch } = useQuery(metricsQuery(store.id, range));
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="sm">
        <SegmentedControl
          aria-label={t("range")}
          value={range}
          onChange={(value) => setRange(value === "30d" ? "30d" : "24h")}
          data={[
            { value: "24h", label: t("day") },
            { value: "30d", label: t("month") },
          ]}
        />
        <Button
          component="a"
          variant="default"
          size="xs"
          href={`/api/stores/${store.id}/metrics/export?range=${range}`}
          leftSection={<IconDownload size={14} />}
        >
          {t("export")}
        </Button>
      </Group>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data ? (
        <>
          <Totals metrics={data} lastSuccessAt={store.lastSuccessAt} />
          <Card title={t("attempts.title")}>
            <AttemptsChart metrics={data} />
          </Card>
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
            <Card title={t("latency.title")}>
              <LatencyChart metrics={data} />
            </Card>
            <Card title={t("lag.title")}>
              <LagChart metrics={data} />
            </Card>
          </SimpleGrid>
        </>
      ) : (
        error === null && <RowsSkeleton />
      )}
    </Stack>
  );
}

function Totals({ metrics, lastSuccessAt }: { readonly metrics: Metrics; readonly lastSuccessAt: string | null }) {
  const { t } = useTranslation("metrics");
  const { number, percent } = useFormat();
  const { total } = metrics;
  const ms = (value: number | null) => (value === null ? "–" : t("ms", { value: number(value) }));
  const figures: readonly (readonly [string, ReactNode])[] = [
    [t("total.success"), total.successPercent === null ? "–" : percent(total.successPercent / 100)],
    [t("total.orders"), number(total.orders)],
    [t("total.failed"), number(total.failed)],
    [t("total.latency"), `${ms(total.latencyMsP50)} / ${ms(total.latencyMsP95)}`],
    [t("total.throttled"), number(total.throttled)],
    [t("total.lastSuccess"), lastSuccessAt === null ? "–" : <When key="at" at={lastSuccessAt} />],
  ];
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="md">
      {figures.map(([name, value]) => (
        <Stack key={name} gap={2}>
          <Quiet size="xs">{name}</Quiet>
          <Text component="div" fw={600} fz="lg">
            <bdi dir="auto">{value}</bdi>
          </Text>
        </Stack>
      ))}
    </SimpleGrid>
  );
}
