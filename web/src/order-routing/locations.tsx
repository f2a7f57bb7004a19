/** The locations by rank, and what the rules know of each. */
import { Button, Checkbox, Group, Stack, TagsInput, Text } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { countryName } from "../i18n/choices.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { CountrySelect } from "../ui/country-select.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { boundTick } from "../ui/field.ts";
import { IconAction } from "../ui/icon-action.tsx";
import { MoneyField } from "../ui/money-field.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import type { LocationRules } from "./queries.ts";
import { Ranked } from "./ranked.tsx";

type Area = LocationRules["areas"][number];

interface Props {
  readonly locations: readonly LocationRules[];
  readonly names: ReadonlyMap<string, string>;
  readonly mayEdit: boolean;
  onChange(locations: LocationRules[]): void;
}

export function LocationsCard({ locations, names, mayEdit, onChange }: Props) {
  const { t } = useTranslation("order-routing");
  const report = useReported();
  const [edited, setEdited] = useState<string | null>(null);
  const found = locations.find(({ locationId }) => locationId === edited);
  return (
    <Card help={<Help of="routing_location" />} title={t("locations.title")} text={t("locations.text")}>
      <Ranked
        label={t("locations.title")}
        mayEdit={mayEdit}
        items={locations.map((each) => ({
          id: each.locationId,
          name: names.get(each.locationId) ?? "",
          text: report(each),
        }))}
        onMove={(id, to) => {
          const moved = locations.filter(({ locationId }) => locationId === id);
          onChange(locations.filter(({ locationId }) => locationId !== id).toSpliced(to, 0, ...moved));
        }}
        onEdit={setEdited}
      />
      {found && (
        <LocationDialog
          location={found}
          name={names.get(found.locationId) ?? ""}
          onKeep={(next) => {
            onChange(locations.map((each) => (each.locationId === next.locationId ? next : each)));
            setEdited(null);
          }}
          onClose={() => setEdited(null)}
        />
      )}
    </Card>
  );
}

/** What is set for a location, in one line. */
function useReported(): (location: LocationRules) => string {
  const { t, language } = useTranslation("order-routing");
  const { number, money } = useFormat();
  const { organization } = useSession();
  const area = ({ country, postcodes }: Area) => [countryName(country, language), ...postcodes].join(" ");
  return ({ areas, onlyAreas, costMinor, ordersPerDay }) => {
    const texts = [
      areas.length > 0 && t(onlyAreas ? "locations.only" : "locations.near", { areas: areas.map(area).join(", ") }),
      costMinor !== null && t("locations.cost", { amount: money(costMinor, organization?.currency ?? "USD") }),
      ordersPerDay !== null && t("locations.perDay", { count: ordersPerDay, orders: number(ordersPerDay) }),
    ].filter((each) => each !== false);
    return texts.length === 0 ? t("locations.plain") : texts.join(" · ");
  };
}

interface DialogProps {
  readonly location: LocationRules;
  readonly name: string;
  onKeep(location: LocationRules): void;
  onClose(): void;
}

function LocationDialog({ location, name, onKeep, onClose }: DialogProps) {
  const { t } = useTranslation("order-routing");
  const { organization } = useSession();
  const [form, setForm] = useState(location);
  const change = (part: Partial<LocationRules>) => setForm({ ...form, ...part });
  const areas = form.areas.filter(({ country }) => country !== "");
  return (
    <FormDialog
      help={<Help of="routing_location" />}
      size="lg"
      title={name}
      label={t("keep")}
      onSubmit={() => onKeep({ ...form, areas, onlyAreas: form.onlyAreas && areas.length > 0 })}
      onClose={onClose}
    >
      <AreaFields areas={form.areas} onChange={(areas) => change({ areas })} />
      <Checkbox
        label={t("locations.onlyAreas")}
        disabled={areas.length === 0}
        {...boundTick(form.onlyAreas && areas.length > 0, (onlyAreas) => change({ onlyAreas }))}
      />
      <MoneyField
        label={t("locations.costLabel")}
        description={t("locations.costText")}
        currency={organization?.currency ?? "USD"}
        value={form.costMinor}
        onChange={(costMinor) => change({ costMinor })}
      />
      <WholeNumber
        label={t("locations.perDayLabel")}
        description={t("locations.perDayText")}
        min={1}
        max={1_000_000}
        value={form.ordersPerDay}
        onChange={(ordersPerDay) => change({ ordersPerDay })}
      />
    </FormDialog>
  );
}

function AreaFields({ areas, onChange }: { readonly areas: readonly Area[]; onChange(areas: Area[]): void }) {
  const { t } = useTranslation("order-routing");
  const set = (index: number, part: Partial<Area>) =>
    onChange(areas.map((each, at) => (at === index ? { ...each, ...part } : each)));
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500}>
        {t("locations.areas")}
      </Text>
      {areas.map((area, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an area is its place, and has no name of its own.
        <Group key={index} align="flex-end" gap="xs">
          <CountrySelect
            label={t("locations.country")}
            value={area.country}
            onChange={(country) => set(index, { country })}
          />
          <TagsInput
            label={t("locations.postcodes")}
            placeholder={area.postcodes.length === 0 ? t("locations.whole") : ""}
            acceptValueOnBlur
            style={{ flex: "1 1 12rem" }}
            value={[...area.postcodes]}
            onChange={(postcodes) => set(index, { postcodes })}
          />
          <IconAction
            icon={IconTrash}
            size={36}
            label={t("locations.removeArea")}
            onClick={() => onChange(areas.filter((_, at) => at !== index))}
          />
        </Group>
      ))}
      <Group>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange([...areas, { country: "", postcodes: [] }])}
        >
          {t("locations.addArea")}
        </Button>
      </Group>
    </Stack>
  );
}
