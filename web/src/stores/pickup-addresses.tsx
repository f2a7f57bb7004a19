/** Where a courier picks parcels up: which of your locations each of its places is. */
import { Select, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { body, hub, ofId } from "../data/hub.ts";
import { locationsQuery } from "../data/reference-data.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { channelLocationsQuery, type Store } from "./data.ts";

export function PickupAddresses({ store }: { readonly store: Store }) {
  const { t } = useTranslation("integrations");
  const { data: places = [] } = useQuery(channelLocationsQuery(store.id));
  const { data: locations = [] } = useQuery(locationsQuery);
  const say = useAction({
    run: (input: { readonly key: string; readonly locationId: string | null }) =>
      body(hub.PUT("/api/stores/{id}/locations", { ...ofId(store.id), body: input })),
    said: t("courier.placesSaved"),
    renews: [channelLocationsQuery(store.id).queryKey],
  });
  const existing = places.filter(({ active }) => active);
  if (existing.length === 0) return null;
  return (
    <Card help={<Help of="courier_locations" />} title={t("courier.places")} text={t("courier.placesText")}>
      <Stack gap="sm">
        {existing.map(({ key, name, locationId }) => (
          <Select
            key={key}
            label={name}
            aria-label={t("courier.placeOf", { place: name })}
            placeholder={t("courier.noLocation")}
            clearable
            disabled={say.isRunning}
            data={locations.map(({ id, name: called }) => ({ value: id, label: called }))}
            value={locationId}
            onChange={(id) => say.start({ key, locationId: id })}
          />
        ))}
      </Stack>
    </Card>
  );
}
