/** A stock rule for some items of a channel alone. What is left empty follows the channel's own rule. */
import { SimpleGrid } from "@mantine/core";
import { useTranslation } from "../i18n/translation.ts";
import { WholeNumber } from "../ui/whole-number.tsx";

const PARTS = ["buffer", "percent", "cap", "zeroBelow", "keep"] as const;

/** Units, but for the share; null: as the channel has it. */
export type ItemStockRule = Readonly<Record<(typeof PARTS)[number], number | null>>;

export const AS_CHANNEL: ItemStockRule = { buffer: null, percent: null, cap: null, zeroBelow: null, keep: null };

interface Props {
  readonly rule: ItemStockRule;
  onChange(rule: ItemStockRule): void;
}

export function ItemStockRuleFields({ rule, onChange }: Props) {
  const { t } = useTranslation("stores");
  return (
    <SimpleGrid cols={2} spacing="sm">
      {PARTS.map((part) => (
        <WholeNumber
          key={part}
          label={t(`allocation.${part}`)}
          description={t(`allocation.help.${part}`)}
          placeholder={t("allocation.asChannel")}
          min={0}
          {...(part === "percent" && { max: 100 })}
          value={rule[part]}
          onChange={(value) => onChange({ ...rule, [part]: value })}
        />
      ))}
    </SimpleGrid>
  );
}
