/** Opens the drawer with what is in it. */
import { useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { openSession } from "../device/drawer.ts";
import { Keypad, typed, untyped, useDigits } from "./pieces.tsx";
import css from "./register.module.css";
import { useMoney, useRegister, useSetup } from "./use-register.ts";

export function OpenSession() {
  const { t } = useTranslation("register");
  const register = useRegister();
  const setup = useSetup();
  const money = useMoney();
  const [float, setFloat] = useState(0n);
  const digit = (digits: string) => setFloat((before) => typed(before, digits));
  const remove = () => setFloat(untyped);
  const open = () => void openSession(register, float);
  useDigits(digit, remove, open);
  return (
    <main className={css.gate}>
      <p dir="auto">{setup.register.name}</p>
      <h1>{t("session.open")}</h1>
      <p>{t("session.floatHint")}</p>
      <output className={css.amount} aria-label={t("session.float")}>
        {money(float)}
      </output>
      <Keypad onDigit={digit} onDelete={remove} />
      <div className={css.row}>
        <button type="button" className={css.plain} onClick={() => register.enter(null)}>
          {t("staff.switch")}
        </button>
        <button type="button" className={css.primary} onClick={open}>
          {t("session.start")}
        </button>
      </div>
    </main>
  );
}
