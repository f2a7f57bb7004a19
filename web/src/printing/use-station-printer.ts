/** What a packing desk prints without a dialog: one paper at a time, and how the last one went. */
import { useState, useSyncExternalStore } from "react";
import type { Printing } from "./print.ts";
import { onPrinters, type Printed, type Printers, storedPrinters } from "./printers.ts";

export const usePrinters = (): Printers => useSyncExternalStore(onPrinters, storedPrinters);

interface Of {
  readonly id: string;
  readonly number: string;
}

export interface StationPrint {
  readonly what: Printed;
  readonly order: Of;
  /** Null: it is being printed. */
  readonly printing: Printing | { readonly state: "problem"; readonly error: unknown } | null;
}

export function useStationPrinter() {
  const printers = usePrinters();
  const [shown, setShown] = useState<StationPrint | null>(null);
  /** False: this device has no printer for it. */
  const print = (what: Printed, order: Of): boolean => {
    const printer = printers[what];
    if (printer === null) return false;
    setShown({ what, order, printing: null });
    const end = (printing: StationPrint["printing"]) =>
      // What was asked for meanwhile is told instead.
      setShown((now) => (now?.what === what && now.order.id === order.id ? { what, order, printing } : now));
    import("./print.ts")
      .then(({ printLabels, printSlips }) =>
        what === "labels"
          ? printLabels({ orderIds: [order.id], packed: true }, printer)
          : printSlips(order.id, printer),
      )
      .then(end, (error: unknown) => end({ state: "problem", error }));
    return true;
  };
  return { shown, print, dismiss: () => setShown(null) };
}
