import { Text } from "@mantine/core";
import { IconListCheck } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useStoreNames } from "../data/store-names.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Empty } from "../ui/empty.tsx";
import { LinkAnchor } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import type { FilterField } from "../ui/list/filter-fields.ts";
import { choice, days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Page } from "../ui/page.tsx";
import { RunActions } from "./actions.tsx";
import { runQuery } from "./data.ts";
import { Counts } from "./meter.tsx";
import { type Run, RunState, STATES } from "./state.tsx";

const KINDS = [
  "initial_sync",
  "plan",
  "apply",
  "sync_products",
  "sync_categories",
  "sync_orders",
  "import_orders",
  "sync_inventory",
  "register_webhooks",
  "reconcile",
  "import_check",
  "import_apply",
  "bulk_edit",
  "price_edit",
  "import_file",
] as const;

export function RunList() {
  const { t } = useTranslation("runs");
  const client = useQueryClient();
  return (
    <Page title={t("title")}>
      <ListScreen
        path="/api/runs"
        label={t("title")}
        viewSubject="runs"
        isFile
        columns={useRunColumns()}
        nameOf={({ type }) => t(`kind.${type}`, { defaultValue: type })}
        filters={useRunFilters()}
        views={[
          { id: "running", label: t("state.running"), filter: { status: "running" } },
          { id: "failed", label: t("state.failed"), filter: { status: "failed" } },
        ]}
        opens="/channels/activity/$id"
        onHover={({ id }) => void client.prefetchQuery(runQuery(id))}
        rowActions={(run) => <RunActions run={run} size="compact-sm" />}
        empty={<Empty icon={IconListCheck} title={t("empty.title")} text={t("empty.text")} />}
      />
    </Page>
  );
}

function useRunColumns(): readonly Column<Run>[] {
  const { t } = useTranslation("runs");
  return [
    column.title(
      "kind",
      t("columns.kind"),
      (run) => (
        <LinkAnchor to="/channels/activity/$id" params={{ id: run.id }} size="sm" fw={600} c="inherit">
          {t(`kind.${run.type}`, { defaultValue: run.type })}
        </LinkAnchor>
      ),
      { width: 185 },
    ),
    column.fact("store", t("columns.store"), ({ storeName }) => storeName ?? "–"),
    column.state("state", t("columns.state"), (run) => <RunState {...run} />),
    column.plain("done", t("columns.done"), (run) => <Counts run={run} />),
    column.plain("error", t("columns.error"), ({ error }) => (
      <Text size="xs" lineClamp={2} maw={320} dir="auto" title={error ?? ""} style={{ overflowWrap: "anywhere" }}>
        {error ?? "–"}
      </Text>
    )),
    column.when("created", t("columns.created"), ({ createdAt }) => createdAt, { onCard: "fact" }),
  ];
}

function useRunFilters(): readonly FilterField[] {
  const { t } = useTranslation("runs");
  const { options } = useStoreNames();
  return [
    choice("status", t("columns.state"), STATES, (value) => t(`state.${value}`)),
    choice("type", t("columns.kind"), KINDS, (value) => t(`kind.${value}`)),
    { name: "storeId", label: t("columns.store"), kind: "choice", options },
    ...days(t("filters.from"), t("filters.to")),
  ];
}
