import { Group, Text } from "@mantine/core";
import { IconShoppingBag } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Shape } from "../data/hub.ts";
import type { Filter } from "../data/pages.ts";
import { Amount } from "../ui/amount.tsx";
import { Empty } from "../ui/empty.tsx";
import type { Column } from "../ui/list/columns.ts";
import type { FilterField } from "../ui/list/filters.tsx";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Page } from "../ui/page.tsx";
import { Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import { FinancialStatus, FulfilmentStatus, OrderStatus } from "./status.tsx";

type Order = Shape<"OrderSummary">;

export function OrderList() {
  const { t } = useTranslation("orders");
  return (
    <Page title={t("title")}>
      <ListScreen
        subject="orders"
        path="/api/orders"
        label={t("title")}
        columns={useOrderColumns()}
        rowKey={({ id }) => id}
        nameOf={({ number }) => number}
        searchLabel={t("search")}
        filters={useOrderFilters()}
        views={[
          {
            id: "toShip",
            label: t("views.toShip"),
            filter: { fulfilment: "unfulfilled,partial", status: "confirmed,processing" },
          },
          { id: "short", label: t("views.short"), filter: { short: "true" } },
          { id: "unmapped", label: t("views.unmapped"), filter: { unmapped: "true" } },
          { id: "failed", label: t("views.failed"), filter: { command: "failed" } },
        ]}
        viewSubject="orders"
        exportHref={exportHref}
        empty={<Empty icon={IconShoppingBag} title={t("empty.title")} text={t("empty.text")} />}
      />
    </Page>
  );
}

const exportHref = (filter: Filter): string => `/api/orders/export?${new URLSearchParams(filter)}`;

function useOrderColumns(): readonly Column<Order>[] {
  const { t } = useTranslation("orders");
  return [
    {
      id: "number",
      header: t("columns.number"),
      onCard: "title",
      cell: (order) => (
        <Group gap={6} wrap="nowrap">
          <Text component="span" size="sm" fw={600} className="code nowrap">
            {order.number}
          </Text>
          {order.isShort && <Status meaning="failed">{t("short")}</Status>}
          {order.hasUnmapped && <Status meaning="attention">{t("unmapped")}</Status>}
        </Group>
      ),
    },
    {
      id: "placed",
      header: t("columns.placed"),
      sort: "placed",
      onCard: "fact",
      cell: ({ placedAt }) => <When at={placedAt} />,
    },
    { id: "store", header: t("columns.store"), onCard: "fact", cell: ({ storeName }) => storeName ?? t("here") },
    { id: "customer", header: t("columns.customer"), onCard: "fact", cell: ({ customerName }) => customerName ?? "–" },
    { id: "status", header: t("columns.status"), cell: (order) => <OrderStatus status={order.status} /> },
    { id: "financial", header: t("columns.payment"), cell: (order) => <FinancialStatus financial={order.financial} /> },
    {
      id: "fulfilment",
      header: t("columns.fulfilment"),
      onCard: "state",
      cell: (order) => <FulfilmentStatus fulfilment={order.fulfilment} />,
    },
    { id: "units", header: t("columns.units"), isEnd: true, isExtra: true, cell: ({ units }) => units },
    {
      id: "total",
      header: t("columns.total"),
      sort: "total",
      isEnd: true,
      onCard: "state",
      cell: ({ totalMinor, currency }) => <Amount minor={totalMinor} currency={currency} />,
    },
    {
      id: "updated",
      header: t("columns.updated"),
      sort: "updated",
      isExtra: true,
      cell: ({ updatedAt }) => <When at={updatedAt} />,
    },
  ];
}

function useOrderFilters(): readonly FilterField[] {
  const { t } = useTranslation("orders");
  const statuses = ["pending", "confirmed", "processing", "completed", "cancelled", "on_hold"] as const;
  const financial = [
    "pending",
    "authorized",
    "paid",
    "partially_paid",
    "partially_refunded",
    "refunded",
    "voided",
    "cod_pending",
  ] as const;
  const fulfilment = ["unfulfilled", "partial", "fulfilled", "in_transit", "delivered", "returned"] as const;
  return [
    {
      name: "status",
      label: t("columns.status"),
      kind: "choices",
      options: statuses.map((value) => ({ value, label: t(`status.${value}`) })),
    },
    {
      name: "financial",
      label: t("columns.payment"),
      kind: "choices",
      options: financial.map((value) => ({ value, label: t(`financial.${value}`) })),
    },
    {
      name: "fulfilment",
      label: t("columns.fulfilment"),
      kind: "choices",
      options: fulfilment.map((value) => ({ value, label: t(`fulfilment.${value}`) })),
    },
    { name: "sku", label: t("filters.sku"), kind: "text" },
    { name: "short", label: t("views.short"), kind: "flag" },
    { name: "unmapped", label: t("views.unmapped"), kind: "flag" },
  ];
}
