/** What is being asked of the order, each in its own dialog. */

import { lazy, Suspense } from "react";
import { amountText } from "../i18n/amount-text.ts";
import { AddressDialog } from "./address-dialog.tsx";
import { CancelDialog } from "./cancel-dialog.tsx";
import type { CommandDialog } from "./command-dialog.ts";
import { FulfilDialog } from "./fulfil-dialog.tsx";
import { HoldDialog } from "./hold-dialog.tsx";
import { LinkDialog } from "./link-dialog.tsx";
import { PaymentDialog } from "./payment-dialog.tsx";
import { PickupDialog } from "./pickup-dialog.tsx";
import type { Order, OrderOption } from "./queries.ts";
import { RawDialog } from "./raw-dialog.tsx";
import { RefundDialog } from "./refund-dialog.tsx";
import { ReturnDialog } from "./return-dialog.tsx";
import { RoutingDialog } from "./routing-dialog.tsx";
import { TrackingDialog } from "./tracking-dialog.tsx";

const SplitDialog = lazy(async () => ({ default: (await import("./split-dialog.tsx")).SplitDialog }));
const GiftDialog = lazy(async () => ({ default: (await import("./gift-dialog.tsx")).GiftDialog }));

interface Props {
  readonly order: Order;
  readonly options: readonly OrderOption[];
  readonly asking: CommandDialog | null;
  onClose(): void;
}

export function Dialogs(props: Props) {
  return props.asking === null ? null : <RequestInput {...props} asking={props.asking} />;
}

function RequestInput({ order, options, asking, onClose }: Props & { readonly asking: CommandDialog }) {
  const warnings = options.find(({ kind }) => kind === asking.kind)?.warnings ?? [];
  const common = { order, warnings, onClose };
  switch (asking.kind) {
    case "fulfil":
      return <FulfilDialog {...common} />;
    case "cancel":
      return <CancelDialog {...common} />;
    case "refund":
      return (
        <RefundDialog
          {...common}
          money={options.find(({ kind }) => kind === "refund")?.money}
          shipping={asking.shippingMinor === undefined ? "" : amountText(asking.shippingMinor, order.currency)}
        />
      );
    case "payment":
      return <PaymentDialog {...common} />;
    case "pickup":
      return <PickupDialog {...common} />;
    case "return":
      return <ReturnDialog {...common} />;
    case "tracking":
      return <TrackingDialog {...common} fulfilmentKey={asking.fulfilmentKey} />;
    case "link":
      return <LinkDialog order={order} line={asking.line} onClose={onClose} />;
    case "address":
      return <AddressDialog {...common} />;
    case "hold":
      return <HoldDialog {...common} />;
    case "routing":
      return <RoutingDialog {...common} />;
    case "split":
      return (
        <Suspense>
          <SplitDialog order={order} onClose={onClose} />
        </Suspense>
      );
    case "gift":
      return (
        <Suspense>
          <GiftDialog order={order} onClose={onClose} />
        </Suspense>
      );
    case "raw":
      return <RawDialog order={order} onClose={onClose} />;
  }
}
