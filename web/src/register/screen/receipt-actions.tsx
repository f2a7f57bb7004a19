/** What is done with a receipt: printed by the browser, or mailed once the hub has the sale. */
import { useState } from "react";
import type { TillSale } from "../../../../src/commerce/till/types.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { HubAway, Refused } from "../device/hub.ts";
import { Icon } from "./icons.tsx";
import { Field } from "./pieces.tsx";
import css from "./register.module.css";
import { useReceiptPrinter } from "./use-printer.ts";
import { useRegister, useRegisterState } from "./use-register.ts";

type Mailing = { readonly state: "none" | "asking" | "sending" | "sent" } | { readonly state: "failed"; text: string };

interface Props {
  readonly sale: TillSale;
  /** Just sold: printed at once where this device prints each receipt. */
  readonly isFresh?: boolean;
}

export function ReceiptActions({ sale, isFresh = false }: Props) {
  const { t, language } = useTranslation("register");
  const register = useRegister();
  const { network } = useRegisterState();
  const { choice, said, isPrinting, again } = useReceiptPrinter(sale, isFresh);
  const [email, setEmail] = useState(sale.customer?.email ?? "");
  const [mailing, setMailing] = useState<Mailing>({ state: "none" });
  const send = async () => {
    setMailing({ state: "sending" });
    try {
      // The hub must have the sale before it can write its receipt.
      await register.sync();
      await register.online("POST", `/api/pos/sales/${sale.id}/receipt/mail`, {
        body: { email: email.trim(), language: language === "ar" ? "ar" : "en" },
      });
      setMailing({ state: "sent" });
    } catch (error) {
      if (!(error instanceof Refused || error instanceof HubAway)) throw error;
      setMailing({ state: "failed", text: error instanceof Refused ? error.message : t("receipt.mailLater") });
    }
  };
  return (
    <>
      <div className={css.row}>
        <button
          type="button"
          className={css.plain}
          disabled={isPrinting}
          onClick={choice === null ? () => window.print() : again}
        >
          <Icon name="print" /> {t(said === null ? "receipt.print" : "printer.again")}
        </button>
        <button
          type="button"
          className={css.plain}
          disabled={network !== "online"}
          onClick={() => setMailing({ state: "asking" })}
        >
          {t("receipt.mail")}
        </button>
      </div>
      {said !== null && (
        <p role={said.isBad ? "alert" : "status"} className={said.isBad ? css.bad : css.quiet}>
          {said.text}
        </p>
      )}
      {(mailing.state === "asking" || mailing.state === "sending" || mailing.state === "failed") && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <Field label={t("email")} value={email} onChange={setEmail} isFirst />
          <div className={css.row}>
            <button type="submit" className={css.primary} disabled={email.trim() === "" || mailing.state === "sending"}>
              {t("receipt.mailSend")}
            </button>
          </div>
        </form>
      )}
      <p role="status" className={mailing.state === "failed" ? css.bad : css.quiet}>
        {mailing.state === "failed" ? mailing.text : mailing.state === "sent" ? t("receipt.mailed", { email }) : ""}
      </p>
    </>
  );
}
