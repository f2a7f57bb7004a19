/** What is opened over the register, by name. */
import { lazy, Suspense } from "react";
import { AsideSheet, PutAsideSheet } from "./aside-sheet.tsx";
import { BasketDiscount, CouponSheet, CustomSheet, NoteSheet } from "./basket-sheets.tsx";
import { CashMove } from "./cash-move.tsx";
import { CustomerSheet } from "./customer-sheet.tsx";
import { MenuSheet } from "./menu-sheet.tsx";
import type { OverlayName } from "./overlay-name.ts";
import { StateSheet } from "./state-sheet.tsx";

const Camera = lazy(() => import("./camera.tsx").then(({ Camera: loaded }) => ({ default: loaded })));
const CloseDay = lazy(() => import("./close-day.tsx").then(({ CloseDay: loaded }) => ({ default: loaded })));
const NoReceipt = lazy(() => import("./no-receipt.tsx").then(({ NoReceipt: loaded }) => ({ default: loaded })));
const PickupSheet = lazy(() => import("./pickup-sheet.tsx").then(({ PickupSheet: loaded }) => ({ default: loaded })));
const PrinterSheet = lazy(() =>
  import("./printer-sheet.tsx").then(({ PrinterSheet: loaded }) => ({ default: loaded })),
);
const ShipSheet = lazy(() => import("./ship-sheet.tsx").then(({ ShipSheet: loaded }) => ({ default: loaded })));
const Returns = lazy(() => import("./returns.tsx").then(({ Returns: loaded }) => ({ default: loaded })));

interface Props {
  readonly name: OverlayName;
  readonly onClose: () => void;
  readonly onOpen: (name: OverlayName) => void;
  readonly onScan: (code: string) => boolean;
  readonly onOther: () => void;
}

export function Overlay({ name, onClose, onOpen, onScan, onOther }: Props) {
  const shared = { onClose };
  return (
    <Suspense>
      {name === "camera" && <Camera {...shared} onScan={onScan} />}
      {name === "cash" && <CashMove {...shared} />}
      {name === "close" && <CloseDay {...shared} />}
      {name === "coupon" && <CouponSheet {...shared} />}
      {name === "custom" && <CustomSheet {...shared} />}
      {name === "customer" && <CustomerSheet {...shared} />}
      {name === "discount" && <BasketDiscount {...shared} />}
      {name === "menu" && <MenuSheet {...shared} onOpen={onOpen} onOther={onOther} />}
      {name === "note" && <NoteSheet {...shared} />}
      {name === "parked" && <AsideSheet {...shared} />}
      {name === "pickups" && <PickupSheet {...shared} />}
      {name === "put-aside" && <PutAsideSheet {...shared} />}
      {name === "no-receipt" && <NoReceipt {...shared} />}
      {name === "printer" && <PrinterSheet {...shared} />}
      {name === "returns" && <Returns {...shared} />}
      {name === "ship" && <ShipSheet {...shared} />}
      {name === "state" && <StateSheet {...shared} />}
    </Suspense>
  );
}
