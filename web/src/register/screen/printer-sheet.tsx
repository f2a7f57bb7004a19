/** The receipt printer of this device: chosen once, tried, and when it prints. */
import { useState } from "react";
import { DRAWER } from "../../../../src/commerce/till/escpos.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { type PrinterChoice, savePrinterChoice } from "../printer/choice.ts";
import { type ChooseWay, choosePrinter, waysToPrint } from "../printer/device.ts";
import { Sheet } from "./pieces.tsx";
import css from "./register.module.css";
import { Segments } from "./segments.tsx";
import { usePrinter } from "./use-printer.ts";
import { useRegisterState } from "./use-register.ts";

const SPEEDS = [9_600, 19_200, 38_400, 115_200];

export function PrinterSheet({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation("register");
  const { choice } = usePrinter();
  return (
    <Sheet title={t("printer.title")} onClose={onClose}>
      {choice === null ? <Choose /> : <ChosenPrinter choice={choice} />}
    </Sheet>
  );
}

function Choose() {
  const { t } = useTranslation("register");
  const [speed, setSpeed] = useState(9_600);
  const [problem, setProblem] = useState("");
  const ways = waysToPrint();
  const choose = async (way: ChooseWay) => {
    setProblem("");
    try {
      const chosen = await choosePrinter(way, speed);
      savePrinterChoice({ chosen, isAutomatic: true, opensDrawer: true });
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      setProblem(t(error.name === "NotFoundError" ? "printer.noneChosen" : "printer.notAllowed"));
    }
  };
  if (ways.length === 0) return <p className={css.empty}>{t("printer.unsupported")}</p>;
  return (
    <>
      <p className={css.quiet}>{t("printer.hint")}</p>
      {problem !== "" && (
        <p role="alert" className={css.bad}>
          {problem}
        </p>
      )}
      <div className={css.menu}>
        {ways.map((way) => (
          <button key={way} type="button" onClick={() => void choose(way)}>
            {t(`printer.${way}`)}
          </button>
        ))}
      </div>
      {ways.includes("serial") && (
        <Segments label={t("printer.speed")} of={SPEEDS} chosen={speed} word={String} onChoose={setSpeed} />
      )}
    </>
  );
}

const TEST = new TextEncoder().encode("\x1b@Argosy\n\n\n\n\x1dVB\x00");

function ChosenPrinter({ choice }: { readonly choice: PrinterChoice }) {
  const { t } = useTranslation("register");
  const { staff } = useRegisterState();
  const { said, isPrinting, send } = usePrinter();
  const { chosen } = choice;
  const name = chosen.kind === "usb" && chosen.name !== "" ? chosen.name : t(`printer.${chosen.kind}`);
  return (
    <>
      <p dir="auto">
        <b>{name}</b>
      </p>
      <Tick
        label={t("printer.automatic")}
        isOn={choice.isAutomatic}
        onChange={(isAutomatic) => savePrinterChoice({ ...choice, isAutomatic })}
      />
      <Tick
        label={t("printer.drawer")}
        isOn={choice.opensDrawer}
        onChange={(opensDrawer) => savePrinterChoice({ ...choice, opensDrawer })}
      />
      {said !== null && (
        <p role={said.isBad ? "alert" : "status"} className={said.isBad ? css.bad : css.quiet}>
          {said.text}
        </p>
      )}
      <div className={css.row}>
        <button type="button" className={css.danger} onClick={() => savePrinterChoice(null)}>
          {t("printer.forget")}
        </button>
        {staff?.isManager === true && (
          <button
            type="button"
            className={css.plain}
            disabled={isPrinting}
            onClick={() => void send(() => Uint8Array.from(DRAWER))}
          >
            {t("printer.openDrawer")}
          </button>
        )}
        <button type="button" className={css.primary} disabled={isPrinting} onClick={() => void send(() => TEST)}>
          {t("printer.test")}
        </button>
      </div>
    </>
  );
}

interface TickProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function Tick({ label, isOn, onChange }: TickProps) {
  return (
    <label className={css.check}>
      <input type="checkbox" checked={isOn} onChange={({ target }) => onChange(target.checked)} />
      <span>{label}</span>
    </label>
  );
}
