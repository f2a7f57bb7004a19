/** Paying with a gift card: what is on it, and its amount taken once, also when an answer is lost. Online alone. */
import { useEffect, useRef, useState } from "react";
import type { TillPayment } from "../../../../src/commerce/till/types.ts";
import { useTranslation } from "../../i18n/translation.ts";
import type { CardRedemption } from "../device/basket.ts";
import { HubAway, Refused, SignedOut } from "../device/hub.ts";
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

interface ServerAnswer {
  readonly balance: { readonly minor: number; readonly currency: string };
  readonly state: "active" | "disabled" | "expired";
}

const END = 4;

export function GiftCardPay(props: {
  readonly left: bigint;
  readonly onTake: (claiming: Pick<TillPayment, "kind" | "amount" | "giftCard">) => Promise<void>;
}) {
  const { t } = useTranslation("register");
  const { network, basket } = useRegisterState();
  const redeem = useRedeem(props.onTake);
  if (basket.redeeming) return <Unclear redeeming={basket.redeeming} redeem={redeem} />;
  if (network !== "online") return <p className={css.bad}>{t("giftCard.offline")}</p>;
  return <Ask left={props.left} redeem={redeem} />;
}

type Take = Parameters<typeof GiftCardPay>[0]["onTake"];
type Redeem = ReturnType<typeof useRedeem>;

function Ask({ left, redeem }: { readonly left: bigint; readonly redeem: Redeem }) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { register: setup } = useSetup();
  const money = useMoney();
  const [code, setCode] = useState("");
  const [card, setCard] = useState<Card | null>(null);
  const [problem, setProblem] = useState("");
  const readNow = async (storeId: string | null): Promise<void> => {
    const of = storeId === null ? {} : { storeId };
    try {
      const reported = await register.online<ServerAnswer>("POST", "/api/gift-cards/balance", {
        body: { ...of, code: code.trim() },
      });
      if (reported.state !== "active") return setProblem(t(`giftCard.states.${reported.state}`));
      if (reported.balance.currency !== setup.currency)
        return setProblem(t("giftCard.currency", { currency: reported.balance.currency }));
      setProblem("");
      setCard({ code: code.trim(), storeId, balance: BigInt(reported.balance.minor) });
    } catch (error) {
      // No card of our own: the register's channel may have it.
      const channel = setup.pushStoreId ?? null;
      if (error instanceof Refused && error.code === "GIFT_CARD_UNKNOWN" && storeId === null && channel !== null)
        return readNow(channel);
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
        if (card === null) return void readNow(null);
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
          redeem.forget();
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

const AGAIN_MS = 5_000;

/** No answer yet: asked again with the same key, which takes nothing twice, until one comes. */
function Unclear({ redeeming, redeem }: { readonly redeeming: CardRedemption; readonly redeem: Redeem }) {
  const { t } = useTranslation("register");
  const money = useMoney();
  const { isRunning } = redeem;
  const again = useRef(redeem.start);
  again.current = redeem.start;
  useEffect(() => {
    if (isRunning) return;
    const timer = window.setTimeout(() => void again.current(redeeming), AGAIN_MS);
    return () => clearTimeout(timer);
  }, [isRunning, redeeming]);
  return (
    <>
      <p role="status" className={css.bad}>
        {t("giftCard.unclear", { amount: money(redeeming.amount), end: redeeming.code.slice(-END) })}
      </p>
      {redeem.problem !== "" && (
        <p className={css.quiet} dir="auto">
          {redeem.problem}
        </p>
      )}
      <button type="button" className={css.pay} disabled={isRunning} onClick={() => void redeem.start(redeeming)}>
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
  const isOpen = (key: string) => register.state.basket.redeeming?.key === key;
  const start = async (redeeming: CardRedemption): Promise<void> => {
    const { key, code, storeId, amount } = redeeming;
    const isFirst = !isOpen(key);
    setRunning(true);
    // Kept before it is asked for: a reload goes on with the same key.
    if (isFirst)
      register.change((before) => ({ ...before, redeeming, cards: { ...before.cards, [key]: { code, storeId } } }));
    try {
      await register.online("POST", "/api/gift-cards/redeem", {
        body: {
          ...(storeId === null ? { registerId: setup.id } : { storeId }),
          code,
          amountMinor: amount,
          currency: setup.currency,
          reference: key,
        },
      });
      setProblem("");
      const giftCard = { codeEnd: code.slice(-END), source: storeId ?? "hub", redemptionKey: key };
      if (isOpen(key)) await onTake({ kind: "gift_card", amount, giftCard });
    } catch (error) {
      if (!(error instanceof Refused || error instanceof HubAway || error instanceof SignedOut)) throw error;
      if (isOpen(key) && error instanceof Refused && isCertain(error, isFirst))
        register.change((before) => ({ ...before, redeeming: null }));
      setProblem(error instanceof Refused ? error.message : t("giftCard.noAnswer"));
    } finally {
      setRunning(false);
    }
  };
  return { start, problem, isRunning, forget: () => setProblem("") };
}

/** Whether nothing was taken for certain: a hub that sends nothing now may have sent it the first time. */
const isCertain = ({ code }: Refused, isFirst: boolean) =>
  code !== "GIFT_CARD_BUSY" && (isFirst || code !== "OUTBOUND_PAUSED");
