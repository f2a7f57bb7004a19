/** Who sells: a name, then a PIN, checked on the device. */
import { useEffect, useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { jsonOf, saveJson } from "../../storage/choices.ts";
import type { StaffMember } from "../device/setup.ts";
import { Notice } from "./notice.tsx";
import { Keypad, useDigits } from "./pieces.tsx";
import css from "./register.module.css";
import { useRegister, useSetup } from "./use-register.ts";

export function StaffGate() {
  const { t } = useTranslation("register");
  const { staff, register } = useSetup();
  const [chosen, setChosen] = useState<StaffMember | null>(null);
  if (staff.length === 0) return <Notice title={t("staff.title")} text={t("staff.none")} />;
  if (chosen !== null) return <Pin of={chosen} onBack={() => setChosen(null)} />;
  return (
    <main className={css.gate}>
      <p dir="auto">{register.name}</p>
      <h1>{t("staff.title")}</h1>
      <div className={css.choices}>
        {staff.map((member) => (
          <button key={member.id} type="button" className={css.choice} onClick={() => setChosen(member)}>
            <strong dir="auto">{member.name}</strong>
            {member.isManager && <span>{t("staff.manager")}</span>}
          </button>
        ))}
      </div>
    </main>
  );
}

const MOST_WRONG = 5;
const LOCK_S = 60;
const LONGEST = 12;
/** Of this device, so that leaving the page does not give five more tries. */
const WRONG_AS = "argosy.register.wrong-pins";

interface Wrong {
  readonly count: number;
  readonly until: number;
}

function wrongBefore(): Wrong {
  const stored = jsonOf(WRONG_AS);
  return typeof stored === "object" && stored !== null ? (stored as Wrong) : { count: 0, until: 0 };
}

function keepWrong(wrong: Wrong): void {
  saveJson(WRONG_AS, wrong);
}

function Pin({ of, onBack }: { readonly of: StaffMember; readonly onBack: () => void }) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const [pin, setPin] = useState("");
  const [state, setState] = useState<"typing" | "checking" | "wrong" | "short">("typing");
  const wait = useWait();
  const digits = (more: string) => {
    setState("typing");
    setPin((before) => (before + more).slice(0, LONGEST));
  };
  const check = async () => {
    if (state === "short") return register.enter(of);
    if (pin === "" || state === "checking" || wait > 0) return;
    setState("checking");
    const { isPin, isPinTooShort } = await import("../device/pin.ts");
    if (await isPin(of.pin, pin)) {
      keepWrong({ count: 0, until: 0 });
      return isPinTooShort(of, pin) ? setState("short") : register.enter(of);
    }
    const count = wrongBefore().count + 1;
    keepWrong(count >= MOST_WRONG ? { count: 0, until: Date.now() + LOCK_S * 1000 } : { count, until: 0 });
    setPin("");
    setState("wrong");
  };
  const remove = () => setPin((before) => before.slice(0, -1));
  useDigits(digits, remove, () => void check());
  return (
    <main className={css.gate}>
      <h1 dir="auto">{t("staff.pin", { name: of.name })}</h1>
      <output className={css.pin} aria-live="polite">
        {"●".repeat(pin.length) || " "}
      </output>
      <p role="status" className={state === "wrong" || wait > 0 ? css.bad : undefined}>
        {wait > 0
          ? t("staff.wait", { count: wait })
          : state === "checking"
            ? t("staff.checking")
            : state === "wrong"
              ? t("staff.wrong")
              : state === "short"
                ? t("staff.short")
                : " "}
      </p>
      <Keypad onDigit={digits} onDelete={remove} />
      <div className={css.row}>
        <button type="button" className={css.plain} onClick={onBack}>
          {t("back")}
        </button>
        <button type="button" className={css.primary} disabled={pin === "" || wait > 0} onClick={() => void check()}>
          {t("done")}
        </button>
      </div>
    </main>
  );
}

/** Seconds until another PIN may be tried. */
function useWait(): number {
  const left = () => Math.max(0, Math.ceil((wrongBefore().until - Date.now()) / 1000));
  const [wait, setWait] = useState(left);
  useEffect(() => {
    const timer = setInterval(() => setWait(left()), 500);
    return () => clearInterval(timer);
  });
  return wait;
}
