/** Buttons, sheets and keypads, large enough for fingers. */
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { Icon } from "./icons.tsx";
import css from "./register.module.css";

interface SheetProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly isWide?: boolean;
}

/** A dialog over the register; Escape and the backdrop close it. */
export function Sheet({ title, onClose, children, isWide = false }: SheetProps) {
  const { t } = useTranslation("register");
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    if (shown && !shown.open) shown.showModal();
    return () => shown?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      className={css.sheet}
      data-wide={isWide || undefined}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className={css.sheetInside}>
        <header className={css.sheetHead}>
          <h2>{title}</h2>
          <button type="button" className={css.round} aria-label={t("close")} onClick={onClose}>
            <Icon name="x" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

interface KeypadProps {
  readonly onDigit: (digits: string) => void;
  readonly onDelete: () => void;
}

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "00", "0"] as const;

export function Keypad({ onDigit, onDelete }: KeypadProps) {
  const { t } = useTranslation("register");
  return (
    <div className={css.keypad}>
      {DIGITS.map((digit) => (
        <button key={digit} type="button" onClick={() => onDigit(digit)}>
          {digit}
        </button>
      ))}
      <button type="button" aria-label={t("delete")} onClick={onDelete}>
        <Icon name="backspace" />
      </button>
    </div>
  );
}

const MOST_DIGITS = 12;

/** An amount typed on a keypad as tills do: each digit comes in at the end, in minor units. */
export const typed = (before: bigint, digits: string): bigint => {
  const text = `${before}${digits}`;
  return text.length > MOST_DIGITS ? before : BigInt(text);
};
export const untyped = (before: bigint): bigint => before / 10n;

/** Takes digits of the keyboard too, where no field has the focus. */
export function useDigits(onDigit: (digits: string) => void, onDelete: () => void, onEnter: () => void): void {
  const latest = useRef({ onDigit, onDelete, onEnter });
  latest.current = { onDigit, onDelete, onEnter };
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
      if (/^\d$/.test(event.key)) latest.current.onDigit(event.key);
      else if (event.key === "Backspace") latest.current.onDelete();
      else if (event.key === "Enter" && !(event.target instanceof HTMLButtonElement)) latest.current.onEnter();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: "text" | "email" | "tel";
  readonly isFirst?: boolean;
  readonly rows?: number;
}

export function Field({ label, value, onChange, type = "text", isFirst = false, rows }: FieldProps) {
  const id = useId();
  const shared = { id, value, onChange: (event: { target: { value: string } }) => onChange(event.target.value) };
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      {rows === undefined ? (
        // biome-ignore lint/a11y/noAutofocus: the sheet was opened to fill it
        <input type={type} dir="auto" autoComplete="off" autoFocus={isFirst} {...shared} />
      ) : (
        <textarea rows={rows} dir="auto" {...shared} />
      )}
    </div>
  );
}
