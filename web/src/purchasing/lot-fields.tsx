/** Lots of a line that arrived, each with its last day. */
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "../i18n/translation.ts";
import { boundText } from "../ui/field.ts";
import { WholeNumber } from "../ui/whole-number.tsx";

export interface TypedLot {
  readonly lot: string;
  /** Empty: as known. */
  readonly expiresOn: string;
  readonly units: number;
}

export const newLot = (units: number): TypedLot => ({ lot: "", expiresOn: "", units });

interface Props {
  readonly sku: string;
  readonly arrived: number;
  readonly lots: readonly TypedLot[];
  onChange(lots: readonly TypedLot[]): void;
}

export function LotFields({ sku, arrived, lots, onChange }: Props) {
  const { t } = useTranslation("purchasing");
  const set = (at: number, change: Partial<TypedLot>) =>
    onChange(lots.map((one, n) => (n === at ? { ...one, ...change } : one)));
  const rest = Math.max(0, arrived - lots.reduce((sum, { units }) => sum + units, 0));
  return (
    <Stack gap="xs" role="group" aria-label={t("lots", { sku })}>
      {lots.map(({ lot, expiresOn, units }, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are added at the end and never moved.
        <Group key={n} align="flex-end" gap="xs">
          <TextInput
            flex="2 1 140px"
            label={t("lot")}
            maxLength={120}
            {...boundText(lot, (text) => set(n, { lot: text }))}
          />
          <TextInput
            flex="1 1 130px"
            type="date"
            label={t("expiresOn")}
            {...boundText(expiresOn, (day) => set(n, { expiresOn: day }))}
          />
          <WholeNumber
            w={96}
            label={t("lotUnits")}
            min={0}
            max={arrived}
            clampBehavior="strict"
            value={units}
            onChange={(value) => set(n, { units: value ?? 0 })}
          />
        </Group>
      ))}
      <Button size="compact-xs" variant="subtle" w="fit-content" onClick={() => onChange([...lots, newLot(rest)])}>
        {t("anotherLot")}
      </Button>
    </Stack>
  );
}
