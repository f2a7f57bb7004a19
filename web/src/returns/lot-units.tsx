/** Which lots came back or were repaired, where the hub cannot know. */
import { Group } from "@mantine/core";
import { useTranslation } from "../i18n/translation.ts";
import { WholeNumber } from "../ui/whole-number.tsx";

/** Units by lot. */
export type LotUnits = Readonly<Record<string, number>>;

interface Props {
  readonly lots: readonly { readonly lot: string; readonly units: number }[];
  readonly most: number;
  readonly chosen: LotUnits;
  onChange(chosen: LotUnits): void;
}

export function LotUnitsFields({ lots, most, chosen, onChange }: Props) {
  const { t } = useTranslation("returns");
  return (
    <Group gap="sm">
      {lots.map(({ lot, units }) => (
        <WholeNumber
          key={lot}
          label={t("receive.lot", { lot })}
          w={150}
          min={0}
          max={Math.min(units, most)}
          clampBehavior="strict"
          value={chosen[lot] ?? 0}
          onChange={(value) => onChange({ ...chosen, [lot]: value ?? 0 })}
        />
      ))}
    </Group>
  );
}

/** As the hub takes them: a lot for each unit, and nothing where nobody said. */
export function namedLots(chosen: LotUnits): { readonly lots?: string[] } {
  const lots = Object.entries(chosen).flatMap(([lot, units]) => Array<string>(units).fill(lot));
  return lots.length > 0 ? { lots } : {};
}
