import { Badge, Button, Group, Table, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { locationsQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { hasShipFrom } from "../data/ship-from.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { Status } from "../ui/status.tsx";
import { Frame } from "./frame.tsx";
import { HandlingTimes } from "./handling.tsx";
import { type Location, shipFromText } from "./location-address.ts";
import { LocationDialog } from "./location-dialog.tsx";

export function Locations() {
  const { t, language } = useTranslation("inventory");
  const { may } = useSession();
  const { data: locations } = useSuspenseQuery(locationsQuery);
  const [edited, setEdited] = useState<Location | "new" | null>(null);
  return (
    <Frame actions={may("edit_catalogue") && <Button onClick={() => setEdited("new")}>{t("locations.new")}</Button>}>
      <Card isFlush>
        <Table aria-label={t("screens.locations")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("locations.name")}</Table.Th>
              <Table.Th>{t("locations.code")}</Table.Th>
              <Table.Th>{t("locations.address")}</Table.Th>
              <Table.Th>{t("documents.state")}</Table.Th>
              {may("edit_catalogue") && <Table.Th aria-label={t("list.rowActions", { ns: "ui" })} />}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {locations.map((location) => (
              <Table.Tr key={location.id}>
                <Table.Td>
                  <Group gap="xs">
                    <Text size="sm" fw={500}>
                      {location.name}
                    </Text>
                    {location.isDefault && <Badge color="gray">{t("locations.default")}</Badge>}
                    {location.kind === "marketplace" && <Badge color="blue">{t("locations.marketplace")}</Badge>}
                  </Group>
                </Table.Td>
                <Table.Td className="code">{location.code}</Table.Td>
                <Table.Td>
                  {hasShipFrom(location) ? (
                    <bdi>{shipFromText(location, language)}</bdi>
                  ) : (
                    location.kind === "own" && <Status meaning="attention">{t("locations.noAddress")}</Status>
                  )}
                </Table.Td>
                <Table.Td>
                  <Status meaning={location.active ? "good" : "neutral"}>
                    {t(location.active ? "locations.active" : "locations.inactive")}
                  </Status>
                </Table.Td>
                {may("edit_catalogue") && (
                  <Table.Td ta="end">
                    <Button size="compact-xs" variant="default" onClick={() => setEdited(location)}>
                      {t("locations.edit")}
                    </Button>
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Card>
      <HandlingTimes />
      {edited && <LocationDialog location={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
    </Frame>
  );
}
