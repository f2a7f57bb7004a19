/** An order's shipments with couriers, and booking another. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconTruckDelivery } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { couriersQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { usePageOffers } from "../ui/page-offers.ts";
import { Quiet } from "../ui/quiet.tsx";
import { Insured } from "./insured.tsx";
import { LabelsButton } from "./labels-menu.tsx";
import { orderShipmentsQuery, type ShipmentRow } from "./queries.ts";
import { ShipmentStage } from "./status.tsx";

const BookDialog = lazy(async () => ({ default: (await import("./book-dialog.tsx")).BookDialog }));

interface Props {
  readonly order: { readonly id: string; readonly number: string };
  /** Something of it is left to ship. */
  readonly isOpen: boolean;
}

/** Nothing where the organization has no courier and the order no shipment. */
export function ShipmentsCard({ order, isOpen }: Props) {
  const { t } = useTranslation("shipments");
  const { may } = useSession();
  const { data: shipments = [] } = useQuery(orderShipmentsQuery(order.id));
  const { data: couriers = [] } = useQuery(couriersQuery);
  const [isBooking, setBooking] = useState(false);
  const canBook = may("pack_orders") && isOpen && couriers.length > 0;
  usePageOffers(canBook ? [{ id: "book", key: "b", label: t("order.book"), run: () => setBooking(true) }] : []);
  if (shipments.length === 0 && !canBook) return null;
  return (
    <Card
      help={<Help of="shipment" />}
      title={t("order.title")}
      actions={
        canBook && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconTruckDelivery size={14} />}
            onClick={() => setBooking(true)}
          >
            {t("order.book")}
          </Button>
        )
      }
    >
      {shipments.length === 0 && <Quiet>{t("order.none")}</Quiet>}
      <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
        {shipments.map((each) => (
          <li key={each.id} data-shipment={each.reference}>
            <Row of={each} />
          </li>
        ))}
      </Stack>
      {isBooking && (
        <Suspense>
          <BookDialog order={order} onClose={() => setBooking(false)} />
        </Suspense>
      )}
    </Card>
  );
}

function Row({ of }: { readonly of: ShipmentRow }) {
  const { t } = useTranslation("shipments");
  return (
    <Stack gap={2}>
      <Group gap="xs">
        <LinkAnchor to="/shipments/$id" params={{ id: of.id }} size="sm" fw={500}>
          <bdi>{[of.courierName, of.serviceName].filter(Boolean).join(" · ")}</bdi>
        </LinkAnchor>
        <ShipmentStage of={of} />
        {of.labelState === "ready" && (of.stage === "ready" || of.stage === "attention") && (
          <LabelsButton ids={[of.id]} label={t(of.printedAt === null ? "labels.print" : "labels.again")} size="xs" />
        )}
      </Group>
      {of.trackingNumbers.length > 0 && (
        <Text size="sm">
          <bdi className="code">{of.trackingNumbers.join(", ")}</bdi>
        </Text>
      )}
      {of.insuredMinor > 0 && (
        <Text size="sm" data-insured>
          {t("facts.insured")} <Insured of={of} />
        </Text>
      )}
      {of.togetherWith.length > 0 && (
        <Text size="sm">
          {t("together")} <bdi className="code">{of.togetherWith.join(", ")}</bdi>
        </Text>
      )}
      {of.text !== "" && (
        <Text size="xs" c="var(--quiet)" component="div" style={{ overflowWrap: "anywhere" }}>
          <HubText text={of.text} />
        </Text>
      )}
    </Stack>
  );
}
