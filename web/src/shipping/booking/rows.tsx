/** The orders of a bulk booking: where each goes, how it is packed, who takes it, for how much and how fast. */
import { Group, Stack, Text } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { toPack } from "../../../../src/commerce/packed-item.ts";
import { couriersQuery } from "../../data/reference-data.ts";
import { useHubMessages } from "../../hub-messages/hub-messages.ts";
import { HubText } from "../../hub-messages/hub-text.tsx";
import { countryName } from "../../i18n/choices.ts";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { offerName } from "../../shipments/offers.tsx";
import { presetsQuery } from "../../shipments/queries.ts";
import { ShipmentStage } from "../../shipments/status.tsx";
import { Amount } from "../../ui/amount.tsx";
import { IconAction } from "../../ui/icon-action.tsx";
import { LinkAnchor } from "../../ui/link.ts";
import { PlainList } from "../../ui/plain-list.tsx";
import { Quiet } from "../../ui/quiet.tsx";
import { Status } from "../../ui/status.tsx";
import type { PackedOrder } from "../packing.ts";
import type { BookingFacts } from "./checks.ts";
import type { Trouble } from "./troubles.ts";
import type { Booking } from "./use-booking.ts";

interface Props {
  readonly orders: readonly PackedOrder[];
  readonly known: ReadonlyMap<string, BookingFacts>;
  readonly booking: Booking;
  readonly troubles: readonly Trouble[];
  onChange(order: PackedOrder): void;
}

export function Rows({ orders, known, booking, troubles, onChange }: Props) {
  const { t } = useTranslation("shipments");
  const { number } = useFormat();
  const ofOrder = Map.groupBy(troubles, ({ order }) => order.id);
  return (
    <PlainList
      label={t("many.title")}
      rows={orders}
      columns={(column) => [
        column.title("order", t("columns.order"), (order) => <OrderCell order={order} />),
        column.fact("what", t("many.what"), (order) => (
          <bdi>
            {toPack(order)
              .map(({ item, units }) => `${number(units)} × ${item.title}`)
              .join(", ")}
          </bdi>
        )),
        column.fact("to", t("many.to"), (order) => <Destination address={order.shippingAddress} />),
        column.fact("parcel", t("many.parcel"), (order) => <Parcel known={known.get(order.id)} order={order} />),
        column.fact("service", t("many.service"), (order) => (
          <ServiceCell
            known={known.get(order.id)}
            order={order}
            booking={booking}
            troubles={ofOrder.get(order.id) ?? []}
          />
        )),
        column.figure("price", t("many.price"), (order) => (
          <Price known={known.get(order.id)} shipment={booking.shipmentOf(order.id)} />
        )),
      ]}
      actions={(order) =>
        booking.isOpen(order.id) && (
          <IconAction
            icon={IconPencil}
            label={t("many.changeOf", { number: order.number })}
            title={t("many.changeOf", { number: order.number })}
            onClick={() => onChange(order)}
          />
        )
      }
    />
  );
}

function OrderCell({ order }: { readonly order: PackedOrder }) {
  const { t } = useTranslation("shipments");
  return (
    <div data-booking={order.number}>
      <LinkAnchor to="/orders/$id" params={{ id: order.id }} size="sm" className="code nowrap">
        {order.number}
      </LinkAnchor>
      {order.storeName !== null && (
        <Quiet size="xs">
          <bdi>{order.storeName}</bdi>
        </Quiet>
      )}
      {!order.usesStock && <Quiet size="xs">{t("many.notCounted")}</Quiet>}
    </div>
  );
}

function Destination({ address }: { readonly address: PackedOrder["shippingAddress"] }) {
  const { language } = useTranslation("shipments");
  const part = (name: string) => (typeof address?.[name] === "string" ? address[name] : "");
  const town = [part("postcode"), part("city")].filter((each) => each !== "").join(" ");
  const country = part("country");
  if (town === "" && country === "") return "–";
  return (
    <>
      <bdi>{town}</bdi>
      {country !== "" && (
        <Quiet size="xs">
          <bdi>{countryName(country, language)}</bdi>
        </Quiet>
      )}
    </>
  );
}

