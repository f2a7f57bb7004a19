/** What was counted of each lot of an item. */
import { Text } from "@mantine/core";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import type { RowOf } from "../data/pages.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { areLotsNamed, countEntry, type LotUnits, lotSum } from "./lot-units.ts";
import { LotUnitsFields } from "./lot-units-fields.tsx";
import { requireDone } from "./refused-item.ts";

interface Props {
  readonly countId: string;
  readonly line: RowOf<"/api/stock-counts/{id}/lines">;
  onClose(): void;
}

export function LotEntryDialog({ countId, line, onClose }: Props) {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  const [lots, setLots] = useState<LotUnits>({
    there: Object.fromEntries(line.lots.map(({ lot, counted }) => [lot, counted])),
    added: [],
  });
  const entry = countEntry(lots, { existing: line.lots, packed: line.packedUnits });
  const save = useFormAction({
    run: async () => {
      const items = [{ variantId: line.variantId, ...entry }];
      requireDone(await body(hub.POST("/api/stock-counts/{id}/entries", { ...ofId(countId), body: { items } })));
    },
    renews: [["stock-counts"]],
    done: onClose,
  });
  return (
    <FormDialog
      help={<Help of="lot" />}
      title={t("counts.lotsOf", { sku: line.sku })}
      isReady={areLotsNamed(lots, lotSum(lots)) && (entry.counted ?? line.counted) !== null}
      action={save}
      onClose={onClose}
    >
      <LotUnitsFields
        there={line.lots.map(({ lot, expiresOn, expected }) => ({ lot, expiresOn, units: expected }))}
        value={lots}
        onChange={setLots}
      />
      <Text size="sm" role="status">
        {entry.counted === null
          ? t("counts.lotsNone")
          : t("counts.lotsSum", { units: number(entry.counted), expected: number(line.expected ?? line.onHand) })}
        {line.packedUnits > 0 && ` ${t("counts.lotsPacked", { units: number(line.packedUnits) })}`}
      </Text>
    </FormDialog>
  );
}
