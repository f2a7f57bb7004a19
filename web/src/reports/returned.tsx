/** What came back: by reason, product or channel, beside what was sold on the same days. */
import { Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Format, useFormat } from "../i18n/format.ts";
import { worded } from "../i18n/options.ts";
import { type Translate, useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { DownloadLink } from "./download.tsx";
import { Frame } from "./frame.tsx";
import {
  RETURNED_BY,
  type ReturnedBy,
  type ReturnedReport,
  type ReturnedUnits,
  returnedHref,
  returnedQuery,
} from "./queries.ts";
import { usePeriod } from "./report-query.ts";

const LABELS = { reason: "returned.byReason", product: "returned.byProduct", store: "returned.byStore" } as const;
const HEADS = { reason: "returned.reason", product: "returned.product", store: "returned.store" } as const;

export function ReturnedScreen() {
  const { t } = useTranslation("reports");
  const { from, to } = usePeriod();
  const [by, setBy] = useState<ReturnedBy>("reason");
  const found = useQuery(returnedQuery({ from, to, by }));
  return (
    <Frame>
      <Card
        title={t("returned.title")}
        actions={<DownloadLink href={returnedHref({ from, to, by })} label={t("returned.download")} />}
        isFlush
      >
        <Group p="md">
          <SegmentedControl
            aria-label={t("returned.by")}
            value={by}
            onChange={(value) => setBy(RETURNED_BY.find((way) => way === value) ?? "reason")}
            data={worded(RETURNED_BY, (value) => t(LABELS[value]))}
          />
        </Group>
        {found.isPending && <RowsSkeleton rows={4} />}
        {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
        {found.data?.items.length === 0 && (
          <Text size="sm" p="md">
            {t("returned.none")}
          </Text>
        )}
        {found.data !== undefined && found.data.items.length > 0 && <Figures report={found.data} />}
      </Card>
    </Frame>
  );
}

function Figures({ report }: { readonly report: ReturnedReport }) {
  const { t } = useTranslation("reports");
  const { t: ofReturns } = useTranslation("returns");
  const { t: ofHome } = useTranslation("home");
  const format = useFormat();
  const { by, units, soldUnits, percentOfSold, isCut, items } = report;
  const reason = (code: ReturnedUnits["reasonCode"]) =>
    code === null ? ofReturns("noReason") : ofReturns(`reasons.${code}`);
  const reported = { t, format, by, reason, hub: ofHome("hub") };
  return (
    <>
      <PlainList
        label={t("returned.title")}
        rows={items}
        columns={columnsOf(reported)}
        rowKey={({ reasonCode, variantId, storeId }) => `${reasonCode} ${variantId} ${storeId}`}
      />
      <Text size="sm" p="md">
        {percentOfSold === null
          ? t("returned.totalUnsold", { units: format.number(units) })
          : t("returned.total", {
              units: format.number(units),
              sold: format.number(soldUnits),
              share: format.percent(percentOfSold / 100),
            })}
        {isCut && ` ${t("returned.cut")}`}
      </Text>
    </>
  );
}

interface ReportRow {
  readonly t: Translate<"reports">;
  readonly format: Format;
  readonly by: ReturnedBy;
  reason(code: ReturnedUnits["reasonCode"]): string;
  readonly hub: string;
}

function columnsOf({ t, format: { number, percent }, by, reason, hub }: ReportRow): readonly Column<ReturnedUnits>[] {
  return [
    column.title("name", t(HEADS[by]), (row) => {
      if (by === "reason") return reason(row.reasonCode);
      if (by === "store") return <bdi>{row.storeId === null ? hub : row.storeName}</bdi>;
      return <Product row={row} unlinked={t("returned.unlinked")} />;
    }),
    column.figure("units", t("returned.units"), ({ units }) => number(units)),
    column.plain("returns", t("returned.returns"), ({ returns }) => number(returns), { isEnd: true }),
    column.plain("sold", t("returned.sold"), ({ soldUnits }) => number(soldUnits), { isEnd: true }),
    column.figure("share", t("returned.share"), ({ percentOfSold }) =>
      percentOfSold === null ? "–" : percent(percentOfSold / 100),
    ),
    column.figure("value", t("returned.value"), ({ values }) => (
      <Stack gap={0} align="flex-end">
        {values.map(({ currency, minor }) => (
          <Amount key={currency} minor={minor} currency={currency} />
        ))}
      </Stack>
    )),
    ...(by === "reason"
      ? []
      : [
          column.fact<ReturnedUnits>("reasons", t("returned.reasons"), ({ reasons }) =>
            reasons.map(({ reasonCode, units }) => `${reason(reasonCode)} ${number(units)}`).join(" · "),
          ),
        ]),
  ];
}

function Product({ row, unlinked }: { readonly row: ReturnedUnits; readonly unlinked: string }) {
  if (row.productId === null) return row.title === null ? unlinked : <bdi>{row.title}</bdi>;
  return (
    <Stack gap={0}>
      <LinkAnchor to="/products/$id" params={{ id: row.productId }} size="sm" dir="auto">
        {row.title}
      </LinkAnchor>
      <Quiet size="xs">
        <bdi className="code">{row.sku}</bdi>
      </Quiet>
    </Stack>
  );
}
