/** A payment that a terminal may be asked for: while it is, that is waited for; else what the screen offers stands there. */
import { type ReactNode, useState } from "react";
import { deviceId } from "../device/ids.ts";
import type { TerminalAsk } from "../device/terminal.ts";
import type { TerminalPayment } from "../device/terminal-refund.ts";
import { TerminalEnded, TerminalWait } from "./card-terminal.tsx";

/** What a terminal is asked for, and why it took nothing the last time. */
export function useTerminal() {
  const [asking, setAsking] = useState<TerminalAsk | null>(null);
  const [ended, setEnded] = useState<TerminalPayment | null>(null);
  return {
    asking,
    ended,
    ask: (amount: bigint) => setAsking({ key: deviceId(), amount }),
    leave: () => setAsking(null),
    over(told: TerminalPayment) {
      setEnded(told);
      setAsking(null);
    },
  };
}

interface Props {
  readonly terminal: ReturnType<typeof useTerminal>;
  readonly children: ReactNode;
  onPaid(of: { readonly id: string; readonly amount: bigint; readonly reference: string }): void;
}

export function TerminalOr({ terminal: { asking, ended, over }, children, onPaid }: Props) {
  if (asking !== null)
    return (
      <TerminalWait
        asking={asking}
        onEnded={over}
        onPaid={(told) => onPaid({ id: asking.key, amount: BigInt(told.paidMinor ?? 0), reference: told.card })}
      />
    );
  return (
    <>
      {ended !== null && <TerminalEnded ended={ended} />}
      {children}
    </>
  );
}
