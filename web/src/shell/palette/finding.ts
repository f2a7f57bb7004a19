/** What the hub finds for the text as it is typed, and Enter, which waits for that answer. */
import { useDebouncedValue } from "@mantine/hooks";
import { createSpotlight, useSpotlight } from "@mantine/spotlight";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { body, hub } from "../../data/hub.ts";

const FOUND = 5;
const SHORTEST = 2;
const PAUSE_MS = 200;

export const [paletteStore, palette] = createSpotlight();

async function find(q: string) {
  const query = { params: { query: { q, limit: FOUND } } };
  const [orders, products, customers] = await Promise.all([
    body(hub.GET("/api/orders", query)),
    body(hub.GET("/api/products", query)),
    body(hub.GET("/api/customers", query)),
  ]);
  return { orders: orders.items, products: products.items, customers: customers.items };
}

export type Found = Awaited<ReturnType<typeof find>>;

/** Rows are chosen on the elements themselves, as Spotlight does it. */
function firstRow(): HTMLElement | null {
  const list = document.getElementById(paletteStore.getState().listId);
  const first = list?.querySelector<HTMLElement>("[data-action]") ?? null;
  list?.querySelector("[data-selected]")?.removeAttribute("data-selected");
  first?.setAttribute("data-selected", "true");
  paletteStore.setState({ ...paletteStore.getState(), selected: 0 });
  return first;
}

/** Nothing found for an earlier text is ever answered: whoever types fast and presses Enter would open it. */
export function useFinding() {
  const { opened } = useSpotlight(paletteStore);
  const [typed, setTyped] = useState("");
  const text = typed.trim();
  const [settled] = useDebouncedValue(text, PAUSE_MS);
  const [isEntered, setEntered] = useState(false);
  const hasMoved = useRef(false);
  const requested = isEntered ? text : settled;
  const isRequested = text.length >= SHORTEST;
  const { data, isError } = useQuery({
    queryKey: ["palette", requested],
    queryFn: () => find(requested),
    enabled: requested.length >= SHORTEST,
  });
  const found = isRequested && requested === text ? data : undefined;
  const hasFailed = isRequested && requested === text && isError;
  const isWaiting = isRequested && found === undefined && !hasFailed;
  const again = () => {
    hasMoved.current = false;
    setEntered(false);
  };
  useEffect(() => {
    if (found === undefined || hasMoved.current) return;
    const first = firstRow();
    if (!isEntered) return;
    setEntered(false);
    first?.click();
  }, [found, isEntered]);
  useEffect(() => {
    if (hasFailed || !opened) setEntered(false);
  }, [hasFailed, opened]);
  return {
    typed,
    found,
    isWaiting,
    hasFailed,
    onType: (next: string) => {
      again();
      setTyped(next);
    },
    /** Before Spotlight hears the key. */
    onKey: (event: KeyboardEvent) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") hasMoved.current = true;
      if (event.key !== "Enter" || event.nativeEvent.isComposing || !isWaiting || hasMoved.current) return;
      event.preventDefault();
      event.stopPropagation();
      setEntered(true);
    },
  };
}
