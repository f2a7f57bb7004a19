/** Every attempt between hub and platform in a message; a line opens to the raw exchange. */
import { Modal, Stack, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useState } from "react";
import type { RowOf } from "../data/pages.ts";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Empty } from "../ui/empty.tsx";
import { Facts } from "../ui/facts.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import type { FilterField } from "../ui/list/filter-fields.ts";
import { choice, days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { type Meaning, Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import type { Store } from "./data.ts";
import { ExchangeView, exchangesIn, Raw, restOf } from "./exchange-log.tsx";

type Entry = RowOf<"/api/stores/{id}/sync-logs">;

const STATUSES = ["success", "failed", "in_progress", "pending"] as const;
const MEANING: Record<(typeof STATUSES)[number], Meaning> = {
  success: "good",
  failed: "failed",
  in_progress: "information",
  pending: "waiting",
};
const ACTIONS = [
  "receive_order",
  "push_order",
  "push_fulfilment",
  "update_order_status",
  "update_inventory",
  "update_price",
  "sync_products",
  "sync_orders",
  "sync_inventory",
  "sync_categories",
  "sync_fees",
  "check_webhooks",
] as const satisfies readonly Entry["action"][];

export function ActivityTab({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  const [opened, setOpened] = useState<Entry | null>(null);
  return (
    <>
      <ListScreen
        subject="stores"
        path="/api/stores/{id}/sync-logs"
        params={{ id: store.id }}
        label={t("tabs.activity")}
        isFile
        columns={useEntryColumns()}
        nameOf="text"
        searchLabel={t("activity.search")}
        filters={useEntryFilters()}
        views={[{ id: "failed", label: t("activity.failed"), filter: { status: "failed" } }]}
        onOpen={setOpened}
        empty={<Empty icon={IconHistory} title={t("activity.empty.title")} text={t("activity.empty.text")} />}
      />
      <EntryDialog entry={opened} onClose={() => setOpened(null)} />
    </>
  );
}

function EntryStatus({ status }: Pick<Entry, "status">) {
  const { t } = useTranslation("stores");
  const existing = STATUSES.find((each) => each === status) ?? "pending";
  return <Status meaning={MEANING[existing]}>{t(`activity.status.${existing}`)}</Status>;
}

/** The log is kept in English; in another language a line begins with what was done, and to what. */
function What({ entry: { action, ref, text } }: { readonly entry: Entry }) {
  const { t, language } = useTranslation("stores");
  const isEnglish = language === "en";
  return (
    <>
      {!isEnglish && (
        <Text size="sm" component="span" display="block">
          {t(`activity.actions.${action}`)}
          {ref !== null && (
            <>
              {" · "}
              <bdi>{ref}</bdi>
            </>
          )}
        </Text>
      )}
      <Text
        size={isEnglish ? "sm" : "xs"}
        {...(!isEnglish && { c: "var(--quiet)" })}
        component="span"
        lang="en"
        lineClamp={3}
        style={{ overflowWrap: "anywhere" }}
      >
        <bdi>{text}</bdi>
      </Text>
    </>
  );
}

function useEntryColumns(): readonly Column<Entry>[] {
  const { t } = useTranslation("stores");
  const { number } = useFormat();
  return [
    column.title("text", t("activity.columns.what"), (entry) => <What entry={entry} />),
    column.state("status", t("activity.columns.status"), (entry) => <EntryStatus {...entry} />),
    column.plain("attempt", t("activity.columns.attempt"), ({ attempt }) => attempt, { isEnd: true, isExtra: true }),
    column.plain(
      "took",
      t("activity.columns.took"),
      ({ durationMs }) => (durationMs === null ? "–" : t("health.ms", { ms: number(durationMs) })),
      { isEnd: true },
    ),
    column.when("at", t("activity.columns.at"), ({ at }) => at, { onCard: "fact" }),
  ];
}

function useEntryFilters(): readonly FilterField[] {
  const { t } = useTranslation("stores");
  return [
    choice("status", t("activity.columns.status"), STATUSES, (value) => t(`activity.status.${value}`)),
    choice("action", t("activity.columns.action"), ACTIONS, (value) => t(`activity.actions.${value}`)),
    ...days(t("activity.from"), t("activity.before")),
  ];
}

function EntryDialog({ entry, onClose }: { readonly entry: Entry | null; onClose(): void }) {
  const { t } = useTranslation("stores");
  if (entry === null) return null;
  const exchanges = exchangesIn(entry.details);
  const { nextTryAt: next, ...rest } = restOf(entry.details);
  const nextTryAt = typeof next === "string" ? next : undefined;
  return (
    <Modal opened onClose={onClose} title={t("activity.entry")} size="xl">
      <Stack>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          <HubText text={entry.text} />
        </Text>
        <Facts
          facts={[
            [t("activity.columns.status"), <EntryStatus key="status" {...entry} />],
            [t("activity.columns.at"), <When key="at" at={entry.at} isExact />],
            [t("activity.columns.attempt"), entry.attempt],
            ...(nextTryAt === undefined
              ? []
              : [[t("activity.nextTry"), <When key="next" at={nextTryAt} isExact />] as const]),
            [t("activity.columns.action"), t(`activity.actions.${entry.action}`)],
            ...(entry.ref === null ? [] : [[t("activity.columns.about"), entry.ref] as const]),
            ...(entry.traceId === null ? [] : [[t("activity.columns.trace"), entry.traceId] as const]),
          ]}
        />
        {exchanges.length === 0 && Object.keys(rest).length === 0 && <Quiet>{t("raw.none")}</Quiet>}
        {exchanges.map((exchange, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an entry's exchanges never change places
          <ExchangeView key={index} exchange={exchange} />
        ))}
        {Object.keys(rest).length > 0 && <Raw label={t("raw.details")} text={JSON.stringify(rest)} />}
      </Stack>
    </Modal>
  );
}
