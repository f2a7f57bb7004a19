/** Ends a repair: the units enter stock, or are scrapped. */
import { Group, MultiSelect } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { REPAIR_ENDS, type RepairEnd } from "../../../src/commerce/return-goods.ts";
import { body, hub, ofId } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { Radios } from "../ui/radios.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import { type LotUnits, LotUnitsFields, namedLots } from "./lot-units.tsx";
import { type Return, type ReturnLine, returnQuery } from "./queries.ts";

/** Several are in repair, or units of which nobody recorded it. */
const asksLots = ({ repairLots, areLotsComplete, inRepair }: ReturnLine): boolean =>
  repairLots.length > 1 || repairLots.some(({ units }) => !areLotsComplete || units !== inRepair);

interface Props {
  readonly one: Return;
  readonly line: ReturnLine;
  onClose(): void;
}

export function RepairDialog({ one, line, onClose }: Props) {
  const { t } = useTranslation("returns");
  const client = useQueryClient();
  const [quantity, setQuantity] = useState(line.inRepair);
  const [disposition, setDisposition] = useState<RepairEnd | null>(null);
  const [serials, setSerials] = useState<readonly string[]>([]);
  const [lots, setLots] = useState<LotUnits>({});
  const asksSerials = disposition === "scrap" && line.serialsBack.length > 0;
  const units = { ...namedLots(lots), ...(asksSerials && serials.length > 0 && { serials: [...serials] }) };
  const finish = useFormAction({
    run: () =>
      body(
        hub.POST("/api/returns/{id}/repairs", {
          ...ofId(one.id),
          body: { lines: disposition === null ? [] : [{ lineId: line.id, quantity, disposition, ...units }] },
        }),
      ),
    done: async (now) => {
      client.setQueryData(returnQuery(one.id).queryKey, now);
      await Promise.all(
        ["returns", "orders", "inventory"].map((subject) => client.invalidateQueries({ queryKey: [subject] })),
      );
      onClose();
    },
    said: t("repair.said", { count: quantity }),
  });
  return (
    <FormDialog
      help={<Help of="return" />}
      title={t("repair.title", { title: line.title })}
      label={t("repair.label", { count: quantity })}
      isReady={quantity > 0 && disposition !== null}
      action={finish}
      onClose={onClose}
    >
      <Group align="flex-start">
        <Radios
          isRow
          label={t("receive.disposition")}
          options={worded(REPAIR_ENDS, (value) => t(`repair.ends.${value}`))}
          value={disposition}
          onChange={setDisposition}
        />
      </Group>
      <WholeNumber
        label={t("receive.units")}
        w={96}
        min={1}
        max={line.inRepair}
        clampBehavior="strict"
        value={quantity}
        onChange={(units) => setQuantity(units ?? 0)}
      />
      {asksSerials && <ScrappedSerials line={line} most={quantity} chosen={serials} onChange={setSerials} />}
      {asksLots(line) && <LotUnitsFields lots={line.repairLots} most={quantity} chosen={lots} onChange={setLots} />}
    </FormDialog>
  );
}

interface ChosenSerials {
  readonly line: ReturnLine;
  readonly most: number;
  readonly chosen: readonly string[];
  onChange(chosen: readonly string[]): void;
}

function ScrappedSerials({ line, most, chosen, onChange }: ChosenSerials) {
  const { t } = useTranslation("returns");
  return (
    <MultiSelect
      label={t("receive.serials")}
      data={[...line.serialsBack]}
      maxValues={most}
      value={[...chosen]}
      onChange={onChange}
      searchable
    />
  );
}
