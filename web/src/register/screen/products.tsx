/** Products to tap: favorites first, everything below, or what is searched for. */
import { type RefObject, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import type { CatalogItem } from "../device/catalog-item.ts";
import { Icon } from "./icons.tsx";
import type { OverlayName } from "./overlay-name.ts";
import css from "./register.module.css";
import { useMoney, useRegister, useRegisterState } from "./use-register.ts";

/** Tiles drawn at once: what is further is found by typing. */
const MOST = 120;

type Tab = "favourites" | "all";

interface Props {
  readonly onAdd: (item: CatalogItem) => void;
  readonly onScan: (code: string) => boolean;
  readonly onOpen: (name: OverlayName) => void;
}

export function Products({ onAdd, onScan, onOpen }: Props) {
  const { t } = useTranslation("register");
  const { products, isLoadingProducts } = useRegisterState();
  const [typed, setTyped] = useState("");
  const [chosen, setTab] = useState<Tab | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const { tab, ...shown } = useShown(typed, chosen);
  useSearchKeys(field, setTyped);
  const enter = () => {
    const [first] = shown.items;
    if (typed.trim() === "") return;
    // Typed by hand: a code as it stands, else the one product that is left.
    if (onScan(typed)) setTyped("");
    else if (first && shown.items.length === 1) {
      onAdd(first);
      setTyped("");
    }
  };
  return (
    <main className={css.products}>
      <form
        className={css.search}
        onSubmit={(event) => {
          event.preventDefault();
          enter();
        }}
      >
        <Icon name="search" />
        <input
          ref={field}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          placeholder={t("search")}
          aria-label={t("search")}
          type="search"
          dir="auto"
          autoComplete="off"
          enterKeyHint="search"
        />
        {typed !== "" && (
          <button type="button" className={css.round} aria-label={t("clear")} onClick={() => setTyped("")}>
            <Icon name="x" size={18} />
          </button>
        )}
        <button type="button" className={css.round} aria-label={t("scanCamera")} onClick={() => onOpen("camera")}>
          <Icon name="scan" />
        </button>
      </form>
      <div className={css.tabs}>
        {(["favourites", "all"] as const).map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={typed === "" && tab === name}
            onClick={() => {
              setTab(name);
              setTyped("");
            }}
          >
            {t(name)}
          </button>
        ))}
        <span className={css.quiet}>
          {isLoadingProducts ? t("loadingProducts", { count: products }) : t("found", { count: shown.count })}
        </span>
        <button type="button" className={css.custom} aria-label={t("customItem")} onClick={() => onOpen("custom")}>
          <Icon name="plus" size={18} /> <span>{t("customItem")}</span>
        </button>
      </div>
      <div className={css.grid} data-testid="products">
        {shown.items.map((item) => (
          <Tile key={item.variantId} item={item} onAdd={onAdd} />
        ))}
        {shown.items.length === 0 && <Empty typed={typed} isFavourites={tab === "favourites"} />}
      </div>
    </main>
  );
}

/** "/" leads to the search; what a scanner typed into it goes. */
function useSearchKeys(field: RefObject<HTMLInputElement | null>, setTyped: (typed: string) => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      field.current?.focus();
    };
    const scanned = () => setTyped("");
    window.addEventListener("keydown", pressed);
    window.addEventListener("argosy:scanned", scanned);
    return () => {
      window.removeEventListener("keydown", pressed);
      window.removeEventListener("argosy:scanned", scanned);
    };
  }, [field, setTyped]);
}

function Empty({ typed, isFavourites }: { readonly typed: string; readonly isFavourites: boolean }) {
  const { t } = useTranslation("register");
  const { products } = useRegisterState();
  if (products === 0) return <p className={css.empty}>{t("noProducts")}</p>;
  if (typed !== "") return <p className={css.empty}>{t("nothingFound", { typed })}</p>;
  return <p className={css.empty}>{t(isFavourites ? "noFavourites" : "noProducts")}</p>;
}

