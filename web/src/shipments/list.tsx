/** Every shipment, by what there is to do with it. */
import { Text } from "@mantine/core";
import {
  IconArrowBackUp,
  IconBan,
  IconPrinter,
  IconRefresh,
  IconRepeat,
  IconRoute,
  IconTruckDelivery,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useLater } from "../data/after-first-paint.ts";
import { body, hub, ofId } from "../data/hub.ts";
import { printQueueQuery } from "../data/print-queue.ts";
import { couriersQuery, storesQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { problemText } from "../hub-messages/hub-messages.ts";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useFormat } from "../i18n/format.ts";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { Empty } from "../ui/empty.tsx";
import { LinkAnchor, LinkButton } from "../ui/link.ts";
import type { BulkAction, BulkStep, Outcome } from "../ui/list/bulk-action.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { days } from "../ui/list/filter-fields.ts";
import type { RowKeys } from "../ui/list/first-row.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import type { OwnView } from "../ui/list/views.tsx";
import { Page } from "../ui/page.tsx";
import { When } from "../ui/when.tsx";
import { act, handOver } from "./desk/queries.ts";
import { labelTargets, lastTarget, usePrintLabels } from "./labels.ts";
import { countsQuery, type ShipmentRow, STAGES, servicesQuery } from "./queries.ts";
import { ShipFromNotice } from "./ship-from-notice.tsx";
import { ShipmentStage } from "./status.tsx";

export function ShipmentList() {
  const { t } = useTranslation("shipments");
  const desk = useTranslation("shipments/desk").t;
  const { data: couriers = [] } = useQuery(couriersQuery);
  const { data: channels = [] } = useQuery(storesQuery);
  const { may } = useSession();
  const { data: used = [] } = useQuery(servicesQuery);
  // Two couriers may name a service alike.
  const services = [...new Map(used.map((one) => [one.service, one])).values()];
  return (
    <Page
      title={t("title")}
      actions={
        <>
          <PrintQueueLink />
          <LinkButton to="/shipments/board" variant="default">
            {t("board")}
          </LinkButton>
          <LinkButton to="/shipments/handover" variant="default">
            {desk("handover.title")}
          </LinkButton>
          {may("view_settlements") && (
            <LinkButton to="/shipments/money" variant="default">
              {desk("money.title")}
            </LinkButton>
          )}
          <LinkButton to="/orders/verify" variant="default">
            {t("verify")}
          </LinkButton>
          <LinkButton to="/orders" search={{ toShip: "true", sort: "oldest", view: "toShip" }} variant="default">
            {t("toShip")}
          </LinkButton>
        </>
      }
    >
      <ShipFromNotice />
      <ListScreen
        path="/api/shipments"
        label={t("title")}
        isFile
        columns={useColumns()}
        nameOf={({ orderNumber, reference }) => `${orderNumber} (${reference})`}
        opens="/shipments/$id"
        searchLabel={t("search")}
        filters={[
          { name: "courierId", label: t("columns.courier"), kind: "choice", options: named(couriers) },
          {
            name: "service",
            label: t("filters.service"),
            kind: "choice",
            options: services.map(({ service, serviceName }) => ({ value: service, label: serviceName })),
          },
          { name: "storeId", label: t("filters.channel"), kind: "choices", options: named(channels) },
          { name: "country", label: t("filters.country"), kind: "country" },
          { name: "postcode", label: t("filters.postcode"), kind: "text", placeholder: "560" },
          { name: "sku", label: t("filters.sku"), kind: "text" },
          ...days(t("filters.from"), t("filters.to")),
        ]}
        views={useTabs()}
        bulk={useBulk()}
        rowKeys={useKeys()}
        steps={useSteps()}
        empty={<NoShipments hasCourier={couriers.length > 0} />}
      />
    </Page>
  );
}

