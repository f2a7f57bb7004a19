import { Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { storesQuery } from "../data/reference-data.ts";
import type { ChannelTone } from "../home/channels.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { Change } from "../ui/change.tsx";
import { Mark } from "../ui/chart/mark.tsx";
import type { Tone } from "../ui/chart/series.ts";
import { ShareBar } from "../ui/chart/share-bar.tsx";
import { LinkAnchor } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { DownloadLink } from "./download.tsx";
import { ForeignAmounts } from "./foreign-amounts.tsx";
import { type Channel, exportHref, type ReportQuery, type SalesReport } from "./queries.ts";
import classes from "./reports.module.css";

interface Props {
  readonly report: SalesReport;
  readonly tones: readonly ChannelTone[];
  readonly asked: ReportQuery;
}

/** Where did it come from? */
export function ChannelsCard({ report, tones, asked }: Props) {
  const { t } = useTranslation("reports");
  return (
    <Card
      title={t("channels.title")}
      isFlush
      actions={<DownloadLink href={exportHref("stores", { ...asked })} label={t("csv.stores")} />}
    >
      <PlainList
        label={t("channels.title")}
        rows={report.stores}
        columns={useColumns(report, tones)}
        rowKey={({ storeId }) => storeId ?? "hub"}
      />
    </Card>
  );
}

function useColumns({ stores, currency }: SalesReport, tones: readonly ChannelTone[]): readonly Column<Channel>[] {
  const { t } = useTranslation("reports");
  const { number, percent } = useFormat();
  const sold = stores.reduce((sum, { netMinor }) => sum + Math.max(0, netMinor), 0);
  const shareOf = ({ netMinor }: Channel) => (sold === 0 ? 0 : Math.max(0, netMinor) / sold);
  const toneOf = (channel: Channel): Tone =>
    tones.find(({ storeIds }) => storeIds.includes(channel.storeId))?.tone ?? 5;
  const isCompared = stores.some(({ previous }) => (previous?.netMinor ?? 0) > 0);
  const columns: readonly Column<Channel>[] = [
    column.title("channel", t("channels.channel"), (channel) => <Name channel={channel} tone={toneOf(channel)} />),
    column.fact("share", t("channels.share"), (channel) => (
      <Stack gap={4} className={classes.share ?? ""}>
        <Text size="sm">{percent(Math.round(shareOf(channel) * 1000) / 1000)}</Text>
        <ShareBar share={shareOf(channel)} tone={toneOf(channel)} />
      </Stack>
    )),
    column.figure(
      "net",
      t("figures.net"),
      ({ netMinor, apart }) => (
        <Stack gap={0} align="flex-end">
          <Text size="sm" fw={600} component="span">
            <Amount minor={netMinor} currency={currency} />
          </Text>
          <ForeignAmounts apart={apart} currency={currency} />
        </Stack>
      ),
      { onCard: "state" },
    ),
    column.figure(
      "change",
      t("channels.change"),
      ({ netMinor, previous }) => <Change now={netMinor} before={previous?.netMinor ?? 0} />,
      { onCard: "state" },
    ),
    column.plain("gross", t("figures.gross"), ({ grossMinor }) => <Amount minor={grossMinor} currency={currency} />, {
      isEnd: true,
    }),
    column.figure("refunds", t("figures.refunds"), ({ refundsMinor }) => (
      <Amount minor={refundsMinor} currency={currency} />
    )),
    column.figure("orders", t("figures.orders"), ({ orders }) => number(orders)),
    column.plain("units", t("figures.units"), ({ units }) => number(units), { isEnd: true }),
    column.figure("average", t("figures.average"), ({ averageMinor }) => (
      <Amount minor={averageMinor} currency={currency} />
    )),
  ];
  return columns.filter(({ id }) => isCompared || id !== "change");
}

function Name({ channel, tone }: { readonly channel: Channel; readonly tone: Tone }) {
  const { t } = useTranslation("home");
  const { data: stores = [] } = useQuery(storesQuery);
  const { storeId, storeName } = channel;
  const exists = stores.some(({ id }) => id === storeId);
  return (
    <Group gap={8} wrap="nowrap" className={classes.channel ?? ""}>
      <Mark tone={tone} />
      {storeId !== null && exists ? (
        <LinkAnchor to="/channels/$id" params={{ id: storeId }} size="sm" style={{ overflowWrap: "anywhere" }}>
          <bdi>{storeName}</bdi>
        </LinkAnchor>
      ) : (
        <Text size="sm" component="span">
          <bdi>{storeName ?? t("hub")}</bdi>
        </Text>
      )}
    </Group>
  );
}
