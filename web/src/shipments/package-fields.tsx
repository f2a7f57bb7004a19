/** What a parcel is packed in: one of the organization's packages, or a size of its own; and what it weighs. */
import { Group, NumberInput, Stack } from "@mantine/core";
import { useTranslation } from "../i18n/translation.ts";
import { OneOf } from "../ui/one-of.tsx";
import type { Packing, Preset } from "./queries.ts";
import { SideFields } from "./side-fields.tsx";

type Parcel = Packing["parcels"][number];

export interface Packed {
  /** Null: a size of its own. */
  readonly presetId: string | null;
  readonly lengthMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
  /** Null: what goods and package weigh. */
  readonly weightGrams: number | null;
}

const OWN = "own";

/** In the package chosen for the order, else the default. */
export function firstPacked(presets: readonly Preset[], chosenId: string | null = null): Packed {
  const preset = presets.find(({ id }) => id === chosenId) ?? presets.find(({ isDefault }) => isDefault);
  return { presetId: preset?.id ?? null, lengthMm: 0, widthMm: 0, heightMm: 0, weightGrams: null };
}

/** The parcel the hub is asked for; null while something is missing. */
export function parcelOf(packed: Packed, presets: readonly Preset[]): Parcel | null {
  const preset = presets.find(({ id }) => id === packed.presetId);
  const { lengthMm, widthMm, heightMm } = preset ?? packed;
  if (lengthMm <= 0 || widthMm <= 0 || heightMm <= 0) return null;
  return {
    lengthMm,
    widthMm,
    heightMm,
    ...(preset && { packagingGrams: preset.weightGrams }),
    ...(packed.weightGrams !== null && { weightGrams: packed.weightGrams }),
  };
}

interface Props {
  readonly packed: Packed;
  readonly presets: readonly Preset[];
  onChange(packed: Packed): void;
}

export function PackageFields({ packed, presets, onChange }: Props) {
  const { t } = useTranslation("shipments");
  return (
    <Stack gap="sm">
      <Group grow align="flex-start">
        <OneOf
          label={t("book.package")}
          options={[
            ...presets.map(({ id, name }) => ({ value: id, label: name })),
            { value: OWN, label: t("book.ownSize") },
          ]}
          value={packed.presetId ?? OWN}
          onChange={(value) => onChange({ ...packed, presetId: value === OWN ? null : value })}
        />
        <NumberInput
          label={t("book.weight")}
          placeholder={t("book.weightSum")}
          min={1}
          max={10_000_000}
          allowDecimal={false}
          value={packed.weightGrams ?? ""}
          onChange={(value) => onChange({ ...packed, weightGrams: Number(value) > 0 ? Number(value) : null })}
        />
      </Group>
      {packed.presetId === null && <SideFields of={packed} onChange={(sides) => onChange({ ...packed, ...sides })} />}
    </Stack>
  );
}