/** What has no label yet is not printed. */
function useKeys(): RowKeys<ShipmentRow> {
  const print = usePrintLabels();
  return {
    p: {
      word: "label",
      run: ({ id, labelState }) => labelState === "ready" && print({ shipmentIds: [id] }, lastTarget()),
    },
  };
}

function useTabs(): readonly OwnView[] {
  const { t } = useTranslation("shipments");
  const { counted } = useFormat();
  const counts = useQuery(countsQuery).data;
  const open = STAGES.map((stage) => {
    const found = counts?.[stage];
    return { id: stage, label: t(`stage.${stage}`), filter: { stage }, count: found && counted(found) };
  });
  return [...open, { id: "delivered", label: t("stage.delivered"), filter: { stage: "delivered" } }];
}

function useSteps(): readonly BulkStep[] {
  const { t } = useTranslation("shipments");
  const print = usePrintLabels();
  return labelTargets().map((format) => ({
    id: format,
    icon: <IconPrinter size={14} />,
    label: () => t("labels.on", { paper: t(`paper.${format}`) }),
    lead: (ids: readonly string[]) => print({ shipmentIds: ids }, format),
  }));
}

const PACKING: ReadonlySet<string> = new Set(["handOver", "track", "label"]);

function useBulk(): readonly BulkAction[] {
  const { t } = useTranslation("shipments");
  const desk = useTranslation("shipments/desk").t;
  const { may } = useSession();
  const all: readonly BulkAction[] = [
    {
      id: "handOver",
      icon: <IconTruckDelivery size={14} />,
      label: () => desk("exceptions.handOver"),
      confirm: () => desk("handover.text"),
      run: handOverEach,
    },
    {
      id: "reattempt",
      icon: <IconRepeat size={14} />,
      label: () => desk("exceptions.bulkReattempt"),
      run: (ids) => actOnEach(ids, "reattempt"),
    },
    {
      id: "return",
      icon: <IconArrowBackUp size={14} />,
      isDestructive: true,
      label: () => desk("exceptions.bulkReturn"),
      confirm: () => desk("exceptions.returnText"),
      run: (ids) => actOnEach(ids, "return"),
    },
    {
      id: "track",
      icon: <IconRoute size={14} />,
      label: () => t("bulk.track"),
      run: async (ids) => {
        await body(hub.POST("/api/shipments/track", { body: { shipmentIds: [...ids] } }));
        return [];
      },
    },
    {
      id: "label",
      icon: <IconRefresh size={14} />,
      label: () => t("bulk.label"),
      run: async (ids) => {
        const requested = await body(hub.POST("/api/shipments/generate-label", { body: { shipmentIds: [...ids] } }));
        const existing = new Set(requested.shipmentIds);
        return ids.filter((id) => !existing.has(id)).map((id) => ({ id, problem: t("bulk.notBooked") }));
      },
    },
    {
      id: "cancel",
      icon: <IconBan size={14} />,
      isDestructive: true,
      label: (count) => (count === null ? t("bulk.cancelAll") : t("bulk.cancel", { count })),
      confirm: () => t("cancel.text"),
      run: cancelEach,
    },
  ];
  return all.filter(({ id }) => may(PACKING.has(id) ? "pack_orders" : "act_on_orders"));
}

function NoShipments({ hasCourier }: { readonly hasCourier: boolean }) {
  const { t } = useTranslation("shipments");
  return (
    <Empty
      icon={IconTruckDelivery}
      title={t("empty.title")}
      text={t(hasCourier ? "empty.book" : "empty.text")}
      action={
        hasCourier ? (
          <LinkButton to="/orders" search={{ toShip: "true", sort: "oldest", view: "toShip" }} variant="default">
            {t("toShip")}
          </LinkButton>
        ) : (
          <LinkButton to="/channels/add" variant="default">
            {t("empty.courier")}
          </LinkButton>
        )
      }
    />
  );
}

