/** Cash that goes into the drawer or out of it without a sale. */
import { useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { moveCash } from "../device/drawer.ts";
import { NoRoom } from "./device-notices.tsx";
import { Field, Sheet } from "./pieces.tsx";
import { AmountPad } from "./price-sheet.tsx";
import css from "./register.module.css";
import { useRegister } from "./use-register.ts";

const USUAL = ["bank", "petty", "change"] as const;

export function CashMove({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const [direction, setDirection] = useState<"in" | "out">("out");
  const [reason, setReason] = useState(t("session.petty"));
  const [isFull, setFull] = useState(false);
  const move = (amount: bigint) => {
    const text = reason.trim() === "" ? t(`session.${direction}`) : reason.trim();
    setFull(false);
    void moveCash(register, { direction, amount, reason: text }).then((isStored) =>
      isStored ? onClose() : setFull(true),
    );
  };
  return (
    <Sheet title={t("session.cashMove")} onClose={onClose}>
      <div className={css.segments}>
        {(["in", "out"] as const).map((name) => (
          <button key={name} type="button" aria-pressed={direction === name} onClick={() => setDirection(name)}>
            {t(`session.${name}`)}
          </button>
        ))}
      </div>
      <div className={css.quick}>
        {USUAL.map((name) => (
          <button key={name} type="button" onClick={() => setReason(t(`session.${name}`))}>
            {t(`session.${name}`)}
          </button>
        ))}
      </div>
      <Field label={t("session.moveReason")} value={reason} onChange={setReason} />
      {isFull && <NoRoom />}
      <AmountPad label={t(`session.${direction}`)} onAmount={move} />
    </Sheet>
  );
}
