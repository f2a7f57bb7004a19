/** What was sold in these days, on which channel, against the days before. */
import { Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useChannelTones } from "../home/channels.ts";
import { NotInTheSum } from "../home/not-in-sum.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { FilterButton, FiltersSet } from "../ui/list/filters-later.tsx";
import { useListSearch } from "../ui/list/search-state.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { ChannelsCard } from "./channels.tsx";
import { FiguresCard } from "./figures.tsx";
import { Frame } from "./frame.tsx";
import { NothingSold } from "./nothing-sold.tsx";
import { type Figures, type ReportQuery, reportQuery, type SalesReport, salesQuery } from "./queries.ts";
import { usePeriod, useStoreFilter } from "./report-query.ts";
import { SalesChartCard } from "./sales-chart.tsx";

export function SalesScreen() {
  const { t } = useTranslation(["reports", "home"]);
  const period = usePeriod();
  const state = useListSearch();
  const fields = useStoreFilter();
  const requested = reportQuery(period, state.filter["storeId"]);
  const { data, error, refetch, isPlaceholderData } = useQuery(salesQuery(requested));
  return (
    <Frame>
      <Group gap="sm">
        <FilterButton state={state} fields={fields} />
        <FiltersSet state={state} fields={fields} />
        {data?.isCounting && (
          <Text size="xs" c="var(--quiet)" role="status">
            {t("home:sales.counting")}
          </Text>
        )}
      </Group>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data && error === null ? (
        <div aria-busy={isPlaceholderData} style={{ opacity: isPlaceholderData ? 0.6 : 1 }}>
          <Report report={data} asked={requested} />
        </div>
      ) : (
        error === null && <RowsSkeleton rows={10} />
      )}
    </Frame>
  );
}

const isNothing = ({ orders, cancelled, refunds }: Figures) => orders === 0 && cancelled === 0 && refunds === 0;

function Report({ report, asked }: { readonly report: SalesReport; readonly asked: ReportQuery }) {
  const tones = useChannelTones(report.stores);
  const { total, previous, currency } = report;
  if (isNothing(total) && (previous === null || isNothing(previous.total))) return <NothingSold />;
  return (
    <Stack gap="md">
      <FiguresCard report={report} />
      <NotInTheSum figures={total} currency={currency} />
      {report.days.length > 1 && <SalesChartCard report={report} tones={tones} asked={asked} />}
      <ChannelsCard report={report} tones={tones} asked={asked} />
    </Stack>
  );
}
