/** Which label printers this device prints labels and packing slips on, without a dialog. */
import type { Chosen } from "../register/printer/device.ts";
import { jsonOf, saveJson } from "../storage/choices.ts";

export const DPI = [203, 300, 600] as const;

export interface LabelPrinter {
  readonly chosen: Chosen;
  /** Of the paper in it. */
  readonly widthMm: number;
  readonly heightMm: number;
  readonly dpi: (typeof DPI)[number];
}

/** What is printed at a packing desk. */
export const PRINTED = ["labels", "slips"] as const;
export type Printed = (typeof PRINTED)[number];

/** Null: the browser's dialog asks. */
export type Printers = Readonly<Record<Printed, LabelPrinter | null>>;

/** Four by six inches, at what most label printers have. */
export const USUAL = { widthMm: 102, heightMm: 152, dpi: 203 } as const;
/** Of the widest printers there are; what is drawn for them is bounded with it. */
export const MOST_MM = { width: 220, height: 400 };

const KEY = "argosy.labelPrinters";
const NONE: Printers = { labels: null, slips: null };
const listeners = new Set<() => void>();
let cached: Printers | undefined;

export function storedPrinters(): Printers {
  cached ??= { ...NONE, ...(jsonOf(KEY) as Partial<Printers> | null) };
  return cached;
}

export function savePrinter(what: Printed, printer: LabelPrinter | null): void {
  cached = { ...storedPrinters(), [what]: printer };
  saveJson(KEY, cached);
  for (const listener of listeners) listener();
}

export function onPrinters(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Dots of the paper; a row of them is whole bytes. */
export const dotsOf = ({ widthMm, heightMm, dpi }: Pick<LabelPrinter, "widthMm" | "heightMm" | "dpi">) => ({
  width: Math.floor(((widthMm / 25.4) * dpi) / 8) * 8,
  height: Math.floor((heightMm / 25.4) * dpi),
});
