/** Paying with a gift card: what is on it, and its amount taken once, also when an answer is lost. Online alone. */
import { useState } from "react";
import type { TillPayment } from "../../../../src/commerce/till/types.ts";
import { useTranslation } from "../../i18n/translation.ts";
import type { CardRedemption } from "../device/basket.ts";
import { HubAway, Refused } from "../device/hub.ts";
import { deviceId } from "../device/ids.ts";
import { Field } from "./pieces.tsx";
import css from "./register.module.css";
import { useMoney, useRegister, useRegisterState, useSetup } from "./use-register.ts";

interface Card {
  readonly code: string;
  /** Null: a card of our own. */
  readonly storeId: string | null;
  readonly balance: bigint;
}

interface Told {
  readonly balance: { readonly minor: number; readonly currency: string };
  readonly state: "active" | "disabled" | "expired";
}

const OPEN = new Set(["GIFT_CARD_BUSY"]);
const END = 4;

export function GiftCardPay(props: {
  readonly left: bigint;
  readonly onTake: (taking: Pick<TillPayment, "kind" | "amount" | "giftCard">) => Promise<void>;
}) {
  const { t } = useTranslation("register");
  const { network, basket } = useRegisterState();
  if (network !== "online") return <p className={css.bad}>{t("giftCard.offline")}</p>;
  if (basket.redeeming) return <Unclear redeeming={basket.redeeming} onTake={props.onTake} />;
  return <Ask {...props} />;
}

type Take = Parameters<typeof GiftCardPay>[0]["onTake"];

function Ask({ left, onTake }: { readonly left: bigint; readonly onTake: Take }) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { register: setup } = useSetup();
  const money = useMoney();
  const redeem = useRedeem(onTake);
  const [code, setCode] = useState("");
  const [card, setCard] = useState<Card | null>(null);
  const [problem, setProblem] = useState("");
  const look = async (storeId: string | null): Promise<void> => {
    const of = storeId === null ? {} : { storeId };
    try {
      const told = await register.online<Told>("POST", "/api/gift-cards/balance", {
        body: { ...of, code: code.trim() },
      });
      if (told.state !== "active") return setProblem(t(`giftCard.states.${told.state}`));
      if (told.balance.currency !== setup.currency)
        return setProblem(t("giftCard.currency", { currency: told.balance.currency }));
      setProblem("");
      setCard({ code: code.trim(), storeId, balance: BigInt(told.balance.minor) });
    } catch (error) {
      // No card of our own: the register's channel may have it.
      const channel = setup.pushStoreId ?? null;
      if (error instanceof Refused && error.code === "GIFT_CARD_UNKNOWN" && storeId === null && channel !== null)
        return look(channel);
      const isNone = error instanceof Refused && /^(GIFT_CARD_UNKNOWN|SERVICE_UNSUPPORTED)$/.test(error.code);
      if (isNone) return setProblem(t("giftCard.unknown"));
      if (error instanceof Refused) return setProblem(error.message);
      if (error instanceof HubAway) return setProblem(t("giftCard.offline"));
      throw error;
    }
  };
  const isMore = card !== null && card.balance > left;
  const amount = card === null ? 0n : isMore ? left : card.balance;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (card === null) return void look(null);
        void redeem.start({ key: deviceId(), code: card.code, storeId: card.storeId, amount });
      }}
    >
      <Field
        label={t("giftCard.code")}
        value={code}
        onChange={(typed) => {
          setCode(typed);
          setCard(null);
          setProblem("");
        }}
        isFirst
      />
      <p role="status" className={problem === "" && redeem.problem === "" ? css.quiet : css.bad} dir="auto">
        {problem || redeem.problem || (card ? t("giftCard.balance", { amount: money(card.balance) }) : " ")}
      </p>
      <button
        type="submit"
        className={css.pay}
        disabled={code.trim() === "" || redeem.isRunning || (card && amount === 0n) === true}
      >
        {card === null ? t("giftCard.check") : t("giftCard.take", { amount: money(amount) })}
      </button>
    </form>
  );
}

/** An answer never came: the same key asks again, and takes nothing twice. */
function Unclear({ redeeming, onTake }: { readonly redeeming: CardRedemption; readonly onTake: Take }) {
  const { t } = useTranslation("register");
  const money = useMoney();
  const redeem = useRedeem(onTake);
  return (
    <>
      <p role="status" className={css.bad}>
        {redeem.problem || t("giftCard.unclear", { amount: money(redeeming.amount), end: redeeming.code.slice(-END) })}
      </p>
      <button
        type="button"
        className={css.pay}
        disabled={redeem.isRunning}
        onClick={() => void redeem.start(redeeming)}
      >
        {t("giftCard.again")}
      </button>
    </>
  );
}

function useRedeem(onTake: Take) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { register: setup } = useSetup();
  const [problem, setProblem] = useState("");
  const [isRunning, setRunning] = useState(false);
  const over = () => register.change((before) => ({ ...before, redeeming: null }));
  const start = async (redeeming: CardRedemption): Promise<void> => {
    const { key, code, storeId, amount } = redeeming;
    setRunning(true);
    // Kept before it is asked for: a reload goes on with the same key.
    register.change((before) => ({ ...before, redeeming, cards: { ...before.cards, [key]: { code, storeId } } }));
    try {
      await register.online("POST", "/api/gift-cards/redeem", {
        body: {
          ...(storeId !== null && { storeId }),
          code,
          amountMinor: amount,
          currency: setup.currency,
          reference: key,
        },
      });
      const isTaken = register.state.basket.payments.some(({ giftCard }) => giftCard?.redemptionKey === key);
      over();
      const giftCard = { codeEnd: code.slice(-END), source: storeId ?? "hub", redemptionKey: key };
      if (!isTaken) await onTake({ kind: "gift_card", amount, giftCard });
    } catch (error) {
      if (!(error instanceof Refused || error instanceof HubAway)) throw error;
      if (error instanceof Refused && !OPEN.has(error.code)) over();
      setProblem(error instanceof Refused ? error.message : t("giftCard.noAnswer"));
    } finally {
      setRunning(false);
    }
  };
  return { start, problem, isRunning };
}
