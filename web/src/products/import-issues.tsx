/** What is wrong with single rows, with the place to mend it. */
import { Stack } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import type { Shape } from "../data/hub.ts";
import { codeText, useHubMessages } from "../hub-messages/hub-messages.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Empty } from "../ui/empty.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { useListSearch } from "../ui/list/search-state.ts";
import { Status } from "../ui/status.tsx";
import { IssueGroups } from "./import-issue-groups.tsx";

type Issue = Shape<"ImportIssue">;

export function Issues({ importId, phase }: { readonly importId: string; readonly phase: "check" | "apply" }) {
  const { t } = useTranslation("products");
  const { number } = useFormat();
  const wording = useHubMessages();
  const columns: readonly Column<Issue>[] = [
    column.plain("row", t("imports.row"), ({ row }) => number(row), { isEnd: true, onCard: "title" }),
    column.state("severity", t("columns.state"), ({ severity }) => (
      <Status meaning={severity === "error" ? "failed" : "attention"}>{t(`imports.${severity}`)}</Status>
    )),
    column.fact("column", t("imports.column"), ({ column }) =>
      column === null ? t("imports.wholeRow") : <bdi>{column}</bdi>,
    ),
    column.fact("message", t("imports.what"), ({ said, code, message, value }) =>
      said === null ? codeText(code, message, value) : wording.message(said, message),
    ),
    column.plain("value", t("imports.value"), ({ value }) => <span className="code">{value ?? ""}</span>),
  ];
  const state = useListSearch();
  return (
    <Stack gap="md">
      <IssueGroups importId={importId} phase={phase} state={state} />
      <ListScreen
        path="/api/imports/{id}/issues"
        params={{ id: importId }}
        fixed={{ phase }}
        label={t("imports.issues")}
        columns={columns}
        rowKey={({ number: key }) => String(key)}
        nameOf={({ row }) => String(row)}
        views={[{ id: "errors", label: t("imports.errors"), filter: { severity: "error" } }]}
        exportHref={(filter) => `/api/imports/${importId}/issues/export?${new URLSearchParams({ ...filter, phase })}`}
        filters={[
          { name: "code", label: t("imports.what"), kind: "text", isOnlyLinked: true },
          { name: "column", label: t("imports.column"), kind: "text", isOnlyLinked: true },
        ]}
        empty={<Empty icon={IconCircleCheck} title={t("imports.clean.title")} text={t("imports.clean.text")} />}
      />
    </Stack>
  );
}
