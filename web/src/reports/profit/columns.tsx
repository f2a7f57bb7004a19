/** The columns reports of profit share. */
import { Text } from "@mantine/core";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { Amount } from "../../ui/amount.tsx";
import { LinkAnchor } from "../../ui/link.ts";
import * as column from "../../ui/list/column.tsx";
import type { Column } from "../../ui/list/columns.ts";
import { Quiet } from "../../ui/quiet.tsx";
import type { ProfitReport } from "./queries.ts";

type Day = ProfitReport["days"][number];
type Channel = ProfitReport["channels"][number];
type Cohort = ProfitReport["cohorts"][number];
export type Product = ProfitReport["products"][number];
/** What every row of profit has. */
type Row = Pick<
  Product,
  "orders" | "units" | "revenueMinor" | "cm1Minor" | "cm2Minor" | "adsMinor" | "cm3Minor" | "cm3Percent"
>;

interface Columns {
  readonly days: readonly Column<Day>[];
  readonly channels: readonly Column<Channel>[];
  readonly products: readonly Column<Product>[];
  readonly cohorts: readonly Column<Cohort>[];
}

export function useProfitColumns(currency: string): Columns {
  const { t } = useTranslation("reports/profit");
  const { number, percent, day, month } = useFormat();
  const count = (id: "orders" | "units", of: (row: Row) => number): Column<Row> =>
    column.figure(id, t(`columns.${id}`), (row) => number(of(row)));
  const amounts = useAmounts(currency);
  const estimated: Column<Pick<Day, "estimatedPercent">> = column.plain(
    "estimated",
    t("columns.estimated"),
    ({ estimatedPercent }) => <bdi dir="ltr">{estimatedPercent === null ? "–" : percent(estimatedPercent / 100)}</bdi>,
    { isEnd: true },
  );
  const orders = count("orders", (row) => row.orders);
  return {
    days: [column.title("day", t("columns.day"), (row) => day(row.day, true)), orders, ...amounts, estimated],
    channels: [
      column.title("channel", t("columns.channel"), ({ storeName }) => <bdi>{storeName ?? t("hub")}</bdi>),
      orders,
      ...amounts,
      estimated,
    ],
    products: [
      column.title("product", t("columns.product"), (row) => <ProductName row={row} />),
      count("units", (row) => row.units),
      ...amounts,
    ],
    cohorts: [
      column.title("cohort", t("columns.cohort"), ({ cohort }) =>
        cohort === null ? t("cohorts.unknown") : month(cohort),
      ),
      orders,
      ...amounts,
      estimated,
    ],
  };
}

function useAmounts(currency: string): readonly Column<Row>[] {
  const { t } = useTranslation("reports/profit");
  const { percent } = useFormat();
  const amount = (
    id: "revenue" | "cm1" | "cm2" | "ads" | "cm3",
    of: (row: Row) => number,
    onCard?: "fact" | "state",
  ): Column<Row> => ({
    id,
    header: t(`columns.${id}`),
    isEnd: true,
    ...(onCard && { onCard }),
    cell: (row) => <Amount minor={of(row)} currency={currency} />,
  });
  return [
    amount("revenue", (row) => row.revenueMinor, "fact"),
    amount("cm1", (row) => row.cm1Minor),
    amount("cm2", (row) => row.cm2Minor, "fact"),
    amount("ads", (row) => row.adsMinor, "fact"),
    amount("cm3", (row) => row.cm3Minor, "state"),
    column.figure(
      "margin",
      t("columns.margin"),
      ({ cm3Percent }) => <bdi dir="ltr">{cm3Percent === null ? "–" : percent(cm3Percent / 100)}</bdi>,
      { onCard: "state" },
    ),
  ];
}

export function ProductName({ row }: { readonly row: Pick<Product, "productId" | "title" | "sku"> }) {
  const { t } = useTranslation("reports/profit");
  const { productId, title, sku } = row;
  if (productId === null) return <Text size="sm">{t("unlinked")}</Text>;
  return (
    <>
      <LinkAnchor to="/products/$id" params={{ id: productId }} size="sm" style={{ overflowWrap: "anywhere" }}>
        <bdi>{title ?? sku}</bdi>
      </LinkAnchor>
      <Quiet size="xs">
        <bdi className="code">{sku}</bdi>
      </Quiet>
    </>
  );
}
