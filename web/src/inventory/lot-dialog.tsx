/** Enters or corrects a lot: its last day, what is left of it at each location, and whether more of it is packed. */
import { Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText, boundTick } from "../ui/field.ts";
import { WholeNumber } from "../ui/whole-number.tsx";
import { lotChange } from "./lot-change.ts";
import { useLocations } from "./queries.ts";

interface Props {
  readonly variantId: string;
  /** Its number alone where nothing is known of it; absent: another one. */
  readonly lot?: Shape<"Lot"> | string;
  onClose(): void;
}

export function LotDialog({ variantId, lot, onClose }: Props) {
  const { t } = useTranslation("inventory");
  // As it was when the form opened: what is read anew meanwhile was changed by somebody else.
  const [existing] = useState(typeof lot === "object" ? lot : undefined);
  const [number, setNumber] = useState(typeof lot === "string" ? lot : (existing?.lot ?? ""));
  const [expiresOn, setExpiresOn] = useState(existing?.expiresOn ?? "");
  const [isBlocked, setBlocked] = useState(existing?.isBlocked ?? false);
  const [units, setUnits] = useState<Readonly<Record<string, number | null>>>({});
  const locations = useLocations().filter(({ active, kind }) => active && kind === "own");
  const there = (locationId: string) => existing?.places.find((place) => place.locationId === locationId)?.units;
  const save = useFormAction({
    run: () =>
      body(
        hub.PUT("/api/variants/{id}/lots", {
          ...ofId(variantId),
          body: lotChange({ lot: number, expiresOn, isBlocked, units }, existing),
        }),
      ),
    renews: [["lots"]],
    done: onClose,
    said: t("lots.done"),
  });
  return (
    <FormDialog
      help={<Help of="lot" />}
      title={existing ? t("lots.title", { lot: existing.lot }) : t("lots.add")}
      isReady={number.trim() !== ""}
      action={save}
      onClose={onClose}
    >
      {!existing && <TextInput label={t("lots.lot")} required maxLength={120} {...boundText(number, setNumber)} />}
      <TextInput
        type="date"
        label={t("lots.expires")}
        description={t("lots.expiresHelp")}
        {...boundText(expiresOn, setExpiresOn)}
      />
      {locations.map(({ id, name }) => (
        <WholeNumber
          key={id}
          label={t("lots.unitsAt", { location: name })}
          min={0}
          value={id in units ? units[id] : there(id)}
          onChange={(value) => setUnits({ ...units, [id]: value })}
        />
      ))}
      <Switch label={t("lots.blocked")} description={t("lots.blockedHelp")} {...boundTick(isBlocked, setBlocked)} />
    </FormDialog>
  );
}