/** Favorites until somebody chooses, everything where there are none. */
function useShown(typed: string, chosen: Tab | null) {
  const register = useRegister();
  const { catalogTurn, products } = useRegisterState();
  const requested = useDeferredValue(typed.trim());
  // biome-ignore lint/correctness/useExhaustiveDependencies: the index is the same object through all changes
  return useMemo(() => {
    if (requested !== "") {
      const items = register.index.find(requested, MOST);
      return { tab: chosen, items, count: items.length };
    }
    const favourites = chosen === "all" ? null : firstOf(register.index.items(), true);
    if (favourites !== null && (chosen === "favourites" || favourites.count > 0))
      return { tab: "favourites", ...favourites };
    return { tab: "all", ...firstOf(register.index.items(), false) };
  }, [register, requested, chosen, catalogTurn, products]);
}

/** As many as are drawn, and how many there are. */
function firstOf(all: Iterable<CatalogItem>, areFavourites: boolean) {
  const items: CatalogItem[] = [];
  let count = 0;
  for (const item of all) {
    if (areFavourites && !item.isFavourite) continue;
    count += 1;
    if (items.length < MOST) items.push(item);
  }
  return { items, count };
}

const HOLD_MS = 550;

function Tile({ item, onAdd }: { readonly item: CatalogItem; readonly onAdd: (item: CatalogItem) => void }) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const money = useMoney();
  const held = useRef<{ timer: number; isDone: boolean }>({ timer: 0, isDone: false });
  const pin = () => {
    held.current.isDone = true;
    void register.pin(item, !item.isFavourite);
  };
  const begin = () => {
    held.current = { timer: window.setTimeout(pin, HOLD_MS), isDone: false };
  };
  const end = () => clearTimeout(held.current.timer);
  return (
    <div className={css.tile}>
      <button
        type="button"
        className={css.tileMain}
        onPointerDown={begin}
        onPointerUp={end}
        onPointerLeave={end}
        onPointerCancel={end}
        onClick={() => !held.current.isDone && onAdd(item)}
      >
        <Picture item={item} />
        <span className={css.tileTitle} dir="auto">
          {item.title}
        </span>
        {item.variantTitle !== "" && (
          <span className={css.quiet} dir="auto">
            {item.variantTitle}
          </span>
        )}
        <span className={css.tileFoot}>
          <strong>{item.priceMinor === null ? t("askPrice") : money(item.priceMinor)}</strong>
          <Stock of={item} />
        </span>
      </button>
      <button
        type="button"
        className={css.star}
        data-on={item.isFavourite || undefined}
        aria-label={`${t(item.isFavourite ? "unpin" : "pin")}: ${item.title}`}
        onClick={pin}
      >
        <Icon name={item.isFavourite ? "starred" : "star"} size={18} />
      </button>
    </div>
  );
}

function Stock({ of }: { readonly of: CatalogItem }) {
  const { t } = useTranslation("register");
  if (of.stock === null) return null;
  return (
    <span className={css.stock} data-out={of.stock <= 0 || undefined}>
      {of.stock <= 0 ? t("out") : t("left", { count: of.stock })}
    </span>
  );
}

const TINTS = 6;

/** Without an image, or without network, the first letters on a tint of the product's own. */
function Picture({ item }: { readonly item: CatalogItem }) {
  const [isBroken, setBroken] = useState(false);
  if (item.imageUrl !== null && !isBroken)
    return <img className={css.picture} src={item.imageUrl} alt="" loading="lazy" onError={() => setBroken(true)} />;
  const texts = item.title.split(/\s+/).filter(Boolean);
  const letters = texts.slice(0, 2).map((word) => [...word][0] ?? "");
  const tint = [...item.productId].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % TINTS;
  return (
    <span className={css.picture} data-tint={tint} aria-hidden>
      {letters.join("").toUpperCase()}
    </span>
  );
}
