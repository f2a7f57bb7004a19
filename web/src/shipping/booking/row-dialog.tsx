/** One order of many: its own size, weight and service, with the rates of all couriers side by side. */
import { useState } from "react";
import { Help } from "../../help/help.tsx";
import { worded } from "../../i18n/options.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { OfferFields, useOffers } from "../../shipments/offers.tsx";
import { PackageFields, parcelOf } from "../../shipments/package-fields.tsx";
import type { Preset } from "../../shipments/queries.ts";
import { FormDialog } from "../../ui/dialog.tsx";
import { OneOf } from "../../ui/one-of.tsx";
import { type OwnChoice, ROW_COVERS } from "./choice.ts";

interface Props {
  readonly order: { readonly id: string; readonly number: string };
  readonly presets: readonly Preset[];
  readonly first: OwnChoice;
  onApply(own: OwnChoice): void;
  onClose(): void;
}

/** Chosen in place of an offer. */
const AS_ALL = "all";

const keyOf = ({ courier }: OwnChoice): string =>
  courier === null ? AS_ALL : `${courier.courierId} ${courier.service ?? ""}`.trim();

export function RowDialog({ order, presets, first, onApply, onClose }: Props) {
  const { t } = useTranslation("shipments");
  const [packed, setPacked] = useState(first.packed);
  const [chosen, setChosen] = useState(() => keyOf(first));
  const parcel = parcelOf(packed, presets);
  const [insured, setInsured] = useState(first.insured);
  const offers = useOffers(order.id, parcel && { parcels: [parcel], ...(insured !== "rules" && { insured }) });
  const apply = () => {
    const found = offers.choices.find(({ key }) => key === chosen);
    const courier = found && { courierId: found.courier.courierId, service: found.offer.service || undefined };
    // While rates are on their way, what was chosen before stays.
    const before = chosen === keyOf(first) ? first.courier : null;
    onApply({ packed, insured, courier: chosen === AS_ALL ? null : (courier ?? before) });
    onClose();
  };
  return (
    <FormDialog
      help={<Help of="booking" />}
      size="lg"
      title={t("many.changeOf", { number: order.number })}
      label={t("many.apply")}
      isReady={parcel !== null}
      onSubmit={apply}
      onClose={onClose}
    >
      <PackageFields packed={packed} presets={presets} onChange={setPacked} />
      <OneOf
        label={t("insurance.label")}
        value={insured}
        options={worded(ROW_COVERS, (each) => t(`insurance.${each}`))}
        onChange={setInsured}
      />
      <OfferFields of={offers} value={chosen} first={{ value: AS_ALL, label: t("many.asAll") }} onChange={setChosen} />
    </FormDialog>
  );
}
