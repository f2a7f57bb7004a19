/** What sold best, what of it is left and what that is worth. */
import { SegmentedControl, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useSession } from "../data/session.ts";
import { type Format, useFormat } from "../i18n/format.ts";
import { worded } from "../i18n/options.ts";
import { type Translate, useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { LinkAnchor } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { useListSearch } from "../ui/list/search-state.ts";
import { Quiet } from "../ui/quiet.tsx";
import { ForeignAmounts } from "./foreign-amounts.tsx";
import { Frame } from "./frame.tsx";
import { NothingSold } from "./nothing-sold.tsx";
import { exportHref, type Product, reportQuery } from "./queries.ts";
import { usePeriod, useStoreFilter } from "./report-query.ts";
import { StockWorth } from "./stock-worth.tsx";

const SORTS = ["net", "units"] as const;

export function ProductsScreen() {
  const { t } = useTranslation("reports");
  const { from, to } = usePeriod();
  const state = useListSearch();
  const navigate = useNavigate();
  const sort = state.filter["sort"] ?? "net";
  return (
    <Frame>
      <ListScreen
        path="/api/analytics/products"
        fixed={{ from, to, sort }}
        label={t("screens.products")}
        columns={useProductColumns()}
        rowKey={({ variantId }) => variantId}
        nameOf="title"
        onOpen={({ productId }) => void navigate({ to: "/products/$id", params: { id: productId } })}
        filters={useStoreFilter()}
        tools={
          <SegmentedControl
            aria-label={t("products.sort")}
            value={sort}
            onChange={(value) => state.set({ sort: value === "net" ? "" : value })}
            data={worded(SORTS, (value) => t(`figures.${value}`))}
          />
        }
        exportHref={(filter) => exportHref("products", filter)}
        summary={<StockWorth asked={reportQuery({ from, to }, state.filter["storeId"])} />}
        empty={<NothingSold />}
      />
    </Frame>
  );
}

function useProductColumns(): readonly Column<Product>[] {
  const { t } = useTranslation("reports");
  const format = useFormat();
  const currency = useSession().organization?.currency ?? "USD";
  return productColumns({ t, format, currency });
}

interface ReportRow {
  readonly t: Translate<"reports">;
  readonly format: Format;
  readonly currency: string;
}

function productColumns({ t, format: { number, percent }, currency }: ReportRow): readonly Column<Product>[] {
  return [
    column.title(
      "title",
      t("products.product"),
      ({ productId, title, sku }) => (
        <Stack gap={0}>
          <LinkAnchor
            to="/products/$id"
            params={{ id: productId }}
            size="sm"
            fw={500}
            lineClamp={1}
            title={title}
            dir="auto"
            style={{ textAlign: "match-parent" }}
          >
            {title}
          </LinkAnchor>
          <Text size="xs" c="var(--quiet)" truncate className="code">
            {sku}
          </Text>
        </Stack>
      ),
      { share: 40 },
    ),
    column.figure("units", t("figures.units"), ({ units }) => number(units), { sort: "units" }),
    column.figure(
      "net",
      t("figures.net"),
      ({ netMinor, apart }) => (
        <Stack gap={0} align="flex-end">
          <Amount minor={netMinor} currency={currency} />
          <ForeignAmounts apart={apart} currency={currency} />
        </Stack>
      ),
      { sort: "net", onCard: "state" },
    ),
    column.plain("gross", t("figures.gross"), ({ grossMinor }) => <Amount minor={grossMinor} currency={currency} />, {
      isEnd: true,
      isExtra: true,
    }),
    column.plain("returned", t("products.returned"), ({ returnedUnits }) => number(returnedUnits), { isEnd: true }),
    column.figure("sellThrough", t("products.sellThrough"), ({ sellThroughPercent }) =>
      sellThroughPercent === null ? "–" : percent(sellThroughPercent / 100),
    ),
    column.figure("onHand", t("products.onHand"), ({ onHand }) => number(onHand)),
    column.plain(
      "value",
      t("products.value"),
      ({ stockValueMinor, onHand }) =>
        stockValueMinor === null && onHand > 0 ? (
          <Quiet>{t("products.noCost")}</Quiet>
        ) : (
          <Amount minor={stockValueMinor ?? 0} currency={currency} />
        ),
      { isEnd: true },
    ),
  ];
}
