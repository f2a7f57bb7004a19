/** An order that is picked up: made ready, paid, handed over. */
import { useEffect, useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { deviceId } from "../device/ids.ts";
import { cancelPickup, handOverPickup, type PickupWhole, pickupReady, readPickup } from "../device/pickups.ts";
import { PickupPay } from "./pickup-pay.tsx";
import { Field, Sheet } from "./pieces.tsx";
import css from "./register.module.css";
import { useMoment, useRegister } from "./use-register.ts";
import { useRequests } from "./use-requests.ts";

interface Props {
  readonly orderId: string;
  readonly onBack: () => void;
  readonly onClose: () => void;
}

export function PickupOrderSheet({ orderId, onBack, onClose }: Props) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { said, ask } = useRequests();
  const [order, setOrder] = useState<PickupWhole | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once
  useEffect(() => void ask(async () => setOrder(await readPickup(register, orderId))), [orderId]);
  const isOpen = order !== null && order.pickup !== "handed" && order.status !== "cancelled";
  const isUnpaid = (order?.dueMinor ?? 0) > 0;
  return (
    <Sheet
      title={order === null ? t("pickup.title") : `${order.number} ${order.customerName ?? ""}`}
      onClose={onClose}
      isWide
    >
      {order !== null && (
        <>
          <p className={css.quiet}>
            {t(order.status === "cancelled" ? "pickup.cancelled" : `pickup.states.${order.pickup}`)}
            {order.storeName !== null && ` · ${order.storeName} ${order.platformNumber}`}
            {order.phone !== null && (
              <>
                {" · "}
                <bdi dir="ltr">{order.phone}</bdi>
              </>
            )}
          </p>
          {order.isOverdue && <p className={css.bad}>{t("pickup.overdue")}</p>}
          {order.note !== null && order.note !== "" && <p dir="auto">{order.note}</p>}
          {isOpen && order.dueMinor === null && <p className={css.bad}>{t("pickup.dueUnknown")}</p>}
          {!isOpen || !isUnpaid ? <Lines order={order} /> : null}
          {isOpen && isUnpaid && (
            <>
              <Lines order={order} />
              <PickupPay order={order} onPaid={setOrder} />
            </>
          )}
          {isOpen && !isUnpaid && <GiveOut order={order} onGiven={setOrder} />}
          <HandedOver order={order} />
          <div className={css.row}>
            <button type="button" className={css.plain} onClick={onBack}>
              {t("back")}
            </button>
            {isOpen && order.pickup !== "ready" && (
              <button
                type="button"
                className={css.plain}
                onClick={() => void ask(async () => setOrder(await pickupReady(register, orderId)))}
              >
                {t("pickup.makeReady")}
              </button>
            )}
            {isOpen && order.isOverdue && (
              <button
                type="button"
                className={css.plain}
                onClick={() => void ask(() => cancelPickup(register, orderId).then(onBack))}
              >
                {t("pickup.cancel")}
              </button>
            )}
          </div>
        </>
      )}
      <p role="status" className={css.bad} dir="auto">
        {said}
      </p>
    </Sheet>
  );
}

function Lines({ order }: { readonly order: PickupWhole }) {
  const { t } = useTranslation("register");
  return (
    <ul className={css.list}>
      {order.lines.map((line) => (
        <li key={line.key}>
          <span dir="auto">
            {line.quantity} × {line.title}
          </span>
          <span className={css.quiet}>{line.left < line.quantity && t("pickup.left", { count: line.left })}</span>
        </li>
      ))}
    </ul>
  );
}

/** Whole unless somebody takes fewer. */
function GiveOut({ order, onGiven }: { readonly order: PickupWhole; readonly onGiven: (after: PickupWhole) => void }) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { said, ask } = useRequests();
  const [takenBy, setTakenBy] = useState(order.customerName ?? "");
  const [cached, setStored] = useState<ReadonlyMap<string, number>>(new Map());
  // A lost answer and a second try are one hand-over.
  const [id, setId] = useState(deviceId);
  const [isRunning, setRunning] = useState(false);
  const lines = order.lines.map((line) => ({ lineKey: line.key, quantity: line.left - (cached.get(line.key) ?? 0) }));
  const given = lines.filter(({ quantity }) => quantity > 0);
  const save = (key: string, by: number, most: number) =>
    setStored((before) => new Map(before).set(key, Math.min(most, Math.max(0, (before.get(key) ?? 0) + by))));
  const give = async () => {
    setRunning(true);
    await ask(async () => {
      const after = await handOverPickup(register, {
        orderId: order.orderId,
        id,
        takenBy: takenBy.trim(),
        lines: given,
      });
      setId(deviceId());
      setStored(new Map());
      onGiven(after);
    });
    setRunning(false);
  };
  return (
    <>
      {order.lines
        .filter(({ left }) => left > 1 || order.lines.length > 1)
        .map((line) => (
          <div key={line.key} className={css.row}>
            <span dir="auto">{line.title}</span>
            <button
              type="button"
              className={css.round}
              aria-label={t("pickup.fewer", { title: line.title })}
              onClick={() => save(line.key, 1, line.left)}
            >
              −
            </button>
            <output>{line.left - (cached.get(line.key) ?? 0)}</output>
            <button
              type="button"
              className={css.round}
              aria-label={t("pickup.more", { title: line.title })}
              onClick={() => save(line.key, -1, line.left)}
            >
              +
            </button>
          </div>
        ))}
      <Field label={t("pickup.takenBy")} value={takenBy} onChange={setTakenBy} />
      <button
        type="button"
        className={css.primary}
        disabled={isRunning || takenBy.trim() === "" || given.length === 0}
        onClick={() => void give()}
      >
        {t("pickup.handOver")}
      </button>
      <p role="status" className={css.bad} dir="auto">
        {said}
      </p>
    </>
  );
}

const TOLD = {
  done: "done",
  failed: "failed",
  rejected: "failed",
  unsupported: "failed",
  needs_input: "failed",
  uncertain: "failed",
} as const;

function HandedOver({ order }: { readonly order: PickupWhole }) {
  const { t } = useTranslation("register");
  const moment = useMoment();
  if (order.handOvers.length === 0) return null;
  return (
    <ul className={css.list}>
      {order.handOvers.map(({ id, takenBy, handedAt, state, text }) => {
        const reported = TOLD[state as keyof typeof TOLD] ?? "waiting";
        return (
          <li key={id}>
            <span>
              <b dir="auto">{takenBy}</b> · {moment(handedAt)}
              <br />
              <span className={reported === "failed" ? css.bad : css.quiet}>
                {t(`pickup.told.${reported}`)} {reported === "failed" && <span dir="auto">{text}</span>}
              </span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
