/** A payment that a terminal may be asked for: while it is, that is waited for; else what the screen offers stands there. */
import { type ReactNode, useState } from "react";
import { deviceId } from "../device/ids.ts";
import type { TerminalAsk } from "../device/terminal.ts";
import type { TerminalPayment } from "../device/terminal-refund.ts";
import { TerminalEnded, TerminalWait } from "./card-terminal.tsx";

/** What a terminal is asked for, and why it took nothing the last time. */
export function useTerminal() {
  const [request, setRequest] = useState<TerminalAsk | null>(null);
  const [ended, setEnded] = useState<TerminalPayment | null>(null);
  return {
    asking: request,
    ended,
    ask: (amount: bigint) => setRequest({ key: deviceId(), amount }),
    leave: () => setRequest(null),
    over(reported: TerminalPayment) {
      setEnded(reported);
      setRequest(null);
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
        onPaid={(answer) => onPaid({ id: asking.key, amount: BigInt(answer.paidMinor ?? 0), reference: answer.card })}
      />
    );
  return (
    <>
      {ended !== null && <TerminalEnded ended={ended} />}
      {children}
    </>
  );
}
