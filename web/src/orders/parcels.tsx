/** What left, in which parcel, and where it is. */
import { ActionIcon, Anchor, Group, Stack, Text, Tooltip } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { FULFILMENT_STATUSES } from "../../../src/commerce/statuses.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { FulfilmentStatus } from "../ui/order-status.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import type { PartProps } from "./command-dialog.ts";
import type { Order } from "./queries.ts";

type Parcel = Order["fulfilments"][number];

export function Parcels({ order, options, onAsk }: PartProps) {
  const { t } = useTranslation("orders/page");
  const { may } = useSession();
  if (order.fulfilments.length === 0) return null;
  const canTrack = may("pack_orders") && options.some(({ kind, allowed }) => kind === "tracking" && allowed);
  return (
    <Card title={t("parcels.parcelsTitle", { count: order.fulfilments.length })}>
      <Stack gap="md" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
        {order.fulfilments.map((parcel) => (
          <li key={parcel.key}>
            <Group justify="space-between" align="flex-start" wrap="nowrap">
              <ParcelFacts order={order} parcel={parcel} />
              {canTrack && (
                <Tooltip label={t("tracking.action")}>
                  <ActionIcon
                    variant="default"
                    aria-label={t("tracking.action")}
                    onClick={() => onAsk({ kind: "tracking", fulfilmentKey: parcel.key })}
                  >
                    <IconPencil size={16} />
                  </ActionIcon>
                </Tooltip>
              )}
            </Group>
          </li>
        ))}
      </Stack>
    </Card>
  );
}

function ParcelFacts({ order, parcel }: { readonly order: Order; readonly parcel: Parcel }) {
  const { t } = useTranslation("orders/page");
  const titles = new Map(order.lines.map(({ key, title }) => [key, title]));
  return (
    <Stack gap={2} miw={0}>
      <Group gap="xs">
        <Text size="sm" fw={500}>
          {parcel.carrier ?? t("parcels.noCarrier")}
        </Text>
        <ParcelStatus status={parcel.status} />
        {parcel.shippedAt !== null && (
          <Quiet size="xs" component="div">
            <When at={parcel.shippedAt} />
          </Quiet>
        )}
      </Group>
      <Tracking parcel={parcel} />
      {parcel.lines.map(({ lineKey, quantity }) => (
        <Text key={lineKey} size="xs" c="var(--quiet)" style={{ overflowWrap: "anywhere" }}>
          {quantity} × <bdi>{titles.get(lineKey) ?? lineKey}</bdi>
        </Text>
      ))}
    </Stack>
  );
}

function ParcelStatus({ status }: { readonly status: string }) {
  const existing = FULFILMENT_STATUSES.find((each) => each === status);
  if (existing === undefined) return <Status meaning="information">{status.replaceAll("_", " ")}</Status>;
  return <FulfilmentStatus fulfilment={existing} />;
}

function Tracking({ parcel }: { readonly parcel: Parcel }) {
  const { t } = useTranslation("orders/page");
  const numbers = parcel.trackingNumbers.join(", ");
  const label = numbers === "" ? t("parcels.track") : numbers;
  if (parcel.trackingUrl !== null && /^https?:/.test(parcel.trackingUrl))
    return (
      <Anchor href={parcel.trackingUrl} target="_blank" rel="noreferrer" size="sm">
        <bdi className="code">{label}</bdi>
      </Anchor>
    );
  return (
    <Text size="sm" {...(numbers === "" && { c: "var(--quiet)" })}>
      {numbers === "" ? t("parcels.noTracking") : <bdi className="code">{numbers}</bdi>}
    </Text>
  );
}
