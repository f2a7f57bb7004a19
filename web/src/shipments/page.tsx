/** One shipment: where it stands, what is in it, and every scan of its way. */
import { Alert, Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { IconBan, IconQuestionMark, IconRefresh, IconRoute } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { isCancelling } from "../../../src/commerce/shipment-states.ts";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useHubMessages } from "../hub-messages/hub-messages.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Facts } from "../ui/facts.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { Page } from "../ui/page.tsx";
import { TwoColumns } from "../ui/two-columns.tsx";
import { UnreadPage } from "../ui/unread-page.tsx";
import { When } from "../ui/when.tsx";
import { DecideDialog } from "./decide-dialog.tsx";
import { HeldUpCard } from "./desk/held-up.tsx";
import { OrderChanged } from "./desk/order-changed.tsx";
import { CorrectReceiver, ReceiverChanged } from "./desk/receiver.tsx";
import { Insured } from "./insured.tsx";
import { LabelsButton } from "./labels-menu.tsx";
import { type Shipment, shipmentQuery } from "./queries.ts";
import { ShipmentStage } from "./status.tsx";
import { ParcelCard } from "./way.tsx";

export function ShipmentPage() {
  const { t } = useTranslation("shipments");
  const { id } = useParams({ strict: false });
  const { may } = useSession();
  const found = useQuery(shipmentQuery(id ?? ""));
  const above = { label: t("title"), to: "/shipments" };
  if (!found.isSuccess) return <UnreadPage found={found} title={t("one")} above={above} />;
  const one = found.data;
  return (
    <Page
      title={t("numbered", { number: one.orderNumber })}
      above={above}
      state={<ShipmentStage of={one} />}
      actions={<Actions one={one} />}
    >
      <Status one={one} />
      <OrderChanged one={one} />
      <ReceiverChanged one={one} />
      {may("act_on_orders") && one.state === "booked" && one.status === "exception" && <HeldUpCard one={one} />}
      <TwoColumns
        main={one.parcelList.map((parcel, n) => (
          <ParcelCard key={parcel.id} parcel={parcel} place={n + 1} of={one.parcelList.length} />
        ))}
        side={<About one={one} />}
      />
    </Page>
  );
}

/** What stands in the way, and what a person has to say. */
function Status({ one }: { readonly one: Shipment }) {
  const { t } = useTranslation("shipments");
  const { may } = useSession();
  const [isDeciding, setDeciding] = useState(false);
  if (one.text === "" && !one.isStale) return null;
  const isBad = one.stage === "refused" || one.stage === "attention" || one.state === "uncertain";
  return (
    <Alert color={isBad ? "yellow" : "blue"}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm" component="div" style={{ overflowWrap: "anywhere" }}>
          <bdi>{one.text === "" ? t("stale") : one.text}</bdi>
        </Text>
        {one.state === "unknown" && may("act_on_orders") && (
          <Button size="xs" leftSection={<IconQuestionMark size={14} />} onClick={() => setDeciding(true)}>
            {t("decide.action")}
          </Button>
        )}
      </Stack>
      {isDeciding && <DecideDialog one={one} onClose={() => setDeciding(false)} />}
    </Alert>
  );
}

/** Until it is handed over a shipment can be taken back. */
const canCancel = ({ state, status, cancelState, leftAt, isHandedOver }: Shipment) =>
  !isCancelling(cancelState) &&
  leftAt === null &&
  !isHandedOver &&
  (state === "requested" ||
    state === "booking" ||
    state === "uncertain" ||
    (state === "booked" && ["created", "label_ready", "pickup_failed"].includes(status)));

const canFetchLabel = ({ state, cancelState, labelState }: Shipment) =>
  state === "booked" && !isCancelling(cancelState) && labelState !== "ready";

