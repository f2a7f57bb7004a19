/** Takes a payment out of the basket again; what came off a gift card or a card is put back on it first. */
import { useState } from "react";
import type { TillPayment } from "../../../../src/commerce/till/types.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { HubAway, Refused } from "../device/hub.ts";
import { refundAtTerminal } from "../device/terminal-refund.ts";
import { useRegister, useSetup } from "./use-register.ts";

export function useRemove() {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { register: setup } = useSetup();
  const [problem, setProblem] = useState("");
  const remove = async (payment: TillPayment): Promise<void> => {
    const { giftCard, amount } = payment;
    const card = giftCard && register.state.basket.cards?.[giftCard.redemptionKey];
    try {
      if (giftCard && card)
        await register.online("POST", "/api/gift-cards/give-back", {
          body: {
            ...(card.storeId !== null && { storeId: card.storeId }),
            code: card.code,
            amountMinor: amount,
            currency: setup.currency,
            reference: `back ${giftCard.redemptionKey}`,
            of: giftCard.redemptionKey,
          },
        });
      const refund = register.state.basket.charges?.[payment.key];
      if (refund !== undefined) {
        const whole = amount + (payment.tip ?? 0n);
        const reported = await refundAtTerminal(register, { key: payment.key, id: refund, amount: whole });
        if (reported.state !== "paid")
          return setProblem(reported.state === "waiting" ? t("terminal.refundUnclear") : t("terminal.refundRefused"));
      }
      setProblem("");
      register.change((before) => ({
        ...before,
        payments: before.payments.filter(({ key }) => key !== payment.key),
      }));
    } catch (error) {
      if (!(error instanceof Refused || error instanceof HubAway)) throw error;
      const offline = giftCard ? t("giftCard.backOffline") : t("terminal.refundUnclear");
      setProblem(error instanceof Refused ? error.message : offline);
    }
  };
  return { remove, problem };
}
