/** Printing a receipt from a screen, and what came of it in words. */
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { TillSale } from "../../../../src/commerce/till/types.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { onPrinterChoice, type PrinterChoice, printerChoice } from "../printer/choice.ts";
import { useSetup } from "./use-register.ts";

const usePrinterChoice = (): PrinterChoice | null => useSyncExternalStore(onPrinterChoice, printerChoice);

export interface PrinterSays {
  readonly text: string;
  readonly isBad: boolean;
}

/** Sends bytes to the printer; `said` is how it went. */
export function usePrinter() {
  const { t } = useTranslation("register");
  const choice = usePrinterChoice();
  const [notice, setNotice] = useState<PrinterSays | null>(null);
  const [isPrinting, setPrinting] = useState(false);
  const send = async (make: () => Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>) => {
    if (choice === null) return;
    setPrinting(true);
    setNotice({ text: t("printer.printing"), isBad: false });
    const { print } = await import("../printer/print.ts");
    const ended = await print(choice.chosen, await make());
    setPrinting(false);
    if (ended.state === "printed")
      setNotice({ text: t(ended.isPaperLow ? "printer.paperLow" : "printer.printed"), isBad: false });
    else {
      const why = t(`printer.why.${ended.why}`);
      setNotice({ text: ended.isBegun ? `${why} ${t("printer.begun")}` : why, isBad: true });
    }
  };
  return { choice, said: notice, isPrinting, send };
}

/** Prints receipts; with `isFresh` at once where this device prints each. */
export function useReceiptPrinter(sale: TillSale, isFresh: boolean) {
  const setup = useSetup();
  const { language } = useTranslation("register");
  const { choice, said: notice, isPrinting, send } = usePrinter();
  const printReceipt = (isFirst: boolean) =>
    send(async () => {
      const { movesCash, receiptBytes } = await import("../printer/receipt-paper.ts");
      const opensDrawer = isFirst && choice?.opensDrawer === true && movesCash(sale);
      return receiptBytes(sale, { setup, language: language === "ar" ? "ar" : "en", opensDrawer });
    });
  const done = useRef("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: once a sale
  useEffect(() => {
    if (!isFresh || choice === null || !choice.isAutomatic || done.current === sale.id) return;
    done.current = sale.id;
    void printReceipt(true);
  }, [sale.id]);
  return { choice, said: notice, isPrinting, again: () => void printReceipt(false) };
}
