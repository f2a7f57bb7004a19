/** How the device stands with the hub, and what waits or was refused. */
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { type Room, roomOnDevice } from "../device/persist-storage.ts";
import type { Outbound } from "../device/store.ts";
import { sendAgain } from "../device/stored-lists.ts";
import { NoRoom } from "./device-notices.tsx";
import { hasNewVersion, onNewVersion, takeNewVersion } from "./new-version.ts";
import { Sheet } from "./pieces.tsx";
import css from "./register.module.css";
import { signInAddress } from "./sign-in.tsx";
import { useMoment, useRegister, useRegisterState } from "./use-register.ts";
import { useWhy } from "./why.ts";

export function StateSheet({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { basket, network, waiting, products, catalogAt, isEvictable, refused, staff, storage } = useRegisterState();
  const room = useRoom();
  const moment = useMoment();
  const isNew = useSyncExternalStore(onNewVersion, hasNewVersion);
  return (
    <Sheet title={t("state.details")} onClose={onClose}>
      <dl className={css.totals}>
        <dt>{t("state.waiting")}</dt>
        <dd>{waiting}</dd>
        <dt>{t("state.products")}</dt>
        <dd>{products}</dd>
        <dt>{t("state.updated")}</dt>
        <dd>{catalogAt === null ? t("state.never") : moment(catalogAt)}</dd>
        {room !== null && (
          <>
            <dt>{t("state.room")}</dt>
            <dd>{t("state.roomOf", { used: megabytes(room.used), most: megabytes(room.most) })}</dd>
          </>
        )}
      </dl>
      {storage === "full" && <NoRoom />}
      <p className={isEvictable ? css.bad : css.quiet}>{t(isEvictable ? "state.evictable" : "state.kept")}</p>
      {network === "signed_out" && <p>{t("state.stillSells")}</p>}
      {refused.length > 0 && <Rejected entries={refused} />}
      {isNew && <p className={css.quiet}>{t("state.newVersion")}</p>}
      <div className={css.row}>
        {isEvictable && (
          <button type="button" className={css.plain} onClick={() => void register.askToKeep()}>
            {t("state.askToKeep")}
          </button>
        )}
        {isNew && basket.lines.length === 0 && (
          <button type="button" className={css.plain} onClick={() => takeNewVersion(staff?.id ?? null)}>
            {t("state.loadNow")}
          </button>
        )}
        {network === "signed_out" ? (
          <a className={css.primary} href={signInAddress}>
            {t("state.signIn")}
          </a>
        ) : (
          <button type="button" className={css.primary} onClick={() => void register.sync()}>
            {t("state.syncNow")}
          </button>
        )}
      </div>
    </Sheet>
  );
}

const megabytes = (bytes: number): string => String(Math.ceil(bytes / 1_000_000));

function useRoom(): Room | null {
  const [room, setRoom] = useState<Room | null>(null);
  useEffect(() => void roomOnDevice().then(setRoom), []);
  return room;
}

function Rejected({ entries }: { readonly entries: readonly Outbound[] }) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const why = useWhy();
  return (
    <>
      <h3>{t("state.rejected")}</h3>
      <p className={css.quiet}>{t("state.rejectedHint")}</p>
      <ul className={css.list}>
        {entries.map(({ seq, what, code, text }) => (
          <li key={seq}>
            <span>
              <b>
                {what.kind === "sale"
                  ? t("state.entry.sale", { number: what.sale.number })
                  : t(`state.entry.${what.kind}`)}
              </b>
              <br />
              <span className={css.bad} dir="auto">
                {said(why, code, text)}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <button type="button" className={css.plain} onClick={() => void sendAgain(register)}>
        {t("state.retry")}
      </button>
    </>
  );
}

/** The hub's words for its code in the language shown, else as it wrote them. */
function said(why: ReturnType<typeof useWhy>, code: string | null, text: string | null): string {
  if (code === null) return text ?? "";
  const typed = why({ code: code as never, gaps: {} });
  return typed === code || typed.includes("{{") ? (text ?? code) : typed;
}
