/** What buyers and channels ask: messages, payment disputes and incidents of all channels. */
import { Stack, Text } from "@mantine/core";
import { IconMessages } from "@tabler/icons-react";
import { useMemo } from "react";
import { CONVERSATION_KINDS } from "../../../src/commerce/conversation.ts";
import { MEANING, progressOf } from "../conversations/queries.ts";
import type { RowOf } from "../data/pages.ts";
import { useStoreNames } from "../data/store-names.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Empty } from "../ui/empty.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { choice, days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Status } from "../ui/status.tsx";
import { InboxFrame } from "./frame.tsx";

type Row = RowOf<"/api/conversations">;

export function Messages() {
  const { t } = useTranslation("conversations");
  const { options } = useStoreNames();
  return (
    <InboxFrame>
      <ListScreen
        path="/api/conversations"
        label={t("title")}
        isFile
        columns={useColumns()}
        nameOf={({ subject, orderNumber }) => subject || (orderNumber ?? t("title"))}
        opens="/inbox/messages/$id"
        filters={[
          { name: "waiting", label: t("progress.waiting"), kind: "flag" },
          choice("kind", t("columns.kind"), CONVERSATION_KINDS, (value) => t(`kind.${value}`)),
          { name: "storeId", label: t("columns.store"), kind: "choice", options },
          ...days(t("filters.from"), t("filters.to")),
          { name: "orderId", label: t("ofOrder"), kind: "flag", isOnlyLinked: true },
        ]}
        views={[
          { id: "waiting", label: t("progress.waiting"), filter: { waiting: "true" } },
          { id: "dispute", label: t("views.dispute"), filter: { kind: "dispute" } },
          { id: "incident", label: t("views.incident"), filter: { kind: "incident" } },
        ]}
        empty={<Empty icon={IconMessages} title={t("empty.title")} text={t("empty.text")} />}
      />
    </InboxFrame>
  );
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation("conversations");
  return useMemo(
    () => [
      column.title("subject", t("columns.subject"), ({ subject, kind, buyer, lastText }) => (
        <Stack gap={0}>
          <Text size="sm" fw={600} component="span" dir="auto" lineClamp={1}>
            {subject || t(`kind.${kind}`)}
          </Text>
          <Text size="xs" c="dimmed" component="span" dir="auto" lineClamp={1}>
            {[buyer, lastText].filter(Boolean).join(": ")}
          </Text>
        </Stack>
      )),
      column.fact("kind", t("columns.kind"), ({ kind }) => t(`kind.${kind}`)),
      column.fact("order", t("columns.order"), ({ orderNumber }) => orderNumber ?? "–"),
      column.fact("store", t("columns.store"), ({ storeName }) => storeName),
      column.state("state", t("columns.state"), (one) => (
        <Status meaning={MEANING[progressOf(one)]}>{t(`progress.${progressOf(one)}`)}</Status>
      )),
      column.moment("respondBy", t("columns.respondBy"), ({ respondBy }) => respondBy),
      column.when("changed", t("columns.changed"), ({ changedAt }) => changedAt),
    ],
    [t],
  );
}
