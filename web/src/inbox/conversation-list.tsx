/** What buyers and channels ask: messages, payment disputes and incidents of all channels. */
import { Stack, Text } from "@mantine/core";
import { IconMessages } from "@tabler/icons-react";
import { useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { CONVERSATION_KINDS } from "../../../src/commerce/conversation.ts";
import { ConversationPage } from "../conversations/page.tsx";
import { MEANING, progressOf } from "../conversations/queries.ts";
import type { RowOf } from "../data/pages.ts";
import { useStoreNames } from "../data/store-names.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Empty } from "../ui/empty.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { choice, days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { useListSearch } from "../ui/list/search-state.ts";
import { Status } from "../ui/status.tsx";
import { InboxFrame } from "./frame.tsx";

type Row = RowOf<"/api/conversations">;

/** One route for the list and for the conversation that `id` names: the first script of every page has each route. */
export function Messages() {
  const { filter } = useListSearch();
  return filter["id"] === undefined ? <MessageList /> : <ConversationPage id={filter["id"]} />;
}

function MessageList() {
  const router = useRouter();
  const { t } = useTranslation("alerts");
  const { options } = useStoreNames();
  return (
    <InboxFrame>
      <ListScreen
        path="/api/conversations"
        label={t("conversations.title")}
        isFile
        columns={useColumns()}
        nameOf={({ subject, orderNumber }) => subject || (orderNumber ?? t("conversations.title"))}
        onOpen={({ id }) => void router.navigate({ to: "/inbox/messages", search: { id } })}
        filters={[
          { name: "waiting", label: t("conversations.progress.waiting"), kind: "flag" },
          choice("kind", t("conversations.columns.kind"), CONVERSATION_KINDS, (value) =>
            t(`conversations.kind.${value}`),
          ),
          { name: "storeId", label: t("conversations.columns.store"), kind: "choice", options },
          ...days(t("conversations.filters.from"), t("conversations.filters.to")),
          { name: "orderId", label: t("conversations.ofOrder"), kind: "flag", isOnlyLinked: true },
        ]}
        views={[
          { id: "waiting", label: t("conversations.progress.waiting"), filter: { waiting: "true" } },
          { id: "dispute", label: t("conversations.views.dispute"), filter: { kind: "dispute" } },
          { id: "incident", label: t("conversations.views.incident"), filter: { kind: "incident" } },
        ]}
        empty={
          <Empty icon={IconMessages} title={t("conversations.empty.title")} text={t("conversations.empty.text")} />
        }
      />
    </InboxFrame>
  );
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation("alerts");
  return useMemo(
    () => [
      column.title("subject", t("conversations.columns.subject"), ({ subject, kind, buyer, lastText }) => (
        <Stack gap={0}>
          <Text size="sm" fw={600} component="span" dir="auto" lineClamp={1}>
            {subject || t(`conversations.kind.${kind}`)}
          </Text>
          <Text size="xs" c="dimmed" component="span" dir="auto" lineClamp={1}>
            {[buyer, lastText].filter(Boolean).join(": ")}
          </Text>
        </Stack>
      )),
      column.fact("kind", t("conversations.columns.kind"), ({ kind }) => t(`conversations.kind.${kind}`)),
      column.fact("order", t("conversations.columns.order"), ({ orderNumber }) => orderNumber ?? "–"),
      column.fact("store", t("conversations.columns.store"), ({ storeName }) => storeName),
      column.state("state", t("conversations.columns.state"), (one) => (
        <Status meaning={MEANING[progressOf(one)]}>{t(`conversations.progress.${progressOf(one)}`)}</Status>
      )),
      column.moment("respondBy", t("conversations.columns.respondBy"), ({ respondBy }) => respondBy),
      column.when("changed", t("conversations.columns.changed"), ({ changedAt }) => changedAt),
    ],
    [t],
  );
}
