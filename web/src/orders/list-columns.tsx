import { useMemo } from "react";
import { type Translate, useTranslation } from "../i18n/translation.ts";

import { Amount } from "../ui/amount.tsx";
import { Clipped, Marked } from "../ui/list/cells.tsx";
import type { Column } from "../ui/list/columns.ts";
import { RowLink } from "../ui/list/row-link.tsx";
import { Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import type { OrderSummary } from "./queries.ts";
import { FinancialStatus, FulfilmentStatus, OrderStatus } from "./status.tsx";

/** The columns of lists of orders. */
export function useOrderColumns(): readonly Column<OrderSummary>[] {
  const { t } = useTranslation("orders");
  // The same as long as the language is: a row is drawn anew with other columns.
  return useMemo(() => columnsOf(t), [t]);
}

const columnsOf = (t: Translate<"orders">): readonly Column<OrderSummary>[] => [
  { id: "number", header: t("columns.number"), onCard: "title", cell: (order) => <NumberCell order={order} /> },
  {
    id: "placed",
    header: t("columns.placed"),
    sort: "placed",
    onCard: "fact",
    cell: ({ placedAt }) => <When at={placedAt} />,
  },
  {
    id: "store",
    header: t("columns.store"),
    share: 15,
    onCard: "fact",
    cell: ({ storeName }) => <Clipped text={storeName ?? t("here")} />,
  },
  {
    id: "customer",
    header: t("columns.customer"),
    share: 17,
    onCard: "fact",
    cell: ({ customerName }) => <Clipped text={customerName ?? "–"} />,
  },
  { id: "status", header: t("columns.status"), cell: (order) => <OrderStatus status={order.status} /> },
  { id: "financial", header: t("columns.payment"), cell: (order) => <FinancialStatus financial={order.financial} /> },
  {
    id: "fulfilment",
    header: t("columns.fulfilment"),
    onCard: "state",
    cell: (order) => <FulfilmentStatus status={order.status} fulfilment={order.fulfilment} />,
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
    id: "tags",
    header: t("columns.tags"),
    isExtra: true,
    cell: ({ tags }) => <Clipped text={tags.length === 0 ? "–" : tags.join(", ")} />,
  },
  {
    id: "platform",
    header: t("columns.platformStatus"),
    isExtra: true,
    cell: ({ platformStatus }) => <Clipped text={platformStatus} />,
  },
  {
    id: "updated",
    header: t("columns.updated"),
    sort: "updated",
    isExtra: true,
    cell: ({ updatedAt }) => <When at={updatedAt} />,
  },
];

function NumberCell({ order }: { readonly order: OrderSummary }) {
  const { t } = useTranslation("orders");
  return (
    <Marked>
      <RowLink href={`/orders/${order.id}`}>
        <span className="code">{order.number}</span>
      </RowLink>
      {order.isShort && <Status meaning="failed">{t("short")}</Status>}
      {order.hasUnmapped && <Status meaning="attention">{t("unmapped")}</Status>}
      {order.underWay && <Status meaning="waiting">{t(`underWay.${order.underWay}`)}</Status>}
      {order.pushState === "failed" && <Status meaning="failed">{t("pushFailed")}</Status>}
      {order.pushState === "pending" && <Status meaning="waiting">{t("pushPending")}</Status>}
    </Marked>
  );
}
