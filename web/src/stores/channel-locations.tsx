/** Which of our locations each location of the channel stands for; what would be sent is shown before it is saved. */
import { Alert, Button, Group, Select, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { locationsQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { LeaveGuard } from "../ui/leave-guard.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { LocationsPreview } from "./channel-locations-preview.tsx";
import { channelLocationsQuery, locationsPreviewQuery, type Store } from "./data.ts";
import { changedLinks, type LinkDraft, type LinkedLocation, linkGaps, withDraft } from "./location-links.ts";
import { syncValuesOf } from "./sync-values.ts";

/** Nothing where the channel has one location or none: there is nothing to tell apart. */
export function ChannelLocations({ store }: { readonly store: Store }) {
  const { data = [] } = useQuery(channelLocationsQuery(store.id));
  const existing = data.filter(({ active }) => active);
  return existing.length > 1 ? <LinksForm store={store} saved={existing} /> : null;
}

function LinksForm({ store, saved }: { readonly store: Store; readonly saved: readonly LinkedLocation[] }) {
  const { t } = useTranslation("stores");
  const { may } = useSession();
  const [draft, setDraft] = useState<LinkDraft>({});
  const { data: ours = [] } = useQuery(locationsQuery);
  const shown = withDraft(saved, draft);
  const changes = changedLinks(saved, draft);
  const isChanged = changes.length > 0;
  const save = useAction({
    run: () => body(hub.PATCH("/api/stores/{id}/locations", { ...ofId(store.id), body: { locations: changes } })),
    renews: [["stores"], ["mappings"]],
    done: () => setDraft({}),
    said: t("allocation.saved"),
  });
  const choices = (linked: string | null) =>
    ours
      .filter(({ id, kind, active }) => id === linked || (kind === "own" && active))
      .map(({ id, name }) => ({ value: id, label: name }));
  const nameOf = (locationId: string) => ours.find(({ id }) => id === locationId)?.name ?? "";
  return (
    <Card help={<Help of="channel_locations" />} title={t("channelLocations.title")} text={t("channelLocations.text")}>
      <Stack gap="md">
        <Gaps locations={shown} nameOf={nameOf} />
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
          {shown.map(({ key, name, locationId }) => (
            <Select
              key={key}
              label={<bdi>{name}</bdi>}
              aria-label={t("channelLocations.ours", { location: name })}
              placeholder={t("channelLocations.notLinked")}
              clearable
              disabled={!may("edit_catalogue") || save.isRunning}
              data={choices(locationId)}
              value={locationId}
              onChange={(chosen) => setDraft({ ...draft, [key]: chosen })}
            />
          ))}
        </SimpleGrid>
        {isChanged && <Saving store={store} saved={saved} changes={changes} save={save} onUndo={() => setDraft({})} />}
      </Stack>
      <LeaveGuard isChanged={isChanged} isSaving={save.isRunning} />
    </Card>
  );
}

function Gaps(props: { readonly locations: readonly LinkedLocation[]; nameOf(locationId: string): string }) {
  const { t } = useTranslation("stores");
  const { number } = useFormat();
  const { unlinked, isAll, twice } = linkGaps(props.locations);
  const [first] = unlinked;
  const meaning = isAll ? "all" : unlinked.length === 1 ? "one" : "some";
  return (
    <>
      {first && (
        <Alert
          color="yellow"
          icon={<IconAlertTriangle size={18} aria-hidden />}
          title={t("channelLocations.unlinked", { count: unlinked.length, number: number(unlinked.length) })}
          data-unlinked
        >
          {t(`channelLocations.meaning.${meaning}`, { location: first.name })}
        </Alert>
      )}
      {twice.map((locationId) => (
        <Text key={locationId} size="sm" c="var(--mantine-color-error)">
          {t("channelLocations.twice", { location: props.nameOf(locationId) })}
        </Text>
      ))}
    </>
  );
}

interface SavingProps {
  readonly store: Store;
  readonly saved: readonly LinkedLocation[];
  readonly changes: ReturnType<typeof changedLinks>;
  readonly save: Parameters<typeof starts<void>>[0];
  onUndo(): void;
}

/** What the choice would send, and the button that says how many numbers that are. */
function Saving({ store, saved, changes, save, onUndo }: SavingProps) {
  const { t } = useTranslation("stores");
  const { t: ui } = useTranslation("ui");
  const { number } = useFormat();
  const preview = useQuery({ ...locationsPreviewQuery(store.id, changes), placeholderData: keepPreviousData });
  const { data, isPlaceholderData } = preview;
  const isShown = data !== undefined && !isPlaceholderData && preview.error === null;
  const count = data?.changed ?? 0;
  return (
    <>
      <LocationsPreview preview={data} error={preview.error} locations={saved} />
      {!syncValuesOf(store).stockOn && <Quiet>{t("channelLocations.off")}</Quiet>}
      <Group gap="sm">
        <Button {...starts(save)} disabled={!isShown}>
          {count === 0
            ? t("channelLocations.saveOnly")
            : t("channelLocations.save", { count, number: `${number(count)}${data?.complete === false ? "+" : ""}` })}
        </Button>
        <Button variant="default" onClick={onUndo} disabled={save.isRunning}>
          {ui("saveBar.undo")}
        </Button>
      </Group>
    </>
  );
}
