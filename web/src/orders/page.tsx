/** One order: what it is, what it needs next, what was asked of it and what happened. */
import { Group } from "@mantine/core";
import { usePrefetchQuery, useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { HistoryCard } from "../audit/history-card.tsx";
import { AutomationCard } from "../automations/order-card.tsx";
import { orderRunsQuery } from "../automations/order-runs-query.ts";
import { ConversationsCard } from "../conversations/order-card.tsx";
import { orderQuery } from "../data/order.ts";
import { couriersQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { InvoiceCard } from "../invoices/card.tsx";
import { orderInvoicesQuery } from "../invoices/queries.ts";
import { MergingNotice } from "../merging/notice.tsx";
import { mergingQuery } from "../merging/queries.ts";
import { PhotosCard, photosQuery } from "../photos/photos.tsx";
import { ShipmentsCard } from "../shipments/card.tsx";
import { orderShipmentsQuery } from "../shipments/queries.ts";
import { filterOf } from "../ui/list/search-state.ts";
import { FinancialStatus } from "../ui/order-status.tsx";
import { Page } from "../ui/page.tsx";
import { TwoColumns } from "../ui/two-columns.tsx";
import { UnreadPage } from "../ui/unread-page.tsx";
import { Actions } from "./actions.tsx";
import { Needs } from "./attention.tsx";
import { Beside } from "./beside.tsx";
import type { CommandDialog } from "./command-dialog.ts";
import { Dialogs } from "./dialogs.tsx";
import { ChannelDocuments } from "./documents.tsx";
import { OrderFacts, Person } from "./facts.tsx";
import { HandlingCard } from "./handling.tsx";
import { Held } from "./held.tsx";
import { Lines } from "./lines.tsx";
import { unshipped } from "./lines-left.ts";
import { OrderStatusLine } from "./order-status.tsx";
import { Parcels } from "./parcels.tsx";
import { Payments } from "./payments.tsx";
import { ProfitCard } from "./profit/card.tsx";
import {
  neighboursQuery,
  type Order,
  optionsQuery,
  orderProfitQuery,
  routingQuery,
  splitQuery,
  timelineQuery,
} from "./queries.ts";
import { ShipsFrom } from "./ships-from.tsx";
import { ShownTotalCard } from "./shown-total.tsx";
import { OrderState } from "./state.tsx";
import { StockUseCard } from "./stock-use.tsx";
import { OwnTags } from "./tags.tsx";
import { Happened } from "./timeline.tsx";
import { ToAccept } from "./to-accept.tsx";

const SplitNotice = lazy(async () => ({ default: (await import("./split-notice.tsx")).SplitNotice }));

export function OrderPage() {
  const { t } = useTranslation("orders");
  const { id } = useParams({ strict: false });
  const found = useQuery(orderQuery(id ?? ""));
  const options = useQuery(optionsQuery(id ?? "")).data ?? [];
  useReadBeside(id ?? "");
  const { may } = useSession();
  const [request, setRequest] = useState<CommandDialog | null>(null);
  const above = { label: t("title"), to: "/orders" };
  if (!found.isSuccess) return <UnreadPage found={found} title={t("one")} above={above} />;
  const order = found.data;
  const part = { order, options, onAsk: setRequest };
  return (
    <Page
      title={t("numbered", { number: order.number })}
      above={above}
      state={
        <Group gap={6}>
          <OrderState {...order} until={order.backorder?.expectedOn} />
          <FinancialStatus financial={order.financial} />
        </Group>
      }
      actions={
        <>
          <Actions {...part} />
          <Beside order={order} />
        </>
      }
    >
      <OrderStatusLine order={order} />
      <Held order={order} />
      <ToAccept order={order} />
      <Needs order={order} />
      <MergingNotice
        order={order}
        onRefundShipping={(shippingMinor) => setRequest({ kind: "refund", shippingMinor })}
      />
      <Suspense>
        <SplitNotice orderId={order.id} />
      </Suspense>
      <TwoColumns
        main={
          <>
            <Lines {...part} />
            <ShipmentsCard order={order} isOpen={isToShip(order)} />
            <Parcels {...part} />
            <ConversationsCard orderId={order.id} />
            <AutomationCard orderId={order.id} />
            <Happened {...part} />
            <HistoryCard subject="orders" id={order.id} />
            {may("view_profit") && <ProfitCard orderId={order.id} />}
          </>
        }
        side={
          <>
            <Person {...part} />
            <ShipsFrom {...part} />
            <Payments order={order} />
            <ShownTotalCard order={order} />
            <HandlingCard order={order} />
            <StockUseCard order={order} />
            <PhotosCard orderId={order.id} />
            <InvoiceCard order={order} />
            <ChannelDocuments {...part} />
            <OwnTags order={order} />
            <OrderFacts order={order} />
          </>
        }
      />
      <Dialogs order={order} options={options} asking={request} onClose={() => setRequest(null)} />
    </Page>
  );
}

/** Asked for beside the order itself, not by the parts that are drawn once it is there. */
function useReadBeside(id: string): void {
  const search: Readonly<Record<string, string | undefined>> = useSearch({ strict: false });
  const { may } = useSession();
  useQuery({ ...orderProfitQuery(id), enabled: may("view_profit"), notifyOnChangeProps: [] });
  usePrefetchQuery(timelineQuery(id));
  usePrefetchQuery(routingQuery(id));
  usePrefetchQuery(splitQuery(id));
  usePrefetchQuery(neighboursQuery(id, filterOf(search)));
  usePrefetchQuery(orderInvoicesQuery(id));
  usePrefetchQuery(orderShipmentsQuery(id));
  usePrefetchQuery(photosQuery(id));
  usePrefetchQuery(mergingQuery(id));
  usePrefetchQuery(orderRunsQuery(id));
  usePrefetchQuery(couriersQuery);
}

/** Something of it is left for a courier. */
const isToShip = (order: Order) => order.status !== "cancelled" && order.lines.some((line) => unshipped(line) > 0);
