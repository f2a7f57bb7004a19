/** What was put aside: parked sales, quotes and layaways; continued, paid on, or given up. */
import { useEffect, useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { HubAway, Refused } from "../device/hub.ts";
import { deviceId } from "../device/ids.ts";
import {
  type AsideBasket,
  asideAtHub,
  fetchAside,
  fetchParked,
  giveUp,
  moveDeposit,
  putAside,
} from "../device/put-aside.ts";
import { Sheet } from "./pieces.tsx";
import { AmountPad } from "./price-sheet.tsx";
import css from "./register.module.css";
import { useMoment, useMoney, useRegister, useRegisterState } from "./use-register.ts";

interface Props {
  readonly onClose: () => void;
}

/** Does what needs the hub, and says why where it does not work. */
function useAsking() {
  const { t } = useTranslation("register");
  const [said, setSaid] = useState("");
  const ask = async (work: () => Promise<void>) => {
    setSaid("");
    try {
      await work();
    } catch (error) {
      if (!(error instanceof HubAway || error instanceof Refused)) throw error;
      setSaid(error instanceof Refused ? error.message : t("aside.offline"));
    }
  };
  return { said, ask };
}

export function AsideSheet({ onClose }: Props) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { parked } = useRegisterState();
  const money = useMoney();
  const moment = useMoment();
  const { said, ask } = useAsking();
  const [there, setThere] = useState<readonly AsideBasket[] | null>([]);
  const [paying, setPaying] = useState<AsideBasket | null>(null);
  useEffect(() => void asideAtHub(register).then(setThere), [register]);
  const reread = async () => setThere(await asideAtHub(register));
  if (paying !== null) return <Deposit basket={paying} onClose={onClose} />;
  const others = (there ?? []).filter(({ id }) => !parked.some((each) => each.id === id || each.basket.asideId === id));
  const goOn = (work: Promise<void>) => ask(() => work.then(onClose));
  return (
    <Sheet title={t("aside.title")} onClose={onClose}>
      {there === null && <p className={css.quiet}>{t("aside.offline")}</p>}
      {parked.length + others.length === 0 && <p className={css.empty}>{t("noParked")}</p>}
      <p role="status" className={css.bad}>
        {said}
      </p>
      <ul className={css.list}>
        {parked.map((each) => (
          <li key={each.id}>
            <span>
              <b dir="auto">{each.basket.customer?.name ?? each.by}</b>
              <br />
              <span className={css.quiet}>
                {moment(each.at)} · {t("items", { count: each.basket.lines.length })} ·{" "}
                {money(register.counted(each.basket)?.totals.total ?? 0n)}
              </span>
            </span>
            <button type="button" className={css.plain} onClick={() => void goOn(fetchParked(register, each.id))}>
              {t("fetch")}
            </button>
          </li>
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
                  onClick={() => void ask(() => giveUp(register, each).then(reread))}
                >
                  {each.depositMinor > 0
                    ? t("aside.giveBack", { amount: money(each.depositMinor) })
                    : t("aside.giveUp")}
                </button>
              )}
              <button type="button" className={css.plain} onClick={() => void goOn(fetchAside(register, each))}>
                {t("fetch")}
              </button>
            </span>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

function Deposit({ basket, onClose }: Props & { readonly basket: AsideBasket }) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const money = useMoney();
  const { said, ask } = useAsking();
  const [kind, setKind] = useState<"cash" | "card">("cash");
  // A lost answer and a second try are one deposit.
  const [id] = useState(deviceId);
  const left = basket.totalMinor - basket.depositMinor;
  const take = (amount: bigint) =>
    ask(() => moveDeposit(register, { id, basketId: basket.id, kind, amount }).then(onClose));
  return (
    <Sheet title={t("aside.depositOf", { number: basket.number })} onClose={onClose}>
      <p>{t("aside.left", { amount: money(left) })}</p>
      <fieldset className={css.segments} aria-label={t("payment.title")}>
        {(["cash", "card"] as const).map((name) => (
          <button key={name} type="button" aria-pressed={kind === name} onClick={() => setKind(name)}>
            {t(`payment.${name}`)}
          </button>
        ))}
      </fieldset>
      <AmountPad label={t("aside.takeDeposit")} onAmount={(amount) => void take(amount)} />
      <p role="status" className={css.bad}>
        {said}
      </p>
    </Sheet>
  );
}

/** How long a quote's prices count. */
const QUOTE_DAYS = 14;

export function PutAsideSheet({ onClose }: Props) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { basket, network } = useRegisterState();
  const { said, ask } = useAsking();
  const [made, setMade] = useState<AsideBasket | null>(null);
  const make = (kind: "quote" | "layaway") => {
    const until = new Date(Date.now() + QUOTE_DAYS * 86_400_000);
    void ask(async () => setMade(await putAside(register, kind, kind === "quote" ? until : undefined)));
  };
  if (made?.kind === "layaway") return <Deposit basket={made} onClose={onClose} />;
  return (
    <Sheet title={t("aside.put")} onClose={onClose}>
      {made === null ? (
        <>
          <p className={css.quiet}>{t("aside.quoteHint", { count: QUOTE_DAYS })}</p>
          <p className={css.quiet}>{t("aside.layawayHint")}</p>
          {basket.customer === null && <p className={css.quiet}>{t("aside.nameFirst")}</p>}
          <div className={css.row}>
            <button type="button" className={css.primary} disabled={network !== "online"} onClick={() => make("quote")}>
              {t("aside.makeQuote")}
            </button>
            <button
              type="button"
              className={css.primary}
              disabled={network !== "online"}
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
        {said}
      </p>
    </Sheet>
  );
}
