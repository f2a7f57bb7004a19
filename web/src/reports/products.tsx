/** What sold best, what of it is left and what that is worth. */
import { SegmentedControl, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useSession } from "../data/session.ts";
import { type Format, useFormat } from "../i18n/format.ts";
import { worded } from "../i18n/options.ts";
import { type Translate, useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { LinkAnchor } from "../ui/link.ts";
import type { Column } from "../ui/list/columns.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { useListSearch } from "../ui/list/search-state.ts";
import { usePeriod, useStoreFilter } from "./asked.ts";
import { ForeignAmounts } from "./foreign-amounts.tsx";
import { Frame } from "./frame.tsx";
import { NothingSold } from "./nothing-sold.tsx";
import { askedOf, exportHref, type Product } from "./queries.ts";
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
        summary={<StockWorth asked={askedOf({ from, to }, state.filter["storeId"])} />}
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

interface Told {
  readonly t: Translate<"reports">;
  readonly format: Format;
  readonly currency: string;
}

function productColumns({ t, format: { number, percent }, currency }: Told): readonly Column<Product>[] {
  return [
    {
      id: "title",
      header: t("products.product"),
      share: 40,
      onCard: "title",
      cell: ({ productId, title, sku }) => (
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
          <Text size="xs" c="var(--quiet)" truncate>
            <bdi className="code">{sku}</bdi>
          </Text>
        </Stack>
      ),
    },
    {
      id: "units",
      header: t("figures.units"),
      isEnd: true,
      sort: "units",
      onCard: "fact",
      cell: ({ units }) => number(units),
    },
    {
      id: "net",
      header: t("figures.net"),
      isEnd: true,
      sort: "net",
      onCard: "state",
      cell: ({ netMinor, apart }) => (
        <Stack gap={0} align="flex-end">
          <Amount minor={netMinor} currency={currency} />
          <ForeignAmounts apart={apart} currency={currency} />
        </Stack>
      ),
    },
    {
      id: "gross",
      header: t("figures.gross"),
      isEnd: true,
      isExtra: true,
      cell: ({ grossMinor }) => <Amount minor={grossMinor} currency={currency} />,
    },
    { id: "returned", header: t("products.returned"), isEnd: true, cell: ({ returnedUnits }) => number(returnedUnits) },
    {
      id: "sellThrough",
      header: t("products.sellThrough"),
      isEnd: true,
      onCard: "fact",
      cell: ({ sellThroughPercent }) => (sellThroughPercent === null ? "–" : percent(sellThroughPercent / 100)),
    },
    { id: "onHand", header: t("products.onHand"), isEnd: true, onCard: "fact", cell: ({ onHand }) => number(onHand) },
    {
      id: "value",
      header: t("products.value"),
      isEnd: true,
      cell: ({ stockValueMinor, onHand }) =>
        stockValueMinor === null && onHand > 0 ? (
          <Text size="sm" c="var(--quiet)">
            {t("products.noCost")}
          </Text>
        ) : (
          <Amount minor={stockValueMinor ?? 0} currency={currency} />
        ),
    },
  ];
}
