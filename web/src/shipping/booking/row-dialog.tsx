/** One order of many: its own size, weight and service, with the rates of all couriers side by side. */
import { useState } from "react";
import { Help } from "../../help/help.tsx";
import { useTranslation } from "../../i18n/translation.ts";
import { OfferFields, useOffers } from "../../shipments/offers.tsx";
import { PackageFields, parcelOf } from "../../shipments/package-fields.tsx";
import type { Preset } from "../../shipments/queries.ts";
import { FormDialog } from "../../ui/dialog.tsx";
import type { OwnChoice } from "./choice.ts";

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
  const offers = useOffers(order.id, parcel && { parcels: [parcel] });
  const apply = () => {
    const found = offers.choices.find(({ key }) => key === chosen);
    const courier = found && { courierId: found.courier.courierId, service: found.offer.service || undefined };
    // While rates are on their way, what was chosen before stays.
    const before = chosen === keyOf(first) ? first.courier : null;
    onApply({ packed, courier: chosen === AS_ALL ? null : (courier ?? before) });
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
      <OfferFields of={offers} value={chosen} first={{ value: AS_ALL, label: t("many.asAll") }} onChange={setChosen} />
    </FormDialog>
  );
}
