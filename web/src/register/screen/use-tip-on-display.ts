/** Lets the customer choose the tip on their own screen. */
import { useEffect } from "react";
import { askTipOnDisplay, onTipChosen } from "../device/display.ts";
import { useSetup } from "./use-register.ts";

/** Null: no tip is asked for. */
export function useTipOnDisplay(
  requested: { readonly amount: bigint; readonly percent: bigint } | null,
  onChoose: (percent: bigint) => void,
): void {
  const { register } = useSetup();
  const { id, currency } = register;
  const amount = requested?.amount ?? null;
  const percent = requested?.percent ?? 0n;
  useEffect(() => {
    askTipOnDisplay(id, amount === null ? null : { amount, percent, currency });
  }, [id, amount, percent, currency]);
  useEffect(() => () => askTipOnDisplay(id, null), [id]);
  useEffect(() => onTipChosen(id, onChoose), [id, onChoose]);
}
