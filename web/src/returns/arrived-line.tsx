/** What a person says of a line they unpacked: how many, in what condition, why, and what happens with them. */
import { Group, MultiSelect, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import {
  DISPOSITIONS,
  type Disposition,
  RETURN_CONDITIONS,
  type ReturnCondition,
  type ReturnReason,
} from "../../../src/commerce/return-goods.ts";
import { locationsQuery } from "../data/reference-data.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { ReasonFields } from "../orders/return-reason.tsx";
import { fieldsOf } from "../ui/field.ts";
import { OneOf } from "../ui/one-of.tsx";
import { Radios } from "../ui/radios.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import { type LotUnits, LotUnitsFields, namedLots } from "./lot-units.tsx";
import { awaited, type ReturnLine } from "./queries.ts";

export interface Arrival {
  readonly quantity: number;
  /** Null: a person has not looked yet. */
  readonly condition: ReturnCondition | null;
  readonly disposition: Disposition | null;
  readonly reasonCode: ReturnReason | null;
  readonly reasonNote: string;
  readonly locationId: string;
  readonly serials: readonly string[];
  readonly lots: LotUnits;
}

export const unseen = (line: ReturnLine): Arrival => ({
  quantity: awaited(line),
  condition: null,
  disposition: null,
  reasonCode: line.reasonCode,
  reasonNote: line.reasonNote,
  locationId: line.locationId ?? "",
  serials: [],
  lots: {},
});

/** Whether enough is said of it; what the customer keeps, a person has not seen. */
export const isComplete = ({ quantity, condition, disposition }: Arrival): boolean =>
  quantity === 0 || disposition === "keep" || (condition !== null && disposition !== null);

/** As the hub takes it; nothing of a line of which nothing arrived. */
export function reportedArrival(line: ReturnLine, arrival: Arrival) {
  const { quantity, condition, disposition, reasonCode, reasonNote, locationId, serials } = arrival;
  if (quantity === 0 || disposition === null) return [];
  return [
    {
      lineId: line.id,
      quantity,
      disposition,
      ...(condition !== null && disposition !== "keep" && { condition }),
      ...(reasonCode !== null && reasonCode !== line.reasonCode && { reasonCode }),
      ...(reasonNote !== line.reasonNote && { reasonNote }),
      ...(locationId !== "" && disposition === "restock" && { locationId }),
      // All of a line come back with theirs.
      ...(serials.length > 0 && disposition !== "keep" && { serials: [...serials] }),
      ...(disposition !== "keep" && namedLots(arrival.lots)),
    },
  ];
}

/** The line has several, or units of which nobody recorded it. */
const asksLots = ({ lots, areLotsComplete }: ReturnLine): boolean =>
  lots.length > 1 || (lots.length === 1 && !areLotsComplete);

interface Props {
  readonly line: ReturnLine;
  readonly arrival: Arrival;
  onChange(arrival: Arrival): void;
}

export function ArrivedLine({ line, arrival, onChange }: Props) {
  const { t } = useTranslation("returns");
  const { data: locations = [] } = useQuery(locationsQuery);
  const own = locations.filter(({ active, kind }) => active && kind === "own");
  const field = fieldsOf(arrival, (part) => onChange({ ...arrival, ...part }));
  // What arrived as new can be sold as it is; of all else a person decides.
  const choose = (condition: ReturnCondition) =>
    onChange({ ...arrival, condition, disposition: arrival.disposition ?? (condition === "new" ? "restock" : null) });
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
        <bdi>{line.title}</bdi>
      </Text>
      <Radios
        isRow
        label={t("receive.condition")}
        options={worded(RETURN_CONDITIONS, (value) => t(`condition.${value}`))}
        value={arrival.condition}
        onChange={choose}
      />
      <Radios
        isRow
        label={t("receive.disposition")}
        options={worded(DISPOSITIONS, (value) => t(`disposition.${value}`))}
        {...field("disposition")}
      />
      <Group align="flex-start" gap="sm">
        <WholeNumber
          label={t("receive.units")}
          w={96}
          min={0}
          max={awaited(line)}
          clampBehavior="strict"
          value={arrival.quantity}
          onChange={(quantity) => onChange({ ...arrival, quantity: quantity ?? 0 })}
        />
        <ReasonFields
          code={arrival.reasonCode}
          note={arrival.reasonNote}
          onChange={(reasonCode, reasonNote) => onChange({ ...arrival, reasonCode, reasonNote })}
        />
        {arrival.disposition === "restock" && own.length > 1 && (
          <OneOf
            label={t("receive.location")}
            flex={1}
            miw={160}
            options={[
              { value: "", label: t("receive.whereSold") },
              ...own.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            {...field("locationId")}
          />
        )}
      </Group>
      {line.serials.length > 0 && arrival.disposition !== "keep" && (
        <MultiSelect
          label={t("receive.serials")}
          data={[...line.serials]}
          maxValues={arrival.quantity}
          value={[...arrival.serials]}
          onChange={(serials) => onChange({ ...arrival, serials })}
          searchable
        />
      )}
      <ReturnedLots line={line} arrival={arrival} onChange={onChange} />
    </Stack>
  );
}

function ReturnedLots({ line, arrival, onChange }: Props) {
  if (!asksLots(line) || arrival.disposition === "keep") return null;
  return (
    <LotUnitsFields
      lots={line.lots}
      most={arrival.quantity}
      chosen={arrival.lots}
      onChange={(lots) => onChange({ ...arrival, lots })}
    />
  );
}
