/** The sides of a package in centimetres; the hub keeps millimetres. */
import { Group, NumberInput } from "@mantine/core";
import { useTranslation } from "../i18n/translation.ts";

export const SIDES = ["lengthMm", "widthMm", "heightMm"] as const;
type Sides = Readonly<Record<(typeof SIDES)[number], number>>;

export function SideFields({ of, onChange }: { readonly of: Sides; onChange(sides: Sides): void }) {
  const { t } = useTranslation("shipments");
  return (
    <Group grow align="flex-start">
      {SIDES.map((side) => (
        <NumberInput
          key={side}
          label={t(`packages.${side}`)}
          min={0.1}
          max={1_000}
          decimalScale={1}
          value={of[side] === 0 ? "" : of[side] / 10}
          onChange={(value) => onChange({ ...of, [side]: Math.round((Number(value) || 0) * 10) })}
        />
      ))}
    </Group>
  );
}
