/** One line of the basket: how many, what is taken off, another price, serial numbers. */
import { useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { type BasketLine, withLineReduction, withPrice, withQuantity, withUnits } from "../device/basket.ts";
import { Field, Keypad, Sheet, typed, untyped } from "./pieces.tsx";
import { ReductionPad } from "./reduction-pad.tsx";
import css from "./register.module.css";
import { Segments } from "./segments.tsx";
import { useMoney, useRegister, useRegisterState, useSetup } from "./use-register.ts";

interface Props {
  readonly line: BasketLine;
  readonly onClose: () => void;
  readonly onRemove: () => void;
}

const PARTS = ["quantity", "lineDiscount", "changePrice", "serials"] as const;

export function LineSheet({ line, onClose, onRemove }: Props) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const [part, setPart] = useState<(typeof PARTS)[number]>("quantity");
  return (
    <Sheet title={line.title} onClose={onClose}>
      <div className={css.segments}>
        {PARTS.map((name) => (
          <button key={name} type="button" aria-pressed={part === name} onClick={() => setPart(name)}>
            {t(name)}
          </button>
        ))}
      </div>
      {part === "quantity" && <Quantity line={line} onClose={onClose} onRemove={onRemove} />}
      {part === "lineDiscount" && (
        <ReductionPad
          of={line.unitPrice * BigInt(Math.abs(line.quantity))}
          isSet={line.reduction !== null}
          onSet={(reduction) => {
            register.change((before) => withLineReduction(before, line.key, reduction));
            onClose();
          }}
        />
      )}
      {part === "changePrice" && <Price line={line} onClose={onClose} />}
      {part === "serials" && <Serials line={line} onClose={onClose} />}
    </Sheet>
  );
}

function Quantity({ line, onClose, onRemove }: Props) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const [count, setCount] = useState(0n);
  const sign = line.quantity < 0 ? -1 : 1;
  return (
    <>
      <output className={css.amount}>{count === 0n ? Math.abs(line.quantity) : String(count)}</output>
      <Keypad
        onDigit={(digits) => setCount((before) => typed(before, digits) % 10_000n)}
        onDelete={() => setCount(untyped)}
      />
      <div className={css.row}>
        <button type="button" className={css.danger} onClick={onRemove}>
          {t("remove")}
        </button>
        <button
          type="button"
          className={css.primary}
          onClick={() => {
            if (count > 0n) register.change((before) => withQuantity(before, line.key, sign * Number(count)));
            onClose();
          }}
        >
          {t("save")}
        </button>
      </div>
    </>
  );
}

const REASONS = ["damaged", "match", "display", "other"] as const;

function Price({ line, onClose }: Pick<Props, "line" | "onClose">) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { staff } = useRegisterState();
  const setup = useSetup();
  const money = useMoney();
  const [price, setPrice] = useState(0n);
  const [reason, setReason] = useState<(typeof REASONS)[number]>("damaged");
  if (!setup.register.mayOverride && !staff?.isManager) return <p className={css.empty}>{t("noOverride")}</p>;
  const set = (unit: bigint) => {
    register.change((before) => withPrice(before, line.key, { unit, reason: t(`reasons.${reason}`) }));
    onClose();
  };
  return (
    <>
      <output className={css.amount}>{money(price === 0n ? line.unitPrice : price)}</output>
      <Segments
        label={t("reason")}
        of={REASONS}
        chosen={reason}
        word={(name) => t(`reasons.${name}`)}
        onChoose={setReason}
      />
      <Keypad onDigit={(digits) => setPrice((before) => typed(before, digits))} onDelete={() => setPrice(untyped)} />
      <div className={css.row}>
        {line.priceBefore !== null && (
          <button type="button" className={css.plain} onClick={() => set(line.priceBefore ?? line.unitPrice)}>
            {money(line.priceBefore)}
          </button>
        )}
        <button type="button" className={css.primary} disabled={price === 0n} onClick={() => set(price)}>
          {t("changePrice")}
        </button>
      </div>
    </>
  );
}

function Serials({ line, onClose }: Pick<Props, "line" | "onClose">) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const [text, setText] = useState(line.serials.join("\n"));
  const [batch, setBatch] = useState(line.batch ?? "");
  const save = () => {
    const serials = text.split("\n").flatMap((each) => each.trim() || []);
    register.change((before) => withUnits(before, line.key, { serials, batch: batch.trim() || null }));
    onClose();
  };
  return (
    <>
      <Field label={t("serials")} value={text} onChange={setText} rows={5} />
      <p className={css.quiet}>{t("serialsHint")}</p>
      <Field label={t("batch")} value={batch} onChange={setBatch} />
      <div className={css.row}>
        <button type="button" className={css.primary} onClick={save}>
          {t("save")}
        </button>
      </div>
    </>
  );
}
