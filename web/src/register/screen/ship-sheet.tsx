/** Sold here, sent from another location to the customer. */
import { useState } from "react";
import type { Address } from "../../../../src/commerce/order.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { Field, Sheet } from "./pieces.tsx";
import css from "./register.module.css";
import { useRegister, useRegisterState, useSetup } from "./use-register.ts";

const FIELDS = ["name", "line1", "line2", "city", "postcode", "region", "country", "phone"] as const;

export function ShipSheet({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { basket } = useRegisterState();
  const { locations, place } = useSetup();
  const [locationId, setLocationId] = useState(basket.deliverFrom?.locationId ?? locations[0]?.id ?? "");
  const [address, setAddress] = useState<Address>(
    basket.deliverFrom?.address ?? { name: basket.customer?.name ?? "", country: place.country ?? "" },
  );
  const isWhole =
    locationId !== "" &&
    (["name", "line1", "city", "country"] as const).every((name) => (address[name] ?? "").trim() !== "") &&
    /^[A-Za-z]{2}$/.test((address.country ?? "").trim());
  const save = () => {
    const given = FIELDS.flatMap((name) => {
      const value = (address[name] ?? "").trim();
      return value === "" ? [] : [[name, name === "country" ? value.toUpperCase() : value] as const];
    });
    register.change((before) => ({ ...before, deliverFrom: { locationId, address: Object.fromEntries(given) } }));
    onClose();
  };
  const takeAlong = () => {
    register.change((before) => ({ ...before, deliverFrom: null }));
    onClose();
  };
  return (
    <Sheet title={t("ship.title")} onClose={onClose}>
      <fieldset className={css.segments} aria-label={t("ship.from")}>
        {locations.map(({ id, name }) => (
          <button key={id} type="button" aria-pressed={locationId === id} onClick={() => setLocationId(id)}>
            {name}
          </button>
        ))}
      </fieldset>
      {FIELDS.map((name) => (
        <Field
          key={name}
          label={t(`ship.${name}`)}
          value={address[name] ?? ""}
          onChange={(value) => setAddress((before) => ({ ...before, [name]: value }))}
        />
      ))}
      <div className={css.row}>
        {basket.deliverFrom != null && (
          <button type="button" className={css.plain} onClick={takeAlong}>
            {t("ship.takeAlong")}
          </button>
        )}
        <button type="button" className={css.primary} disabled={!isWhole} onClick={save}>
          {t("ship.save")}
        </button>
      </div>
    </Sheet>
  );
}
