/** Products that lose money, with what takes more of them than usual, and what another price would do. */
import { Button, List, Stack, Text } from "@mantine/core";
import { IconMoodSmile } from "@tabler/icons-react";
import { useState } from "react";
import { useSession } from "../../data/session.ts";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { Amount } from "../../ui/amount.tsx";
import { Empty } from "../../ui/empty.tsx";
import * as column from "../../ui/list/column.tsx";
import type { Column } from "../../ui/list/columns.ts";
import { ListScreen } from "../../ui/list/list-screen.tsx";
import { Frame } from "../frame.tsx";
import { usePeriod, useStoreFilter } from "../report-query.ts";
import { ProductName } from "./columns.tsx";
import { type Losing, profitExportHref } from "./queries.ts";
import { WhatIfDialog } from "./what-if.tsx";

const MOST_REASONS = 2;

export function LosingScreen() {
  const { t } = useTranslation("reports/profit");
  const { from, to } = usePeriod();
  const [tried, setTried] = useState<Losing | null>(null);
  return (
    <Frame>
      <ListScreen
        path="/api/analytics/profit/losing"
        fixed={{ from, to }}
        label={t("losing.title")}
        columns={useColumns(setTried)}
        rowKey={({ variantId }) => variantId ?? "unlinked"}
        nameOf={({ title, sku }) => title ?? sku ?? t("unlinked")}
        filters={useStoreFilter()}
        exportHref={(filter) => profitExportHref("losing", filter)}
        empty={<Empty icon={IconMoodSmile} title={t("losing.none")} text={t("losing.noneText")} />}
      />
      {tried?.variantId && (
        <WhatIfDialog
          variantId={tried.variantId}
          name={tried.title ?? tried.sku ?? ""}
          days={{ from, to }}
          onClose={() => setTried(null)}
        />
      )}
    </Frame>
  );
}

function useColumns(onTry: (row: Losing) => void): readonly Column<Losing>[] {
  const { t } = useTranslation("reports/profit");
  const { number, percent } = useFormat();
  const currency = useSession().organization?.currency ?? "USD";
  const amount = (minor: number) => <Amount minor={minor} currency={currency} />;
  return [
    column.title("product", t("columns.product"), (row) => <ProductName row={row} />, { share: 30 }),
    column.fact(
      "reasons",
      t("losing.why"),
      ({ reasons }) => (
        <List size="sm" listStyleType="none">
          {reasons.slice(0, MOST_REASONS).map(({ kind, percent: share, usualPercent }) => (
            <List.Item key={kind}>
              {share === null || usualPercent === null
                ? t(`bridge.steps.${kind}`)
                : t("losing.reason", {
                    reason: t(`losing.reasons.${kind}`),
                    percent: percent(share / 100),
                    usual: percent(usualPercent / 100),
                  })}
            </List.Item>
          ))}
        </List>
      ),
      { share: 40 },
    ),
    column.figure("units", t("columns.units"), ({ units }) => number(units)),
    column.figure("revenue", t("rungs.revenue.name"), ({ revenueMinor }) => amount(revenueMinor)),
    column.figure(
      "cm3",
      t("rungs.cm3.name"),
      (row) => (
        <Stack gap={0} align="flex-end">
          <Text size="sm" fw={600} component="span">
            {amount(row.cm3Minor)}
          </Text>
          {row.variantId !== null && (
            <Button variant="subtle" size="compact-xs" onClick={() => onTry(row)}>
              {t("whatIf.open")}
            </Button>
          )}
        </Stack>
      ),
      { onCard: "state" },
    ),
  ];
}
