/** Which quantities would be sent to each of the channel's locations if they were linked as chosen. */
import { Stack, Table, Text } from "@mantine/core";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { TableHead } from "../ui/table-head.tsx";
import type { LocationsPreviewed } from "./data.ts";
import type { LinkedLocation } from "./location-links.ts";

interface Props {
  readonly preview: LocationsPreviewed | undefined;
  readonly error: Error | null;
  readonly locations: readonly LinkedLocation[];
}

const SHOWN = 8;

export function LocationsPreview({ preview, error, locations }: Props) {
  const { t } = useTranslation("stores");
  const { number } = useFormat();
  if (error !== null) return <ProblemNotice error={error} />;
  if (!preview) return <RowsSkeleton rows={2} />;
  const nameOf = (key: string) => locations.find((each) => each.key === key)?.name ?? key;
  return (
    <Stack gap="xs" role="status" data-preview="locations">
      <Text size="sm" fw={600}>
        {preview.changed === 0
          ? t("allocation.nothing")
          : t("channelLocations.changes", { count: preview.changed, number: number(preview.changed) })}
      </Text>
      {preview.emptied > 0 && (
        <Text size="sm" c="var(--mantine-color-error)">
          {t("allocation.emptied", { count: preview.emptied, number: number(preview.emptied) })}
        </Text>
      )}
      {!preview.complete && <Quiet size="xs">{t("allocation.part", { number: number(preview.checked) })}</Quiet>}
      {preview.changed > 0 && (
        <>
          <Totals locations={preview.locations} nameOf={nameOf} />
          <Samples samples={preview.samples.slice(0, SHOWN)} nameOf={nameOf} />
        </>
      )}
    </Stack>
  );
}

interface NamedProps {
  nameOf(key: string): string;
}

function Totals({ locations, nameOf }: Pick<LocationsPreviewed, "locations"> & NamedProps) {
  const { t } = useTranslation("stores");
  const { number } = useFormat();
  return (
    <Table aria-label={t("channelLocations.totals")}>
      <TableHead
        words={[t("channelLocations.location")]}
        figures={[t("channelLocations.changed"), t("channelLocations.unitsNow"), t("channelLocations.unitsThen")]}
      />
      <Table.Tbody>
        {locations.map(({ key, changed, unitsBefore, unitsAfter }) => (
          <Table.Tr key={key}>
            <Table.Td>
              <bdi>{nameOf(key)}</bdi>
            </Table.Td>
            <Table.Td ta="end">{number(changed)}</Table.Td>
            <Table.Td ta="end">{number(unitsBefore)}</Table.Td>
            <Table.Td ta="end">{number(unitsAfter)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Samples({ samples, nameOf }: Pick<LocationsPreviewed, "samples"> & NamedProps) {
  const { t } = useTranslation("stores");
  const { number } = useFormat();
  return (
    <Table aria-label={t("channelLocations.largest")}>
      <TableHead
        words={[t("channelLocations.largest")]}
        figures={[t("channelLocations.now"), t("channelLocations.then")]}
      />
      <Table.Tbody>
        {samples.map(({ listingId, title, sku, location, shown, after }) => (
          <Table.Tr key={`${listingId} ${location}`}>
            <Table.Td>
              <bdi>{title}</bdi>{" "}
              <Text component="span" size="xs" c="var(--quiet)" className="code">
                {sku}
              </Text>
              <Quiet size="xs">
                <bdi>{nameOf(location)}</bdi>
              </Quiet>
            </Table.Td>
            {/* Null: what the channel shows is not known. */}
            <Table.Td ta="end">{shown === null ? "–" : number(shown)}</Table.Td>
            <Table.Td ta="end">{number(after)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