/** Each courier takes its own. */
async function handOverEach(ids: readonly string[]): Promise<readonly Outcome[]> {
  const query = { id: ids.join(","), limit: 200 };
  const { items } = await body(hub.GET("/api/shipments", { params: { query } }));
  const outcomes: Outcome[] = [];
  for (const [courierId, rows] of Map.groupBy(items, (row) => row.courierId)) {
    const chosen = rows.map(({ id }) => id);
    try {
      const { leftOut } = await handOver(courierId, chosen);
      outcomes.push(...leftOut.map(({ shipmentId, text }) => ({ id: shipmentId, problem: text })));
    } catch (error) {
      outcomes.push(...chosen.map((id) => ({ id, problem: problemText(error) })));
    }
  }
  return outcomes;
}

async function actOnEach(ids: readonly string[], action: "reattempt" | "return"): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const id of ids)
    try {
      const { isAccepted, text } = await act(id, action);
      if (!isAccepted) outcomes.push({ id, problem: text });
    } catch (error) {
      outcomes.push({ id, problem: problemText(error) });
    }
  return outcomes;
}

async function cancelEach(ids: readonly string[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const id of ids)
    try {
      await body(hub.POST("/api/shipments/{id}/cancel", ofId(id)));
    } catch (error) {
      outcomes.push({ id, problem: problemText(error) });
    }
  return outcomes;
}

const MADE = {
  id: "made",
  onCard: "fact",
  sort: "newest",
  sortUp: "oldest",
  cell: ({ createdAt }: ShipmentRow) => <When at={createdAt} />,
} as const;

function useColumns(): readonly Column<ShipmentRow>[] {
  const { t } = useTranslation("shipments");
  return useMemo(
    () => [
      column.title("order", t("columns.order"), ({ id, orderNumber }) => (
        <LinkAnchor to="/shipments/$id" params={{ id }} size="sm" fw={600} className="code nowrap">
          {orderNumber}
        </LinkAnchor>
      )),
      column.state("state", t("columns.state"), (row) => <ShipmentStage of={row} />),
      column.fact("courier", t("columns.courier"), ({ courierName, carrier, serviceName }) => (
        <bdi>{[...new Set([courierName, serviceName ?? carrier].filter(Boolean))].join(" · ")}</bdi>
      )),
      column.fact("numbers", t("columns.numbers"), ({ trackingNumbers }) =>
        trackingNumbers.length === 0 ? "–" : <bdi className="code">{trackingNumbers.join(", ")}</bdi>,
      ),
      column.fact("text", t("columns.text"), ({ text }) =>
        text === "" ? (
          "–"
        ) : (
          <Text component="span" size="sm" fz="inherit" maw={360} lineClamp={2} title={text}>
            <HubText text={text} />
          </Text>
        ),
      ),
      column.plain("label", t("columns.label"), ({ labelState }) => t(`label.${labelState}`)),
      column.plain(
        "collect",
        t("columns.collect"),
        ({ payment, collectMinor, currency }) =>
          payment === "cod" ? <Amount minor={collectMinor} currency={currency} /> : "–",
        { isEnd: true },
      ),
      column.plain(
        "charge",
        t("columns.charge"),
        ({ chargeMinor, chargeCurrency }) =>
          chargeMinor === null || chargeCurrency === null ? (
            "–"
          ) : (
            <Amount minor={chargeMinor} currency={chargeCurrency} />
          ),
        { isEnd: true },
      ),
      { ...MADE, header: t("columns.made") },
    ],
    [t],
  );
}

/** Where papers wait that automations put in line. */
function PrintQueueLink() {
  const { t } = useTranslation("shipments");
  const { number } = useFormat();
  const queued = useLater(printQueueQuery)?.length ?? 0;
  if (queued === 0) return null;
  return (
    <LinkButton to="/orders/papers" search={{ queue: "waiting" }} variant="default">
      {t("printQueue", { number: number(queued) })}
    </LinkButton>
  );
}
