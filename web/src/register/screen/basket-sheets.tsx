/** What concerns the whole basket: coupons, a discount, a note, an item of no catalog, parked sales. */
import { useState } from "react";
import { plainCode } from "../../../../src/commerce/promotions/promotion.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { STANDARD } from "../device/basket.ts";
import { deviceId } from "../device/ids.ts";
import { Icon } from "./icons.tsx";
import { Field, Sheet } from "./pieces.tsx";
import { AmountPad } from "./price-sheet.tsx";
import { ReductionPad } from "./reduction-pad.tsx";
import css from "./register.module.css";
import { useIsUnsure } from "./use-code-check.ts";
import { useCounted, useRegister, useRegisterState } from "./use-register.ts";
import { useWhy } from "./why.ts";

interface Props {
  readonly onClose: () => void;
}

export function CouponSheet({ onClose }: Props) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { basket } = useRegisterState();
  const { promotions } = useCounted();
  const why = useWhy();
  const isUnsure = useIsUnsure();
  const texts = basket.checked?.texts ?? {};
  const [code, setCode] = useState("");
  const apply = () => {
    const entered = plainCode(code);
    if (entered === "") return;
    register.change((before) => ({ ...before, codes: [...new Set([...before.codes, entered])] }));
    setCode("");
  };
  const drop = (gone: string) =>
    register.change((before) => ({ ...before, codes: before.codes.filter((each) => each !== gone) }));
  return (
    <Sheet title={t("coupon")} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        <Field label={t("couponCode")} value={code} onChange={setCode} isFirst />
        <div className={css.row}>
          <button type="submit" className={css.primary} disabled={code.trim() === ""}>
            {t("apply")}
          </button>
        </div>
      </form>
      {isUnsure && (
        <p role="status" className={css.quiet}>
          {t("couponOffline")}
        </p>
      )}
      <ul className={css.list}>
        {basket.codes.map((entered) => {
          const refused = promotions.refused.find((each) => each.code !== null && plainCode(each.code) === entered);
          const applied = promotions.applied.find((each) => each.code !== null && plainCode(each.code) === entered);
          return (
            <li key={entered} data-code={entered}>
              <span>
                <b className={css.code}>{entered}</b>
                <br />
                <span className={refused ? css.bad : css.quiet} dir="auto">
                  {refused ? (texts[entered] ?? why(refused.why)) : applied?.title}
                </span>
              </span>
              <button
                type="button"
                className={css.round}
                aria-label={t("removeCoupon", { code: entered })}
                onClick={() => drop(entered)}
              >
                <Icon name="x" size={18} />
              </button>
            </li>
          );
        })}
      </ul>
    </Sheet>
  );
}

export function BasketDiscount({ onClose }: Props) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { basket } = useRegisterState();
  const { totals } = useCounted();
  return (
    <Sheet title={t("basketDiscount")} onClose={onClose}>
      <ReductionPad
        of={totals.subtotal}
        isSet={basket.reduction !== null}
        onSet={(reduction) => {
          register.change((before) => ({ ...before, reduction }));
          onClose();
        }}
      />
    </Sheet>
  );
}

export function NoteSheet({ onClose }: Props) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { basket } = useRegisterState();
  const [note, setNote] = useState(basket.note);
  return (
    <Sheet title={t("note")} onClose={onClose}>
      <Field label={t("noteFor")} value={note} onChange={setNote} rows={4} />
      <div className={css.row}>
        <button
          type="button"
          className={css.primary}
          onClick={() => {
            register.change((before) => ({ ...before, note: note.trim() }));
            onClose();
          }}
        >
          {t("save")}
        </button>
      </div>
    </Sheet>
  );
}

export function CustomSheet({ onClose }: Props) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const [title, setTitle] = useState("");
  const add = (unitPrice: bigint) => {
    register.change((before) => ({
      ...before,
      lines: [
        ...before.lines,
        {
          key: deviceId(),
          variantId: null,
          productId: null,
          categoryIds: [],
          sku: null,
          title: title.trim() === "" ? t("customItem") : title.trim(),
          quantity: 1,
          unitPrice,
          priceBefore: null,
          reason: null,
          isReduced: false,
          isGiftCard: false,
          taxClass: STANDARD,
          reduction: null,
          serials: [],
          restock: true,
        },
      ],
    }));
    onClose();
  };
  return (
    <Sheet title={t("customItem")} onClose={onClose}>
      <Field label={t("itemName")} value={title} onChange={setTitle} />
      <AmountPad label={t("add")} onAmount={add} />
    </Sheet>
  );
}
