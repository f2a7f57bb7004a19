/** What is done to the stock of many items: so many more or less, or so many there. */
import { SegmentedControl, Stack } from "@mantine/core";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { WholeNumber } from "../ui/whole-number.tsx";
import { ReasonField } from "./reason-field.tsx";

export interface StockChoices {
  readonly kind: "adjust" | "count";
  readonly units: number | null;
  readonly reason: string;
}

export function BulkStockFields(props: { readonly choices: StockChoices; onChange(choices: StockChoices): void }) {
  const { t } = useTranslation("inventory");
  const { kind, units, reason } = props.choices;
  const set = (change: Partial<StockChoices>) => props.onChange({ ...props.choices, ...change });
  return (
    <Stack gap="sm">
      <SegmentedControl
        fullWidth
        value={kind}
        onChange={(value) => set({ kind: value === "count" ? "count" : "adjust" })}
        data={worded(["adjust", "count"], (value) => t(`change.${value}`))}
      />
      <WholeNumber
        label={t(`change.${kind}Label`)}
        description={t(`change.${kind}Help`)}
        value={units}
        {...(kind === "count" && { min: 0 })}
        onChange={(units) => set({ units })}
      />
      <ReasonField value={reason} onChange={(text) => set({ reason: text })} />
    </Stack>
  );
}
