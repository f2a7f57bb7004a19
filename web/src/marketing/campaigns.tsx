/** Which channel each campaign is for: rules on names, and the campaigns themselves. */
import { Stack, Text } from "@mantine/core";
import { IconPencil, IconSpeakerphone } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { Empty } from "../ui/empty.tsx";
import { IconAction } from "../ui/icon-action.tsx";
import { LinkButton } from "../ui/link.ts";
import type { BulkAction } from "../ui/list/bulk-action.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import type { FilterField } from "../ui/list/filter-fields.ts";
import { choice } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Page } from "../ui/page.tsx";
import { Status } from "../ui/status.tsx";
import { ChannelSelect } from "./channel-select.tsx";
import { useSpendMoved } from "./moved.ts";
import { adAccountsQuery, type Campaign } from "./queries.ts";
import { RulesCard } from "./rules-card.tsx";
import { majorText } from "./spend-texts.ts";

const CHOSEN_BY = ["hand", "rule", "nobody"] as const;

export function CampaignsScreen() {
  const { t } = useTranslation("marketing");
  const { may } = useSession();
  const [edited, setEdited] = useState<Campaign | null>(null);
  const mayChange = may("edit_catalogue");
  return (
    <Page title={t("campaigns.title")} above={{ label: t("advertising"), to: "/reports/advertising" }}>
      <Stack gap="md">
        <RulesCard />
        <ListScreen
          path="/api/marketing/campaigns"
          label={t("campaigns.list")}
          columns={useColumns()}
          rowKey={keyOf}
          nameOf="campaignName"
          searchLabel={t("campaigns.search")}
          filters={useFilters()}
          bulk={useBulk(mayChange)}
          isFile
          {...(mayChange && {
            rowActions: (row: Campaign) => (
              <IconAction
                icon={IconPencil}
                label={t("campaigns.edit", { name: row.campaignName })}
                onClick={() => setEdited(row)}
              />
            ),
          })}
          empty={
            <Empty
              icon={IconSpeakerphone}
              title={t("campaigns.none")}
              text={t("campaigns.noneText")}
              action={<LinkButton to="/channels/add">{t("campaigns.connect")}</LinkButton>}
            />
          }
        />
      </Stack>
      {edited && <ChooseDialog campaign={edited} onClose={() => setEdited(null)} />}
    </Page>
  );
}

/** An account's id has no space; a campaign's key may. */
const keyOf = ({ accountId, campaignKey }: Pick<Campaign, "accountId" | "campaignKey">) =>
  `${accountId} ${campaignKey}`;
const campaignOf = (key: string) => ({ accountId: key.slice(0, 36), campaignKey: key.slice(37) });

function choose(keys: readonly string[], channel: string | null) {
  const choice = channel === "rules" ? { by: "rules" as const } : { by: "hand" as const, channelId: channel };
  return body(hub.PUT("/api/marketing/campaigns", { body: { campaigns: keys.map(campaignOf), choice } }));
}

function ChooseDialog({ campaign, onClose }: { readonly campaign: Campaign; onClose(): void }) {
  const { t } = useTranslation("marketing");
  const moved = useSpendMoved();
  const [channel, setChannel] = useState(campaign.chosenBy === "hand" ? campaign.channelId : "rules");
  const save = useFormAction({
    run: () => choose([keyOf(campaign)], channel),
    done: async () => {
      await moved();
      onClose();
    },
    said: t("campaigns.said"),
  });
  return (
    <FormDialog
      help={<Help of="campaign" />}
      title={campaign.campaignName}
      label={t("campaigns.save")}
      action={save}
      onClose={onClose}
    >
      <ChannelSelect
        label={t("campaigns.channel")}
        description={t("campaigns.channelText")}
        value={channel}
        hasRules
        onChange={setChannel}
      />
    </FormDialog>
  );
}

function useBulk(mayChange: boolean): readonly BulkAction[] {
  const { t } = useTranslation("marketing");
  const moved = useSpendMoved();
  const [channel, setChannel] = useState<string | null>(null);
  if (!mayChange) return [];
  return [
    {
      id: "channel",
      label: (count) => (count === null ? t("campaigns.bulkAll") : t("campaigns.bulk", { count })),
      confirm: (count) => t("campaigns.bulkText", { count }),
      fields: <ChannelSelect label={t("campaigns.channel")} value={channel} hasRules onChange={setChannel} />,
      async run(keys) {
        await choose(keys, channel);
        await moved();
        return [];
      },
    },
  ];
}

function useFilters(): readonly FilterField[] {
  const { t } = useTranslation("marketing");
  const { data: accounts = [] } = useQuery(adAccountsQuery);
  return [
    { name: "accountId", label: t("account"), kind: "choice", options: named(accounts) },
    choice("chosenBy", t("campaigns.chosenBy"), CHOSEN_BY, (value) => t(`campaigns.by.${value}`)),
  ];
}

function useColumns(): readonly Column<Campaign>[] {
  const { t } = useTranslation("marketing");
  const format = useFormat();
  return [
    column.title("campaign", t("campaign"), ({ campaignName }) => <bdi>{campaignName}</bdi>, {
      sort: "lastName",
      sortUp: "name",
      isUpFirst: true,
      share: 40,
    }),
    column.fact("account", t("account"), ({ accountName }) => <bdi>{accountName}</bdi>),
    column.fact("channel", t("campaigns.channel"), ({ channelName }) => <bdi>{channelName ?? t("allChannels")}</bdi>),
    column.state("chosenBy", t("campaigns.chosenBy"), ({ chosenBy }) => (
      <Status meaning={chosenBy === "nobody" ? "attention" : "neutral"}>{t(`campaigns.by.${chosenBy}`)}</Status>
    )),
    column.figure("spend", t("campaigns.spend"), ({ spend, currency }) => (
      <Text component="span" size="sm">
        <bdi dir="ltr" className="nowrap">
          {currency === "" ? "–" : majorText(spend, currency, format)}
        </bdi>
      </Text>
    )),
    column.plain("lastOn", t("campaigns.lastOn"), ({ lastOn }) => format.day(lastOn, true), { isExtra: true }),
  ];
}
