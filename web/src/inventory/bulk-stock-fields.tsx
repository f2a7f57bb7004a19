/** What is done to the stock of many items: so many more or less, or so many there. */
import { SegmentedControl, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { WholeNumber } from "../ui/whole-number.tsx";
import { type LotLevel, levelsWithLots, lotsOfRow, type StockChoices } from "./bulk-stock-change.ts";
import { NO_LOTS } from "./lot-units.ts";
import { LotUnitsFields } from "./lot-units-fields.tsx";
import { useLotsOfLevels } from "./lots-there.ts";
import { ReasonField } from "./reason-field.tsx";

/** Items with lots whose lots are asked here: more of them are a stock count. */
const MOST_WITH_LOTS = 20;

interface Props {
  readonly ids: readonly string[];
  readonly choices: StockChoices;
  onChange(choices: StockChoices): void;
}

export function BulkStockFields({ ids, choices, onChange }: Props) {
  const { t } = useTranslation("inventory");
  const { kind, units, reason } = choices;
  const set = (change: Partial<StockChoices>) => onChange({ ...choices, ...change });
  const levels = useQuery({
    queryKey: ["inventory", "levels", "with lots", ids],
    queryFn: () => levelsWithLots(ids),
  }).data;
  return (
    <Stack gap="sm">
      <SegmentedControl
        fullWidth
        value={kind}
        onChange={(value) => set({ kind: value === "count" ? "count" : "adjust", lots: new Map() })}
        data={worded(["adjust", "count"], (value) => t(`change.${value}`))}
      />
      <WholeNumber
        label={t(`change.${kind}Label`)}
        description={t(`change.${kind}Help`)}
        value={units}
        {...(kind === "count" && { min: 0 })}
        onChange={(units) => set({ units, lots: new Map() })}
      />
      {levels && levels.length > 0 && <LotsOfItems levels={levels} choices={choices} onChange={onChange} />}
      <ReasonField value={reason} onChange={(text) => set({ reason: text })} />
    </Stack>
  );
}

/** Each with the lots at its location. */
function LotsOfItems({ levels, choices, onChange }: Omit<Props, "ids"> & { readonly levels: readonly LotLevel[] }) {
  const { t } = useTranslation("inventory");
  const lots = useLotsOfLevels(levels.slice(0, MOST_WITH_LOTS));
  return (
    <Stack gap="sm">
      <Text size="sm">{t("bulk.withLots", { count: levels.length })}</Text>
      {lots.map((there, n) => {
        const level = levels[n];
        if (!level || !there) return null;
        const key = `${level.variantId} ${level.locationId}`;
        const row = choices.lots.get(key) ?? { there, onHand: level.onHand, typed: NO_LOTS };
        const { units, isTaken, unnamed } = lotsOfRow(choices, row);
        if (units === 0) return null;
        return (
          <Stack key={key} gap={4} data-lots-of={level.sku}>
            <Text size="sm" fw={600}>
              <bdi>{level.title}</bdi> · <bdi className="code">{level.sku}</bdi> · <bdi>{level.locationName}</bdi>
            </Text>
            <LotUnitsFields
              {...{ there, units, isTaken, unnamed }}
              value={row.typed}
              onChange={(typed) =>
                onChange({
                  ...choices,
                  lots: new Map([...choices.lots, [key, { there, onHand: level.onHand, typed }]]),
                })
              }
            />
          </Stack>
        );
      })}
    </Stack>
  );
}
