/** The camera's picture, and what it reads. */
import { useRef, useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { useCamera } from "../device/camera.ts";
import { Sheet } from "./pieces.tsx";
import css from "./register.module.css";

interface Props {
  readonly onClose: () => void;
  readonly onScan: (code: string) => boolean;
}

export function Camera({ onClose, onScan }: Props) {
  const { t } = useTranslation("register");
  const video = useRef<HTMLVideoElement>(null);
  const [last, setLast] = useState("");
  const [attempt, setAttempt] = useState(0);
  const state = useCamera(video, attempt, (code) => setLast(onScan(code) ? code : t("unknownCode", { code })));
  if (state !== "starting" && state !== "on")
    return (
      <Sheet title={t("camera.title")} onClose={onClose}>
        <p role="alert" className={css.empty}>
          {t(`camera.${state}`)}
        </p>
        <div className={css.row}>
          <button type="button" className={css.primary} onClick={() => setAttempt((before) => before + 1)}>
            {t("start.tryAgain")}
          </button>
        </div>
      </Sheet>
    );
  return (
    <Sheet title={t("camera.title")} onClose={onClose}>
      <video ref={video} className={css.video} muted playsInline />
      <p role="status" className={css.quiet} dir="auto">
        {state === "starting" ? t("camera.starting") : last === "" ? t("camera.hint") : last}
      </p>
    </Sheet>
  );
}
