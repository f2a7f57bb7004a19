/** The parcels of one booking, each with its package and the units that go into it. */
import { Button, Fieldset, Group, Stack, Text } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { IconAction } from "../ui/icon-action.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import { PackageFields } from "./package-fields.tsx";
import type { Preset } from "./queries.ts";
import { type PackLine, type ParcelDraft, withParcel } from "./split.ts";
import { unpacked, waitingUnpacked } from "./split-units.ts";

/** As many as one call books. */
const MOST = 50;

interface Props {
  readonly parcels: readonly ParcelDraft[];
  readonly lines: readonly PackLine[];
  readonly presets: readonly Preset[];
  onChange(parcels: readonly ParcelDraft[]): void;
}

export function SplitFields({ parcels, lines, presets, onChange }: Props) {
  const { t } = useTranslation("shipments");
  const { number } = useFormat();
  const rest = lines.reduce((sum, line) => sum + Math.max(0, unpacked(line, parcels)), 0);
  const waits = waitingUnpacked(lines, parcels);
  const isTooMuch = lines.some((line) => unpacked(line, parcels) < 0);
  const change = (changed: ParcelDraft) => onChange(parcels.map((each) => (each.id === changed.id ? changed : each)));
  return (
    <Stack gap="sm" data-split>
      {parcels.map((parcel, n) => (
        <Fieldset key={parcel.id} legend={t("split.parcel", { number: number(n + 1) })} data-split-parcel={n + 1}>
          <Stack gap="sm">
            <PackageFields
              packed={parcel.packed}
              presets={presets}
              onChange={(packed) => change({ ...parcel, packed })}
            />
            {lines.map((line) => (
              <Units key={line.lineId} line={line} parcel={parcel} parcels={parcels} onChange={change} />
            ))}
            {parcels.length > 1 && (
              <Group justify="flex-end">
                <IconAction
                  icon={IconTrash}
                  label={t("split.remove", { number: number(n + 1) })}
                  title={t("split.remove", { number: number(n + 1) })}
                  onClick={() => onChange(parcels.filter(({ id }) => id !== parcel.id))}
                />
              </Group>
            )}
          </Stack>
        </Fieldset>
      ))}
      {waits > 0 && <Quiet>{t("book.waits", { count: waits })}</Quiet>}
      <Group justify="space-between">
        <Text size="sm" role="status">
          {rest > 0 ? t("split.rest", { count: rest, units: number(rest) }) : !isTooMuch && t("split.all")}
        </Text>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          disabled={parcels.length >= MOST}
          onClick={() => onChange(withParcel(parcels, lines, presets))}
        >
          {t("split.add")}
        </Button>
      </Group>
    </Stack>
  );
}

interface UnitsProps {
  readonly line: PackLine;
  readonly parcel: ParcelDraft;
  readonly parcels: readonly ParcelDraft[];
  onChange(parcel: ParcelDraft): void;
}

function Units({ line, parcel, parcels, onChange }: UnitsProps) {
  const { t } = useTranslation("shipments");
  const { number } = useFormat();
  const isTooMuch = unpacked(line, parcels) < 0;
  return (
    <WholeNumber
      label={<bdi>{line.title}</bdi>}
      description={line.sku === null ? undefined : <bdi className="code">{line.sku}</bdi>}
      min={0}
      max={line.left}
      error={isTooMuch ? t("split.tooMuch", { units: number(line.left) }) : undefined}
      value={parcel.units[line.lineId] ?? 0}
      onChange={(value) => onChange({ ...parcel, units: { ...parcel.units, [line.lineId]: value ?? 0 } })}
    />
  );
}
