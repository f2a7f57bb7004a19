/** What ad accounts spent, by campaign, day or account, with what their platforms claim of it. */
import { Button, SegmentedControl, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { type Format, useFormat } from "../i18n/format.ts";
import { worded } from "../i18n/options.ts";
import { type Translate, useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { LinkAnchor, LinkButton } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { notify } from "../ui/notices.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { Frame } from "./frame.tsx";
import { adSpendQuery, type SpendFigures } from "./queries.ts";
import { usePeriod } from "./report-query.ts";

const WAYS = ["campaign", "day", "account", "channel"] as const;
type Way = (typeof WAYS)[number];
const LABELS = {
  campaign: "advertising.byCampaign",
  day: "advertising.byDay",
  account: "advertising.byAccount",
  channel: "advertising.byChannel",
} as const;

export function AdvertisingScreen() {
  const { t } = useTranslation("reports");
  const format = useFormat();
  const { from, to } = usePeriod();
  const [by, setBy] = useState<Way>("campaign");
  const found = useQuery(adSpendQuery({ from, to, by }));
  return (
    <Frame>
      <Card
        title={t("advertising.title")}
        actions={
          <>
            <LinkButton to="/reports/advertising/campaigns" size="xs" variant="default">
              {t("advertising.campaigns")}
            </LinkButton>
            <LinkButton to="/reports/advertising/spend" size="xs" variant="default">
              {t("advertising.other")}
            </LinkButton>
            <ReadAgain from={from} to={to} />
          </>
        }
        isFlush
      >
        <Stack gap="sm" p="md">
          <SegmentedControl
            aria-label={t("advertising.by")}
            value={by}
            onChange={(value) => setBy(WAYS.find((way) => way === value) ?? "campaign")}
            data={worded(WAYS, (value) => t(LABELS[value]))}
          />
          <Text size="sm" c="dimmed">
            {t("advertising.hint")}
          </Text>
        </Stack>
        {found.isPending && <RowsSkeleton rows={4} />}
        {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
        {found.data?.rows === 0 && (
          <Text size="sm" p="md">
            {t("advertising.none")}{" "}
            <LinkAnchor to="/channels/add" size="sm" underline="always">
              {t("advertising.connect")}
            </LinkAnchor>
          </Text>
        )}
        {found.data !== undefined && found.data.rows > 0 && (
          <>
            <PlainList
              label={t("advertising.title")}
              rows={found.data.items}
              columns={columnsOf(by, t, format)}
              rowKey={(row) =>
                [row.accountId, row.accountName, row.date, row.campaignKey, row.channelId, row.currency].join(" ")
              }
            />
            <Text size="sm" p="md">
              {t("advertising.total", {
                amounts: format.list(
                  found.data.totals.map(({ spendMinor, currency }) => format.money(spendMinor, currency)),
                ),
              })}{" "}
              {found.data.rows > found.data.items.length &&
                t("advertising.cut", {
                  shown: format.number(found.data.items.length),
                  all: format.number(found.data.rows),
                })}
            </Text>
          </>
        )}
      </Card>
    </Frame>
  );
}

/** The days shown, asked for anew; a platform's own changes of later come by themselves each night. */
function ReadAgain({ from, to }: { readonly from: string; readonly to: string }) {
  const { t } = useTranslation("reports");
  const format = useFormat();
  const queries = useQueryClient();
  const read = useAction({
    run: async () => body(hub.POST("/api/integrations/ad-spend/sync", { body: { from, to } })),
    async done({ accounts }) {
      await queries.invalidateQueries({ queryKey: ["analytics", "ad-spend"] });
      const named = (state: string) => accounts.filter((one) => one.state === state).map((one) => one.accountName);
      if (named("read").length > 0)
        notify({ text: t("advertising.readDone", { accounts: format.list(named("read")) }), meaning: "good" });
      if (named("under_way").length > 0) notify({ text: t("advertising.readLater"), meaning: "information" });
      for (const { state, accountName, text } of accounts)
        if (state === "failed")
          notify({ text: t("advertising.readFailed", { account: accountName, text }), meaning: "failed" });
    },
  });
  return (
    <Button variant="default" size="xs" {...starts(read)}>
      {t("advertising.read")}
    </Button>
  );
}

function columnsOf(by: Way, t: Translate<"reports">, format: Format): readonly Column<SpendFigures>[] {
  const account: Column<SpendFigures> = column.plain(
    "account",
    t("advertising.account"),
    ({ accountName }) => <bdi>{accountName}</bdi>,
    { onCard: by === "account" ? "title" : "fact" },
  );
  const campaign: Column<SpendFigures> = column.title("campaign", t("advertising.campaign"), ({ campaignName }) => (
    <bdi>{campaignName}</bdi>
  ));
  const day: Column<SpendFigures> = column.title("day", t("advertising.day"), ({ date }) =>
    date === null ? "–" : format.day(date, true),
  );
  const channel: Column<SpendFigures> = column.plain(
    "channel",
    t("advertising.channel"),
    ({ channelName }) => <bdi>{channelName ?? t("advertising.allChannels")}</bdi>,
    { onCard: by === "channel" ? "title" : "fact" },
  );
  const first = { campaign: [campaign, account, channel], day: [day, account], account: [account], channel: [channel] };
  return [...first[by], ...spentColumns(t, format), ...claimedColumns(t, format)];
}

function spentColumns(t: Translate<"reports">, { number }: Format): readonly Column<SpendFigures>[] {
  return [
    column.amount("spend", t("advertising.spend"), ({ spendMinor }) => spendMinor),
    column.plain("clicks", t("advertising.clicks"), ({ clicks }) => number(clicks), { isEnd: true }),
    column.plain(
      "perClick",
      t("advertising.perClick"),
      ({ spendMinor, clicks, currency }) => (
        <Amount minor={clicks === 0 ? null : Math.round(spendMinor / clicks)} currency={currency} />
      ),
      { isEnd: true },
    ),
  ];
}

function claimedColumns(t: Translate<"reports">, { number }: Format): readonly Column<SpendFigures>[] {
  return [
    column.plain("claimed", t("advertising.claimed"), ({ conversions }) => number(Number(conversions)), {
      isEnd: true,
    }),
    column.plain(
      "claimedValue",
      t("advertising.claimedValue"),
      ({ conversionValueMinor, currency }) => <Amount minor={conversionValueMinor} currency={currency} />,
      { isEnd: true },
    ),
    column.figure("roas", t("advertising.roas"), ({ spend, conversionValue }) =>
      Number(spend) === 0 ? "–" : `${number(Math.round((100 * Number(conversionValue)) / Number(spend)) / 100)} ×`,
    ),
  ];
}
