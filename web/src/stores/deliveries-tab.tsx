/** What the platform told us, and what became of it; each can be applied again. */
import { Button, Modal, Stack, Text } from "@mantine/core";
import { IconRotate, IconWebhook } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import type { RowOf } from "../data/pages.ts";
import { reading } from "../data/reading.ts";
import { useSession } from "../data/session.ts";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { Empty } from "../ui/empty.tsx";
import { Facts } from "../ui/facts.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import type { FilterField } from "../ui/list/filter-fields.ts";
import { choice, days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { type Meaning, Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import type { Store } from "./data.ts";
import { Raw } from "./exchange-log.tsx";

type Delivery = RowOf<"/api/stores/{id}/webhook-events">;

const STATUSES = ["pending", "processed", "ignored", "failed"] as const;
const MEANING: Record<Delivery["status"], Meaning> = {
  pending: "waiting",
  processed: "good",
  ignored: "neutral",
  failed: "failed",
};

export function DeliveriesTab({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  const { may } = useSession();
  const [opened, setOpened] = useState<Delivery | null>(null);
  return (
    <>
      <ListScreen
        subject="stores"
        path="/api/stores/{id}/webhook-events"
        params={{ id: store.id }}
        label={t("tabs.deliveries")}
        isFile
        columns={useDeliveryColumns()}
        nameOf={({ topic, ref }) => `${topic} ${ref}`}
        filters={useDeliveryFilters()}
        views={[
          { id: "failed", label: t("deliveries.status.failed"), filter: { status: "failed" } },
          { id: "pending", label: t("deliveries.status.pending"), filter: { status: "pending" } },
        ]}
        onOpen={setOpened}
        {...(may("act_on_orders") && {
          rowActions: (delivery: Delivery) => <Replay storeId={store.id} delivery={delivery} />,
        })}
        empty={<Empty icon={IconWebhook} title={t("deliveries.empty.title")} text={t("deliveries.empty.text")} />}
      />
      {opened && <DeliveryDialog storeId={store.id} delivery={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

function Replay({ storeId, delivery }: { readonly storeId: string; readonly delivery: Delivery }) {
  const { t } = useTranslation("stores");
  const path = { params: { path: { id: storeId, eventId: delivery.id } } };
  const replay = useAction({
    run: () => body(hub.POST("/api/stores/{id}/webhook-events/{eventId}/replay", path)),
    renews: [["stores"]],
    said: t("deliveries.replayed"),
  });
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconRotate size={14} aria-hidden />}
      {...starts(replay)}
      aria-label={t("deliveries.replayOne", { what: `${delivery.topic} ${delivery.ref}` })}
    >
      {t("deliveries.replay")}
    </Button>
  );
}

function DeliveryStatus({ status }: Pick<Delivery, "status">) {
  const { t } = useTranslation("stores");
  return <Status meaning={MEANING[status]}>{t(`deliveries.status.${status}`)}</Status>;
}

function useDeliveryColumns(): readonly Column<Delivery>[] {
  const { t } = useTranslation("stores");
  return [
    column.title("topic", t("deliveries.columns.topic"), ({ topic, kind }) => (
      <Text size="sm" component="span" className="code">
        {topic === "" ? kind : topic}
      </Text>
    )),
    column.fact("ref", t("deliveries.columns.ref"), ({ ref }) => <span className="code">{ref}</span>),
    column.plain("source", t("deliveries.columns.source"), ({ source }) => t(`deliveries.source.${source}`), {
      isExtra: true,
    }),
    column.state("status", t("deliveries.columns.status"), (delivery) => (
      <Stack gap={2} align="flex-start">
        <DeliveryStatus {...delivery} />
        {delivery.error !== null && (
          <Text size="xs" lineClamp={2} maw={360} style={{ overflowWrap: "anywhere" }}>
            <HubText text={delivery.error} />
          </Text>
        )}
      </Stack>
    )),
    column.when("received", t("deliveries.columns.received"), ({ receivedAt }) => receivedAt, { onCard: "fact" }),
    column.moment("processed", t("deliveries.columns.processed"), ({ processedAt }) => processedAt),
  ];
}

function useDeliveryFilters(): readonly FilterField[] {
  const { t } = useTranslation("stores");
  return [
    choice("status", t("deliveries.columns.status"), STATUSES, (value) => t(`deliveries.status.${value}`)),
    { name: "ref", label: t("deliveries.columns.ref"), kind: "text" },
    ...days(t("deliveries.from"), t("deliveries.before")),
  ];
}

function DeliveryDialog(props: { readonly storeId: string; readonly delivery: Delivery; onClose(): void }) {
  const { t } = useTranslation("stores");
  const { number } = useFormat();
  const { may } = useSession();
  const { delivery, storeId } = props;
  const mayRead = may("connect");
  const raw = useQuery(
    reading(
      ["stores", storeId, "delivery", delivery.id],
      ({ signal }) =>
        hub.GET("/api/stores/{id}/webhook-events/{eventId}", {
          params: { path: { id: storeId, eventId: delivery.id } },
          signal,
        }),
      { enabled: mayRead },
    ),
  );
  const shown = raw.data ?? delivery;
  return (
    <Modal opened onClose={props.onClose} title={t("deliveries.one")} size="xl">
      <Stack>
        <Facts
          facts={[
            [t("deliveries.columns.topic"), shown.topic === "" ? shown.kind : shown.topic],
            [t("deliveries.columns.ref"), shown.ref],
            [t("deliveries.columns.status"), <DeliveryStatus key="status" {...shown} />],
            ...(shown.error === null
              ? []
              : [[t("deliveries.columns.error"), <HubText key="error" text={shown.error} />] as const]),
            [t("deliveries.columns.received"), <When key="received" at={shown.receivedAt} isExact />],
            [
              t("deliveries.columns.processed"),
              shown.processedAt === null ? "–" : <When key="processed" at={shown.processedAt} isExact />,
            ],
            [t("deliveries.columns.size"), t("deliveries.bytes", { count: shown.bytes, bytes: number(shown.bytes) })],
          ]}
        />
        {raw.error !== null && <ProblemNotice error={raw.error} />}
        {!mayRead && <Quiet>{t("deliveries.notYours")}</Quiet>}
        {raw.data && raw.data.body !== "" && <Raw label={t("deliveries.body")} text={raw.data.body} />}
      </Stack>
    </Modal>
  );
}
