/** Parcels whose bill or cash is not what it should be, and the reports that tell it. */
import { Button, Stack } from "@mantine/core";
import { IconCoins } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { RowOf } from "../../data/pages.ts";
import { couriersQuery } from "../../data/reference-data.ts";
import { useSession } from "../../data/session.ts";
import { useFormat } from "../../i18n/format.ts";
import { named } from "../../i18n/options.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { Amount } from "../../ui/amount.tsx";
import { Empty } from "../../ui/empty.tsx";
import { LinkAnchor } from "../../ui/link.ts";
import * as column from "../../ui/list/column.tsx";
import type { Column } from "../../ui/list/columns.ts";
import { choice, days } from "../../ui/list/filter-fields.ts";
import { ListScreen } from "../../ui/list/list-screen.tsx";
import { Page } from "../../ui/page.tsx";
import { Quiet } from "../../ui/quiet.tsx";
import { Status } from "../../ui/status.tsx";
import { StatementDialog } from "./statement-dialog.tsx";

const PATH = "/api/shipments/differences";
type Row = RowOf<typeof PATH>;
const CHARGES = ["over", "twice", "cancelled"] as const;
const REMITTANCES = ["missing", "short", "over"] as const;

export function ParcelMoneyPage() {
  const { t } = useTranslation("shipments/desk");
  const shipments = useTranslation("shipments").t;
  const { may } = useSession();
  const { data: couriers = [] } = useQuery(couriersQuery);
  const [isReading, setReading] = useState(false);
  const read = may("act_on_orders") && couriers.length > 0 && (
    <Button onClick={() => setReading(true)}>{t("money.read")}</Button>
  );
  return (
    <Page title={t("money.title")} above={{ label: shipments("title"), to: "/shipments" }} actions={read}>
      <Quiet>{t("money.text")}</Quiet>
      <ListScreen
        subject="shipments"
        path={PATH}
        label={t("money.title")}
        isFile
        columns={useColumns()}
        nameOf={({ orderNumber, reference }) => `${orderNumber} (${reference})`}
        opens="/shipments/$id"
        filters={[
          { name: "courierId", label: t("money.courier"), kind: "choice", options: named(couriers) },
          choice("chargeDifference", t("money.charge"), CHARGES, (value) => t(`money.charges.${value}`)),
          choice("remittanceDifference", t("money.cash"), REMITTANCES, (value) => t(`money.remittances.${value}`)),
          ...days(shipments("filters.from"), shipments("filters.to")),
        ]}
        empty={<Empty icon={IconCoins} title={t("money.empty")} text={t("money.emptyText")} />}
      />
      {isReading && <StatementDialog couriers={couriers} onClose={() => setReading(false)} />}
    </Page>
  );
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation("shipments/desk");
  const { number } = useFormat();
  const amounts = (first: number | null, second: number | null, currency: string | null) =>
    currency === null ? (
      "–"
    ) : (
      <Stack gap={0} align="flex-end">
        {first === null ? "–" : <Amount minor={first} currency={currency} />}
        {second === null ? "–" : <Amount minor={second} currency={currency} />}
      </Stack>
    );
  return [
    column.title("order", t("money.order"), ({ id, orderNumber }) => (
      <LinkAnchor to="/shipments/$id" params={{ id }} size="sm" fw={600} className="code nowrap">
        {orderNumber}
      </LinkAnchor>
    )),
    column.plain("courier", t("money.courier"), ({ courierName }) => <bdi>{courierName}</bdi>),
    column.fact("numbers", t("money.numbers"), ({ trackingNumbers }) => (
      <bdi className="code">{trackingNumbers.join(", ")}</bdi>
    )),
    column.fact("charge", t("money.charge"), ({ chargeDifference: of }) =>
      of === null ? "–" : <Status meaning="attention">{t(`money.charges.${of}`)}</Status>,
    ),
    column.plain(
      "billed",
      `${t("money.told")} / ${t("money.billed")}`,
      ({ chargeMinor, chargedMinor, chargedCurrency }) => amounts(chargeMinor, chargedMinor, chargedCurrency),
      { isEnd: true },
    ),
    column.state("cash", t("money.cash"), ({ remittanceDifference: of }) =>
      of === null ? (
        "–"
      ) : (
        <Status meaning={of === "missing" ? "failed" : "attention"}>{t(`money.remittances.${of}`)}</Status>
      ),
    ),
    column.figure(
      "passedOn",
      `${t("money.toCollect")} / ${t("money.passedOn")}`,
      ({ collectMinor, remittedMinor, currency }) =>
        collectMinor === 0 && remittedMinor === null ? "–" : amounts(collectMinor, remittedMinor, currency),
    ),
    column.plain("weight", t("money.weight"), ({ weightGrams }) => number(weightGrams), { isEnd: true }),
    column.moment("ended", t("money.ended"), ({ endedAt }) => endedAt),
  ];
}
