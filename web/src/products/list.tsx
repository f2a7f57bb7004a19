import { ActionIcon, Group } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconLayoutGrid, IconList, IconTag } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, useMemo } from "react";
import { categoriesQuery } from "../data/categories.ts";
import type { Shape } from "../data/hub.ts";
import { storesQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { type Format, useFormat } from "../i18n/format.ts";
import { named } from "../i18n/options.ts";
import { type Translate, useTranslation } from "../i18n/translation.ts";
import { Empty } from "../ui/empty.tsx";
import { LinkButton } from "../ui/link.ts";
import { ItemName, PicturedCell } from "../ui/list/cells.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import type { FilterField } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Status } from "../ui/status.tsx";
import { ChannelMarks, PriceRange, StockBar, type Store } from "./cells.tsx";
import { Frame } from "./frame.tsx";
import { useProductBulk, useProductSteps } from "./list-bulk.tsx";

type Product = Shape<"ProductSummary">;

const ProductGrid = lazy(async () => ({ default: (await import("./grid.tsx")).ProductGrid }));

export function ProductList() {
  const { t } = useTranslation("products");
  const { may } = useSession();
  const canEdit = may("edit_catalogue");
  const [isGrid, setGrid] = useLocalStorage({ key: "argosy.products.grid", defaultValue: false });
  const buttons = canEdit && (
    <>
      <LinkButton variant="default" to="/products/imports">
        {t("import")}
      </LinkButton>
      <LinkButton to="/products/new">{t("new.title")}</LinkButton>
    </>
  );
  return (
    <Frame actions={buttons}>
      <ListScreen
        path="/api/products"
        label={t("title")}
        columns={useProductColumns()}
        nameOf="title"
        opens="/products/$id"
        searchLabel={t("search")}
        filters={useProductFilters()}
        viewSubject="products"
        bulk={useProductBulk()}
        steps={useProductSteps()}
        drawn={isGrid ? ProductGrid : undefined}
        tools={<Layout isGrid={isGrid} onChange={setGrid} />}
        exportHref={(filter) => `/api/products/export?${new URLSearchParams(filter)}`}
        empty={
          <Empty
            icon={IconTag}
            title={t("empty.title")}
            text={t("empty.text")}
            action={<Group mt="xs">{buttons}</Group>}
          />
        }
      />
    </Frame>
  );
}

interface LayoutProps {
  readonly isGrid: boolean;
  onChange(isGrid: boolean): void;
}

function Layout({ isGrid, onChange }: LayoutProps) {
  const { t } = useTranslation("products");
  const label = t(isGrid ? "layout.list" : "layout.grid");
  return (
    <ActionIcon variant="default" size={36} aria-label={label} title={label} onClick={() => onChange(!isGrid)}>
      {isGrid ? <IconList size={16} /> : <IconLayoutGrid size={16} />}
    </ActionIcon>
  );
}

function useProductColumns(): readonly Column<Product>[] {
  const { t } = useTranslation("products");
  const { number } = useFormat();
  const { data: stores } = useQuery(storesQuery);
  // The same until one of these changes: a row is drawn anew with other columns.
  return useMemo(() => columnsOf({ t, number, stores: stores ?? [] }), [t, number, stores]);
}

interface ProductFacts {
  readonly t: Translate<"products">;
  readonly number: Format["number"];
  readonly stores: readonly Store[];
}

function columnsOf({ t, number, stores }: ProductFacts): readonly Column<Product>[] {
  return [
    column.title(
      "title",
      t("columns.title"),
      (product) => (
        <PicturedCell imageUrl={product.imageUrl}>
          <ItemName title={product.title} sku={product.variantSku ?? product.sku} />
        </PicturedCell>
      ),
      { sort: "lastTitle", sortUp: "title", isUpFirst: true },
    ),
    column.state("active", t("columns.state"), ({ active }) => (
      <Status meaning={active ? "good" : "neutral"}>{t(active ? "active" : "inactive")}</Status>
    )),
    column.plain("variants", t("columns.variants"), ({ variants }) => number(variants), { isEnd: true }),
    column.fact("available", t("columns.available"), (product) => <StockBar product={product} />),
    column.figure("price", t("columns.price"), (product) => <PriceRange product={product} />),
    column.fact("stores", t("columns.stores"), (product) => <ChannelMarks product={product} stores={stores} />),
    column.plain("brand", t("columns.brand"), ({ brand }) => brand ?? "–", { isExtra: true }),
    column.moment("updated", t("columns.updated"), ({ updatedAt }) => updatedAt, {
      sort: "updated",
      sortUp: "stalest",
    }),
  ];
}

function useProductFilters(): readonly FilterField[] {
  const { t } = useTranslation("products");
  const categories = useQuery(categoriesQuery).data ?? [];
  const stores = useQuery(storesQuery).data ?? [];
  return [
    {
      name: "active",
      label: t("columns.state"),
      kind: "choice",
      options: [
        { value: "true", label: t("active") },
        { value: "false", label: t("inactive") },
      ],
    },
    {
      name: "categoryId",
      label: t("columns.category"),
      kind: "choice",
      options: categories.map(({ id, path }) => ({ value: id, label: path.join(" › ") })),
    },
    { name: "storeId", label: t("columns.store"), kind: "choice", options: named(stores) },
  ];
}
