/** A parcel: what is in it, and its way, newest first. */
import { Group, Stack, Text } from "@mantine/core";
import {
  type Icon,
  IconAlertTriangle,
  IconArrowBackUp,
  IconBan,
  IconCircleCheck,
  IconCircleDot,
  IconFileBarcode,
  IconMapPin,
  IconPackage,
  IconTruckDelivery,
} from "@tabler/icons-react";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { Quiet } from "../ui/quiet.tsx";
import type { Meaning } from "../ui/status.tsx";
import { Timeline } from "../ui/timeline.tsx";
import type { Shipment } from "./queries.ts";

type Parcel = Shipment["parcelList"][number];
type Scan = Parcel["scans"][number];

const CHECKS: Readonly<Record<NonNullable<Scan["status"]>, readonly [Icon, Meaning]>> = {
  created: [IconPackage, "neutral"],
  label_ready: [IconFileBarcode, "neutral"],
  picked_up: [IconPackage, "information"],
  in_transit: [IconMapPin, "information"],
  pickup_failed: [IconAlertTriangle, "failed"],
  out_for_delivery: [IconTruckDelivery, "information"],
  delivered: [IconCircleCheck, "good"],
  exception: [IconAlertTriangle, "failed"],
  rto_in_transit: [IconArrowBackUp, "attention"],
  rto_delivered: [IconArrowBackUp, "attention"],
  cancelled: [IconBan, "neutral"],
  lost: [IconAlertTriangle, "failed"],
};

export function ParcelCard({
  parcel,
  place,
  of,
}: {
  readonly parcel: Parcel;
  readonly place: number;
  readonly of: number;
}) {
  const { t } = useTranslation("shipments");
  const { number } = useFormat();
  const cm = (mm: number) => number(mm / 10);
  return (
    <Card title={of === 1 ? t("parcel.one") : t("parcel.of", { place: number(place), of: number(of) })}>
      <Stack gap="md">
        <Stack gap={2}>
          <Group gap="xs">
            <Text size="sm" fw={600} {...(parcel.trackingNumber === null && { c: "var(--quiet)" })}>
              {parcel.trackingNumber === null ? (
                t("parcel.noNumber")
              ) : (
                <bdi className="code">{parcel.trackingNumber}</bdi>
              )}
            </Text>
            <Quiet size="xs">
              {t("parcel.size", {
                size: [parcel.lengthMm, parcel.widthMm, parcel.heightMm].map(cm).join(" × "),
                grams: number(parcel.weightGrams),
              })}
            </Quiet>
          </Group>
          {parcel.items.map(({ lineId, title, quantity }) => (
            <Text key={lineId} size="sm" style={{ overflowWrap: "anywhere" }}>
              {number(quantity)} × <bdi>{title}</bdi>
            </Text>
          ))}
        </Stack>
        {parcel.scans.length === 0 ? (
          <Quiet>{t("parcel.noScans")}</Quiet>
        ) : (
          <Timeline items={parcel.scans.map(itemOf(t))} />
        )}
      </Stack>
    </Card>
  );
}

function itemOf(t: ReturnType<typeof useTranslation<"shipments">>["t"]) {
  return (scan: Scan, n: number) => {
    const [icon, meaning] = scan.status === null ? ([IconCircleDot, "neutral"] as const) : CHECKS[scan.status];
    const text = scan.status === null ? scan.platformStatus : t(`status.${scan.status}`);
    const more = [scan.text, scan.place].filter((each) => each !== null && each !== "" && each !== text);
    return {
      id: `${scan.at} ${n}`,
      at: scan.at,
      icon,
      meaning,
      text: (
        <>
          <b>
            <bdi>{text}</bdi>
          </b>
          {more.length > 0 && (
            <>
              {" · "}
              <bdi>{more.join(" · ")}</bdi>
            </>
          )}
        </>
      ),
    };
  };
}
