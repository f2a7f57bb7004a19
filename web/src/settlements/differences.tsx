/** Everything statements get wrong, to be worked off; as a file it is what a channel is sent. */
import { Button } from "@mantine/core";
import { IconScale } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { storesQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Empty } from "../ui/empty.tsx";
import { LinkAnchor } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { choice, days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { CaseActions, type CaseRow, useCaseColumns } from "./case-row.tsx";
import { Frame } from "./frame.tsx";
import { CASE_KINDS } from "./queries.ts";
import { SettingsDialog } from "./settings-dialog.tsx";

export function DifferencesPage() {
  const { t } = useTranslation("settlements");
  const { may } = useSession();
  const { data: stores = [] } = useQuery(storesQuery);
  const [isSet, setSet] = useState(false);
  const settings = may("manage_members") && (
    <Button variant="default" onClick={() => setSet(true)}>
      {t("differences.settings")}
    </Button>
  );
  return (
    <Frame actions={settings}>
      <Quiet>{t("differences.text")}</Quiet>
      <ListScreen
        subject="settlements"
        path="/api/settlement-cases"
        label={t("differences.title")}
        isFile
        columns={useColumns()}
        nameOf={({ orderNumber, orderKey }) => orderNumber ?? orderKey ?? ""}
        rowActions={(row) => <CaseActions of={row} />}
        filters={[
          choice("kind", t("kind"), CASE_KINDS, (value) => t(`differences.kinds.${value}`)),
          choice("state", t("differences.state"), ["open", "settled"], (value) => t(`differences.states.${value}`)),
          { name: "storeId", label: t("channel"), kind: "choice", options: named(stores) },
          ...days(t("filters.foundFrom"), t("filters.foundBefore")),
          { name: "settlementId", label: t("reference"), kind: "text", isOnlyLinked: true },
        ]}
        views={[
          { id: "open", label: t("differences.openTab"), filter: { state: "open" } },
          { id: "settled", label: t("differences.settledTab"), filter: { state: "settled" } },
        ]}
        empty={<Empty icon={IconScale} title={t("differences.empty")} text={t("differences.emptyText")} />}
      />
      {isSet && <SettingsDialog onClose={() => setSet(false)} />}
    </Frame>
  );
}

function useColumns(): readonly Column<CaseRow>[] {
  const { t } = useTranslation("settlements");
  return [
    ...useCaseColumns(),
    column.plain("source", t("source"), ({ storeName, gateway }) => <bdi>{storeName ?? gateway ?? "–"}</bdi>),
    column.plain("reference", t("reference"), ({ settlementId, reference }) =>
      settlementId === null || reference === null ? (
        "–"
      ) : (
        <LinkAnchor to="/settlements/$id" params={{ id: settlementId }} size="sm" className="code">
          {reference}
        </LinkAnchor>
      ),
    ),
    column.plain("reason", t("differences.reason"), ({ reason }) =>
      reason === null ? "–" : t(`differences.reasons.${reason}`),
    ),
    column.plain("note", t("differences.note"), ({ note }) => <bdi>{note}</bdi>, { isExtra: true }),
    column.when("found", t("differences.found"), ({ foundAt }) => foundAt),
  ];
}
