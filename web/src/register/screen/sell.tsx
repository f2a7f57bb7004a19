/** The screen one sells at: products, the basket beside them, and what is opened over both. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { awaitedOf, holdsMoney } from "../device/awaited.ts";
import type { CatalogItem } from "../device/catalog-item.ts";
import { showOnDisplay } from "../device/display.ts";
import { parkBasket } from "../device/put-aside.ts";
import { settledBy } from "../device/sale.ts";
import { NO_KEYS, takeKey } from "../device/wedge.ts";
import { BasketPanel } from "./basket-panel.tsx";
import { Done } from "./done.tsx";
import { Icon } from "./icons.tsx";
import { Overlay } from "./overlay.tsx";
import type { OverlayName } from "./overlay-name.ts";
import { Pay } from "./pay.tsx";
import { PriceSheet } from "./price-sheet.tsx";
import { Products } from "./products.tsx";
import css from "./register.module.css";
import { TopBar } from "./top-bar.tsx";
import { useCodeCheck } from "./use-code-check.ts";
import { useCounted, useMoney, useRegister, useRegisterState, useSetup } from "./use-register.ts";

export function Sell({ onOther }: { readonly onOther: () => void }) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { basket, lastSale } = useRegisterState();
  const { lines } = useCounted();
  const [over, setOver] = useState<OverlayName | null>(null);
  const [isPaying, setPaying] = useState(awaitedOf(basket) !== null);
  const [unpriced, setUnpriced] = useState<CatalogItem | null>(null);
  const [notice, setNotice] = useState("");

  const add = (item: CatalogItem) => {
    setNotice(t("camera.added", { title: item.title }));
    if (item.priceMinor === null) setUnpriced(item);
    else register.add(item, BigInt(item.priceMinor));
  };
  const scan = (code: string): boolean => {
    const item = register.index.byCode(code);
    if (item) add(item);
    else setNotice(t("unknownCode", { code }));
    return item !== undefined;
  };
  const pay = () => {
    if (lines.length > 0) setPaying(true);
  };
  useScanner(scan, { isOn: !isPaying && over === null && lastSale === null });
  const park = () => {
    if (holdsMoney(basket)) setNotice(t("aside.paidFirst"));
    else void parkBasket(register);
  };
  useShortcuts({ pay, park }, !isPaying && over === null);
  useDisplay({ isPaying });
  useCodeCheck();

  if (lastSale !== null)
    return (
      <Done
        sale={lastSale}
        onNext={() => {
          setPaying(false);
          register.nextSale();
        }}
      />
    );
  if (isPaying && lines.length > 0) return <Pay onBack={() => setPaying(false)} />;
  return (
    <div className={css.sell}>
      <TopBar onOpen={setOver} />
      <Products onAdd={add} onScan={scan} onOpen={setOver} />
      <Basket onPay={pay} onPark={park} onOpen={setOver} />
      <div role="status" className={css.said} key={notice + basket.lines.length}>
        {notice}
      </div>
      {unpriced !== null && (
        <PriceSheet
          item={unpriced}
          onPrice={(price) => {
            register.add(unpriced, price);
            setUnpriced(null);
          }}
          onClose={() => setUnpriced(null)}
        />
      )}
      {over !== null && (
        <Overlay name={over} onClose={() => setOver(null)} onOpen={setOver} onScan={scan} onOther={onOther} />
      )}
    </div>
  );
}

/** On a phone a bar stands for it until it is opened. */
function Basket(props: Pick<Parameters<typeof BasketPanel>[0], "onPay" | "onPark" | "onOpen">) {
  const { t } = useTranslation("register");
  const { lines, totals } = useCounted();
  const money = useMoney();
  const [isShown, setShown] = useState(false);
  const count = lines.reduce((sum, { quantity }) => sum + Math.abs(quantity), 0);
  return (
    <>
      <BasketPanel {...props} isShown={isShown} onClose={() => setShown(false)} />
      <button type="button" className={css.basketBar} onClick={() => setShown(true)}>
        <span>
          <Icon name="bag" /> {t("items", { count })}
        </span>
        <strong>{money(totals.total)}</strong>
      </button>
    </>
  );
}

/** Codes of a scanner that types, wherever the focus is. What it typed into a field is taken out again. */
function useScanner(scan: (code: string) => boolean, { isOn }: { readonly isOn: boolean }): void {
  const latest = useRef(scan);
  latest.current = scan;
  useEffect(() => {
    if (!isOn) return;
    let keys = NO_KEYS;
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const taken = takeKey(keys, event.key, event.timeStamp);
      keys = taken.keys;
      if (taken.code === null) return;
      // Enter would press the button that has the focus.
      event.preventDefault();
      event.stopPropagation();
      const field = event.target;
      if (field instanceof HTMLInputElement && field.value.endsWith(taken.code))
        field.dispatchEvent(new CustomEvent("argosy:scanned", { bubbles: true, detail: taken.code }));
      latest.current(taken.code);
    };
    window.addEventListener("keydown", pressed, { capture: true });
    return () => window.removeEventListener("keydown", pressed, { capture: true });
  }, [isOn]);
}

function useShortcuts(does: { readonly pay: () => void; readonly park: () => void }, isOn: boolean): void {
  const latest = useRef(does);
  latest.current = does;
  useEffect(() => {
    if (!isOn) return;
    const pressed = (event: KeyboardEvent) => {
      if (event.key === "F2") latest.current.pay();
      else if (event.key === "F4") latest.current.park();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [isOn]);
}

/** What the customer's screen shows follows the basket. */
function useDisplay({ isPaying }: { readonly isPaying: boolean }): void {
  const { lastSale, basket } = useRegisterState();
  const setup = useSetup();
  const { lines, totals } = useCounted();
  const { register } = setup;
  const { id } = register;
  const left = isPaying ? settledBy(setup, totals.total, basket.payments).left : null;
  useEffect(() => {
    const currency = register.currency;
    if (lastSale !== null) {
      const change = lastSale.payments.reduce((sum, payment) => sum + (payment.change ?? 0n), 0n);
      const { number, totals: sold, rounding } = lastSale;
      showOnDisplay(id, { kind: "done", total: sold.total + rounding, change, currency, number });
    } else
      showOnDisplay(id, {
        kind: "basket",
        currency,
        total: totals.total,
        discount: totals.discount,
        left,
        lines: lines.map(({ key, title, quantity }, n) => ({
          key,
          title,
          quantity,
          amount: totals.lines[n]?.gross ?? 0n,
        })),
      });
  }, [id, lastSale, totals, lines, left, register.currency]);
}
