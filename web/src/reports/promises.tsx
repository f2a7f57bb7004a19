/** Orders shipped by their due time, by channel, and how late the others were. */
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Format, useFormat } from "../i18n/format.ts";
import { type Translate, useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { DownloadLink } from "./download.tsx";
import { Frame } from "./frame.tsx";
import { type ChannelPromises, promisesHref, promisesQuery } from "./queries.ts";
import { usePeriod } from "./report-query.ts";

export function PromisesScreen() {
  const { t } = useTranslation("reports");
  const format = useFormat();
  const { from, to } = usePeriod();
  const found = useQuery(promisesQuery({ from, to }));
  const { items = [], all } = found.data ?? {};
  return (
    <Frame>
      <Card
        title={t("promises.title")}
        actions={<DownloadLink href={promisesHref({ from, to })} label={t("promises.download")} />}
        isFlush
      >
        {found.isPending && <RowsSkeleton rows={4} />}
        {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
        {all !== undefined && (
          <Text size="sm" p="md">
            {items.length === 0
              ? t("promises.none")
              : t("promises.total", {
                  orders: format.number(all.orders),
                  percent: share(format, all.percentOnTime),
                })}
          </Text>
        )}
        {items.length > 0 && (
          <PlainList
            label={t("promises.title")}
            rows={items}
            columns={columnsOf(t, format)}
            rowKey={({ storeId }) => storeId ?? "hub"}
          />
        )}
      </Card>
    </Frame>
  );
}

const share = ({ percent }: Format, value: number | null) => (value === null ? "–" : percent(value / 100));

function columnsOf(t: Translate<"reports">, format: Format): readonly Column<ChannelPromises>[] {
  const { number } = format;
  const hours = (value: number | null) => (value === null ? "–" : t("promises.hours", { hours: number(value) }));
  return [
    column.title("store", t("promises.store"), ({ storeName }) =>
      storeName === null ? t("promises.manual") : <bdi>{storeName}</bdi>,
    ),
    column.figure("orders", t("promises.orders"), ({ orders }) => number(orders)),
    column.figure("onTime", t("promises.onTime"), ({ onTime }) => number(onTime)),
    column.figure("late", t("promises.late"), ({ late }) => number(late)),
    column.figure("waiting", t("promises.waiting"), ({ waiting }) => number(waiting)),
    column.figure("unknown", t("promises.unknown"), ({ unknown }) => number(unknown)),
    column.figure("share", t("promises.share"), ({ percentOnTime }) => share(format, percentOnTime)),
    column.figure("hours", t("promises.hoursLate"), ({ hoursLate }) => hours(hoursLate)),
    column.figure("most", t("promises.mostHoursLate"), ({ mostHoursLate }) => hours(mostHoursLate)),
    column.figure("beyond", t("promises.beyond"), ({ lateBeyondThreeDays }) => number(lateBeyondThreeDays)),
  ];
}
