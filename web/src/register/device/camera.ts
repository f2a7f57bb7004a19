/** Reads barcodes with the device's camera. */
import { type RefObject, useEffect, useRef, useState } from "react";
import { barcodeReader } from "./barcodes.ts";

const PAUSE_MS = 150;
/** The same code held still is one scan. */
const AGAIN_MS = 1_500;

export type CameraState = "starting" | "on" | "insecure" | "denied" | "missing" | "busy" | "failed";

/** What getUserMedia says by name (Media Capture and Streams, read 2026-11). */
const REFUSALS: Readonly<Record<string, CameraState>> = {
  NotAllowedError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
};

/** Watches until it is drawn no more; `turn` opens it again. */
export function useCamera(video: RefObject<HTMLVideoElement | null>, turn: number, onCode: (code: string) => void) {
  const [state, setState] = useState<CameraState>("starting");
  const scan = useRef(onCode);
  scan.current = onCode;
  // biome-ignore lint/correctness/useExhaustiveDependencies: opened again when somebody says so
  useEffect(() => {
    const stopped = new AbortController();
    setState("starting");
    watch(video, (code) => scan.current(code), stopped.signal).then(setState, (error: unknown) => {
      if (!stopped.signal.aborted) setState(refusalOf(error));
    });
    return () => stopped.abort();
  }, [video, turn]);
  return state;
}

const refusalOf = (error: unknown): CameraState =>
  (error instanceof DOMException ? REFUSALS[error.name] : undefined) ?? "failed";

async function watch(
  video: RefObject<HTMLVideoElement | null>,
  onCode: (code: string) => void,
  stopped: AbortSignal,
): Promise<CameraState> {
  // Browsers have no camera for pages without https.
  if (navigator.mediaDevices === undefined) return "insecure";
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment", width: { ideal: 1280 } },
  });
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  stopped.addEventListener("abort", stop);
  const shown = video.current;
  if (stopped.aborted || shown === null) {
    stop();
    return "on";
  }
  shown.srcObject = stream;
  const [read] = await Promise.all([barcodeReader(), shown.play()]);
  let last = { code: "", at: 0 };
  const readNow = async (): Promise<void> => {
    const code = await read(shown);
    const now = Date.now();
    if (stopped.aborted) return;
    if (code !== null) {
      const isSame = code === last.code && now - last.at < AGAIN_MS;
      last = { code, at: now };
      if (!isSame) onCode(code);
    }
    setTimeout(() => void readNow(), PAUSE_MS);
  };
  void readNow();
  return "on";
}
