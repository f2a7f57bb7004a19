/** What an item without a price costs this time. */
import { useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import type { CatalogItem } from "../device/catalog-item.ts";
import { Keypad, Sheet, typed, untyped, useDigits } from "./pieces.tsx";
import css from "./register.module.css";
import { useMoney } from "./use-register.ts";

interface Props {
  readonly item: CatalogItem;
  readonly onPrice: (price: bigint) => void;
  readonly onClose: () => void;
}

export function PriceSheet({ item, onPrice, onClose }: Props) {
  const { t } = useTranslation("register");
  return (
    <Sheet title={item.title} onClose={onClose}>
      <AmountPad label={t("add")} onAmount={onPrice} />
    </Sheet>
  );
}

/** An amount and what to do with it. */
export function AmountPad({
  label,
  onAmount,
}: {
  readonly label: string;
  readonly onAmount: (amount: bigint) => void;
}) {
  const money = useMoney();
  const [amount, setAmount] = useState(0n);
  const digit = (digits: string) => setAmount((before) => typed(before, digits));
  const remove = () => setAmount(untyped);
  const done = () => amount > 0n && onAmount(amount);
  useDigits(digit, remove, done);
  return (
    <>
      <output className={css.amount}>{money(amount)}</output>
      <Keypad onDigit={digit} onDelete={remove} />
      <div className={css.row}>
        <button type="button" className={css.primary} disabled={amount === 0n} onClick={done}>
          {label}
        </button>
      </div>
    </>
  );
}
