/** What was put aside: parked sales, quotes and layaways; continued, paid on, or given up. */
import { useEffect, useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { holdsMoney } from "../device/awaited.ts";
import { type AsideBasket, asideAtHub, fetchAside, fetchParked, giveUp, putAside } from "../device/put-aside.ts";
import type { ParkedBasket } from "../device/store.ts";
import { DepositSheet, GiveUpSheet } from "./deposit-sheets.tsx";
import { Sheet } from "./pieces.tsx";
import css from "./register.module.css";
import { useMoment, useMoney, useRegister, useRegisterState } from "./use-register.ts";
import { useRequests } from "./use-requests.ts";

interface Props {
  readonly onClose: () => void;
}

export function AsideSheet({ onClose }: Props) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { basket, parked } = useRegisterState();
  const money = useMoney();
  const moment = useMoment();
  const { said, ask } = useRequests();
  const [there, setThere] = useState<readonly AsideBasket[] | null>();
  const [paying, setPaying] = useState<AsideBasket | null>(null);
  const [ending, setEnding] = useState<AsideBasket | null>(null);
  useEffect(() => void asideAtHub(register).then(setThere), [register]);
  const reread = async () => setThere(await asideAtHub(register));
  if (paying !== null) return <DepositSheet basket={paying} onClose={onClose} />;
  if (ending !== null) return <GiveUpSheet basket={ending} onClose={onClose} />;
  const others = (there ?? []).filter(({ id }) => !parked.some((each) => each.id === id || each.basket.asideId === id));
  const goOn = (work: Promise<void>) => ask(() => work.then(onClose));
  return (
    <Sheet title={t("aside.title")} onClose={onClose}>
      {there === null && <p className={css.quiet}>{t("aside.offline")}</p>}
      {there != null && parked.length + others.length === 0 && <p className={css.empty}>{t("noParked")}</p>}
      <p role="status" className={css.bad}>
        {said || (holdsMoney(basket) && t("aside.paidFirst"))}
      </p>
      <ul className={css.list}>
        {parked.map((each) => (
          <ParkedHere key={each.id} each={each} onFetch={() => goOn(fetchParked(register, each.id))} />
        ))}
        {others.map((each) => (
          <li key={each.id}>
            <span>
              <b dir="auto">{each.name === "" ? each.staffName : each.name}</b>
              <br />
              <span className={css.quiet}>
                {t(`aside.kinds.${each.kind}`)} <bdi>{each.number}</bdi> · {moment(each.createdAt)} ·{" "}
                {money(each.totalMinor)}
                {each.depositMinor > 0 && ` · ${t("aside.paid", { amount: money(each.depositMinor) })}`}
              </span>
            </span>
            <span className={css.row}>
              {each.kind !== "parked" && (
                <a
                  className={css.plain}
                  href={`/api/pos/baskets/${each.id}/pdf`}
                  target="_blank"
                  rel="noreferrer"
                  aria-label={t("aside.pdf", { number: each.number })}
                >
                  PDF
                </a>
              )}
              {each.kind === "layaway" && (
                <button type="button" className={css.plain} onClick={() => setPaying(each)}>
                  {t("payment.deposit")}
                </button>
              )}
              {each.kind !== "parked" && (
                <button
                  type="button"
                  className={css.plain}
                  onClick={() =>
                    each.depositMinor > 0
                      ? setEnding(each)
                      : void ask(async () => {
                          await giveUp(register, each);
                          await reread();
                        })
                  }
                >
                  {each.depositMinor > 0
                    ? t("aside.giveBack", { amount: money(each.depositMinor) })
                    : t("aside.giveUp")}
                </button>
              )}
              <button
                type="button"
                className={css.plain}
                disabled={holdsMoney(basket)}
                onClick={() => void goOn(fetchAside(register, each))}
              >
                {t("fetch")}
              </button>
            </span>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

interface ParkedHereProps {
  readonly each: ParkedBasket;
  readonly onFetch: () => Promise<void>;
}

function ParkedHere({ each, onFetch }: ParkedHereProps) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { basket } = useRegisterState();
  const money = useMoney();
  const moment = useMoment();
  return (
    <li>
      <span>
        <b dir="auto">{each.basket.customer?.name ?? each.by}</b>
        <br />
        <span className={css.quiet}>
          {moment(each.at)} · {t("items", { count: each.basket.lines.length })} ·{" "}
          {money(register.counted(each.basket)?.totals.total ?? 0n)}
        </span>
      </span>
      <button type="button" className={css.plain} disabled={holdsMoney(basket)} onClick={() => void onFetch()}>
        {t("fetch")}
      </button>
    </li>
  );
}

/** How long a quote's prices count. */
const QUOTE_DAYS = 14;

export function PutAsideSheet({ onClose }: Props) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { basket, network } = useRegisterState();
  const isHeld = holdsMoney(basket);
  const { said, ask } = useRequests();
  const [made, setMade] = useState<AsideBasket | null>(null);
  const make = (kind: "quote" | "layaway") => {
    const until = new Date(Date.now() + QUOTE_DAYS * 86_400_000);
    void ask(async () => setMade(await putAside(register, kind, kind === "quote" ? until : undefined)));
  };
  if (made?.kind === "layaway") return <DepositSheet basket={made} onClose={onClose} />;
  return (
    <Sheet title={t("aside.put")} onClose={onClose}>
      {made === null ? (
        <>
          <p className={css.quiet}>{t("aside.quoteHint", { count: QUOTE_DAYS })}</p>
          <p className={css.quiet}>{t("aside.layawayHint")}</p>
          {basket.customer === null && <p className={css.quiet}>{t("aside.nameFirst")}</p>}
          <div className={css.row}>
            <button
              type="button"
              className={css.primary}
              disabled={network !== "online" || isHeld}
              onClick={() => make("quote")}
            >
              {t("aside.makeQuote")}
            </button>
            <button
              type="button"
              className={css.primary}
              disabled={network !== "online" || isHeld}
              onClick={() => make("layaway")}
            >
              {t("aside.makeLayaway")}
            </button>
          </div>
        </>
      ) : (
        <div className={css.row}>
          <a className={css.primary} href={`/api/pos/baskets/${made.id}/pdf`} target="_blank" rel="noreferrer">
            {t("aside.pdf", { number: made.number })}
          </a>
        </div>
      )}
      <p role="status" className={css.bad}>
        {said || (isHeld && made === null && t("aside.paidFirst"))}
      </p>
    </Sheet>
  );
}
