/** Fields for the lots of units that come, go or are counted. */
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { boundText } from "../ui/field.ts";
import { WholeNumber } from "../ui/whole-number.tsx";
import { type LotThere, type LotUnits, lotSum, type TypedLot } from "./lot-units.ts";

interface Props {
  readonly there: readonly LotThere[];
  readonly value: LotUnits;
  onChange(value: LotUnits): void;
  /** Units whose lots are named; absent: as many as the lots have. */
  readonly units?: number;
  /** What goes away is of a lot that is there. */
  readonly isTaken?: boolean;
  /** Units on hand of none of these lots, which may go without one. */
  readonly unnamed?: number;
}

export function LotUnitsFields({ there, value, onChange, units, isTaken = false, unnamed = 0 }: Props) {
  const { t } = useTranslation("inventory");
  const { number, day } = useFormat();
  const sum = lotSum(value);
  const set = (at: number, change: Partial<TypedLot>) =>
    onChange({ ...value, added: value.added.map((one, n) => (n === at ? { ...one, ...change } : one)) });
  return (
    <Stack gap="xs" role="group" aria-label={t("lots.ofUnits")}>
      {there.map(({ lot, expiresOn, units: left }) => (
        <WholeNumber
          key={lot}
          label={t("lots.title", { lot })}
          description={[
            t("lots.leftHere", { units: number(left) }),
            ...(expiresOn === null ? [] : [t("lots.until", { day: day(expiresOn, true) })]),
          ].join(" · ")}
          min={0}
          {...(isTaken && { max: left, clampBehavior: "strict" as const })}
          value={value.there[lot]}
          onChange={(typed) => onChange({ ...value, there: { ...value.there, [lot]: typed } })}
        />
      ))}
      {value.added.map((one, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are added at the end and never moved.
        <Group key={n} align="flex-end" gap="xs">
          <TextInput
            flex="2 1 120px"
            label={t("lots.lot")}
            maxLength={120}
            {...boundText(one.lot, (lot) => set(n, { lot }))}
          />
          <TextInput
            flex="1 1 130px"
            type="date"
            label={t("lots.expires")}
            {...boundText(one.expiresOn, (expiresOn) => set(n, { expiresOn }))}
          />
          <WholeNumber
            w={88}
            label={t("lots.gotUnits")}
            min={0}
            value={one.units}
            onChange={(typed) => set(n, { units: typed })}
          />
        </Group>
      ))}
      {!isTaken && (
        <Button
          size="compact-xs"
          variant="subtle"
          w="fit-content"
          onClick={() =>
            onChange({
              ...value,
              added: [...value.added, { lot: "", expiresOn: "", units: units === undefined ? null : units - sum }],
            })
          }
        >
          {t("lots.add")}
        </Button>
      )}
      {unnamed > 0 && <Text size="sm">{t("lots.without", { units: number(unnamed) })}</Text>}
      {units !== undefined && sum !== units && (
        <Text size="sm" c="var(--bad-ink)" role="status">
          {t("lots.named", { named: number(sum), units: number(units) })}
        </Text>
      )}
    </Stack>
  );
}

interface ChangedProps extends Pick<Props, "value" | "onChange"> {
  /** Null: the item asks for no lots; undefined: not read yet. */
  readonly there: Props["there"] | null | undefined;
  readonly change: { readonly units: number; readonly isTaken: boolean; readonly unnamed: number };
}

/** Of a change of stock, once it has units whose lots are asked for. */
export const ChangedLotUnits = ({ there, change: { units, isTaken, unnamed }, value, onChange }: ChangedProps) =>
  there && units > 0 ? <LotUnitsFields {...{ there, units, isTaken, unnamed, value, onChange }} /> : null;
