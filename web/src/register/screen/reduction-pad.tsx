/** A discount by hand: a share or an amount, within what the register allows. */
import { useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import type { Reduction } from "../device/basket.ts";
import { Keypad, typed, untyped, useDigits } from "./pieces.tsx";
import css from "./register.module.css";
import { useMoney, useRegisterState, useSetup } from "./use-register.ts";

const USUAL = [5, 10, 15, 20, 50];

interface Props {
  /** What it is taken off, in minor units. */
  readonly of: bigint;
  readonly isSet: boolean;
  readonly onSet: (reduction: Reduction | null) => void;
}

export function ReductionPad({ of, isSet, onSet }: Props) {
  const { t } = useTranslation("register");
  const { staff } = useRegisterState();
  const { register } = useSetup();
  const money = useMoney();
  const [kind, setKind] = useState<"percent" | "amount">("percent");
  const [value, setValue] = useState(0n);
  const digit = (digits: string) => setValue((before) => typed(before, digits));
  const off = kind === "percent" ? (of * value) / 100n : value;
  const most = staff?.isManager ? 100 : register.discountLimit;
  const isOver = off * 100n > of * BigInt(most);
  const set = () => {
    if (value === 0n || isOver) return;
    onSet(kind === "percent" ? { kind, percent: String(value) } : { kind, amount: value });
  };
  const remove = () => setValue(untyped);
  useDigits(digit, remove, set);
  return (
    <>
      <div className={css.segments}>
        {(["percent", "amount"] as const).map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={kind === name}
            onClick={() => {
              setKind(name);
              setValue(0n);
            }}
          >
            {t(name)}
          </button>
        ))}
      </div>
      <output className={css.amount}>{kind === "percent" ? `${value}%` : money(value)}</output>
      {kind === "percent" && (
        <div className={css.quick}>
          {USUAL.map((percent) => (
            <button
              key={percent}
              type="button"
              disabled={percent > most}
              onClick={() => onSet({ kind, percent: String(percent) })}
            >
              {percent}%
            </button>
          ))}
        </div>
      )}
      <p role="status" className={isOver ? css.bad : css.quiet}>
        {isOver ? t("overLimit", { percent: most }) : most < 100 ? t("limit", { percent: most }) : " "}
      </p>
      <Keypad onDigit={digit} onDelete={remove} />
      <div className={css.row}>
        {isSet && (
          <button type="button" className={css.plain} onClick={() => onSet(null)}>
            {t("noDiscount")}
          </button>
        )}
        <button type="button" className={css.primary} disabled={value === 0n || isOver} onClick={set}>
          {t("apply")}
        </button>
      </div>
    </>
  );
}