function Parcel({ known, order }: { readonly known: BookingFacts | undefined; readonly order: PackedOrder }) {
  const { t } = useTranslation("shipments");
  const { number } = useFormat();
  const { data: presets = [] } = useQuery(presetsQuery);
  if (!known?.how) return null;
  const { lengthMm, widthMm, heightMm } = known.how.parcel;
  const { packageId } = known.how;
  const preset = presets.find(({ id }) => id === packageId);
  const size = [lengthMm, widthMm, heightMm].map((mm) => number(mm / 10)).join(" × ");
  return (
    <>
      <span className="nowrap">
        {known.weightGrams === null ? "–" : t("grams", { grams: number(known.weightGrams) })}
      </span>
      <Quiet size="xs">
        {preset && (
          <>
            <bdi data-package>{preset.name}</bdi>{" "}
          </>
        )}
        <span className="nowrap">{t("many.size", { size })}</span>
        {packageId !== null && packageId === order.packageId && <div>{t("many.packageByRule")}</div>}
      </Quiet>
    </>
  );
}

function Price({
  known,
  shipment,
}: {
  readonly known: BookingFacts | undefined;
  readonly shipment: ReturnType<Booking["shipmentOf"]>;
}) {
  const { t } = useTranslation("shipments");
  if (shipment && shipment.stage !== "refused")
    return (
      shipment.chargeCurrency !== null && <Amount minor={shipment.chargeMinor} currency={shipment.chargeCurrency} />
    );
  if (known?.stage !== "ready") return null;
  const price = known.quote?.offer?.price;
  return price ? (
    <Amount minor={price.minor} currency={price.currency} />
  ) : (
    <Quiet size="xs">{t("book.priceLater")}</Quiet>
  );
}

interface ServiceProps {
  readonly order: PackedOrder;
  readonly known: BookingFacts | undefined;
  readonly booking: Booking;
  readonly troubles: readonly Trouble[];
}

function ServiceCell({ order, known, booking, troubles }: ServiceProps) {
  const { t } = useTranslation("shipments");
  const hasFailed = booking.isOpen(order.id) && booking.results.has(order.id);
  if (!booking.isOpen(order.id)) return <Booked shipment={booking.shipmentOf(order.id)} />;
  if (troubles.length === 0 && known) return <Proposed known={known} />;
  return (
    <Stack gap={2} align="flex-start">
      {hasFailed ? (
        <Status meaning="failed">{t("state.refused")}</Status>
      ) : (
        <Status meaning="attention">{t("many.toFix")}</Status>
      )}
      {troubles.map(({ text }) => (
        <Text key={text} size="sm" component="div">
          <HubText text={text} />
        </Text>
      ))}
    </Stack>
  );
}

/** Who takes it and why, or that nobody told yet. */
function Proposed({ known: { stage, quote, how } }: { readonly known: BookingFacts }) {
  const { t } = useTranslation("shipments");
  const hubText = useHubMessages();
  const { number } = useFormat();
  const { data: couriers = [] } = useQuery(couriersQuery);
  if (stage === "waiting" || stage === "asking") return <Quiet size="xs">{t("book.asking")}</Quiet>;
  const courierId = quote?.courierId ?? how?.courierId;
  const courier = couriers.find(({ id }) => id === courierId)?.name ?? "";
  const { offer = null } = quote ?? {};
  const name = offer ? offerName(courier, offer) : courier;
  return (
    <>
      <Group gap="xs">
        <bdi>{name === "" ? t("rules.each") : name}</bdi>
        {offer !== null && offer.days !== null && (
          <Quiet size="xs">{t("book.days", { count: offer.days, days: number(offer.days) })}</Quiet>
        )}
      </Group>
      {quote && quote.why !== "" && (
        <Quiet size="xs">
          <bdi data-why>{hubText.parts(quote.whySaid, quote.why)}</bdi>
        </Quiet>
      )}
      {quote && quote.text !== "" && (
        <Quiet size="xs">
          <HubText text={quote.text} />
        </Quiet>
      )}
    </>
  );
}

function Booked({ shipment }: { readonly shipment: ReturnType<Booking["shipmentOf"]> }) {
  const { t } = useTranslation("shipments");
  if (!shipment) return <Status meaning="waiting">{t("state.requested")}</Status>;
  return (
    <Stack gap={2} align="flex-start">
      <Group gap="xs">
        <ShipmentStage of={shipment} />
        <LinkAnchor to="/shipments/$id" params={{ id: shipment.id }} size="sm" className="code">
          {shipment.trackingNumbers[0] ?? shipment.reference}
        </LinkAnchor>
      </Group>
      {shipment.text !== "" && (
        <Text size="sm" component="div">
          <HubText text={shipment.text} />
        </Text>
      )}
    </Stack>
  );
}
