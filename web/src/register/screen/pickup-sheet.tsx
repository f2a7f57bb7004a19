/** Web orders to be picked up here: found by number, name, phone or scan. */
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { findPickups, type PickupOrder } from "../device/pickups.ts";
import { PickupOrderSheet } from "./pickup-order.tsx";
import { Field, Sheet } from "./pieces.tsx";
import css from "./register.module.css";
import { moneyText, useRegister } from "./use-register.ts";
import { useRequests } from "./use-requests.ts";

interface Props {
  readonly onClose: () => void;
}

const PAUSE_MS = 250;

export function PickupSheet({ onClose }: Props) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { said, ask } = useRequests();
  const [search, setSearch] = useState("");
  const [found, setFound] = useState<readonly PickupOrder[] | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew for another search alone
  const look = useCallback(
    (text: string, isScan = false) =>
      ask(async () => {
        const items = await findPickups(register, text);
        setFound(items);
        const [only, ...others] = items;
        if (isScan && only && others.length === 0) setOpened(only.orderId);
      }),
    [register],
  );
  useEffect(() => {
    const timer = setTimeout(() => void look(search), search === "" ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [look, search]);
  const back = () => {
    setOpened(null);
    void look(search);
  };
  if (opened !== null) return <PickupOrderSheet orderId={opened} onBack={back} onClose={onClose} />;
  return (
    <Sheet title={t("pickup.title")} onClose={onClose} isWide>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void look(search, true);
        }}
      >
        <Field label={t("pickup.search")} value={search} onChange={setSearch} isFirst />
      </form>
      <p role="status" className={css.bad}>
        {said}
      </p>
      {found?.length === 0 && <p className={css.empty}>{t("pickup.none")}</p>}
      <ul className={css.list}>
        {(found ?? []).map((order) => (
          <PickupRow key={order.orderId} order={order} onOpen={() => setOpened(order.orderId)} />
        ))}
      </ul>
    </Sheet>
  );
}

function PickupRow({ order, onOpen }: { readonly order: PickupOrder; readonly onOpen: () => void }) {
  const { t, language } = useTranslation("register");
  const due = order.dueMinor ?? 0;
  return (
    <li>
      <span>
        <b>
          <bdi>{order.number}</bdi>
        </b>{" "}
        <span dir="auto">{order.customerName}</span>
        <br />
        <span className={css.quiet}>
          {t(order.status === "cancelled" ? "pickup.cancelled" : `pickup.states.${order.pickup}`)} ·{" "}
          {t("items", { count: order.units })}
          {due > 0 && ` · ${t("pickup.due", { amount: moneyText(due, order.currency, language) })}`}
        </span>
        {order.isOverdue && <span className={css.bad}> {t("pickup.overdue")}</span>}
      </span>
      <button
        type="button"
        className={css.plain}
        aria-label={t("pickup.open", { number: order.number })}
        onClick={onOpen}
      >
        {t("pickup.openShort")}
      </button>
    </li>
  );
}