function Actions({ one }: { readonly one: Shipment }) {
  const { t } = useTranslation("shipments");
  const { may } = useSession();
  const client = useQueryClient();
  const [isCancelling, setCancelling] = useState(false);
  const renew = async () => {
    await client.invalidateQueries({ queryKey: ["shipments"] });
    await client.invalidateQueries({ queryKey: ["orders", one.orderId] });
  };
  const cancel = useAction({
    run: () => body(hub.POST("/api/shipments/{id}/cancel", ofId(one.id))),
    done: async () => {
      await renew();
      setCancelling(false);
    },
    said: (now: Shipment) => t(now.state === "withdrawn" ? "cancel.withdrawn" : "cancel.asked"),
  });
  const ids = { body: { shipmentIds: [one.id] } };
  const track = useAction({
    run: () => body(hub.POST("/api/shipments/track", ids)),
    done: renew,
    said: t("track.said"),
  });
  const fetchLabel = useAction({
    run: () => body(hub.POST("/api/shipments/generate-label", ids)),
    done: renew,
    said: t("labels.asked"),
  });
  const isBooked = one.state === "booked";
  const isOpen = one.stage === "moving" || one.stage === "returning" || one.stage === "attention";
  return (
    <>
      {one.labelState === "ready" && (
        <LabelsButton ids={[one.id]} label={t(one.printedAt === null ? "labels.print" : "labels.again")} />
      )}
      {may("pack_orders") && canFetchLabel(one) && (
        <Button variant="default" leftSection={<IconRefresh size={16} />} {...starts(fetchLabel)}>
          {t("labels.fetch")}
        </Button>
      )}
      {may("pack_orders") && isBooked && isOpen && (
        <Button variant="default" leftSection={<IconRoute size={16} />} {...starts(track)}>
          {t("track.action")}
        </Button>
      )}
      {may("act_on_orders") && <CorrectReceiver one={one} />}
      {may("act_on_orders") && canCancel(one) && (
        <Button variant="default" leftSection={<IconBan size={16} />} onClick={() => setCancelling(true)}>
          {t("cancel.action")}
        </Button>
      )}
      <Confirm
        isOpen={isCancelling}
        title={t("cancel.action")}
        text={t("cancel.text")}
        label={t("cancel.label", { number: one.orderNumber })}
        action={cancel}
        onClose={() => setCancelling(false)}
      />
    </>
  );
}

const amount = (label: string, minor: number | null, currency: string | null) =>
  minor === null || currency === null
    ? []
    : [[label, <Amount key={label} minor={minor} currency={currency} />] as const];

function About({ one }: { readonly one: Shipment }) {
  const { t } = useTranslation("shipments");
  const hubText = useHubMessages();
  const { number } = useFormat();
  const grams = one.parcelList.reduce((sum, { weightGrams }) => sum + weightGrams, 0);
  const url = one.trackingUrl !== null && /^https?:/.test(one.trackingUrl) ? one.trackingUrl : null;
  const when = (label: string, at: string | null) =>
    at === null ? [] : [[label, <When key={label} at={at} />] as const];
  return (
    <Card title={t("facts.title")}>
      <Facts
        facts={[
          [
            t("facts.order"),
            <LinkAnchor key="order" to="/orders/$id" params={{ id: one.orderId }} size="sm" className="code">
              {one.orderNumber}
            </LinkAnchor>,
          ],
          [t("facts.courier"), one.courierName],
          ...(one.carrier === null || one.carrier === one.courierName
            ? []
            : [[t("facts.carrier"), one.carrier] as const]),
          ...(one.why === null ? [] : [[t("rules.why"), hubText.parts(one.whySaid, one.why)] as const]),
          ...(one.serviceName === null ? [] : [[t("facts.service"), one.serviceName] as const]),
          [
            t("facts.reference"),
            <bdi key="reference" className="code">
              {one.reference}
            </bdi>,
          ],
          [t("facts.weight"), t("grams", { grams: number(grams) })],
          ...amount(t("facts.collect"), one.payment === "cod" ? one.collectMinor : null, one.currency),
          ...(one.insuredMinor === 0 ? [] : [[t("facts.insured"), <Insured key="insured" of={one} />] as const]),
          ...amount(t("facts.charge"), one.chargeMinor, one.chargeCurrency),
          [t("facts.label"), t(`label.${one.labelState}`)],
          ...(one.cancelState === null ? [] : [[t("facts.cancel"), t(`cancelled.${one.cancelState}`)] as const]),
          ...when(t("facts.made"), one.createdAt),
          ...when(t("facts.booked"), one.bookedAt),
          ...when(t("facts.left"), one.leftAt),
          ...when(t("facts.expected"), one.endedAt === null ? one.expectedAt : null),
          ...when(t("facts.ended"), one.endedAt),
        ]}
      />
      <Group mt="sm" gap="md">
        {one.trackingPath !== null && (
          <Anchor href={one.trackingPath} target="_blank" rel="noreferrer" size="sm">
            {t("facts.page")}
          </Anchor>
        )}
        {url !== null && (
          <Anchor href={url} target="_blank" rel="noreferrer" size="sm">
            {t("facts.atCarrier")}
          </Anchor>
        )}
      </Group>
    </Card>
  );
}
