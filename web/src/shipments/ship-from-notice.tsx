/** A courier is connected, and the location orders ship from has no address: no parcel can be booked. */
import { Alert, Group, Text } from "@mantine/core";
import { IconMapPin } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { couriersQuery, locationsQuery } from "../data/reference-data.ts";
import { hasShipFrom } from "../data/ship-from.ts";
import { useTranslation } from "../i18n/translation.ts";
import { LinkButton } from "../ui/link.ts";

export function ShipFromNotice() {
  const { t } = useTranslation("shipments");
  const { data: couriers = [] } = useQuery(couriersQuery);
  const { data: locations = [] } = useQuery(locationsQuery);
  const lacking = locations.find((location) => location.isDefault && !hasShipFrom(location));
  if (lacking === undefined || couriers.length === 0) return null;
  return (
    <Alert color="yellow" icon={<IconMapPin size={18} />} title={t("shipFrom.title")} data-notice>
      <Group justify="space-between" gap="sm">
        <Text size="sm">{t("shipFrom.text", { location: lacking.name })}</Text>
        <LinkButton to="/inventory/locations" size="xs">
          {t("shipFrom.enter")}
        </LinkButton>
      </Group>
    </Alert>
  );
}
