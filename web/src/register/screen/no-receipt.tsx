/** Goods that come back without a receipt, where the register allows it or a manager is signed in. */
import { useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { canReturnBy, withReturned } from "../device/basket.ts";
import type { CatalogItem } from "../device/catalog-item.ts";
import { deviceId } from "../device/ids.ts";
import { Field, Sheet } from "./pieces.tsx";
import css from "./register.module.css";
import { ReasonChoice, type ReturnReason } from "./return-reason.tsx";
import { useMoney, useRegister, useRegisterState, useSetup } from "./use-register.ts";

const MOST = 8;

export function NoReceipt({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const setup = useSetup();
  const { staff, basket } = useRegisterState();
  const money = useMoney();
  const [reason, setReason] = useState<ReturnReason | null>(null);
  const [restock, setRestock] = useState(true);
  const [typed, setTyped] = useState("");
  const title = t("returns.withoutReceipt");
  if (!setup.register.mayRefundWithoutReceipt && !staff?.isManager)
    return (
      <Sheet title={title} onClose={onClose}>
        <p className={css.empty}>{t("returns.managersOnly")}</p>
      </Sheet>
    );
  if (!canReturnBy(basket, null))
    return (
      <Sheet title={title} onClose={onClose}>
        <p className={css.empty}>{t("returns.finishFirst")}</p>
      </Sheet>
    );
  const found = typed.trim() === "" ? [] : register.index.find(typed, MOST);
  const add = (item: CatalogItem | undefined) => {
    if (!item || reason === null || item.priceMinor === null) return;
    const back = { key: deviceId(), price: BigInt(item.priceMinor), reason: t(`returns.reasons.${reason}`), restock };
    register.change((before) => withReturned(before, item, back));
    setTyped("");
  };
  const count = basket.lines.reduce((all, { quantity }) => all + Math.max(0, -quantity), 0);
  return (
    <Sheet title={title} onClose={onClose}>
      <ReasonChoice chosen={reason} onChoose={setReason} />
      <label className={css.check}>
        <input type="checkbox" checked={restock} onChange={({ target }) => setRestock(target.checked)} />
        {t("returns.restock")}
      </label>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add(register.index.byCode(typed) ?? found[0]);
        }}
      >
        <Field label={t("search")} value={typed} onChange={setTyped} isFirst />
      </form>
      {reason === null && <p className={css.quiet}>{t("returns.reasonFirst")}</p>}
      <ul className={css.list}>
        {found.map((item) => (
          <li key={item.variantId}>
            <button
              type="button"
              className={css.choice}
              disabled={reason === null || item.priceMinor === null}
              onClick={() => add(item)}
            >
              <strong dir="auto">{[item.title, item.variantTitle].filter(Boolean).join(" · ")}</strong>
              <span>{item.priceMinor === null ? "" : money(item.priceMinor)}</span>
            </button>
          </li>
        ))}
      </ul>
      <p role="status" className={css.quiet}>
        {count > 0 && t("returns.inBasket", { count })}
      </p>
      <div className={css.row}>
        <button type="button" className={css.primary} onClick={onClose}>
          {t("done")}
        </button>
      </div>
    </Sheet>
  );
}
