/**
 * Reads barcodes out of pictures: by the browser where it can, else by ZXing compiled to WebAssembly, which is loaded
 * when the camera is first opened and kept on the device from then on.
 */
import { upcOf } from "../../../../src/commerce/product-codes.ts";

interface Detected {
  readonly rawValue: string;
  readonly format: string;
}

/** Not in the page's types yet: Chromium on Android, ChromeOS and macOS, Safari behind a switch (MDN, read 2026-11). */
interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly Detected[]>;
}
interface DetectorMaker {
  new (how: { readonly formats: readonly string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

const FORMATS = ["ean_13", "ean_8", "upc_a", "upc_e", "code_128", "code_39", "itf", "qr_code"];
const EAN = "ean_13";
const SHORT_UPC = "upc_e";

/** Answers the first code in what the video shows now; null: none. */
export type BarcodeReader = (video: HTMLVideoElement) => Promise<string | null>;

export async function barcodeReader(): Promise<BarcodeReader> {
  const maker = (globalThis as { BarcodeDetector?: DetectorMaker }).BarcodeDetector;
  const supported = (await maker?.getSupportedFormats()) ?? [];
  // Some have the interface and read nothing, or QR codes alone.
  if (maker === undefined || !supported.includes(EAN)) return zxingReader();
  const detector = new maker({ formats: FORMATS.filter((format) => supported.includes(format)) });
  return async (video) => {
    const [found] = await detector.detect(video);
    if (!found) return null;
    // ZXing tells all twelve digits by itself.
    return found.format === SHORT_UPC ? upcOf(found.rawValue) : found.rawValue;
  };
}

/** Wide enough for an EAN that fills half of the picture, small enough to be read several times a second. */
const MOST_WIDTH = 960;

async function zxingReader(): Promise<BarcodeReader> {
  const [{ prepareZXingModule, readBarcodes }, { default: wasm }] = await Promise.all([
    import("zxing-wasm/reader"),
    import("zxing-wasm/reader/zxing_reader.wasm?url"),
  ]);
  // Its own default is an address of a delivery network.
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  const canvas = document.createElement("canvas");
  const drawn = canvas.getContext("2d", { willReadFrequently: true });
  if (drawn === null) throw new Error("This browser draws no pictures.");
  return async (video) => {
    if (video.videoWidth === 0) return null;
    const scale = Math.min(1, MOST_WIDTH / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    drawn.drawImage(video, 0, 0, canvas.width, canvas.height);
    const picture = drawn.getImageData(0, 0, canvas.width, canvas.height);
    const [found] = await readBarcodes(picture, {
      formats: ["EANUPC", "Code128", "Code39", "ITF", "QRCode"],
      maxNumberOfSymbols: 1,
    });
    return found?.text ?? null;
  };
}
