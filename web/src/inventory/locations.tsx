import { Badge, Button, Checkbox, Group, NumberInput, Table, Text, TextInput } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { locationsQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText, boundTick } from "../ui/field.ts";
import { Status } from "../ui/status.tsx";
import { Frame } from "./frame.tsx";

type Location = Shape<"Location">;

export function Locations() {
  const { t } = useTranslation("inventory");
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
      {edited && <LocationDialog location={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
    </Frame>
  );
}

/** As the hub keeps a location that says nothing, and the most it takes. */
const DAYS = 14;
const MOST_DAYS = 365;

function LocationDialog({ location, onClose }: { readonly location: Location | null; onClose(): void }) {
  const { t } = useTranslation("inventory");
  const [name, setName] = useState(location?.name ?? "");
  const [isDefault, setDefault] = useState(location?.isDefault ?? false);
  const [active, setActive] = useState(location?.active ?? true);
  const [withStock, setWithStock] = useState(false);
  const [pickupDays, setPickupDays] = useState<number | "">(location?.pickupDays ?? DAYS);
  // Nobody collects at a marketplace's warehouse.
  const isOwn = location === null || location.kind === "own";
  const wanted = { name: name.trim(), isDefault, active, withStock, ...(pickupDays !== "" && { pickupDays }) };
  const save = useFormAction({
    run: () => keepLocation(location, wanted),
    renews: [locationsQuery.queryKey],
    done: onClose,
    said: t("locations.saved"),
  });
  return (
    <FormDialog
      title={t(location === null ? "locations.new" : "locations.edit")}
      isReady={pickupDays !== ""}
      action={save}
      onClose={onClose}
    >
      <TextInput label={t("locations.name")} required maxLength={120} {...boundText(name, setName)} data-autofocus />
      {isOwn && <PickupDays days={pickupDays} onChange={setPickupDays} />}
      <Checkbox
        label={t("locations.isDefault")}
        description={t("locations.isDefaultHelp")}
        {...boundTick(isDefault, setDefault)}
        disabled={location?.isDefault === true}
      />
      {location !== null && (
        <Checkbox label={t("locations.active")} {...boundTick(active, setActive)} disabled={location.isDefault} />
      )}
      {location?.active && !active && (
        <Checkbox label={t("locations.withStock")} {...boundTick(withStock, setWithStock)} />
      )}
    </FormDialog>
  );
}

interface Wanted {
  readonly name: string;
  readonly isDefault: boolean;
  readonly active: boolean;
  readonly withStock: boolean;
  readonly pickupDays?: number;
}

function keepLocation(location: Location | null, { isDefault, active, withStock, ...kept }: Wanted): Promise<unknown> {
  if (location === null) return body(hub.POST("/api/locations", { body: { ...kept, isDefault } }));
  const more = { active, ...(isDefault && { isDefault }), ...(!active && withStock && { withStock }) };
  const params = { path: { id: location.id } };
  return body(hub.PATCH("/api/locations/{id}", { params, body: { ...kept, ...more } }));
}

function PickupDays({ days, onChange }: { readonly days: number | ""; onChange(days: number | ""): void }) {
  const { t } = useTranslation("inventory");
  return (
    <NumberInput
      label={t("locations.pickupDays")}
      description={t("locations.pickupDaysHelp")}
      min={1}
      max={MOST_DAYS}
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="strict"
      value={days}
      onChange={(value) => onChange(value === "" ? "" : Number(value))}
    />
  );
}
