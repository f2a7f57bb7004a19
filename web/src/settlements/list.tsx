/** Statements of channels and payment providers: what each paid, and whether it ties to the bank. */
import { Button } from "@mantine/core";
import { IconReportMoney } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { RowOf } from "../data/pages.ts";
import { storesQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Empty } from "../ui/empty.tsx";
import { LinkAnchor } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Status } from "../ui/status.tsx";
import { Frame } from "./frame.tsx";
import { ImportDialog } from "./import/dialog.tsx";
import { Tie } from "./tie.tsx";

const PATH = "/api/settlements";
type Row = RowOf<typeof PATH>;

export function SettlementList() {
  const { t } = useTranslation("settlements");
  const { may } = useSession();
  const { data: stores = [] } = useQuery(storesQuery);
  const [isReading, setReading] = useState(false);
  const read = may("act_on_orders") && <Button onClick={() => setReading(true)}>{t("read")}</Button>;
  return (
    <Frame actions={read}>
      <ListScreen
        subject="settlements"
        path={PATH}
        label={t("title")}
        isFile
        columns={useColumns()}
        nameOf="reference"
        opens="/settlements/$id"
        filters={[
          { name: "storeId", label: t("channel"), kind: "choice", options: named(stores) },
          ...days(t("filters.from"), t("filters.to")),
        ]}
        empty={<Empty icon={IconReportMoney} title={t("empty")} text={t("emptyText")} />}
      />
      {isReading && <ImportDialog onClose={() => setReading(false)} />}
    </Frame>
  );
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation("settlements");
  const { number } = useFormat();
  return [
    column.title("reference", t("reference"), ({ id, reference }) => (
      <LinkAnchor to="/settlements/$id" params={{ id }} size="sm" fw={600} className="code">
        {reference}
      </LinkAnchor>
    )),
    column.fact("source", t("source"), ({ storeName, gateway }) => <bdi>{storeName ?? gateway}</bdi>),
    column.moment("paid", t("paid"), ({ paidAt }) => paidAt),
    column.when("imported", t("imported"), ({ createdAt }) => createdAt),
    column.plain("lines", t("lines"), ({ lines }) => number(lines), { isEnd: true }),
    column.amount("bank", t("bank"), ({ amountMinor }) => amountMinor),
    column.fact("tie", t("sum"), (row) => <Tie of={row} />),
    column.state("open", t("open"), ({ openCases }) =>
      openCases === 0 ? t("none") : <Status meaning="attention">{t("count", { count: openCases })}</Status>,
    ),
  ];
}
