/** Reads barcodes with the device's camera, where its browser can. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { Sheet } from "./pieces.tsx";
import css from "./register.module.css";

/** Not in the page's types yet: Chromium on Android, ChromeOS and macOS, Safari behind a switch (MDN, read 2026-11). */
interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
interface DetectorMaker {
  new (how: { readonly formats: readonly string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

const FORMATS = ["ean_13", "ean_8", "upc_a", "upc_e", "code_128", "code_39", "itf", "qr_code"];
const EVERY_MS = 150;
/** The same code held still is one scan. */
const AGAIN_MS = 1_500;

async function detector(): Promise<Detector | null> {
  const maker = (globalThis as { BarcodeDetector?: DetectorMaker }).BarcodeDetector;
  if (maker === undefined) return null;
  const supported = await maker.getSupportedFormats();
  const formats = FORMATS.filter((format) => supported.includes(format));
  return formats.length === 0 ? null : new maker({ formats });
}

interface Props {
  readonly onClose: () => void;
  readonly onScan: (code: string) => boolean;
}

export function Camera({ onClose, onScan }: Props) {
  const { t } = useTranslation("register");
  const video = useRef<HTMLVideoElement>(null);
  const scan = useRef(onScan);
  scan.current = onScan;
  const [state, setState] = useState<"starting" | "on" | "none" | "denied">("starting");
  useEffect(() => {
    const stopped = new AbortController();
    watch(video, (code) => scan.current(code), stopped.signal).then(setState, (error: unknown) => {
      if (!(error instanceof DOMException)) throw error;
      setState("denied");
    });
    return () => stopped.abort();
  }, []);
  return (
    <Sheet title={t("camera.title")} onClose={onClose}>
      {state === "none" || state === "denied" ? (
        <p className={css.empty}>{t(`camera.${state}`)}</p>
      ) : (
        <>
          <video ref={video} className={css.video} muted playsInline />
          <p className={css.quiet}>{t("camera.hint")}</p>
        </>
      )}
    </Sheet>
  );
}

async function watch(
  video: { readonly current: HTMLVideoElement | null },
  onCode: (code: string) => void,
  stopped: AbortSignal,
): Promise<"on" | "none"> {
  const reader = await detector();
  if (reader === null || navigator.mediaDevices === undefined) return "none";
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  const shown = video.current;
  if (stopped.aborted || shown === null) {
    stop();
    return "on";
  }
  shown.srcObject = stream;
  await shown.play();
  let last = { code: "", at: 0 };
  const timer = setInterval(() => {
    void reader.detect(shown).then(([found]) => {
      if (!found) return;
      const now = Date.now();
      const isSame = found.rawValue === last.code && now - last.at < AGAIN_MS;
      last = { code: found.rawValue, at: now };
      if (!isSame) onCode(found.rawValue);
    });
  }, EVERY_MS);
  stopped.addEventListener("abort", () => {
    clearInterval(timer);
    stop();
  });
  return "on";
}
